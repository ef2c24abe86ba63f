from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "luodi.web"
    label = "web"

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "luodi.web"
    label = "web"

    def ready(self) -> None:
        from luodi.web import database_file  # noqa: F401 (listens to Django)

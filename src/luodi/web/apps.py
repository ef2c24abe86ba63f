from django.apps import AppConfig

from luodi.delivery.calendar import default_calendar
from luodi.delivery.rules import default_rules
from luodi.delivery.workflow import default_workflow


class WebConfig(AppConfig):
    name = "luodi.web"
    label = "web"

    def ready(self) -> None:
        from luodi.web import database_file  # noqa: F401 (listens to Django)

        for read in (default_calendar, default_rules, default_workflow):
            read()  # now: msgspec crashes where two threads are the first to use a type at once

"""The worker of the site: what a worker before it left behind is queued again, then jobs are done as they come."""

from __future__ import annotations

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from luodi.web.jobs import recover


class Command(DatabaseWorker):
    help = "Do the jobs of the site: compile what was uploaded"

    def handle(self, **options: Any) -> None:
        recover()
        super().handle(**options)

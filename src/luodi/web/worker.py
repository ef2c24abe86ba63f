"""The worker: does the jobs of the queue one after the other (`python -m luodi.web.worker`).

There is one for a data folder; a second one waits until the first has ended. A job whose worker was killed is done
again, at most `TRIES` times. While the database cannot be reached the worker waits for it.
"""

from __future__ import annotations

import logging
import os
import time

TRIES = 3
WAIT = 5
"""Seconds after which a database that could not be reached is tried again."""


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.web.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import InterfaceError, OperationalError, close_old_connections

    from luodi.web.alone import alone
    from luodi.web.jobs import recover

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    with alone("worker"):
        while True:
            try:
                recover()
                take_back()
                call_command("db_worker", queue_name="*", startup_delay=False, verbosity=0)
                return
            except (OperationalError, InterfaceError) as error:
                logging.getLogger(__name__).error("%s", error)
                close_old_connections()
                time.sleep(WAIT)


def take_back() -> None:
    """Put the jobs of a worker that was killed back into the queue. Only for who holds the worker's lock."""
    from django_tasks_db.models import DBTaskResult

    for job in DBTaskResult.objects.filter(status="RUNNING"):
        if len(job.worker_ids) < TRIES:
            DBTaskResult.objects.filter(pk=job.pk).update(status="READY")
        else:
            job.set_failed(RuntimeError(f"its worker ended {TRIES} times"))


if __name__ == "__main__":
    main()

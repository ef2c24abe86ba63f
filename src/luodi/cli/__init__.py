"""The command line: every verb is a thin call into the library, in the module of its group.

What a verb needs is imported when it runs, so that help appears at once. A module of verbs registers them with `app`
when it is imported here; help lists them in this order.
"""

from luodi.cli import comparing, documents, folders, measuring, simulating, site  # noqa: F401 (registers the verbs)
from luodi.cli.app import app
from luodi.cli.entry import main

__all__ = ["app", "main"]

"""Packages that come with an extra: what is said when a verb needs one that is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from luodi.cli.stop import Stop

PACKAGES = {
    "axes": ("django-axes", "web"),
    "dj_database_url": ("dj-database-url", "web"),
    "django": ("django", "web"),
    "django_htmx": ("django-htmx", "web"),
    "django_tasks": ("django-tasks", "web"),
    "django_tasks_db": ("django-tasks-db", "web"),
    "granian": ("granian", "web"),
    "h5netcdf": ("h5netcdf", "engine"),
    "hamilton": ("apache-hamilton", "engine"),
    "highspy": ("highspy", "measure"),
    "numba": ("numba", "engine"),
    "numpy": ("numpy", "measure"),
    "pint": ("pint", "engine"),
    "quickjs": ("quickjs-ng", "measure"),
    "resvg_py": ("resvg_py", "measure"),
    "scipy": ("scipy", "engine"),
    "tomli_w": ("tomli-w", "engine"),
    "typst": ("typst", "pdf"),
    "whitenoise": ("whitenoise", "web"),
    "xarray": ("xarray", "engine"),
}
"""Module -> its package and the extra that brings it."""


@contextmanager
def extras() -> Iterator[None]:
    """Work that needs packages of an extra; a missing one is one sentence that says how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name not in PACKAGES:
            raise
        package, extra = PACKAGES[name]
        raise Stop("extra", package=package, extra=extra) from error

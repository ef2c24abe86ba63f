"""Settings for all tests."""

from __future__ import annotations

import os
import shutil
import tempfile

from hypothesis import settings

# How fast something is belongs to the benchmarks: a busy machine is no failure.
settings.register_profile("luodi", deadline=None)
settings.load_profile("luodi")

# The site keeps its files in a folder of these tests; the settings of the site read this when they are imported.
os.environ["LUODI_DATA"] = tempfile.mkdtemp(prefix="luodi-tests-")
os.mkdir(os.path.join(os.environ["LUODI_DATA"], "static"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.web.settings")


def pytest_configure() -> None:
    import django

    django.setup()


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["LUODI_DATA"], ignore_errors=True)

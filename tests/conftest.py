"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

# How fast something is belongs to the benchmarks: a busy machine is no failure.
settings.register_profile("luodi", deadline=None)
settings.load_profile("luodi")

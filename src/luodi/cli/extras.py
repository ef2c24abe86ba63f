"""Packages that come with an extra: what is said when a verb needs one that is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from luodi.cli.stop import Stop

PACKAGES = {
    "highspy": ("highspy", "measure"),
    "numpy": ("numpy", "measure"),
    "quickjs": ("quickjs-ng", "measure"),
    "resvg_py": ("resvg_py", "measure"),
    "typst": ("typst", "pdf"),
}
"""Module -> its package and the extra that brings it."""


@contextmanager
def extras() -> Iterator[None]:
    """Work that needs packages of an extra; a missing one is one sentence that says how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in PACKAGES:
            raise
        package, extra = PACKAGES[error.name]
        raise Stop("extra", package=package, extra=extra) from error

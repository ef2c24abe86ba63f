"""The text of a settings file: TOML of bounded length and depth, from whoever may set an office's rules."""

from __future__ import annotations

import tomllib
from typing import Any

LONGEST = 64 * 1024
"""Characters. Those that come with luodi have a tenth of it."""


def table_of(text: str) -> dict[str, Any]:
    """The table of a file. ValueError says what is wrong with it."""
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} > {LONGEST} characters")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None

"""What can be printed: text without characters that no Office file holds, or that make it read as what it is not."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
# Marks, embeddings, overrides and isolates of UAX #9: with them a name shows in another order than it is stored.
_REORDERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

T = TypeVar("T")


def printable(text: str) -> str:
    """The text without such characters."""
    return _REORDERING.sub("", _UNWRITABLE.sub("", text))


def on_one_line(text: str) -> str:
    """The same with every run of white space, newlines too, as one space."""
    return " ".join(printable(text).split())


def cleaned(value: T) -> T:
    """A record, or a tuple of them, with all its texts made printable."""
    made: Any = value
    if isinstance(value, str):
        made = printable(value)
    elif isinstance(value, tuple):
        made = tuple(map(cleaned, value))
    elif isinstance(value, msgspec.Struct):
        made = type(value)(**{name: cleaned(getattr(value, name)) for name in value.__struct_fields__})
    return made  # type: ignore[no-any-return]

"""Text that a spreadsheet program would take for a formula, and how it is kept text in a CSV file.

Excel runs a CSV field that begins with = + - @ (OWASP, "CSV injection"); full-width signs and blanks before them are
taken the same way by some programs. Such a field gets an apostrophe before it, and so does one that begins with
apostrophes before such a sign, so that taking one away gives back every text.
"""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def neutral(text: str) -> str:
    """The text as it is safe in a CSV field."""
    return f"'{text}" if _RISKY.match(text) else text


def guarded(text: str) -> str:
    """The text as it stands in a workbook, where text is never run: only what `original` would change is changed."""
    return neutral(text) if text.startswith("'") else text


def original(text: str) -> str:
    """The text behind `neutral` or `guarded`."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text

"""What an Excel number format shows of the number behind it (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

import msgspec

BUILT_IN = {
    9: "0%", 10: "0.00%",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒",
    34: "上午/下午h时mm分", 35: "上午/下午h时mm分ss秒", 36: "yyyy年m月",
    50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日", 55: "上午/下午h时mm分",
    56: "上午/下午h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
"""Formats that files name by number only; 27 to 36 and 50 to 58 as Chinese Excel shows them."""

_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\!_*].|AM/PM|A/P|General|G/通用格式', re.IGNORECASE)
_PART = re.compile(r"y+|m+|d+|h+|s+|e+(?![+-])", re.IGNORECASE)
_SCALE = re.compile(r"%|[0#?],+(?![0#?,])")
_DRAWN_POINT = re.compile(r'[0#?](?:[\\!]\.|"\.")')
"""0!.0, shows 57.1 for 570740: the point is drawn, not meant."""

_LAST_DAY = 2_958_465  # 9999-12-31
_NO_DAY = 60  # 1900-02-29, which Excel has and the calendar has not

Shown = Literal["number", "scaled", "date", "time"]


class Format(msgspec.Struct, frozen=True):
    """`parts` are the letters of what a date or time format shows, in order: y, m, d, h, n for minutes, s; + before
    them if hours go on after 24."""

    shown: Shown = "number"
    parts: str = ""


@cache
def format_of(code: str) -> Format:
    """What a format code shows for a positive number."""
    elapsed = _ELAPSED.search(code) is not None
    bare = _LITERAL.sub("", _ELAPSED.sub(r"\1", code)).partition(";")[0]
    found = [part[0].lower().replace("e", "y") for part in _PART.findall(bare)]
    for index, letter in enumerate(found):
        before, after = found[index - 1] if index else "", "".join(found[index + 1 : index + 2])
        if letter == "m" and (before == "h" or after == "s" or elapsed):
            found[index] = "n"
    parts = "".join(letter for letter in "ymdhns" if letter in found)
    if parts:
        return Format("date", parts) if set(parts) & set("ymd") else Format("time", "+" * elapsed + parts)
    return Format("scaled" if _SCALE.search(bare) or _DRAWN_POINT.search(code) else "number")


def shown_date(serial: float, form: Format, from_1904: bool) -> str | None:
    """As much of a serial day as the format shows, in ISO 8601; None where the calendar has no such day.

    Day 1 is 1900-01-01, in files with the 1904 system day 0 is 1904-01-01.
    """
    seconds = round(serial * 86400)
    days, rest = divmod(seconds, 86400)
    if form.shown == "time":
        hours = (seconds if "+" in form.parts else rest) // 3600
        return f"{hours:02}:{rest // 60 % 60:02}:{rest % 60:02}" if serial >= 0 else None
    if not (0 if from_1904 else 1) <= days <= _LAST_DAY or (days == _NO_DAY and not from_1904):
        return None
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if days < _NO_DAY else 30)
    try:
        moment = start + timedelta(days=days, seconds=rest)
    except OverflowError:
        return None
    return iso(moment, form.parts)


def iso(moment: datetime, parts: str) -> str:
    """As much of a moment as `parts` of a date format show, in ISO 8601."""
    month, day = (f"-{moment:%m}" if "m" in parts else ""), (f"-{moment:%d}" if "d" in parts else "")
    if "y" not in parts:
        return f"-{month or '-'}{day}"
    return f"{moment.year:04}{month}" + (day if month else "") + (f"T{moment:%H:%M:%S}" if day and "h" in parts else "")

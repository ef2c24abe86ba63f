"""Dates as these documents write them, to ISO 8601."""

from __future__ import annotations

import calendar
import re

_YMD = re.compile(r"((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日")
_CHINESE = re.compile(
    r"二[〇○零O]([〇○零O一二三四五六七八九]{2})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0, "O": 0}

PLAN_YEARS = {"十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
"""First years of the five-year plan periods (五年规划期)."""


def small_number(words: str) -> int:
    """The value of an ideographic numeral up to 99 (十二, 二十, 三十一)."""
    if "十" in words:
        tens, _, ones = words.partition("十")
        return (_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0)
    return int("".join(str(_DIGIT[c]) for c in words))


def day(year: int, month: int, date: int) -> str | None:
    """The ISO date, None if there is no such day."""
    if 1 <= month <= 12 and 1 <= date <= calendar.monthrange(year, month)[1]:
        return f"{year:04d}-{month:02d}-{date:02d}"
    return None


def last_day(year: int, month: int = 12) -> str:
    """The last day of a month, by default of the year."""
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def first_day(year: int, month: int = 1) -> str:
    """The first day of a month, by default of the year."""
    return f"{year:04d}-{month:02d}-01"


def dates_in(text: str) -> list[tuple[int, int, str]]:
    """Full dates in a text as (start, end, ISO date), in digits or ideographs."""
    found = []
    for match in _YMD.finditer(text):
        iso = day(int(match[1]), int(match[2]), int(match[3]))
        if iso:
            found.append((match.start(), match.end(), iso))
    for match in _CHINESE.finditer(text):
        iso = day(
            2000 + small_number(match[1]) if len(match[1]) == 2 else 0, small_number(match[2]), small_number(match[3])
        )
        if iso:
            found.append((match.start(), match.end(), iso))
    return sorted(found)

"""Number formats: what of a number is shown, and which day a serial number is."""

from __future__ import annotations

import datetime

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

from luodi.sheets.number_format import Format, format_of, shown_date


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", Format()),
        ("G/通用格式", Format()),
        ("@", Format()),
        ('0.00"亿元"', Format()),
        ("0.00E+00", Format()),
        ("#,##0.00_);[Red](#,##0.00)", Format()),
        ("0.0%", Format("scaled")),
        ("#,##0,", Format("scaled")),
        ("0!.0,", Format("scaled")),
        ('0"."0,"万"', Format("scaled")),
        ("yyyy-mm-dd", Format("date", "ymd")),
        ("[$-F800]dddd, mmmm dd, yyyy", Format("date", "ymd")),
        ('[$-804]yyyy"年"m"月"d"日";@', Format("date", "ymd")),
        ("mmm-yy", Format("date", "ym")),
        ('yyyy"年"', Format("date", "y")),
        ('[$-804]e"年"m"月"', Format("date", "ym")),
        ('m"月"d"日"', Format("date", "md")),
        ("yyyy/m/d h:mm", Format("date", "ymdhn")),
        ("h:mm AM/PM", Format("time", "hn")),
        ("[h]:mm:ss", Format("time", "+hns")),
        ("mm:ss.0", Format("time", "ns")),
    ],
)
def test_a_format_shows_a_number_another_number_or_parts_of_a_date(code, shown):
    assert format_of(code) == shown


DAY = Format("date", "ymd")


@pytest.mark.parametrize(
    "day", ["1900-01-01", "1900-02-28", "1900-03-01", "1904-01-02", "2000-02-29", "2024-06-30", "9999-12-31"]
)
def test_a_day_is_the_one_that_openpyxl_counts(day):
    moment = datetime.datetime.fromisoformat(day)
    serial = (moment - datetime.datetime(1899, 12, 31)).days if day < "1900-03" else to_excel(moment)
    assert shown_date(float(serial), DAY, from_1904=False) == day
    if day > "1904-01-01":
        assert shown_date(float(to_excel(moment, CALENDAR_MAC_1904)), DAY, from_1904=True) == day


def test_the_29th_of_february_1900_and_what_is_before_and_after_all_days_are_no_days():
    for serial in (60.0, 0.0, -1.0, 2_958_466.0):
        assert shown_date(serial, DAY, from_1904=False) is None


def test_no_more_of_a_date_is_read_than_is_shown():
    shown = {
        parts: shown_date(45473.354166666664, Format("date", parts), False)
        for parts in ("y", "ym", "md", "m", "d", "ymdhn")
    }
    assert shown == {
        "y": "2024", "ym": "2024-06", "md": "--06-30", "m": "--06", "d": "---30", "ymdhn": "2024-06-30T08:30:00",
    }  # fmt: skip


def test_hours_may_go_on_after_a_day():
    assert shown_date(1.25, Format("time", "hn"), False) == "06:00:00"
    assert shown_date(1.25, Format("time", "+hn"), False) == "30:00:00"

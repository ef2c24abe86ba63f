"""文号: numbers of notices by kind and year, 督办黄〔2026〕3号. A number is used once, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from luodi.delivery.event import Level, NoticeIssued
from luodi.delivery.matter import Matter
from luodi.plan import Record


class Line(Record, frozen=True):
    """A number of the register. `reason` is that of a void notice; `unexplained` numbers were never seen here."""

    number: int
    standing: Literal["issued", "void", "unexplained"]
    notice: NoticeIssued | None
    reason: str


def next_number(notices: Iterable[NoticeIssued], level: Level, year: int) -> int:
    """The next number of a kind in a year: one more than the highest ever given, so that none comes back."""
    return 1 + max((notice.number for notice in notices if (notice.level, notice.year) == (level, year)), default=0)


def register(matters: Iterable[Matter], level: Level, year: int) -> tuple[Line, ...]:
    """发文登记: every number of a kind in a year up to the highest, so that each gap is seen and explained."""
    found: dict[int, Line] = {}
    for matter in matters:
        for notice in matter.notices:
            if (notice.level, notice.year) == (level, year):
                reason = matter.voided.get(notice.id)
                found[notice.number] = Line(notice.number, "void" if reason else "issued", notice, reason or "")
    return tuple(
        found.get(number, Line(number, "unexplained", None, "")) for number in range(1, max(found, default=0) + 1)
    )

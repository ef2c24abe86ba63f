"""Numbers of notices are given once; a gap in the register is explained or named."""

from __future__ import annotations

from datetime import date

from luodi.delivery import Matter, accept, fold, issued, lights, next_number, proposed_notices, register, say, setting
from luodi.delivery.event import NoticeIssued

from .scene import MATTER, a_plan, a_task, history, stamp
from .test_ledger import LIFE

PLAN = a_plan(a_task("2025-06-30"))
REPORTED = [*LIFE[:3], "2025-04-10 reported 2025Q1"]


def test_a_proposed_notice_is_issued_with_the_next_number_and_not_proposed_again() -> None:
    before = fold(
        history([*REPORTED, "2025-05-06 notice red 6 overdue x 2025-05-12", "2025-05-09 reported 2025-04"])
    ).matters
    now = setting(date(2025, 7, 1))
    [proposed] = proposed_notices(lights(PLAN, before.values(), now), now)
    assert say(proposed.because) == "时限2025年6月30日（文件规定）已过 1 天，没有申请办结。"
    event = issued(proposed, "n1", stamp("notice-issued", "2025-07-01"), before[MATTER].notices, now)
    assert (event.written, event.reply_by, event.rule, event.version) == (
        "督办红〔2025〕7号", "2025-07-04", "notice/overdue", "1",
    )  # fmt: skip
    after = accept(before[MATTER], event)
    assert isinstance(after, Matter)
    assert proposed_notices(lights(PLAN, [after], now), now) == ()


def test_numbers_begin_anew_with_the_kind_and_the_year_and_void_ones_stay_used() -> None:
    lines = [*REPORTED, "2025-05-06 notice yellow 1 x a 2025-05-12", "2025-05-07 notice yellow 2 x b 2025-05-12",
             "2025-05-08 voided"]  # fmt: skip
    [matter] = fold(history(lines)).matters.values()
    assert next_number(matter.notices, "yellow", 2025) == 3
    assert next_number(matter.notices, "yellow", 2026) == 1
    assert next_number(matter.notices, "blue", 2025) == 1


def test_the_register_shows_every_number_and_explains_each_gap() -> None:
    lines = [*REPORTED, "2025-05-06 notice yellow 1 x a 2025-05-12", "2025-05-07 notice yellow 2 x b 2025-05-12",
             "2025-05-08 voided", "2025-05-09 notice yellow 4 x c 2025-05-12"]  # fmt: skip
    lines_of = register(fold(history(lines)).matters.values(), "yellow", 2025)
    assert [(line.number, line.standing, line.reason) for line in lines_of] == [
        (1, "issued", ""), (2, "void", "文字有误"), (3, "unexplained", ""), (4, "issued", ""),
    ]  # fmt: skip
    assert isinstance(lines_of[0].notice, NoticeIssued)
    assert register([], "red", 2025) == ()

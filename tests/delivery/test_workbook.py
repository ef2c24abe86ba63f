"""The ledger goes out to CSV and Excel and comes back: an unchanged file asks for nothing, a filled-in one for what was
filled in, once, and what is wrong is named by its cell. Files are changed with `csv` and openpyxl, as people's programs
would."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import luodi
from luodi.delivery import (
    Changes,
    Event,
    Ledger,
    Matter,
    Party,
    Stamp,
    accept,
    breakdown,
    fold,
    lights,
    matter_id,
    read_workbook,
    setting,
    workbook_csv,
    workbook_xlsx,
)
from luodi.delivery.event import Assigned, Claimed, CycleSet, DueSet, Passed, Reported, Returned, Signed, action
from luodi.messages import Language
from luodi.plan import Plan

from .scene import MATTER, PEOPLE, a_plan, a_task, history
from .test_ledger import LIFE, MORE, USUAL, sequence

TODAY = setting(date(2025, 7, 1))
FORMS: dict[str, Callable[..., bytes]] = {"csv": workbook_csv, "xlsx": workbook_xlsx}
OTHER = Party("440000/commerce", "省商务厅")


def stamped(role: Any = "responsible_body", at: str = "2025-07-01T10:00:00+08:00") -> Stamp:
    person, body = PEOPLE[role]
    return Stamp(person=person + "二", body=body, role=role, at=at)


def exported(plan: Plan, ledger: Ledger, form: str = "csv", language: Language = "zh") -> bytes:
    return FORMS[form](plan, lights(plan, ledger.matters.values(), TODAY), language)


def imported(data: bytes, plan: Plan, ledger: Ledger, by: Stamp | None = None) -> Changes:
    return read_workbook(data, "台账", plan, ledger.matters.values(), TODAY, by or stamped())


def added(ledger: Ledger, events: Iterable[Event]) -> Ledger:
    """The ledger with more events, all of which it must take."""
    more = fold([*(event for matter in ledger.matters.values() for event in matter.events), *events])
    assert more.refused == ()
    return more


# ---------------------------------------------------------------- files as people change them

Rows = list[list[Any]]


def table(data: bytes) -> Rows:
    if not data.startswith(b"PK"):
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]  # type: ignore[union-attr]


def as_csv(rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def with_cells(data: bytes, cells: dict[str, Any], row: int = 1) -> bytes:
    """The file with other values in the cells of a row (the first below the header is 1), by their labels."""
    form = "xlsx" if data.startswith(b"PK") else "csv"
    rows = table(data)
    for label, value in cells.items():
        rows[row][rows[0].index(label)] = value
    return {"csv": as_csv, "xlsx": as_xlsx}[form](rows)


def cell_of(label: str, row: int = 1) -> str:
    """Where a column stands in the workbook, as Excel calls it."""
    column = table(exported(PLAN, LEDGER))[0].index(label)
    return openpyxl.utils.get_column_letter(column + 1) + str(row + 1)


def places(changes: Changes) -> list[str]:
    return (
        [problem.place.cell if problem.place else "" for problem in changes.refused.problems] if changes.refused else []
    )


def cautioned(changes: Changes) -> list[tuple[str, str]]:
    return [(problem.key.split(".")[1], problem.place.cell if problem.place else "") for problem in changes.cautions]


# ---------------------------------------------------------------- two matters of one plan

PLAN = a_plan(a_task("2025-09-30"), a_task(id="t-000000000002"))


def two_matters(lines: list[str], others: list[str]) -> Ledger:
    """The task of the scene after these events, and after others the second task in the hands of another body."""
    events = list(history(lines))
    for event in history(others):
        moved = replace(event, id="o-" + event.id, matter=matter_id("t-000000000002", OTHER.body))
        if isinstance(moved, Assigned):
            moved = replace(moved, task="t-000000000002", party=OTHER)
        if isinstance(moved, Passed | Returned):
            moved = replace(moved, report="o-" + moved.report)
        own = event.by.role == "responsible_body"
        events.append(replace(moved, by=replace(event.by, body=OTHER.body)) if own else moved)
    ledger = fold(events)
    assert ledger.refused == ()
    return ledger


LEDGER = two_matters(LIFE[:4], LIFE[:1])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", FORMS)
def test_a_row_says_where_the_matter_stands(form: str, language: Language) -> None:
    header, first, second = table(exported(PLAN, LEDGER, form, language))
    said = dict(zip(header, first, strict=True))
    zh = language == "zh"
    assert said["事项编号" if zh else "Matter"] == MATTER
    assert said["状态" if zh else "State"] == ("已反馈待核查" if zh else "reported, to be checked")
    assert said["报告期" if zh else "Period"] == ("2025年一季度" if zh else "2025Q1")
    assert said["签收" if zh else "Signed for"] == ("是" if zh else "yes")
    limit = said["时限" if zh else "Time limit"]
    assert (limit.date() if isinstance(limit, datetime) else date.fromisoformat(limit)) == date(2025, 9, 30)
    assert said["时限依据" if zh else "Time limit by"] == (
        "文件规定（“文中时限”）" if zh else "from the document (“文中时限”)"
    )
    assert dict(zip(header, second, strict=True))["责任单位" if zh else "Body"] == OTHER.name


def test_a_workbook_keeps_the_task_in_sight_and_offers_what_can_be_chosen() -> None:
    sheet: Any = openpyxl.load_workbook(io.BytesIO(exported(PLAN, LEDGER, "xlsx"))).active
    assert sheet.freeze_panes == "D2"
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    over = {
        label: f"{cell_of(label)}:{cell_of(label, 2)}" for label in ("签收", "申请办结", "核查结果", "设定报送周期")
    }
    assert offered == {
        over["签收"]: '"是"', over["申请办结"]: '"是"', over["核查结果"]: '"通过,退回"',
        over["设定报送周期"]: '"每月,每季度,每半年,每年"',
    }  # fmt: skip
    coloured = {cell.value for cell in sheet[1] if cell.fill.fgColor.rgb == "FFFFF2CC"}
    assert coloured == set(table(exported(PLAN, LEDGER))[0][-11:])
    assert all(cell.alignment.wrap_text for cell in sheet[2] if isinstance(cell.value, str))


# ---------------------------------------------------------------- any ledger at all

characters = st.characters(exclude_categories=("Cs", "Co", "Cn"))
texts = st.builds(
    str.__add__,
    st.sampled_from(["", "=cmd|' /C calc'!A0", "'", "'=1", "＝", "@", "-", " ", "\n", "00", "_x000D_", "\x00", "\ud800"]),
    st.text(st.one_of(characters, st.sampled_from("进展,;'\"\n\r\t=")), max_size=12),
)  # fmt: skip


def retold(event: Event, text: Callable[[], str]) -> Event:
    """The event with other words in it."""
    if isinstance(event, Reported | Claimed):
        report = replace(event.report, progress=text() or "无", problems=text(), next_steps=text())
        return replace(event, report=report)
    if isinstance(event, Returned | Passed):
        return replace(event, opinion=text())
    if isinstance(event, DueSet):
        return replace(event, reason=text())
    return event


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    events = sequence(draw(USUAL.filter(bool)), draw(MORE))
    return [retold(event, lambda: draw(texts)) for event in events]


@settings(max_examples=150, deadline=None)
@given(histories(), st.sampled_from(["csv", "xlsx"]), st.sampled_from(["zh", "en"]))
def test_an_unchanged_file_asks_for_nothing(events: list[Event], form: str, language: Language) -> None:
    ledger = fold(events)
    changes = imported(exported(PLAN, ledger, form, language), PLAN, ledger)
    assert changes == Changes()
    assert changes.sentences() == ()


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_an_old_file_asks_for_nothing_of_a_ledger_that_has_gone_on(events: list[Event], data: st.DataObject) -> None:
    now = fold(events)
    [matter] = now.matters.values()
    then = fold(matter.events[: data.draw(st.integers(1, len(matter.events)))])
    changes = imported(exported(PLAN, then), PLAN, now)
    assert changes.refused is None
    assert changes.events == ()
    assert {code for code, _ in cautioned(changes)} <= {"recorded-before"}


fillings: dict[str, Any] = {
    "responsible_body": {
        "签收": st.sampled_from(["", "是"]),
        "报告期": st.sampled_from(["2025年一季度", "2025Q2", "2025年6月", "2025/6", "2025年上半年"]),
        "进展情况": texts.filter(lambda text: text.strip() != ""),
        "存在问题": texts,
        "申请办结": st.sampled_from(["", "", "是"]),
    },
    "plan_officer": {
        "核查结果": st.sampled_from(["", "通过", "退回"]),
        "核查意见": st.sampled_from(["请补充数据", "同意"]),
        "设定时限": st.sampled_from(["2025年12月31日", "2025/11/30", "2025-10-31"]),
        "设定理由": st.sampled_from(["专班会议纪要", "领导批示"]),
        "设定报送周期": st.sampled_from(["每月", "每半年", "2025-08-31、2025/12/31", ""]),
    },
}  # fmt: skip


# Cells that are filled in together, as a rule.
TOGETHER = {
    "responsible_body": ["签收", "报告期 进展情况", "报告期 进展情况 存在问题", "报告期 进展情况 申请办结", "进展情况"],
    "plan_officer": ["核查结果 核查意见", "设定时限 设定理由", "设定报送周期", "设定时限"],
}


@settings(max_examples=200, deadline=None)
@given(histories() | USUAL.filter(bool).map(history), st.sampled_from(list(fillings)), st.data())
def test_what_was_filled_in_is_done_once_and_shown_by_the_next_ledger(
    events: list[Event], role: str, data: st.DataObject
) -> None:
    ledger = fold(events)
    groups = data.draw(st.lists(st.sampled_from(TOGETHER[role]), min_size=1, max_size=3))
    cells = {label: data.draw(fillings[role][label]) for group in groups for label in group.split()}
    assume(not any("\0" in cell or "\ud800" in cell for cell in cells.values()))  # no program writes them to a file
    file = with_cells(exported(PLAN, ledger), cells)
    changes = imported(file, PLAN, ledger, stamped(role))
    if changes.refused:
        assert changes.events == ()
        return
    later = added(ledger, changes.events)
    again = imported(file, PLAN, later, stamped(role, "2025-07-02T09:00:00+08:00"))
    assert (again.refused, again.events) == (None, ())
    shown = dict(zip(*table(exported(PLAN, later)), strict=True))
    done = {action(event) for event in changes.events}
    if done & {"reported", "claimed"}:
        assert squeezed(shown["进展情况"]) == squeezed(dict(zip(*table(file), strict=True))["进展情况"])
    if done & {"passed", "returned"}:
        assert cells["核查结果"] in shown["核查情况"]
        assert cells.get("核查意见", "") in shown["核查情况"]
    if "signed" in done:
        assert shown["签收"] == "是"
    if "due-set" in done:
        assert shown["设定理由"] == dict(zip(*table(file), strict=True))["设定理由"]
        assert (
            shown["时限"]
            == shown["设定时限"]
            == "-".join(f"{int(n):02}" for n in re.findall(r"\d+", cells.get("设定时限", shown["时限"])))
        )
    if "cycle-set" in done:
        assert shown["报送周期"] == shown["设定报送周期"] == cells["设定报送周期"].replace("/", "-")


def squeezed(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]", "", text).removeprefix("'")


@pytest.mark.parametrize("form", FORMS)
def test_a_text_longer_than_a_cell_is_cut_and_asks_for_nothing(form: str) -> None:
    events = [retold(event, lambda: "进展😀" * 20_000) for event in history([*LIFE[:5], "2025-04-14 due 2025-12-31"])]
    ledger = fold(events)
    assert ledger.refused == ()
    file = exported(PLAN, ledger, form)
    header, row = table(file)
    assert row[header.index("进展情况")].endswith("…")
    assert imported(file, PLAN, ledger) == Changes()


def test_a_matter_whose_task_is_no_longer_in_the_plan_keeps_its_row() -> None:
    changed = a_plan(a_task(id="t-000000000002"))
    rows = table(exported(changed, LEDGER))
    assert [row[0] for row in rows[1:]] == [matter_id("t-000000000002", OTHER.body), MATTER]
    assert imported(as_csv(rows), changed, LEDGER) == Changes()


@settings(max_examples=50, deadline=None)
@given(st.randoms())
def test_the_order_of_rows_and_columns_and_rows_left_out_do_not_matter(order: random.Random) -> None:
    file = with_cells(exported(PLAN, LEDGER), {"报告期": "2025Q2", "进展情况": "=二季度"})
    header, first, second = table(file)
    asked = imported(file, PLAN, LEDGER)
    assert [action(event) for event in asked.events] == ["reported"]
    rows = [first, second][: order.randint(1, 2)]
    order.shuffle(rows)
    columns = list(range(len(header)))
    order.shuffle(columns)
    other = as_csv([[row[column] for column in columns] for row in (header, *rows)])
    assert imported(other, PLAN, LEDGER).events == asked.events


def test_only_the_columns_that_are_needed_need_be_there() -> None:
    header, first, _ = table(with_cells(exported(PLAN, LEDGER), {"报告期": "2025Q2", "进展情况": "二季度进展"}))
    kept = [header.index(label) for label in ("事项编号", "报告期", "进展情况")]
    [event] = imported(as_csv([[row[at] for at in kept] for row in (header, first)]), PLAN, LEDGER).events
    assert isinstance(event, Reported)
    assert (event.report.period, event.report.progress, event.report.problems) == ("2025Q2", "二季度进展", "")


def test_every_way_of_writing_a_day_and_a_period_is_read() -> None:
    for written in ("2025年12月31日", "2025/12/31", "2025-12-31", "2025.12.31", datetime(2025, 12, 31)):
        file = with_cells(exported(PLAN, LEDGER, "xlsx"), {"设定时限": written, "设定理由": "会议纪要"})
        [event] = imported(file, PLAN, LEDGER, stamped("plan_officer")).events
        assert isinstance(event, DueSet)
        assert event.until == "2025-12-31"
    for written, label in (
        ("2025年二季度", "2025Q2"), ("2025年第2季度", "2025Q2"), ("2025Q2", "2025Q2"), ("2025年度", "2025"), (2025, "2025"),
        ("2025年上半年", "2025H1"), ("2025年6月", "2025-06"), ("２０２５年６月", "2025-06"), ("2025/06", "2025-06"),
        ("2025-06", "2025-06"), ("2025年6月30日", "2025-06-30"), ("2025-04..2025-06", "2025Q2"),
        (datetime(2025, 6, 30), "2025-06-30"),
    ):  # fmt: skip
        file = with_cells(exported(PLAN, LEDGER, "xlsx"), {"报告期": written, "进展情况": "新的进展"})
        [event] = imported(file, PLAN, LEDGER).events
        assert isinstance(event, Reported)
        assert event.report.period == label


# ---------------------------------------------------------------- what is wrong, by its cell

REPORT = {"报告期": "2025年二季度", "进展情况": "已完成"}
UNSIGNED, PENDING, WITHDRAWN = LIFE[:1], LIFE[:4], [*LIFE[:1], "2025-02-01 withdrawn"]
DUE = [*LIFE[:3], "2025-02-03 due 2025-06-30"]

BAD: list[tuple[list[str], str, dict[str, Any], list[str]]] = [
    (PENDING, "responsible_body", {"事项编号": "w-nobody"}, ["事项编号"]),
    (PENDING, "responsible_body", {"事项编号": None}, ["事项编号"]),
    (PENDING, "responsible_body", {"签收": "否"}, ["签收"]),
    (PENDING, "responsible_body", {"申请办结": "已完成"}, ["申请办结"]),
    (PENDING, "responsible_body", {"报告期": "一季度"}, ["报告期"]),
    (PENDING, "responsible_body", {"报告期": 2025.1}, ["报告期"]),
    (PENDING, "responsible_body", {"报告期": "2025年13月"}, ["报告期"]),
    (PENDING, "responsible_body", {"报告期": None}, ["报告期"]),
    (PENDING, "responsible_body", {**REPORT, "进展情况": None}, ["进展情况"]),
    (PENDING, "responsible_body", {**REPORT, "报告期": "2026Q1"}, ["报告期"]),
    (PENDING, "responsible_body", {"进展情况": "另一种说法"}, ["进展情况"]),
    (PENDING, "responsible_body", {"存在问题": "新问题"}, ["存在问题"]),
    (PENDING, "responsible_body", {"进展情况": "=1/0"}, ["进展情况"]),
    (UNSIGNED, "responsible_body", REPORT, ["报告期"]),
    (UNSIGNED, "responsible_body", {"申请办结": "是"}, ["报告期"]),
    (UNSIGNED, "plan_officer", {"签收": "是"}, ["签收"]),
    (WITHDRAWN, "responsible_body", {"签收": "是", **REPORT}, ["签收"]),
    (PENDING, "plan_officer", REPORT, ["报告期"]),
    (PENDING, "responsible_body", {"核查结果": "通过"}, ["核查结果"]),
    (PENDING, "plan_officer", {"核查结果": "合格"}, ["核查结果"]),
    (PENDING, "plan_officer", {"核查结果": "退回"}, ["核查意见"]),
    (PENDING, "plan_officer", {"核查意见": "请补充"}, ["核查结果"]),
    (UNSIGNED, "plan_officer", {"核查结果": "通过"}, ["核查结果"]),
    (LIFE[:7], "plan_officer", {"核查结果": "退回", "核查意见": "改主意了"}, ["核查结果"]),
    (PENDING, "responsible_body", {"设定时限": "2025-12-31", "设定理由": "忙"}, ["设定时限"]),
    (PENDING, "plan_officer", {"设定时限": "2025-12-31"}, ["设定理由"]),
    (PENDING, "plan_officer", {"设定理由": "会议纪要"}, ["设定时限"]),
    (DUE, "plan_officer", {"设定时限": None}, ["设定时限"]),
    (PENDING, "plan_officer", {"设定时限": "2025-02-30", "设定理由": "会议纪要"}, ["设定时限"]),
    (PENDING, "plan_officer", {"设定时限": "年底", "设定理由": "会议纪要"}, ["设定时限"]),
    (PENDING, "plan_officer", {"设定时限": "9999-12-31", "设定理由": "会议纪要"}, ["设定时限"]),
    (PENDING, "plan_officer", {"设定报送周期": "每周"}, ["设定报送周期"]),
    (PENDING, "plan_officer", {"设定报送周期": "2025-06-31"}, ["设定报送周期"]),
    (PENDING, "plan_officer", {"设定报送周期": "按指定日期"}, ["设定报送周期"]),
    (PENDING, "analyst", {"设定报送周期": "每月"}, ["设定报送周期"]),
    (
        PENDING, "plan_officer",
        {"签收": "否", "核查结果": "合格", "设定时限": "年底", "设定报送周期": "每周"},
        ["签收", "核查结果", "设定时限", "设定报送周期"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "role", "cells", "wrong"), BAD)
@pytest.mark.parametrize("form", FORMS)
def test_what_is_wrong_is_named_by_its_cell_and_nothing_is_done(
    form: str, lines: list[str], role: str, cells: dict[str, Any], wrong: list[str]
) -> None:
    ledger = two_matters(lines, LIFE[:1])
    by = replace(stamped("plan_officer" if role == "analyst" else role), role=role)
    file = with_cells(exported(PLAN, ledger, form), cells)
    changes = imported(file, PLAN, ledger, by)
    assert places(changes) == [cell_of(label) for label in wrong]
    assert changes.events == ()
    assert changes.refused is not None
    for language in ("zh", "en"):
        for said, label in zip(changes.refused.sentences(language), wrong, strict=True):  # type: ignore[arg-type]
            assert label in said
            assert "{" not in said


def test_one_wrong_cell_keeps_the_other_rows_from_being_done() -> None:
    file = with_cells(exported(PLAN, LEDGER), {"设定报送周期": "每月"})
    officer = stamped("plan_officer")
    assert len(imported(file, PLAN, LEDGER, officer).events) == 1
    changes = imported(with_cells(file, {"设定报送周期": "每周"}, row=2), PLAN, LEDGER, officer)
    assert places(changes) == [cell_of("设定报送周期", 2)]
    assert (changes.events, len(changes.changes)) == ((), 1)


def test_a_dry_run_says_all_that_is_wrong_and_all_that_would_be_done() -> None:
    file = with_cells(exported(PLAN, LEDGER), {"核查结果": "通过", "设定时限": "年底", "设定报送周期": "每月"})
    changes = imported(file, PLAN, LEDGER, stamped("plan_officer"))
    due = cell_of("设定时限")
    assert changes.events == ()
    assert changes.sentences() == (
        "第2行“设定时限”列：“年底”不是日期；请写成 2024-06-30 的样子。",
        "第2行“核查结果”列：省科技厅“实施一项任务”2025年1—3月的报告核查通过。",
        "第2行“设定报送周期”列：省科技厅“实施一项任务”改为每月报送。",
    )
    assert changes.sentences("en")[1:] == (
        "Line 2, column “核查结果”: The report of 省科技厅 on “实施一项任务” for 2025Q1 is passed.",
        "Line 2, column “设定报送周期”: 省科技厅 is to report on “实施一项任务” monthly.",
    )
    assert [change.place.cell for change in changes.changes] == [cell_of("核查结果"), cell_of("设定报送周期")]
    assert places(changes) == [due]


def test_two_rows_of_one_matter_may_say_the_same_and_nothing_else() -> None:
    header, first, second = table(with_cells(exported(PLAN, LEDGER), REPORT))
    same = imported(as_csv([header, first, second, first]), PLAN, LEDGER)
    assert [action(event) for event in same.events] == ["reported"]
    other = list(first)
    other[header.index("进展情况")] = "另一种说法"
    changes = imported(as_csv([header, first, other, second]), PLAN, LEDGER)
    assert places(changes) == [cell_of("进展情况", 2)]
    assert changes.events == ()


def test_merged_cells_and_files_that_are_none_are_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(PLAN, LEDGER, "xlsx")))
    top, bottom = cell_of("进展情况"), cell_of("进展情况", 2)
    book.active.merge_cells(f"{top}:{bottom}")  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    changes = imported(out.getvalue(), PLAN, LEDGER)
    assert places(changes) == [top]
    for data in (b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"a,b\n1,2\n", b"\0"):
        assert imported(data, PLAN, LEDGER).refused is not None


# ---------------------------------------------------------------- what a person should know


@pytest.mark.parametrize("label", ["任务", "责任单位", "配合单位", "状态", "时限", "步骤", "督办单", "条款"])
def test_a_change_in_what_is_only_to_be_read_is_told_and_not_done(label: str) -> None:
    changes = imported(with_cells(exported(PLAN, LEDGER), {label: "已办结"}), PLAN, LEDGER)
    assert (changes.refused, changes.events) == (None, ())
    assert cautioned(changes) == [("told-only", cell_of(label))]


@pytest.mark.parametrize("label", ["进度灯", "亮灯原因", "缺报"])
def test_lights_change_by_the_day_and_are_not_compared(label: str) -> None:
    assert imported(with_cells(exported(PLAN, LEDGER), {label: "绿灯"}), PLAN, LEDGER) == Changes()


def test_a_text_left_over_from_the_period_before_is_pointed_out() -> None:
    changes = imported(with_cells(exported(PLAN, LEDGER), {"报告期": "2025Q2"}), PLAN, LEDGER)
    assert [action(event) for event in changes.events] == ["reported"]
    assert cautioned(changes) == [("same-text", cell_of("进展情况"))]


def test_what_was_replaced_since_does_not_come_back_by_an_old_file() -> None:
    officer = stamped("plan_officer")
    set_before = added(
        LEDGER, imported(with_cells(exported(PLAN, LEDGER), {"设定报送周期": "每月"}), PLAN, LEDGER, officer).events
    )
    old = exported(PLAN, set_before)
    later = stamped("plan_officer", "2025-07-02T09:00:00+08:00")
    now = added(set_before, imported(with_cells(old, {"设定报送周期": "每年"}), PLAN, set_before, later).events)
    changes = imported(old, PLAN, now, later)
    assert (changes.refused, changes.events) == (None, ())
    assert cautioned(changes) == [("recorded-before", cell_of("设定报送周期"))]


def test_a_filter_may_be_left_on_and_what_it_hides_is_read_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(PLAN, LEDGER, "xlsx")))
    sheet: Any = book.active
    sheet[cell_of("报告期")], sheet[cell_of("进展情况")] = "2025Q2", "二季度进展"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["D"].hidden = True
    out = io.BytesIO()
    book.save(out)
    changes = imported(out.getvalue(), PLAN, LEDGER)
    assert [action(event) for event in changes.events] == ["reported"]
    assert [code for code, _ in cautioned(changes)] == ["hidden-rows-read", "hidden-column-read"]


def test_a_column_of_ones_own_is_named_and_not_read() -> None:
    rows = table(exported(PLAN, LEDGER))
    file = as_csv([[*row, note] for row, note in zip(rows, ("备注", "张三", ""), strict=True)])
    assert [code for code, _ in cautioned(imported(file, PLAN, LEDGER))] == ["unknown-column"]


def test_the_same_contents_are_the_same_event_whoever_brings_them_and_when() -> None:
    file = with_cells(exported(PLAN, LEDGER), {"设定时限": "2025-12-31", "设定理由": "会议纪要"})
    ids = {
        event.id
        for role in ("plan_officer", "supervisor")
        for event in imported(file, PLAN, LEDGER, stamped(role, "2025-07-09T09:00:00+08:00")).events
    }
    assert len(ids) == 1
    other = with_cells(exported(PLAN, LEDGER), {"设定时限": "2025-12-30", "设定理由": "会议纪要"})
    assert {event.id for event in imported(other, PLAN, LEDGER, stamped("plan_officer")).events}.isdisjoint(ids)


def test_a_signature_a_report_and_a_check_of_one_row_are_done_in_their_order() -> None:
    ledger = two_matters(LIFE[:1], LIFE[:1])
    file = with_cells(exported(PLAN, ledger), {"签收": "是", **REPORT, "申请办结": "是"})
    changes = imported(file, PLAN, ledger)
    assert [type(event) for event in changes.events] == [Signed, Claimed]
    matter: Any = ledger.matters[MATTER]
    for event in changes.events:
        matter = accept(matter, event)
        assert isinstance(matter, Matter)
    assert matter.state == "claimed"


# ---------------------------------------------------------------- the 34 rows of Guangzhou

OFFICER = Stamp(person="李工", body="440100/government-office", role="plan_officer", at="2025-01-06T09:00:00+08:00")


@pytest.fixture(scope="module")
def municipal() -> tuple[Plan, Ledger]:
    plan = luodi.compile(luodi.read(files("luodi.samples") / "guangzhou-automobile-tasks-2020.txt"))  # type: ignore[arg-type]
    ready = [proposed for proposed in breakdown(plan) if proposed.is_ready]
    events = [
        Assigned(
            id=f"a{at}", matter=matter_id(each.task, each.party.body), by=OFFICER, task=each.task, party=each.party,
            capacity=each.capacity, supports=each.supports, clauses=each.clauses,
        )
        for at, each in enumerate(ready) if each.party
    ]  # fmt: skip
    return plan, fold(events)


@pytest.mark.parametrize("form", FORMS)
def test_a_body_and_then_an_officer_fill_in_the_ledger_of_a_city(municipal: tuple[Plan, Ledger], form: str) -> None:
    plan, ledger = municipal
    assert {task.path for task in plan.tasks} == {str(number) for number in range(1, 35)}
    header, *rows = table(exported(plan, ledger, form))
    assert [row[header.index("条款")] for row in rows] == [
        task.path for task in plan.tasks for _ in ledger.of_task(task.id)
    ]
    at = {label: column for column, label in enumerate(header)}
    mine = [row for row in rows if row[at["责任单位"]] == "市工业和信息化局"]
    for row in mine:
        row[at["签收"]], row[at["报告期"]], row[at["进展情况"]] = "是", "2025年二季度", f"=已推进：{row[at['任务']]}"
    [body] = {matter.party.body for matter in ledger.matters.values() if matter.party.name == "市工业和信息化局"}
    by = Stamp(person="王五", body=body, role="responsible_body", at="2025-07-01T10:00:00+08:00")
    for row in rows:  # an apostrophe is what spreadsheet programs set before such a text
        if form == "csv" and str(row[at["进展情况"]]).startswith("="):
            row[at["进展情况"]] = "'" + row[at["进展情况"]]
    file = as_csv([header, *rows]) if form == "csv" else quoted_xlsx([header, *rows])
    changes = imported(file, plan, ledger, by)
    assert changes.refused is None
    assert [action(event) for event in changes.events] == ["signed", "reported"] * len(mine)
    ledger = added(ledger, changes.events)
    assert imported(file, plan, ledger, by).events == ()

    header, *rows = table(exported(plan, ledger, form))
    texts = [row[at["进展情况"]] for row in rows if row[at["责任单位"]] == "市工业和信息化局"]
    assert texts == [("'" if form == "csv" else "") + f"=已推进：{row[at['任务']]}" for row in mine]
    for row in rows:
        if row[at["待核查"]]:
            row[at["核查结果"]] = "通过"
        row[at["设定时限"]], row[at["设定理由"]], row[at["设定报送周期"]] = "2025年12月31日", "专班会议纪要", "每月"
    file = as_csv([header, *rows]) if form == "csv" else quoted_xlsx([header, *rows])
    officer = replace(OFFICER, at="2025-07-02T10:00:00+08:00")
    changes = imported(file, plan, ledger, officer)
    assert changes.refused is None
    assert sum(isinstance(event, Passed) for event in changes.events) == len(mine)
    assert sum(isinstance(event, DueSet) for event in changes.events) == len(ledger.matters)
    assert sum(isinstance(event, CycleSet) for event in changes.events) == len(ledger.matters)
    ledger = added(ledger, changes.events)
    assert {matter.state for matter in ledger.matters.values()} == {"working", "assigned"}
    assert imported(file, plan, ledger, officer).events == ()


def quoted_xlsx(rows: Rows) -> bytes:
    """A workbook in which every text is text, as it is where a cell has the format of text."""
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([[None]])))
    sheet: Any = book.active
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- another program


def resaved(data: bytes, folder: Path) -> bytes | None:
    """The workbook as LibreOffice saves it; None where it has no Calc."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    (folder / "ledger.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", "out", "ledger.xlsx"]
    subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    out = folder / "out" / "ledger.xlsx"
    return out.read_bytes() if out.exists() else None


def test_a_workbook_that_libreoffice_saved_reads_the_same(municipal: tuple[Plan, Ledger], tmp_path: Path) -> None:
    if resaved(as_xlsx([["a"]]), tmp_path) is None:
        pytest.skip("LibreOffice Calc is not installed")
    plan, ledger = municipal
    (tmp_path / "out" / "ledger.xlsx").unlink()
    unchanged = resaved(exported(plan, ledger, "xlsx"), tmp_path)
    assert unchanged is not None
    assert imported(unchanged, plan, ledger) == Changes()
    (tmp_path / "out" / "ledger.xlsx").unlink()
    header, *rows = table(exported(plan, ledger, "xlsx"))
    rows[0][header.index("设定时限")], rows[0][header.index("设定理由")] = datetime(2025, 12, 31), "=会议'纪要\n第二行"
    file = quoted_xlsx([header, *rows])
    officer = replace(OFFICER, at="2025-07-02T10:00:00+08:00")
    asked = imported(file, plan, ledger, officer)
    assert len(asked.events) == 1
    saved = resaved(file, tmp_path)
    assert saved is not None
    assert imported(saved, plan, ledger, officer) == asked

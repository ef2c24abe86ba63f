"""Two versions of a plan: every change is named, once, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.compiler import compile
from luodi.documents import Anchor, read
from luodi.plan import Plan
from luodi.plan.diff import Change, diff
from luodi.plan.diff.wording import edits, pieces
from luodi.plan.matching import kept_in_order, matched
from luodi.plan.similarity import grams

from . import planted
from .planted import GUANGDONG, GUANGDONG_EDITS, GUANGZHOU, GUANGZHOU_EDITS, Edit, plan, told

FORMATS = sorted(path for path in (planted.DATA / "formats").iterdir() if path.suffix != ".json")
SAMPLES = Path(__file__).parents[2] / "src" / "luodi" / "samples"


@pytest.fixture(scope="module")
def guangdong() -> Plan:
    return plan(GUANGDONG)


@pytest.fixture(scope="module")
def guangzhou() -> Plan:
    return plan(GUANGZHOU)


@pytest.mark.parametrize("file", FORMATS, ids=lambda file: file.name)
def test_a_document_is_the_same_whatever_file_it_was_read_from(file: Path) -> None:
    sample = next(SAMPLES.glob(f"{file.name.split('-')[0]}-*.txt"))
    assert diff(compile(read(sample)), compile(read(file))) == ()


# ---------------------------------------------------------------- planted edits


@pytest.mark.parametrize("edit", GUANGDONG_EDITS.values(), ids=GUANGDONG_EDITS)
def test_an_edit_is_named_and_nothing_else(guangdong: Plan, edit: Edit) -> None:
    assert Counter(map(told, diff(guangdong, plan(edit.made(GUANGDONG))))) == Counter(edit.changes)


@pytest.mark.parametrize("edit", GUANGZHOU_EDITS.values(), ids=GUANGZHOU_EDITS)
def test_an_edit_of_a_table_is_named_and_nothing_else(guangzhou: Plan, edit: Edit) -> None:
    assert Counter(map(told, diff(guangzhou, plan(edit.made(GUANGZHOU))))) == Counter(edit.changes)


def test_twenty_edits_at_once_are_all_named_and_nothing_else(guangdong: Plan) -> None:
    chosen = [edit for name, edit in GUANGDONG_EDITS.items() if name not in planted.APART]
    assert len(chosen) >= 20
    text = GUANGDONG
    for edit in chosen:
        text = edit.made(text)
    changes = Counter(change for edit in chosen for change in edit.changes)
    assert Counter(map(told, diff(guangdong, plan(text)))) == changes


# ---------------------------------------------------------------- both ways

_MIRROR = {"added": "removed", "body-added": "body-removed", "raised": "lowered", "split": "merged"}
_MIRROR |= {there: here for here, there in _MIRROR.items()}


def mirrored(change: Change) -> tuple[object, ...]:
    """The change seen from the new version."""
    words = [(edit.new, edit.old) for edit in change.edits]
    kind = _MIRROR.get(change.kind, change.kind)
    return (change.about, kind, change.new, change.old, change.what, change.after, change.before, words)


def seen(change: Change) -> tuple[object, ...]:
    words = [(edit.old, edit.new) for edit in change.edits]
    return (change.about, change.kind, change.old, change.new, change.what, change.before, change.after, words)


LINES = GUANGDONG.splitlines()
ACTS = st.tuples(
    st.sampled_from(["remove", "exchange", "repeat", "cut", "insert"]),
    st.integers(0, len(LINES) - 2),
    st.integers(0, 200),
    st.sampled_from(["，力争达到50家", "省商务厅、", "（省科技厅牵头）", "2026年底前", "进一步", "。新增3家企业。"]),
)


def edited(acts: list[tuple[str, int, int, str]]) -> str:
    """The text after random acts of editing."""
    lines = list(LINES)
    for act, at, place, words in acts:
        at = min(at, len(lines) - 2)
        line = lines[at]
        if act == "remove":
            del lines[at]
        elif act == "exchange":
            lines[at], lines[at + 1] = lines[at + 1], line
        elif act == "repeat":
            lines.insert(at, line)
        elif act == "cut":
            lines[at] = line[:place] + line[place + 5 :]
        else:
            lines[at] = line[:place] + words + line[place:]
    return "\n".join(lines) + "\n"


@settings(max_examples=30, deadline=None)
@given(st.lists(ACTS, max_size=6), st.lists(ACTS, max_size=3))
def test_backwards_the_same_changes_are_named_the_other_way_round(
    acts: list[tuple[str, int, int, str]], others: list[tuple[str, int, int, str]]
) -> None:
    old, new = plan(edited(acts)), plan(edited(others))
    forth, back = diff(old, new), diff(new, old)
    assert sorted(map(repr, map(mirrored, forth))) == sorted(map(repr, map(seen, back)))
    assert diff(old, old) == ()


# ---------------------------------------------------------------- what counts as the same


def test_other_brackets_and_white_space_are_no_change(guangdong: Plan) -> None:
    assert diff(guangdong, plan(GUANGDONG.replace("（一）", "(一)").replace("，", "， "))) == ()


def test_a_plan_of_another_year_has_other_ids_and_the_same_tasks(guangdong: Plan) -> None:
    later = plan(GUANGDONG.replace("〔2023〕12号", "〔2025〕9号"))
    assert not {task.id for task in guangdong.tasks} & {task.id for task in later.tasks}
    assert {change.about for change in diff(guangdong, later)} == {"document"}


def test_a_task_cut_in_two_is_a_split_and_the_other_way_round_a_merger(guangdong: Plan) -> None:
    """The second half of a task becomes a task of its own."""
    before, after = GUANGDONG.split("推进南方（韶关）智能网联新能源汽车试验检测中心", 1)
    rest, following = after.split("（省科技厅、市场监管局牵头", 1)
    duty = "（省科技厅、市场监管局牵头，省发展改革委、工业和信息化厅按职责分工负责）"
    new = f"{before}{duty}\n3.检测平台。推进南方（韶关）智能网联新能源汽车试验检测中心{rest}（省科技厅、市场监管局牵头{following}"
    forth, back = diff(guangdong, plan(new)), diff(plan(new), guangdong)
    [split] = [change for change in forth if change.kind == "split"]
    assert told(split)[2:4] == ("四/（一）/2", "四/（一）/3")
    assert {change.kind for change in forth} == {"split", "reworded"}
    assert {change.kind for change in back} == {"merged", "reworded"}


def test_the_most_tasks_keep_their_order() -> None:
    """One of five that goes to the end has moved; the four others have not."""
    pairs = [(0, 0), (1, 4), (2, 1), (3, 2), (4, 3)]
    assert kept_in_order(pairs, repr) == set(pairs) - {(1, 4)}


def test_equal_records_are_paired_in_their_order() -> None:
    assert matched(["甲", "甲", "乙"], ["乙", "甲"], [lambda one: one], grams, 0.5) == [(0, 1), (2, 0)]


def test_a_wording_shows_no_more_than_what_changed() -> None:
    old, new = "加快建设充电桩，完善服务网络。", "加快建设公共充电桩，健全服务网络。"
    [first, second] = edits(old, new, pieces(old, new))
    assert (first.before, first.old, first.new, first.after) == ("加快建设", "", "公共", "充电桩，")
    assert (second.old, second.new) == ("完善", "健全")
    assert pieces("充电桩（个）", "充电桩(个) ") == []


# ---------------------------------------------------------------- time


def many(count: int, plan: Plan, words: str) -> Plan:
    """A plan of many tasks, each hardly different from the next."""
    task = plan.tasks[0]
    tasks = tuple(
        msgspec.structs.replace(
            task, id=f"t-{at}", path=f"{at}", title=f"{words}{at}", text=f"{task.text}{words}{at}" * 2
        )
        for at in range(count)
    )
    return msgspec.structs.replace(plan, tasks=tasks)


def test_many_tasks_that_are_nearly_the_same_are_still_told_apart(guangdong: Plan) -> None:
    changes = diff(many(200, guangdong, "建设"), many(200, guangdong, "推进"))
    assert len({change.old for change in changes if change.old}) >= 200


def test_texts_without_end_are_one_change_of_words(guangdong: Plan) -> None:
    endless = [
        msgspec.structs.replace(guangdong.tasks[0], text=unit * 200_000, anchor=Anchor(0, 0))
        for unit in ("甲，乙", "乙，甲")
    ]
    changes = diff(*(msgspec.structs.replace(guangdong, tasks=(task,)) for task in endless))
    assert [change.kind for change in changes] == ["reworded"]

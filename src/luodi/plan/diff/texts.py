"""Where the texts of two versions differ, without what other changes say already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from luodi.documents import Anchor
from luodi.plan.diff.change import Change, Spot, Trace
from luodi.plan.diff.tasks import ALIKE, task_spot
from luodi.plan.diff.wording import Piece, edits, pieces
from luodi.plan.identity import fold
from luodi.plan.matching import matched
from luodi.plan.model import Plan, Provision, Task
from luodi.plan.similarity import grams


def task_wording(old: Plan, new: Plan, was: Task, task: Task, traces: Sequence[Trace]) -> Iterator[Change]:
    whole = all(each.text.startswith(each.title) for each in (was, task))
    if not whole and (found := pieces(was.title, task.title)):
        yield Change(
            about="task",
            kind="retitled",
            old=task_spot(was),
            new=task_spot(task),
            before=was.title,
            after=task.title,
            edits=edits(was.title, task.title, found),
        )
    if found := _unexplained(old, new, (was.text, was.anchor), (task.text, task.anchor), traces):
        spots = (task_spot(was), task_spot(task))
        yield Change(about="task", kind="reworded", old=spots[0], new=spots[1], edits=edits(was.text, task.text, found))


def _unexplained(
    old: Plan, new: Plan, was: tuple[str, Anchor], now: tuple[str, Anchor], traces: Sequence[Trace]
) -> list[Piece]:
    """Where two texts differ, without what other changes say already."""
    found = pieces(was[0], now[0])
    if not found:
        return []
    shift = _offset(old, *was), _offset(new, *now)
    near = [trace for trace in traces if _touches(trace.old, was[1]) or _touches(trace.new, now[1])]
    return [piece for piece in found if not any(_explains(trace, piece, was[0], now[0], shift) for trace in near)]


def _offset(plan: Plan, text: str, anchor: Anchor) -> int:
    """Where in the document a record's text begins."""
    return anchor.start + max(0, plan.document.text[anchor.start : anchor.end].find(text))


def _touches(trace: Anchor | None, anchor: Anchor) -> bool:
    return trace is not None and trace.start < anchor.end and anchor.start < trace.end


def _explains(trace: Trace, piece: Piece, old: str, new: str, shift: tuple[int, int]) -> bool:
    sides = [
        _bare(old, piece.start, piece.end, trace.old, shift[0]),
        _bare(new, piece.new_start, piece.new_end, trace.new, shift[1]),
    ]
    if not all(inside for _, inside in sides):
        return False
    went, came = (words for words, _ in sides)
    if trace.figures is None:
        return True
    if trace.old is None or trace.new is None:
        return any(number in went + came for number in trace.figures)
    return all(not _FIGURE.sub("", words.translate(_without(trace.figures))) for words in (went, came))


def _bare(text: str, start: int, end: int, anchor: Anchor | None, shift: int) -> tuple[str, bool]:
    """A side of a piece without punctuation around it, and whether that lies in the anchor, as nothing always does."""
    while start < end and text[start] in "，、；。":
        start += 1
    while start < end and text[end - 1] in "，、；。":
        end -= 1
    inside = anchor is not None and anchor.start <= start + shift and end + shift <= anchor.end
    return text[start:end], inside or start == end


def _without(figures: Iterable[str]) -> dict[int, None]:
    return {ord(character): None for character in "".join(figures)}


# What a figure is printed with, besides its number and unit.
_FIGURE = re.compile(
    r"[\d.．,，%％—–\-－~～≥≤<>＜＞约]|超过|超|突破|大于|高于|以上|不低于|不少于|达到?|至|到|不超过|不高于|低于|小于|以内|以下|左右"
    r"|力争|争取|努力|年底?前?|每年|年均|[十百千万亿]"
)


# ---------------------------------------------------------------- provisions that are no tasks


def provision_changes(old: Plan, new: Plan, traces: Sequence[Trace]) -> Iterator[Change]:
    here, there = _others(old), _others(new)
    pairs = matched(
        here,
        there,
        [
            lambda one: (fold(_unnumbered(one)), fold(one.path)),
            lambda one: fold(_unnumbered(one)),
            lambda one: one.heading and fold(one.heading),
            lambda one: fold(one.path) if fold(_unnumbered(one)) == fold(one.heading or "") else None,  # a heading only
        ],
        lambda one: grams(_unnumbered(one)),
        ALIKE,
    )
    for at in sorted(set(range(len(here))) - {pair[0] for pair in pairs}):
        if not _all_named(here[at].anchor, [trace.old for trace in traces if trace.figures is None]):
            yield Change(about="provision", kind="removed", old=_section(here[at]))
    origins = {pair[1]: pair[0] for pair in pairs}
    for to, provision in enumerate(there):
        if to not in origins:
            yield Change(about="provision", kind="added", new=_section(provision))
            continue
        was = here[origins[to]]
        texts = (_unnumbered(was), was.anchor), (_unnumbered(provision), provision.anchor)
        if found := _unexplained(old, new, *texts, traces):
            words = edits(texts[0][0], texts[1][0], found)
            yield Change(about="provision", kind="reworded", old=_section(was), new=_section(provision), edits=words)


def _all_named(anchor: Anchor, traces: Iterable[Anchor | None]) -> bool:
    return any(trace is not None and trace.start <= anchor.start and anchor.end <= trace.end for trace in traces)


def _others(plan: Plan) -> list[Provision]:
    tasks = {task.path for task in plan.tasks}
    return [provision for provision in plan.provisions if provision.path not in tasks]


def _section(provision: Provision) -> Spot:
    return Spot(id=provision.id, path=provision.path, name=provision.heading or "")


def _unnumbered(provision: Provision) -> str:
    """The text without the number it begins with, which changes when something is put in before."""
    number = fold(provision.path.rpartition("/")[2])
    text = provision.text.lstrip()
    for end in range(1, min(len(text), len(number) + 4)):
        if fold(text[:end]) == number:
            return text[end:].lstrip("、.． ")
    return text

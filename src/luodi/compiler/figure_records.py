"""Figures as records of the plan: targets with baseline and parts, facts, commitments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from luodi.compiler.compilation import Compilation
from luodi.compiler.deadlines import column_deadlines
from luodi.compiler.figures import Figure, base_unit, figures
from luodi.compiler.passages import Passage
from luodi.compiler.timeline import Clock
from luodi.documents import Anchor
from luodi.documents.marks import mark_at
from luodi.plan import Baseline, Commitment, Fact, Target, Task

_YEAR = re.compile(r"(20\d\d)年")


def read_figures(c: Compilation, passages: Sequence[Passage]) -> list[tuple[Passage, list[Figure]]]:
    """Figures passage by passage. Time said in a passage holds for later ones beside it, else the plan's period does."""
    latest_past = int(c.meta.issued[:4]) - 1 if c.meta.issued else None
    if latest_past is None and c.meta.period.start:
        latest_past = int(c.meta.period.start[:4]) - 1
    siblings: dict[str | None, tuple[int | None, str | None]] = {}
    read = []
    for passage in passages:
        clock = _clock(c, passage, siblings)
        found: list[Figure] = list(passage.values)
        for anchor in passage.text:
            later = figures(
                c.text,
                _behind_number(c, passage, anchor),
                anchor.end,
                passage.context,
                clock,
                latest_past,
                c.meta.issued,
                c.named_years,
            )
            shift = len(found)
            found += [_shifted(figure, shift) for figure in later]
        if passage.context == "goal" and clock.target is not None:
            siblings[passage.parent] = (clock.target, clock.words)
            siblings.setdefault(passage.path, (clock.target, clock.words))
        read.append((passage, found))
    return read


def _behind_number(c: Compilation, passage: Passage, anchor: Anchor) -> int:
    """Where the words begin of a provision without a heading, whose number stands in its text."""
    if passage.node is None or passage.node.heading is not None or anchor.start != passage.node.start:
        return anchor.start
    mark = mark_at(c.text, anchor.start, anchor.end)
    return mark.text if mark is not None and mark.text < anchor.end else anchor.start


def _clock(c: Compilation, passage: Passage, siblings: dict[str | None, tuple[int | None, str | None]]) -> Clock:
    """Time in force before a passage: its row's deadline, what was said beside it, the plan's period."""
    if passage.row is not None and passage.row.due is not None:
        due = passage.row.due
        found = [d for d in column_deadlines(c.text, due.start, due.end, c.meta.issued) if d.by]
        by = found[-1].by if found else None
        if by is not None:
            return Clock(int(by[:4]), c.quote(due))
    named = _year_of_heading(passage)
    if named is not None:
        return named
    if passage.context == "goal":
        said = siblings.get(passage.parent) if passage.parent in siblings else None
        if said is not None:
            return Clock(*said)
    end = c.meta.period.end
    words = _period_words(c)
    # How long a document is in force does not say when its goals are to be reached.
    if end is not None and "有效期" not in words and (c.meta.titled_period or passage.context == "goal"):
        return Clock(int(end[:4]), words)
    return Clock()


def _year_of_heading(passage: Passage) -> Clock | None:
    """The one year that the innermost heading with a year names (（一）2024年重点工作)."""
    for heading in reversed(passage.node.headings) if passage.node is not None else ():
        years = set(_YEAR.findall(heading))
        if years:
            return Clock(int(years.pop()), heading) if len(years) == 1 else None
    return None


def _period_words(c: Compilation) -> str:
    mark = next((mark for mark in c.marks if mark.field == "period"), None)
    return c.quote(mark.anchor) if mark is not None else ""


def targets(
    c: Compilation, read: Sequence[tuple[Passage, list[Figure]]], facts: Sequence[Fact], tasks: Sequence[Task]
) -> tuple[Target, ...]:
    serving = {task.path: task.id for task in tasks}
    baselines = _baselines(facts)
    targets: list[Target] = []
    for passage, figures_ in read:
        ids = {
            index: c.new_id("target", passage.path) for index, figure in enumerate(figures_) if figure.kind == "target"
        }
        for index, figure in enumerate(figures_):
            if figure.kind == "target":
                part_of = ids.get(figure.part_of) if figure.part_of is not None else None
                server = passage.parent if passage.within else passage.path
                served = (serving[server],) if server in serving else ()
                targets.append(_target(c, figure, passage, ids[index], part_of, baselines, served))
    return tuple(targets)


def _target(
    c: Compilation,
    figure: Figure,
    passage: Passage,
    id_: str,
    part_of: str | None,
    baselines: Mapping[_Measured, Baseline],
    tasks: tuple[str, ...],
) -> Target:
    quantity = figure.quantity
    return Target(
        id=id_,
        path=passage.path,
        subject=figure.subject,
        indicator=None,
        region=c.meta.region,
        comparator=figure.comparator,
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit,
        year=figure.year,
        year_from=figure.year_from,
        recurrence=figure.recurrence,
        baseline=baselines.get(_measured(figure.subject, quantity.unit)) if baselines else None,
        part_of=part_of,
        qualifier=figure.qualifier,
        aspirational=figure.aspirational,
        tasks=tasks,
        sentence=c.text[figure.start : figure.end],
        anchor=Anchor(figure.start, figure.end),
    )


def fact(c: Compilation, figure: Figure, passage: Passage) -> Fact:
    quantity = figure.quantity
    return Fact(
        id=c.new_id("fact", passage.path), path=passage.path, subject=figure.subject, value=quantity.value,
        value_max=quantity.value_max, unit=quantity.unit, year=figure.year,
        sentence=c.text[figure.start : figure.end], anchor=Anchor(figure.start, figure.end),
    )  # fmt: skip


def commitment(c: Compilation, figure: Figure, passage: Passage) -> Commitment:
    quantity, kind = figure.quantity, figure.kind
    assert kind != "target"
    assert kind != "fact"
    return Commitment(
        id=c.new_id("commitment", passage.path), path=passage.path, kind=kind, amount=quantity.value,
        amount_max=quantity.value_max, unit=quantity.unit, comparator=figure.comparator, recurrence=figure.recurrence,
        subject=figure.subject, sentence=c.text[figure.start : figure.end], anchor=Anchor(figure.start, figure.end),
    )  # fmt: skip


def _shifted(figure: Figure, by: int) -> Figure:
    if figure.part_of is None or not by:
        return figure
    return replace(figure, part_of=figure.part_of + by)


_SCOPE = re.compile(r"^(?:全省|全市|全国|全区|我省|我市|全县|本省|本市)")
_NO_DIFFERENCE = re.compile(r"制造业(?=工业增加值)|(?:总|的)(?=产量)|占比$|比重$")
_Measured = tuple[str, str]
"""What two figures must share to be compared: the plain subject, and the unit without its multiplier."""


def _measured(subject: str, unit: str) -> _Measured:
    """A subject without its scope and words that make no difference (制造业 before 工业增加值, 比重 behind 占…)."""
    return _NO_DIFFERENCE.sub("", _SCOPE.sub("", subject)), base_unit(unit)


def _baselines(facts: Sequence[Fact]) -> dict[_Measured, Baseline]:
    """The document's latest value of each subject."""
    dated = sorted((fact for fact in facts if fact.year is not None), key=lambda fact: fact.year or 0, reverse=True)
    latest: dict[_Measured, Baseline] = {}
    for fact in dated:
        found = Baseline(value=fact.value, unit=fact.unit, year=fact.year, fact=fact.id)
        latest.setdefault(_measured(fact.subject, fact.unit), found)
    return latest

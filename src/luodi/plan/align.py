"""对应: two plans side by side, a province's and a city's.

Which provincial task a city's task serves is proposed by the likeness of their words and of the departments that
answer for them, and decided by a person (`luodi.plan.confirmations`). Figures are set side by side, not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from typing import Literal

from luodi.plan.checks import finding, in_order
from luodi.plan.checks.targets import plain_subject
from luodi.plan.comparison import Order, base, order
from luodi.plan.confirmations import Confirmation
from luodi.plan.identity import fold
from luodi.plan.matching import matched
from luodi.plan.model import Finding, Plan, Record, Target, Task
from luodi.plan.similarity import Features, grams, likeness, together
from luodi.registry import work_of

CANDIDATES = 3

TITLE = 2
"""How often the title counts, the text counting once. Headings above (the category) were of no use.

Measured on the 32 rows of tests/plan/alignment.yaml that serve a task: with the title counted once, twice and three
times, a right one comes first in 21, 23 and 21 rows.
"""

DEPARTMENTS = 0.1
"""The share of the departments in a score: a city's do the work of the province's, so 科技局 speaks for 科技厅.

With them a right task comes first in 23 of the 32 rows and among three in 29, without them in 22 and 28. From 0.05 to
0.12 there is little between them; 0.2 is worse than none.
"""

SERVES = 0.11
"""From this score on the first candidate is proposed. 21 of the 23 that are right stay, 5 of the 11 that are not go,
and so do half of the tasks of four plans about other matters. Words cannot tell more: a person has to.
"""

ALIKE = 0.5
"""From this score on two subjects may be the same: 汽车产量 and 整车产量 have 0.6, 公用充电桩 and 新能源汽车公用充电桩
0.6, 汽车产量 and 汽车工业增加值 0.2. But 新能源汽车产量 and 汽车产量 have 0.6 too: both are shown, for a person to see.
"""

Difference = Literal["comparator", "unit", "year", "recurrence", "qualifier", "soft"]


class TaskName(Record, frozen=True, kw_only=True):
    """What a person needs to find a task."""

    id: str
    path: str
    title: str


class Candidate(Record, frozen=True, kw_only=True):
    """A provincial task that a city's task may serve; the score lies between 0 and 1."""

    task: TaskName
    score: float


class Pairing(Record, frozen=True, kw_only=True):
    """A city's task: what it may serve, the best first; what it serves, and who says so (nobody: it is proposed)."""

    task: TaskName
    candidates: tuple[Candidate, ...]
    serves: tuple[TaskName, ...]
    confirmed: tuple[Confirmation, ...]


class FigurePair(Record, frozen=True, kw_only=True):
    """Targets of the two plans about the same: what the city's value is beside the province's, and what else differs.

    `value` is None when the units cannot be converted into each other (辆 and 台).
    """

    province: Target
    city: Target
    value: Order | None
    differs: tuple[Difference, ...]


class Alignment(Record, frozen=True, kw_only=True):
    """Two plans side by side. `unserved`: provincial tasks that no city's task serves, confirmed or proposed."""

    province: str  # the document's id
    city: str
    pairings: tuple[Pairing, ...]
    unserved: tuple[TaskName, ...]
    figures: tuple[FigurePair, ...]
    findings: tuple[Finding, ...]


def align(province: Plan, city: Plan, confirmed: Iterable[Confirmation] = ()) -> Alignment:
    """The city's plan beside the province's. Confirmations that do not fit the plans are findings."""
    fitting, findings = _fitting(province, city, confirmed)
    pairings = tuple(_pairings(province, city, fitting))
    served = {name.id for pairing in pairings for name in pairing.serves}
    return Alignment(
        province=province.document.id,
        city=city.document.id,
        pairings=pairings,
        unserved=tuple(_name(task) for task in province.tasks if task.id not in served),
        figures=tuple(_figures(province.targets, city.targets)),
        findings=findings,
    )


def proposals(alignment: Alignment) -> Iterator[tuple[list[str], Confirmation]]:
    """The confirmation file to be: what is decided, and else the proposal, below what a person needs to decide."""
    for pairing in alignment.pairings:
        first = [f"{pairing.task.path} {pairing.task.title}"]
        listed = (f"  {found.score:.2f} {_told(found.task)} ({found.task.id})" for found in pairing.candidates)
        lines = [*first, *listed]
        for entry in pairing.confirmed or _proposed(pairing):
            yield lines, entry
            lines = []


def _proposed(pairing: Pairing) -> list[Confirmation]:
    served = pairing.serves[0].id if pairing.serves else None
    return [Confirmation(city=pairing.task.id, province=served, who="", when="", why="")]


def _told(name: TaskName) -> str:
    return f"{name.path} {name.title}"


def _name(task: Task) -> TaskName:
    return TaskName(id=task.id, path=task.path, title=task.title)


# ---------------------------------------------------------------- tasks


def _pairings(province: Plan, city: Plan, confirmed: Sequence[Confirmation]) -> Iterator[Pairing]:
    names = {task.id: _name(task) for task in province.tasks}
    words = likeness(*([_words(task) for task in plan.tasks] for plan in (city, province)))
    departments = likeness(*([_departments(task) for task in plan.tasks] for plan in (city, province)))
    decided: dict[str, list[Confirmation]] = {}
    for entry in confirmed:
        decided.setdefault(entry.city, []).append(entry)
    for task, alike, close in zip(city.tasks, words, departments, strict=True):
        scores = ((1 - DEPARTMENTS) * score + DEPARTMENTS * close.get(at, 0) for at, score in alike.items())
        best = nsmallest(CANDIDATES, ((-round(score, 3), at) for score, at in zip(scores, alike, strict=True)))
        candidates = tuple(Candidate(task=_name(province.tasks[at]), score=-score) for score, at in best)
        entries = tuple(decided.get(task.id, ()))
        serves = tuple(names[entry.province] for entry in entries if entry.province is not None)
        if not entries:
            serves = tuple(found.task for found in candidates[:1] if found.score >= SERVES)
        yield Pairing(task=_name(task), candidates=candidates, serves=serves, confirmed=entries)


def _words(task: Task) -> Features:
    return together(grams(task.title, TITLE), grams(task.text) if task.text != task.title else {})


def _departments(task: Task) -> Features:
    """The kinds of work of the bodies that a task names: 科技厅 and 科技局 do the same."""
    return {kind: 1 for assignment in task.assignments if assignment.body and (kind := work_of(assignment.body))}


def _fitting(
    province: Plan, city: Plan, confirmed: Iterable[Confirmation]
) -> tuple[tuple[Confirmation, ...], tuple[Finding, ...]]:
    """The confirmations that fit, each once, and a finding for each that does not."""
    tasks = {task.id: task for task in city.tasks}
    provincial = {task.id for task in province.tasks}
    fitting: dict[tuple[str, str | None], Confirmation] = {}
    findings = []
    for entry in confirmed:
        values = {"city": entry.city, "province": entry.province or "null", "who": entry.who, "when": entry.when}
        if entry.city not in tasks or (entry.province is not None and entry.province not in provincial):
            missing = entry.province if entry.city in tasks else entry.city
            findings.append(finding("confirmation-unknown", "warning", None, id=missing, **values))
        elif any(key[0] == entry.city and (key[1] is None) != (entry.province is None) for key in fitting):
            anchor, path = tasks[entry.city].anchor, tasks[entry.city].path
            findings.append(finding("confirmation-contradicts", "warning", anchor, path=path, **values))
        else:
            fitting.setdefault((entry.city, entry.province), entry)
    return tuple(fitting.values()), in_order(findings)


# ---------------------------------------------------------------- figures


def _figures(province: Sequence[Target], city: Sequence[Target]) -> Iterator[FigurePair]:
    """Targets about the same, each once, in the order of the city's plan. Only figures of one dimension can be so."""
    dimensions = [[base(target.unit)[2] for target in targets] for targets in (province, city)]
    pairs: list[tuple[int, int]] = []
    for dimension in dict.fromkeys(dimensions[1]):
        here, there = ([at for at, own in enumerate(side) if own == dimension] for side in dimensions)
        found = matched([province[at] for at in here], [city[at] for at in there], _SAME, _subject, ALIKE)
        pairs += [(there[to], here[at]) for at, to in found]
    for to, at in sorted(pairs):
        yield _pair(province[at], city[to])


_SAME = [
    lambda target: (fold(plain_subject(target.subject)), target.year),
    lambda target: fold(plain_subject(target.subject)),
]


def _subject(target: Target) -> Features:
    return grams(plain_subject(target.subject))


def _pair(province: Target, city: Target) -> FigurePair:
    value = order((province.value, province.value_max, province.unit), (city.value, city.value_max, city.unit))
    qualifiers = [
        (mark.comparator, mark.value, mark.value_max, mark.unit) if (mark := target.qualifier) else None
        for target in (province, city)
    ]
    unlike: dict[Difference, bool] = {
        "comparator": province.comparator != city.comparator,
        "unit": value is None,
        "year": province.year != city.year,
        "recurrence": province.recurrence != city.recurrence,
        "qualifier": qualifiers[0] != qualifiers[1],
        "soft": (province.aspirational is None) != (city.aspirational is None),
    }
    differs = tuple(aspect for aspect, unequal in unlike.items() if unequal)
    return FigurePair(province=province, city=city, value=value, differs=differs)

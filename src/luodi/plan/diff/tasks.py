"""Which tasks are the same in both versions; which were added, removed, split, merged, moved or renumbered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from luodi.plan.diff.change import Change, Kind, Spot
from luodi.plan.identity import fold
from luodi.plan.matching import Pair, kept_in_order, matched
from luodi.plan.model import Task
from luodi.plan.similarity import LONGEST, Features, grams, together, trigrams

ALIKE = 0.5
"""From this score on two records are versions of one. No two tasks of a sample have more than 0.43; a task of which a
third of the clauses were exchanged has 0.6 at least, one of which half were, 0.28 to 0.7."""

CONTAINED = 0.8
"""A new task of whose words an old one had this much was split from it."""


def paired_tasks(old: Sequence[Task], new: Sequence[Task]) -> list[Pair]:
    return matched(
        old,
        new,
        [
            lambda task: (fold(task.title), fold(task.text), task.category),
            lambda task: (fold(task.title), fold(task.text)),
            lambda task: fold(task.title),
            lambda task: fold(task.text),
        ],
        _words,
        ALIKE,
    )


def _words(task: Task) -> Features:
    return together(grams(task.title), grams(task.text) if task.text != task.title else {})


def task_spot(task: Task) -> Spot:
    return Spot(id=task.id, path=task.path, name=task.title)


def of_task(old: Task, new: Task, kind: Kind, before: str = "", after: str = "", what: str = "") -> Change:
    return Change(
        about="task", kind=kind, old=task_spot(old), new=task_spot(new), what=what, before=before, after=after
    )


def alone(old: Sequence[Task], new: Sequence[Task], pairs: Sequence[Pair]) -> Iterator[Change]:
    """Tasks that only one of the versions has."""
    here = sorted(set(range(len(old))) - {pair[0] for pair in pairs})
    there = sorted(set(range(len(new))) - {pair[1] for pair in pairs})
    merged, split = dict(_parted(here, old, new)), dict(_parted(there, new, old))
    for at in here:
        into = merged.get(at)
        kind: Kind = "removed" if into is None else "merged"
        yield Change(about="task", kind=kind, old=task_spot(old[at]), new=task_spot(into) if into else None)
    for at in there:
        source = split.get(at)
        kind = "added" if source is None else "split"
        yield Change(about="task", kind=kind, old=task_spot(source) if source else None, new=task_spot(new[at]))


def _parted(alone: Sequence[int], tasks: Sequence[Task], others: Sequence[Task]) -> Iterator[tuple[int, Task]]:
    """Tasks without a counterpart whose words the other version has, nearly all, in one of its tasks."""
    if not alone:
        return
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for at, other in enumerate(others):
        for gram in _trigrams(other):
            holders[gram].add(at)
    for at in alone:
        own = _trigrams(tasks[at])
        held = Counter(chain.from_iterable(holders[gram] for gram in own if 0 < len(holders[gram]) <= 20))
        if held and len(own) >= 12:
            best, count = min(held.items(), key=lambda entry: (-entry[1], entry[0]))
            if count >= CONTAINED * len(own):
                yield at, others[best]


def _trigrams(task: Task) -> set[str]:
    return set(trigrams(fold(f"{task.title}。{task.text}"[:LONGEST])))


# ---------------------------------------------------------------- where tasks stand


def places(old: Sequence[Task], new: Sequence[Task], pairs: Sequence[Pair]) -> Iterator[Change]:
    """Tasks that have moved, and those that only have another number."""
    moved = _moved(old, new, pairs)
    for at, to in pairs:
        if (at, to) in moved:
            yield of_task(old[at], new[to], "moved", _place(old[at]), _place(new[to]))
    yield from _renumbered(old, new, [pair for pair in pairs if pair not in moved])


def _place(task: Task) -> str:
    return " · ".join([task.path, *task.category])


def _above(task: Task) -> tuple[str, ...]:
    """What a task stands under: its headings, or the number above where there are none."""
    return tuple(map(fold, task.category)) or (task.path.rpartition("/")[0],)


def _moved(old: Sequence[Task], new: Sequence[Task], pairs: Sequence[Pair]) -> set[Pair]:
    """The tasks that stand under another heading, or elsewhere under the same; a heading may be called otherwise."""
    known = {_above(task) for task in old} & {_above(task) for task in new}
    votes = Counter((_above(old[at]), _above(new[to])) for at, to in pairs)
    called: dict[tuple[str, ...], tuple[str, ...]] = {}
    for (here, there), _ in sorted(votes.items(), key=lambda vote: (-vote[1], sorted(vote[0]))):
        if here not in known and there not in known and here not in called and there not in called.values():
            called[here] = there
    groups: defaultdict[tuple[str, ...], list[Pair]] = defaultdict(list)
    for pair in pairs:
        here, there = _above(old[pair[0]]), _above(new[pair[1]])
        if called.get(here, here) == there:
            groups[here].append(pair)

    def name(pair: Pair) -> str:
        return "\x1f".join(sorted((_content(old[pair[0]]), _content(new[pair[1]]))))

    return set(pairs) - {pair for group in groups.values() for pair in kept_in_order(group, name)}


def _content(task: Task) -> str:
    return fold(task.title + task.text)


def _renumbered(old: Sequence[Task], new: Sequence[Task], pairs: Sequence[Pair]) -> Iterator[Change]:
    """Tasks that kept their place and have another number: one change for those that follow each other."""
    groups: defaultdict[object, list[tuple[Task, Task]]] = defaultdict(list)
    for at, to in pairs:
        groups[_above(old[at]), _above(new[to])].append((old[at], new[to]))
    for group in groups.values():
        for other_number, run in groupby(group, lambda pair: fold(pair[0].path) != fold(pair[1].path)):
            if other_number:
                yield _numbers(list(run))


def _numbers(run: Sequence[tuple[Task, Task]]) -> Change:
    first, last = run[0], run[-1]
    before, after = ("—".join(dict.fromkeys((first[side].path, last[side].path))) for side in (0, 1))
    return of_task(first[0], first[1], "renumbered", before, after, what=str(len(run)))

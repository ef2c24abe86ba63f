"""Which records of two versions are the same record: by what they say, since ids and numbers change with a version."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from hashlib import sha256
from typing import TypeVar

from luodi.plan.similarity import Features, likeness

T = TypeVar("T")

Pair = tuple[int, int]
"""Positions of the same record in the old and in the new version."""


def matched(
    old: Sequence[T],
    new: Sequence[T],
    same: Sequence[Callable[[T], Hashable]],
    features: Callable[[T], Features],
    threshold: float,
) -> list[Pair]:
    """The pairs: those equal by the first key of `same`, then by the next, then the most alike from a threshold on.

    Of several with one key the first is paired with the first. Exchanging the versions gives the same pairs.
    """
    pairs: list[Pair] = []
    left, right = list(range(len(old))), list(range(len(new)))
    for key in same:
        pairs += _equal([(key(old[at]), at) for at in left], [(key(new[at]), at) for at in right])
        left, right = _rest(left, {pair[0] for pair in pairs}), _rest(right, {pair[1] for pair in pairs})
    scores = likeness([features(old[at]) for at in left], [features(new[at]) for at in right])
    close = [
        (-score, abs(left[at] - right[to]), min(left[at], right[to]), left[at], right[to])
        for at, row in enumerate(scores)
        for to, score in row.items()
        if score >= threshold
    ]
    used: tuple[set[int], set[int]] = (set(), set())
    for *_, at, to in sorted(close):
        if at not in used[0] and to not in used[1]:
            used[0].add(at)
            used[1].add(to)
            pairs.append((at, to))
    return sorted(pairs)


def _equal(left: Iterable[tuple[Hashable, int]], right: Iterable[tuple[Hashable, int]]) -> list[Pair]:
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for key, at in right:
        waiting[key].append(at)
    turn: Counter[Hashable] = Counter()
    pairs = []
    for key, at in left:
        if key is not None and turn[key] < len(waiting[key]):
            pairs.append((at, waiting[key][turn[key]]))
            turn[key] += 1
    return pairs


def _rest(positions: list[int], used: set[int]) -> list[int]:
    return [at for at in positions if at not in used]


def kept_in_order(pairs: Sequence[Pair], name: Callable[[Pair], str]) -> set[Pair]:
    """The most pairs whose order is that of both versions; the others have moved. Pairs are given in the old order.

    Where two have changed places either could have: which, `name` decides, the same for both directions.
    """
    weights = [(1, int.from_bytes(sha256(name(pair).encode("utf-8", "surrogatepass")).digest()[:6])) for pair in pairs]
    # Of the chains found so far, those that no other beats: they end later in the new version, and weigh more.
    ends: list[int] = []
    heaviest: list[tuple[int, int]] = []
    last: list[int] = []
    before: list[int | None] = []
    for at, (_, to) in enumerate(pairs):
        place = bisect_left(ends, to)
        count, tie = heaviest[place - 1] if place else (0, 0)
        total = (count + weights[at][0], tie + weights[at][1])
        before.append(last[place - 1] if place else None)
        until = place
        while until < len(ends) and heaviest[until] <= total:
            until += 1
        ends[place:until], heaviest[place:until], last[place:until] = [to], [total], [at]
    kept: set[Pair] = set()
    link = last[-1] if last else None
    while link is not None:
        kept.add(pairs[link])
        link = before[link]
    return kept

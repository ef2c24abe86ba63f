"""How alike texts are: the cosine of their n-grams of one to three characters, weighted by tf-idf.

Chinese needs no words for that, and policy documents repeat their terms literally. A score lies between 0 and 1.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import add

from luodi.plan.identity import fold

LEAST = 0.01
"""Scores below this one mean nothing and are left out."""

Features = Mapping[str, float]
"""What a text consists of, and how often: n-grams, or names."""

LONGEST = 1500
"""Characters of a text that are looked at; few tasks are half as long."""

WORK = 5_000_000
"""Products of weights that are computed at most, about a second; the commonest features are left out beyond it.

25 provincial and 34 city tasks take a fiftieth of that.
"""

_RUN = re.compile(r"\w+")


def grams(text: str, weight: float = 1) -> Features:
    """The n-grams of a text, none across punctuation, each counted `weight` times."""
    counted: Counter[str] = Counter()
    for run in _RUN.findall(fold(text[:LONGEST])):
        counted.update(run)
        counted.update(map(add, run, run[1:]))
        counted.update(trigrams(run))
    return counted if weight == 1 else {gram: count * weight for gram, count in counted.items()}


def trigrams(text: str) -> list[str]:
    """Every three characters that follow each other."""
    return [text[start : start + 3] for start in range(len(text) - 2)]


def together(*parts: Features) -> Features:
    """The features of several parts of a text as one."""
    added: defaultdict[str, float] = defaultdict(float)
    for part in parts:
        for feature, count in part.items():
            added[feature] += count
    return added


def likeness(left: Sequence[Features], right: Sequence[Features]) -> Iterator[dict[int, float]]:
    """For each on the left, the scores of those on the right that share a feature with it, by their position.

    Exchanging the sides gives the same scores: a feature weighs by how few of both sides have it.
    """
    here, there = (Counter(feature for features in side for feature in features) for side in (left, right))
    kept = _affordable(here, there)
    count = len(left) + len(right)
    rarity = {feature: math.log((1 + count) / (1 + here[feature] + there[feature])) + 1 for feature in kept}
    posted: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for position, features in enumerate(right):
        for feature, weight in _weighted(features, rarity).items():
            posted[feature].append((position, weight))
    for features in left:
        scores: defaultdict[int, float] = defaultdict(float)
        for feature, weight in _weighted(features, rarity).items():
            for position, other in posted.get(feature, ()):
                scores[position] += weight * other
        yield {position: round(score, 6) for position, score in scores.items() if score >= LEAST}


def _affordable(here: Counter[str], there: Counter[str]) -> set[str]:
    """Every feature; but of those that both sides have, the rarest, as many as the work allows."""
    shared = sorted((here[feature] * there[feature], feature) for feature in here.keys() & there.keys())
    spent, dropped = 0, set()
    for cost, feature in shared:
        spent += cost
        if spent > WORK:
            dropped.add(feature)
    return (here.keys() | there.keys()) - dropped


def _weighted(features: Features, rarity: Mapping[str, float]) -> dict[str, float]:
    """The weights of a text's features, of length 1 together."""
    weights = {feature: count * rarity[feature] for feature, count in features.items() if feature in rarity}
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {feature: weight / length for feature, weight in weights.items()}

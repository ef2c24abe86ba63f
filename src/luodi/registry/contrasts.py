"""Words that tell parts of one whole apart: no 公共充电桩 is a 私人充电桩 (a 高新技术企业 may be a 上市企业)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from luodi.registry.regions import regions_at
from luodi.registry.table import Lexicon, records

NEGATION = "非"
"""The classification of what is so and what is not: 化石能源, 非化石能源."""


class Contrast(msgspec.Struct, frozen=True, gc=False):
    """`words` of one classification: nothing is in two of its classes. Ways of writing one class are joined by `=`."""

    of: str
    words: tuple[str, ...]
    note: str | None
    source: str


class Part(NamedTuple):
    """A name read as one class of a classification: `rest` is the name without the word for the class.

    Two names of one classification and one rest name parts that exclude each other when their classes differ.
    """

    classification: str
    rest: str
    which: str


_LONGEST = 60
"""Characters: longer ones name nothing that another name could be told apart from."""


@cache
def contrasts() -> tuple[Contrast, ...]:
    return tuple(records("contrasts", Contrast))


@lru_cache(maxsize=4096)
def parts_named(name: str) -> tuple[Part, ...]:
    """Every way in which a name is that of a class of something: by the table, by place, by 非; none of a long one."""
    return () if len(name) > _LONGEST else (*_classes(name), *_places(name), *_negations(name))


def _classes(name: str) -> Iterator[Part]:
    ends: dict[str, int] = {}  # of the last word of a classification, so that 一产 is not read in 第一产业
    for start in range(len(name)):
        for word in _lexicon().names_at(name, start):
            for classification, which in _lexicon()[word]:
                if ends.get(classification, 0) <= start:
                    ends[classification] = start + len(word)
                    yield Part(classification, name[:start] + name[start + len(word) :], which)


@cache
def _lexicon() -> Lexicon[tuple[str, str]]:
    """Every way to write a class, with its classification and the first way to write it."""
    return Lexicon(
        (way, (f"{contrast.of}/{number}", ways.partition("=")[0]))
        for number, contrast in enumerate(contrasts())
        for ways in contrast.words
        for way in ways.split("=")
    )


def _places(name: str) -> Iterator[Part]:
    """广州市充电桩 is a part as 深圳市充电桩 is one: divisions of one level have no ground in common."""
    found = next(regions_at(name, 0), None)
    if found is not None:
        written, divisions = found
        for level, short in {(division.level, division.short) for division in divisions}:
            yield Part(f"地区/{level}", name[len(written) :], short)


def _negations(name: str) -> Iterator[Part]:
    yield Part(NEGATION, name, "")
    for match in re.finditer(NEGATION, name):
        yield Part(NEGATION, name[: match.start()] + name[match.end() :], NEGATION)

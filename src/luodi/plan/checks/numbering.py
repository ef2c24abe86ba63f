"""Do the numbers of provisions and rows follow one another?"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from luodi.documents import Anchor
from luodi.plan.checks.finding import finding
from luodi.plan.model import Finding, Plan, Provision

_NUMBER = re.compile(r"([（(第]?)([一二三四五六七八九十百零〇]{1,5}|\d{1,3})([）)条章节编篇部]?)(?:部分)?")
_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0}


class _Last(msgspec.Struct, frozen=True):
    """The latest provision with a kind of number. One that stands `twice` may have been meant as the next."""

    provision: Provision
    ordinal: int
    twice: bool


class _Step(msgspec.Struct, frozen=True):
    """A provision whose number does not follow that of the one before it."""

    provision: Provision
    before: str  # the number that stands before
    ordinal: int
    expected: int


def numbering_gap(plan: Plan) -> Iterator[Finding]:
    """A number is left out: 一、二、四, or a row 7 behind row 5."""
    for step in _steps(plan):
        if step.ordinal > step.expected:
            values = {"path": step.provision.path, "number": _component(step.provision), "before": step.before}
            missing = step.ordinal - step.expected
            yield finding("numbering-gap", "warning", _head(step.provision), missing=missing, **values)


def numbering_repeated(plan: Plan) -> Iterator[Finding]:
    """The same number stands twice in a row. Numbers that begin again at one are another list."""
    for step in _steps(plan):
        if step.ordinal < step.expected:
            values = {"path": step.provision.path, "number": _component(step.provision)}
            yield finding("numbering-repeated", "warning", _head(step.provision), **values)


def _steps(plan: Plan) -> Iterator[_Step]:
    """Provisions out of order, of each kind of number by itself.

    The numbers of a kind run on within one parent, or through the whole document (articles, （十六） of part five).
    A one begins another list, and so does any number under another parent that does not go on from the last.
    """
    text = plan.document.text
    parts = sorted(mark.anchor.start for mark in plan.document.marks if mark.field in ("title", "annex"))
    among: dict[tuple[str | None, str], _Last] = {}  # under a parent
    through: dict[str, _Last] = {}  # in the document
    for provision in plan.provisions:
        number = _component(provision)
        read = _read(number)
        if read is None or not _stands(text, provision.anchor.start, number):
            continue
        kind, ordinal = read
        last, twice = among.get((provision.parent, kind)) or through.get(kind), False
        if last is not None and bisect(parts, last.provision.anchor.start) == bisect(parts, provision.anchor.start):
            twice = ordinal == last.ordinal and last.provision.parent == provision.parent
            if twice or ordinal > last.ordinal + 1 + last.twice:
                yield _Step(provision, _component(last.provision), ordinal, last.ordinal + 1)
        among[provision.parent, kind] = through[kind] = _Last(provision, ordinal, twice)


def _component(provision: Provision) -> str:
    return provision.path.rpartition("/")[2].partition("#")[0]


def _stands(text: str, start: int, number: str) -> bool:
    """Whether the number is printed at the provision; a row may have only been counted, or share its number's cell."""
    digits = number.strip("（）")
    return digits in text[start : start + len(digits) + 2] or text[start] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@lru_cache(512)
def _read(component: str) -> tuple[str, int] | None:
    """The kind of a number and its value: （十二） is ("（一）", 12)."""
    match = _NUMBER.fullmatch(component)
    if match is None:
        return None
    digits = match[2].isdigit()
    value = int(match[2]) if digits else _value(match[2])
    return f"{match[1]}{'1' if digits else '一'}{match[3]}", value


def _value(numeral: str) -> int:
    total = digit = 0
    for character in numeral:
        if character in "十百":
            total, digit = total + (digit or 1) * (10 if character == "十" else 100), 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _head(provision: Provision) -> Anchor:
    """The provision's first line."""
    length = provision.text.find("\n")
    end = provision.anchor.start + length if length > 0 else provision.anchor.end
    return Anchor(provision.anchor.start, min(end, provision.anchor.end, provision.anchor.start + 40))

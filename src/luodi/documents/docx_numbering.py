"""Automatic numbers of WordprocessingML: list levels and their counters (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from luodi.documents.docx_package import Element, W, child, content, number, switch, value
from luodi.documents.list_numbers import format_number


@dataclass(frozen=True)
class Level:
    """A list level (17.9.6). `restart`: the one-based level whose use restarts it, 0 for never, None for any above."""

    start: int = 0
    form: str = "decimal"
    text: str = ""
    suffix: str = " "
    restart: int | None = None
    legal: bool = False
    hidden: bool = False
    style: str | None = None


_LEVELS = 9


@dataclass
class Numbering:
    """The lists of a document with their counters. `label` is to be asked once a paragraph, in document order."""

    lists: dict[int, tuple[int, dict[int, Level], dict[int, int]]]  # numId: abstractNumId, levels, start overrides
    _counts: dict[int, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)

    def level_of_style(self, list_id: int, style: str) -> int | None:
        """The level that a paragraph style is linked to."""
        levels = self.lists[list_id][1] if list_id in self.lists else {}
        return next((index for index, level in levels.items() if level.style == style), None)

    def label(self, list_id: int, index: int) -> str:
        """The number of the next paragraph of a list level with its suffix, empty for bullets and unknown lists."""
        if list_id not in self.lists or not 0 <= index < _LEVELS:
            return ""
        abstract, levels, overrides = self.lists[list_id]
        level = levels.get(index)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if index in overrides and (list_id, index) not in self._begun:
            counts[index] = None
        self._begun.add((list_id, index))
        current = counts[index]
        counts[index] = overrides.get(index, level.start) if current is None else current + 1
        for above in range(index):
            if counts[above] is None and above in levels:
                counts[above] = overrides.get(above, levels[above].start)
        for below in range(index + 1, _LEVELS):
            restart = levels[below].restart if below in levels else None
            if restart is None or index < restart:
                counts[below] = None
        if level.form == "bullet" or level.hidden:
            return ""
        return self._text(level, levels, counts)

    def _text(self, level: Level, levels: dict[int, Level], counts: list[int | None]) -> str:
        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            count = counts[at]
            if count is None or at not in levels:
                return ""
            form = levels[at].form
            return format_number(count, "decimal" if level.legal and form not in ("none", "bullet") else form)

        text = re.sub(r"%([1-9])", shown, level.text)
        return text + level.suffix if text else ""


def read_numbering(root: Element | None, list_of_style: dict[str, int]) -> Numbering:
    """The lists of a numbering part. `list_of_style` gives the numId of every numbering style (17.9.21)."""
    if root is None:
        return Numbering({})
    links: dict[int, str] = {}
    abstracts: dict[int, dict[int, Level]] = {}
    for element in root.iterchildren(W + "abstractNum"):
        key = number(element, "abstractNumId")
        if key is not None:
            abstracts[key] = dict(_levels(element))
            link = value(child(element, "numStyleLink"))
            if link:
                links[key] = link
    nums = {number(element, "numId"): element for element in root.iterchildren(W + "num")}
    lists = {}
    for list_id, element in nums.items():
        abstract = number(child(element, "abstractNumId"))
        if abstract in links:  # the levels stand in the list that the style names
            target = nums.get(list_of_style.get(links[abstract]))
            abstract = number(child(target, "abstractNumId"))
        if list_id is None or abstract not in abstracts:
            continue
        levels, starts = dict(abstracts[abstract]), {}
        for override in element.iterchildren(W + "lvlOverride"):
            index = number(override, "ilvl")
            levels.update(_levels(override))
            start = number(child(override, "startOverride"))
            if index is not None and start is not None:
                starts[index] = start
        lists[list_id] = (abstract, levels, starts)
    return Numbering(lists)


def _levels(parent: Element) -> list[tuple[int, Level]]:
    found = []
    for element in parent.iterchildren(W + "lvl"):
        index = number(element, "ilvl")
        if index is None or not 0 <= index < _LEVELS:
            continue
        level = Level(
            start=number(child(element, "start")) or 0,
            text=(value(child(element, "lvlText")) or "")[:100],
            suffix="" if value(child(element, "suff")) == "nothing" else " ",
            restart=number(child(element, "lvlRestart")),
            legal=switch(element, "isLgl") or False,
            hidden=switch(child(element, "rPr"), "vanish") or False,
            style=value(child(element, "pStyle")),
        )
        for part in content(element):  # numFmt may stand in an mc:AlternateContent
            if part.tag == W + "numFmt":
                level = replace(level, form=number_form(part))
        found.append((index, level))
    return found


def number_form(element: Element) -> str:
    """The number format of a `w:numFmt`; a custom one as `custom:` with its first example."""
    form = value(element) or "decimal"
    first = (value(element, "format") or "").split(",")[0].strip()
    if form == "custom":
        return "custom:" + first if first.isdigit() else "decimal"
    return form

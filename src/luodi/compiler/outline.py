"""提纲: the numbered provisions of a document, of any depth, each holding its own characters only.

Numbers are read as they are printed (一、（一）1.（1）① 第一条 …). Which level a number is on follows from the marks in use
at that point, so a plan may begin at any of them and skip some; a plan that starts again at 一、 after another title is
a part of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from luodi.documents import Anchor, Block, Document

_CN = "一二三四五六七八九十百零〇"
MARKS = {
    "part": re.compile(rf"第([{_CN}\d]{{1,4}})[编篇部](?:分)?[、\s:：]?"),
    "chapter": re.compile(rf"第([{_CN}\d]{{1,4}})章[、\s:：]?"),
    "section": re.compile(rf"第([{_CN}\d]{{1,4}})节[、\s:：]?"),
    "cn": re.compile(rf"([{_CN}]{{1,4}})、"),
    "cn_paren": re.compile(rf"[（(]([{_CN}]{{1,4}})[）)][、.．]?"),
    "article": re.compile(rf"第([{_CN}\d]{{1,4}})条[、\s:：]?"),
    "num": re.compile(r"(\d{1,3})(?:[.．](?![\d%％])|、(?!\d+[、项条个]))"),
    "num_paren": re.compile(r"(?:[（(](\d{1,3})[）)]|(?<!\d)(\d{1,2})[）)])[、.．]?"),
    "circle": re.compile(r"([①-⑳])"),
}
"""The kinds of number, from the outermost level to the innermost."""

RANK = {kind: rank for rank, kind in enumerate(MARKS)}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_SENTENCE_END = "。；！？）)：:”"
LONGEST_HEADING = 60
"""Characters. A first sentence longer than this is text, not a heading."""
LONGEST_ITEM = 3000
"""Characters within which the second item of a list in running text must follow the first."""


@dataclass(slots=True)
class Node:
    """A provision being read. `number` is the printed number in its plain form (一, （一）, 1, ①)."""

    kind: str
    number: str
    ordinal: int
    start: int
    end: int
    heading: Anchor | None
    parent: Node | None
    path: str = ""
    ranges: list[Anchor] = field(default_factory=list)  # paragraphs of its own, the heading's first
    children: list[Node] = field(default_factory=list)
    tables: list[Block] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return 0 if self.parent is None else self.parent.depth + 1

    def chain(self) -> Iterator[Node]:
        """From the outermost provision down to this one."""
        if self.parent is not None:
            yield from self.parent.chain()
        yield self


@dataclass(frozen=True, slots=True)
class Outline:
    """The provisions in reading order, what stands before them, between parts and behind them, and loose tables."""

    nodes: tuple[Node, ...]
    loose: tuple[Block, ...]  # paragraphs of the body that no provision holds
    tables: tuple[Block, ...]  # tables that no provision holds


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    ordinal: int
    number: str
    start: int  # of the mark
    text: int  # of what follows it


def chinese_number(words: str) -> int | None:
    """The value of a numeral up to 999 written with digits or ideographs (十二, 二十, 一百零三), None if it is none."""
    if words.isdigit():
        return int(words)
    total = digit = 0
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif character == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            return None
    return total + digit


def mark_at(text: str, start: int, end: int) -> _Mark | None:
    """The number that begins at a place, if one does."""
    character = text[start : start + 1]
    if not (character.isdigit() or character in "第（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" or character in _CN):
        return None
    for kind, pattern in MARKS.items():
        match = pattern.match(text, start, end)
        if match:
            word = next(group for group in match.groups() if group)
            ordinal = ord(word) - ord("①") + 1 if kind == "circle" else chinese_number(word)
            if ordinal is None or ordinal == 0:
                return None
            return _Mark(kind, ordinal, _printed(kind, word), start, match.end())
    return None


def _printed(kind: str, word: str) -> str:
    forms = {"cn_paren": "（{}）", "num_paren": "（{}）", "article": "第{}条", "chapter": "第{}章", "section": "第{}节"}
    return forms.get(kind, "第{}部分" if kind == "part" else "{}").format(word)


def outline(document: Document, body: Collection[int], breaks: Collection[int]) -> Outline:
    """The outline of the blocks that are the body (by index); a block in `breaks` (a title, an annex) ends a part."""
    reader = _Reader(document.text)
    before: list[Block] = []
    loose: list[Block] = []
    for index, block in enumerate(document.blocks):
        if index in breaks:
            reader.close()
        elif index not in body:
            continue
        elif block.kind == "table":
            (reader.stack[-1].tables if reader.stack else loose).append(block)
        elif block.kind == "paragraph" and not reader.paragraph(block):
            before.append(block)
    return Outline(tuple(_with_paths(reader.nodes)), tuple(before), tuple(loose))


class _Reader:
    """Takes paragraphs one after another; `stack` is the chain of open provisions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes: list[Node] = []
        self.stack: list[Node] = []

    def paragraph(self, block: Block) -> bool:
        """Read a paragraph; False if no provision holds it."""
        start, end = block.anchor.start, block.anchor.end
        for mark in self._marks(start, end):
            if mark.start > start:
                self._text(start, mark.start)
            start = self._open(mark, block)
        return self._text(start, end)

    def close(self) -> None:
        """End the part: what follows is no part of its provisions."""
        self.stack = []

    def _marks(self, start: int, end: int) -> Iterator[_Mark]:
        """The number at the head of the paragraph, and those within it that go on with the numbering after a sentence."""
        mark = mark_at(self.text, start, end)
        if mark is not None and self._is_heading(mark, end):
            yield mark
            start = mark.text
        for stop in _STOP.finditer(self.text, start, end):
            mark = mark_at(self.text, stop.end(), end)
            if mark is not None and self._goes_on(mark, end):
                yield mark

    def _is_heading(self, mark: _Mark, end: int) -> bool:
        return mark.text < end

    def _goes_on(self, mark: _Mark, end: int) -> bool:
        """Whether a number in the middle of a paragraph is the next of an open level, or the first of a deeper one."""
        for node in reversed(self.stack):
            if node.kind == mark.kind:
                return mark.ordinal == node.ordinal + 1
        if mark.ordinal != 1 or (self.stack and RANK[mark.kind] < RANK[self.stack[-1].kind]):
            return False
        short = 0 <= self.text.find("。", mark.text, min(end, mark.text + LONGEST_HEADING + 1))
        return short and _SECOND[mark.kind].search(self.text, mark.text, min(end, mark.text + LONGEST_ITEM)) is not None

    def _open(self, mark: _Mark, block: Block) -> int:
        """Open the provision of a mark and return where its text goes on behind the heading."""
        while self.stack and not self._holds(self.stack[-1], mark):
            self.stack.pop()
        parent = self.stack[-1] if self.stack else None
        heading_end = self._heading_end(mark, block)
        heading = Anchor(mark.text, _without_stop(self.text, mark.text, heading_end)) if heading_end > mark.text else None
        node = Node(mark.kind, mark.number, mark.ordinal, mark.start, heading_end, heading, parent)
        node.ranges.append(Anchor(mark.start, max(heading_end, mark.text)))
        if parent is not None:
            parent.children.append(node)
        self.nodes.append(node)
        self.stack.append(node)
        return max(heading_end, mark.text)

    def _holds(self, node: Node, mark: _Mark) -> bool:
        """Whether a provision can hold the one of a mark: its own level is further out and not that of the mark."""
        if node.kind == mark.kind:
            return False
        if any(open_.kind == mark.kind for open_ in self.stack):
            return False
        return RANK[node.kind] < RANK[mark.kind]

    def _heading_end(self, mark: _Mark, block: Block) -> int:
        """The end of the heading: a short first sentence, a paragraph without a sentence, or the bold words in front."""
        end = block.anchor.end
        stop = self.text.find("。", mark.text, end)
        colon = self.text.find("：", mark.text, end)
        if stop < 0 and end - mark.text <= LONGEST_HEADING:
            bracket = re.compile(r"[（(][^（）()]*(?:负责|牵头|配合|单位[：:]|部门[：:]).*[）)]$").search(self.text, mark.text, end)
            return bracket.start() if bracket else end
        if 0 <= stop - mark.text <= LONGEST_HEADING and not (0 <= colon < stop):
            return stop + 1
        if block.style.bold and mark.start == block.anchor.start:
            bold = block.anchor.start + block.style.bold
            if mark.text < bold < end:
                return bold
        return mark.text

    def _text(self, start: int, end: int) -> bool:
        if start >= end:
            return True
        if not self.stack:
            return False
        node = self.stack[-1]
        last = node.ranges[-1]
        if last.end == start:
            node.ranges[-1] = Anchor(last.start, end)
        else:
            node.ranges.append(Anchor(start, end))
        node.end = end
        return True


_STOP = re.compile(r"[。）)]")
_SECOND = {
    kind: re.compile(r"[。）)]" + mark)
    for kind, mark in {
        "part": "第[二2][编篇部]", "chapter": "第[二2]章", "section": "第[二2]节", "cn": "二、", "cn_paren": "[（(]二[）)]",
        "article": "第[二2]条", "num": r"2[.．、](?!\d)", "num_paren": r"[（(]?2[）)]", "circle": "②",
    }.items()
}  # fmt: skip
"""The second number of each kind behind a sentence: a first one in running text begins a list only if it follows."""


def _without_stop(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in "。：:":
        end -= 1
    return end


def _with_paths(nodes: Sequence[Node]) -> Iterator[Node]:
    """Give every provision its path; a number that comes twice under one parent gets a suffix for the later ones."""
    used: dict[str, int] = {}
    for node in nodes:
        path = f"{node.parent.path}/{node.number}" if node.parent is not None else node.number
        used[path] = used.get(path, 0) + 1
        node.path = path if used[path] == 1 else f"{path}#{used[path]}"
        yield node

"""提纲: the numbered provisions of a document, of any depth, each holding its own characters only.

Numbers are read as they are printed (一、（一）1.（1）① 第一条 …). Which level a number is on follows from the marks in use
at that point, so a plan may begin at any of them and skip some; a plan that starts again at 一、 after another title is
a part of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from luodi.documents import Anchor, Block, Document
from luodi.documents.marks import OPENING, RANK, Mark, mark_at

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
    headings: tuple[str, ...] = ()  # the words of the headings from the outermost provision down to this one
    ranges: list[Anchor] = field(default_factory=list)  # paragraphs of its own, the heading's first
    children: list[Node] = field(default_factory=list)
    tables: list[Block] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return 0 if self.parent is None else self.parent.depth + 1

    def chain(self) -> list[Node]:
        """From the outermost provision down to this one."""
        nodes = [self]
        while (above := nodes[-1].parent) is not None:
            nodes.append(above)
        return nodes[::-1]


@dataclass(frozen=True, slots=True)
class Outline:
    """The provisions in reading order, what stands before them, between parts and behind them, and loose tables."""

    nodes: tuple[Node, ...]
    loose: tuple[Block, ...]  # paragraphs of the body that no provision holds
    tables: tuple[Block, ...]  # tables that no provision holds


def outline(document: Document, found: Mapping[int, Mark], body: Collection[int], breaks: Collection[int]) -> Outline:
    """The outline of the blocks that are the body (by index); a block in `breaks` (a title, an annex) ends a part.

    `found` are the marks of the blocks that begin a provision (`heads`).
    """
    reader = _Reader(document.text, {(mark.kind, mark.ordinal) for mark in found.values()})
    before: list[Block] = []
    loose: list[Block] = []
    for index, block in enumerate(document.blocks):
        if index in breaks:
            reader.close()
        elif index not in body:
            continue
        elif block.kind == "table":
            (reader.stack[-1].tables if reader.stack else loose).append(block)
        elif block.kind == "paragraph" and not reader.paragraph(block, found.get(index)):
            before.append(block)
    return Outline(tuple(_with_paths(reader.nodes)), tuple(before), tuple(loose))


class _Reader:
    """Takes paragraphs one after another; `stack` is the chain of open provisions.

    `printed` holds the kinds and ordinals that stand at the head of some paragraph.
    """

    def __init__(self, text: str, printed: Collection[tuple[str, int]]) -> None:
        self.text = text
        self.printed = printed
        self.nodes: list[Node] = []
        self.stack: list[Node] = []

    def paragraph(self, block: Block, head: Mark | None) -> bool:
        """Read a paragraph; False if no provision holds it."""
        start, end = block.anchor.start, block.anchor.end
        if head is None and self._closes(start, end):
            self.close()
        for mark in self._marks(head, start, end):
            if mark.start > start:
                self._text(start, mark.start)
            start = self._open(mark, block)
        return self._text(start, end)

    def close(self) -> None:
        """End the part: what follows is no part of its provisions."""
        self.stack = []

    def _closes(self, start: int, end: int) -> bool:
        """Whether a paragraph without a number speaks of the whole document, behind its last provision: 本方案自…起施行."""
        if not self.stack or not self.text.startswith("本", start) or _OF_ALL.match(self.text, start, end) is None:
            return False
        headings = self.stack[-1].headings
        return bool(headings) and _CLOSING_SECTION.search(headings[-1]) is None

    def _marks(self, head: Mark | None, start: int, end: int) -> Iterator[Mark]:
        """The number at the head of the paragraph, and those within it that go on with the numbering after a sentence."""
        if head is not None and self._begins(head):
            yield head
            start = head.text
            while (glued := self._glued(self.stack[-1], start, end)) is not None:
                yield glued
                start = glued.text
        for stop in _STOP.finditer(self.text, start, end):
            mark = mark_at(self.text, stop.end(), end)
            if mark is None or not self._goes_on(mark, end):
                continue
            yield mark
            glued = self._glued(self.stack[-1], mark.text, end)
            if glued is not None:
                yield glued

    def _begins(self, head: Mark) -> bool:
        """Whether a number at the head of a paragraph is one: a ② whose ① stands within a sentence only began a line."""
        if head.kind != "circle" or head.ordinal == 1:
            return True
        return any(node.kind == "circle" and node.ordinal == head.ordinal - 1 for node in self.stack)

    def _glued(self, node: Node, start: int, end: int) -> Mark | None:
        """The first number of a deeper level that stands right behind a heading (`二、重点任务（一）加强…`)."""
        behind = _BEFORE_GLUED.match(self.text, start, min(end, start + LONGEST_GLUED))
        mark = mark_at(self.text, behind.end(), end) if behind else None
        if mark is None or mark.ordinal != 1 or RANK[mark.kind] <= RANK[node.kind]:
            return None
        return mark if self._has_second(mark, end) else None

    def _goes_on(self, mark: Mark, end: int) -> bool:
        """Whether a number in the middle of a paragraph is the next of an open level, or the first of a deeper one."""
        for node in reversed(self.stack):
            if node.kind == mark.kind:
                return mark.ordinal == node.ordinal + 1
        if mark.kind == "circle":  # ①…；②… within a paragraph are its sentences, wherever its lines end
            return False
        if mark.ordinal != 1 or (self.stack and RANK[mark.kind] < RANK[self.stack[-1].kind]):
            return False
        short = self.text.find("。", mark.text, min(end, mark.text + LONGEST_HEADING + 1)) >= 0
        return short and self._has_second(mark, end)

    def _has_second(self, mark: Mark, end: int) -> bool:
        """Whether the second number of a list follows its first, in the same paragraph or at the head of another."""
        if (mark.kind, 2) in self.printed:
            return True
        second = _SECOND.get(mark.kind)
        return (
            second is not None and second.search(self.text, mark.text, min(end, mark.text + LONGEST_ITEM)) is not None
        )

    def _open(self, mark: Mark, block: Block) -> int:
        """Open the provision of a mark and return where its text goes on behind the heading."""
        while self.stack and not self._holds(self.stack[-1], mark):
            self.stack.pop()
        parent = self.stack[-1] if self.stack else None
        node = Node(mark.kind, mark.number, mark.ordinal, mark.start, mark.text, None, parent)
        glued = self._glued(node, mark.text, block.anchor.end)
        words, behind = self._heading(mark, block, glued.start if glued else block.anchor.end)
        node.headings = parent.headings if parent is not None else ()
        if words.end > words.start:
            node.heading = words
            node.headings += (self.text[words.start : words.end],)
        node.end = behind
        node.ranges.append(Anchor(mark.start, behind))
        if parent is not None:
            parent.children.append(node)
        self.nodes.append(node)
        self.stack.append(node)
        return behind

    def _holds(self, node: Node, mark: Mark) -> bool:
        """Whether a provision can hold the one of a mark: its own level is further out and not that of the mark.

        Articles may stand under any heading that has no text of its own.
        """
        if mark.kind in [open_.kind for open_ in self.stack]:
            return False
        if (
            node.kind == "box"
            and node.parent is not None
            and _continues(node.parent, mark)
            and not _continues(node, mark)
        ):
            return False
        bare = len(node.ranges) == 1 and node.heading is not None and node.heading.end >= node.end - 1
        if mark.kind == "article" and node.kind == "cn_paren" and bare:
            return True
        return RANK[node.kind] < RANK[mark.kind]

    def _heading(self, mark: Mark, block: Block, end: int) -> tuple[Anchor, int]:
        """The words that name the provision, empty if none do, and where its text begins behind them."""
        boxed = _BOXED.match(self.text, mark.text, end)
        if boxed:
            return Anchor(boxed.start(1), boxed.end(1)), boxed.end()
        behind = self._heading_end(mark, block, end)
        return Anchor(mark.text, _without_stop(self.text, mark.text, behind)), behind

    def _heading_end(self, mark: Mark, block: Block, end: int) -> int:
        """The end of the heading: a short first sentence, a paragraph without a sentence, or the bold words in front."""
        stop = self.text.find("。", mark.text, end)
        colon = self.text.find("：", mark.text, end)
        if stop < 0 and end - mark.text <= LONGEST_HEADING:
            bracket = _DUTY_BRACKET.search(self.text, mark.text, end)
            return bracket.start() if bracket else end
        if (
            0 <= stop - mark.text <= LONGEST_HEADING
            and not 0 <= colon < stop
            and not self._is_sentence(mark, stop, end)
        ):
            return stop + 1
        if block.style.bold and mark.start == block.anchor.start:
            bold = block.anchor.start + block.style.bold
            if mark.text < bold < end:
                return bold
        return mark.text

    def _is_sentence(self, mark: Mark, stop: int, end: int) -> bool:
        """Whether the first sentence is the text itself: it is all there is and has parts, or it is an article's."""
        parts = self.text.find("，", mark.text, stop) >= 0
        alone = stop + 1 >= end or ONLY_DUTIES.match(self.text, stop + 1, end) is not None
        if mark.kind == "article":
            return parts or alone
        return self.text.find("；", mark.text, stop) >= 0 or (alone and parts)

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


def _continues(node: Node, mark: Mark) -> bool:
    """Whether a number is the next of those right below a provision, boxes between them aside."""
    last = next((child for child in reversed(node.children[-MOST_BOXES:]) if child.kind != "box"), None)
    return last is not None and last.kind == mark.kind and last.ordinal == mark.ordinal - 1


_OF_ALL = re.compile(
    r"本(?:行动|工作|实施|若干|政策|专项)*(?:方案|计划|意见|措施|政策|办法|通知|规划|细则|规定)"
    r"(?:自[^，。；]{2,24}(?:起|之日)[^。；]{0,4}(?:施行|实施|执行|生效)|由[^，。；]{2,30}负责(?:解释|修订)|有效期)"
)
"""施行, 有效期, 解释: what is said of a document as a whole."""
_CLOSING_SECTION = re.compile(r"附则|解释|有效|施行|实施(?:日期|时间)|生效|其他|期限|说明")
_STOP = re.compile(rf"[。）)](?=[{OPENING}])")
"""What a number in running text stands behind."""
_BEFORE_GLUED = re.compile(r"[\u4e00-\u9fff“”、]{2,}(?=[（(\d①一第])")
LONGEST_GLUED = 40
"""Characters of a heading into which the first number below it runs."""
MOST_BOXES = 20
"""Boxes (专栏) that stand between two numbers of a list."""
_BOXED = re.compile(r"【([^【】]{1,40})】|〖([^〖〗]{1,40})〗")
_DUTY_BRACKET = re.compile(r"[（(][^（）()]*(?:负责|牵头|配合|单位[：:]|部门[：:]).*[）)]$")
ONLY_DUTIES = re.compile(
    r"[（(][^。]{0,400}[）)]。?$|(?:责任|牵头|负责|配合|协办|主办|完成|时限).{0,400}$"
    r"|[\u4e00-\u9fff]{0,6}(?:领导|单位|部门|主体|责任人|联系人|负责人)[：:].{0,400}$"
)
"""What may follow the only sentence of a provision: who answers for it and by when."""
_SECOND = {
    kind: re.compile(r"[。；）)]" + mark)
    for kind, mark in {
        "part": "第[二2][编篇部]", "chapter": "第[二2]章", "section": "第[二2]节", "cn": "二、", "cn_paren": "[（(]二[）)]",
        "article": "第[二2]条", "num": r"2[.．、](?!\d)", "num_paren": r"[（(]?2[）)]", "circle": "②",
    }.items()
}  # fmt: skip
"""The second number of each kind behind a sentence: a first one in running text begins a list only if it follows."""


def _without_stop(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in "。：:；;":
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

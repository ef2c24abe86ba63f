"""Which paragraphs begin a provision: by their number, or as headings that are told by their form alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.documents import Block, Document
from luodi.documents.marks import Mark, confirmed, head_mark
from luodi.documents.titles import ends_title

_STOP = re.compile(r"[。；，：！？;:!?]")
_SECTION = re.compile(
    r"总体|目标|任务|措施|保障|要求|原则|思想|内容|步骤|安排|现状|背景|基础|组织|实施|意义|附则|工程|行动"
)
_PLAIN_SECTION = re.compile(
    r"^(?:总体(?:要求|目标|思路)|指导思想|基本原则|(?:工作|发展|主要|行动)目标|(?:主要|重点|工作|具体)?(?:任务|工作)(?:及分工)?"
    r"|(?:主要|重点|工作|政策|具体|主要工作)?(?:措施|举措|内容)|(?:实施|工作|方法)步骤|(?:进度|时间|工作)安排"
    r"|(?:保障|组织)(?:措施|机制|保障|领导|实施)|(?:工作|有关|几点)要求|附则|(?:发展|工作)?(?:现状|背景|基础))$"
)
LONGEST_UNNUMBERED = 30
"""Characters of a heading without a number."""


def heads(document: Document) -> dict[int, Mark]:
    """The mark of each block that begins a provision, by the block's index."""
    text = document.text
    found: dict[int, Mark] = {}
    for index, block in enumerate(document.blocks):
        if block.kind == "paragraph":
            mark = head_mark(text, block.anchor.start, block.anchor.end)
            if mark is not None and mark.text < block.anchor.end:
                found[index] = mark
    printed = {(mark.kind, mark.ordinal) for mark in found.values() if mark.doubt != "decimal"}
    found = {index: mark for index, mark in found.items() if confirmed(mark, printed)}
    return found | dict(_unnumbered(document, found))


def _unnumbered(document: Document, numbered: dict[int, Mark]) -> Iterator[tuple[int, Mark]]:
    """Headings without a number: at least two alike, one of which says what such headings say."""
    lines = [i for i, block in enumerate(document.blocks) if i not in numbered and _is_heading_line(document, i)]
    words = [document.quote(document.blocks[i].anchor) for i in lines]
    if len(lines) > 1 and any(map(_SECTION.search, words)):
        # Above the numbers if the first one stands before them, else the innermost level.
        kind = "heading" if lines[0] < min(numbered, default=lines[0] + 1) else "run_in"
        for place, (index, word) in enumerate(zip(lines, words, strict=True), 1):
            anchor = document.blocks[index].anchor
            yield index, Mark(kind, place, _segment(word), anchor.start, anchor.start)
    run_in = [
        (i, n) for i, block in enumerate(document.blocks) if i not in numbered and (n := _run_in(document, block))
    ]
    if len(run_in) > 1:
        for place, (index, length) in enumerate(run_in, 1):
            start = document.blocks[index].anchor.start
            yield index, Mark("run_in", place, _segment(document.text[start : start + length]), start, start)


def _segment(words: str) -> str:
    """Words as a segment of a path."""
    return words.strip("。：:").replace("/", "／")


def _is_heading_line(document: Document, index: int) -> bool:
    """A short line without stops that the format sets as a heading, or that names a section of a plan and nothing else."""
    block = document.blocks[index]
    words = document.quote(block.anchor)
    if block.kind != "paragraph" or not 2 <= len(words) <= LONGEST_UNNUMBERED or _STOP.search(words):
        return False
    if index + 1 >= len(document.blocks) or document.blocks[index + 1].kind == "footnote":
        return False
    if _PLAIN_SECTION.match(words):
        return True
    emphatic = block.style.bold >= len(words) or block.style.heading is not None
    return emphatic and not ends_title(words) and _SECTION.search(words) is not None


def _run_in(document: Document, block: Block) -> int:
    """How many characters of a paragraph are a bold sentence in front of its text, 0 if there is none."""
    length, words = block.style.bold, document.quote(block.anchor)
    if block.kind != "paragraph" or not 2 <= length <= LONGEST_UNNUMBERED or length >= len(words):
        return 0
    if words[length - 1] not in "。：" and words[length] not in "。：":
        return 0
    return 0 if "，" in words[:length] else length

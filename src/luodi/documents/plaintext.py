"""Text files: encoding, lines, page furniture. Tables and paragraphs are put together from what is left of the lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from msgspec.structs import replace

from luodi.documents.model import DocumentError, Flow, FurnitureKind, Paragraph, Scrap, Span, Table
from luodi.documents.one_line import paragraphs
from luodi.documents.titles import HEADING
from luodi.documents.typed_tables import typed_tables
from luodi.documents.wrapped import Line, gather
from luodi.files.characters import CJK, is_blank, squeezed, width
from luodi.files.encoding import decode

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028]*(?:\r\n|[\n\r\f\v\x85\u2028])|[^\n\r\f\v\x85\u2028]+")
_TERMINAL = tuple("。；：！？!?;:）)”」』…")
_LEADERS = re.compile(r"[….·]{2,}\d{1,3}$")
_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－―·•\s]+\d{1,4}[-—–－―·•\s]+|第\s*\d{1,4}\s*页(?:[，,\s/]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})$"
)
_SHORTEST_PAGE = 10  # lines
_LETTER_SPACED = re.compile(f"^(?:[{CJK}][ \u3000]+){{4,}}[{CJK}]$")
_SEAL = re.compile(r"^[0-9A-Za-z]{3,8}$")
_SITE_LABEL = re.compile(
    r"^(?:首页|主页|当前位置[：:]?|您.{0,4}位置[：:]?).{0,4}[>›»].*$"
    r"|^(?:标题|发布时间|发布日期|来源|信息来源|文章来源|详情页链接|原文链接|浏览次数|索引号|发布机构|公开目录|公开类别|主题分类|体裁分类|组配分类|有效性|生成日期|成文日期|分享到|字号|字体|打印|正文)(?:[：:].*)?$"
    r"|^【法宝引证码】.*$|^(?:【.{1,6}】)+$"
)


def read(data: bytes, name: str | None) -> Flow:
    """A text file as a flow. Offsets are positions in the decoded text without a byte order mark."""
    text = decode(data, name)
    if is_blank(text):
        raise DocumentError("empty", name=name or "-")
    scraps: list[Scrap] = []
    lines = _without_furniture(list(_lines(text)), scraps)
    tables = typed_tables(lines)
    blocks: list[tuple[int, Paragraph | Table]] = [(lines[found.start].offset, found.table) for found in tables]
    prose: list[Line] = []
    after_tables: set[int] = set()
    end = 0
    for found in tables:
        prose += lines[end : found.start]
        after_tables.add(len(prose))
        end = found.end
    prose += lines[end:]
    for group in gather(prose, after_tables):
        blocks.append((group[0].offset, Paragraph(tuple(Span(line.text + "\n", line.offset) for line in group))))
    return Flow(tuple(block for _, block in sorted(blocks, key=itemgetter(0))), scraps=tuple(scraps), format="txt")


def _lines(text: str) -> Iterator[Line]:
    offset = blanks = 0
    turned = False
    for line in _LINE.findall(text):
        body = line.rstrip("\r\n\f\v\x85\u2028\x1a")
        if not is_blank(body):
            for start, end in paragraphs(body):
                yield _line(body[start:end], offset + start, blanks, turned)
                blanks, turned = 0, False
        else:
            blanks += 1
        turned = turned or line.endswith("\f")
        offset += len(line)


def _line(body: str, offset: int, blanks: int, turned: bool) -> Line:
    stripped = body.lstrip(" \u3000\xa0\ufeff\f")
    lead = body[: len(body) - len(stripped)]
    words = squeezed(body)
    ended = words.endswith(_TERMINAL) or (words[-1:].isdigit() and _LEADERS.search(words) is not None)
    indent, wide = width(lead), width(stripped.rstrip())
    return Line(stripped, words, offset + len(lead), len(lead), indent, wide, blanks, ended, turned)


# ---------------------------------------------------------------- furniture


def _without_furniture(lines: Sequence[Line], scraps: list[Scrap]) -> list[Line]:
    """The lines of the text; those after what is printed between two pages are known to begin a page."""
    seals = {words for words, n in Counter(line.words for line in lines if _SEAL.match(line.words)).items() if n > 2}
    head = next((i for i, line in enumerate(lines) if HEADING.match(line.words)), len(lines))
    letterhead = any(_LETTER_SPACED.match(line.text.strip()) for line in lines[:head])
    numbers = {i for i, line in enumerate(lines) if len(line.text) < 40 and _PAGE_NUMBER.match(line.text.strip())}
    numbers |= _bare_page_numbers(lines)
    heads = _running_heads(lines, numbers)
    kept: list[Line] = []
    turned = False
    for index, line in enumerate(lines):
        kind: FurnitureKind | None = None
        if index in numbers:
            kind = "page_number"
        elif index in heads:
            kind = "running_head"
        elif line.words in seals and not line.words.isdigit():
            kind = "seal"
        elif index < head and letterhead and _is_letterhead(line):
            kind = "letterhead"
        elif index < head and _SITE_LABEL.match(line.text.strip()):
            kind = "navigation"
        turned = turned or line.turned or kind in ("page_number", "running_head")
        if kind is None:
            kept.append(replace(line, turned=True) if turned and not line.turned else line)
            turned = False
        else:
            scraps.append(Scrap(kind, Span(line.text, line.offset)))
    return kept


def _bare_page_numbers(lines: Sequence[Line]) -> set[int]:
    """Lines that are a number only, where those count on from page to page."""
    bare = [(i, int(line.words)) for i, line in enumerate(lines) if len(line.words) < 4 and line.words.isdecimal()]
    pairs = [(i, j) for (i, a), (j, b) in pairwise(bare) if b == a + 1 and j - i >= _SHORTEST_PAGE]
    counted = {i for pair in pairs for i in pair} if 2 * len(pairs) >= len(bare) - 1 else set[int]()
    return counted | {i for i, _ in bare if i + 1 < len(lines) and lines[i + 1].turned}


def _running_heads(lines: Sequence[Line], numbers: Collection[int]) -> set[int]:
    """Short lines that stand again and again at the edge of a page, and nowhere else."""
    edges = {0, len(lines) - 1} | {i for i, line in enumerate(lines) if line.turned}
    edges |= {i - 1 for i in edges} | {i + n for i in numbers for n in (-1, 1)}
    at_edges = Counter(lines[i].words for i in edges if 0 <= i < len(lines) and i not in numbers)
    again = {words for words, n in at_edges.items() if n > 2 and 3 < len(words) < 40 and not HEADING.match(words)}
    everywhere = Counter(line.words for line in lines if line.words in again) if again else Counter[str]()
    return {i for i in edges if 0 <= i < len(lines) and everywhere.get(words := lines[i].words) == at_edges[words]}


def _is_letterhead(line: Line) -> bool:
    """发文机关标志: names set letter by letter, and the word 文件 beside them."""
    return line.words == "文件" or (_LETTER_SPACED.match(line.text.strip()) is not None and len(line.words) > 5)

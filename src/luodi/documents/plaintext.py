"""Text files: encoding, wrapped lines, page furniture, tables typed with tabs or set in columns with blanks.

A text file made from a printed document has lost its paragraphs: lines end where the page made them end. What is left
to tell a paragraph's end by is the width of the line, the mark that the next one begins with, and blank lines where
they mean something. A file with one paragraph a line has none of these troubles; which of the two it is, is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

import msgspec
from msgspec.structs import replace

from luodi.documents.aligned_tables import aligned_tables
from luodi.documents.marks import RANK, Mark, Numbering, mark_at
from luodi.documents.model import Cell, DocumentError, Flow, FurnitureKind, Paragraph, Scrap, Span, Table
from luodi.documents.one_line import paragraphs
from luodi.documents.titles import HEADING, title_runs
from luodi.documents.typed_notes import NOTE_MARK
from luodi.files.characters import CJK, is_blank, squeezed, width
from luodi.files.encoding import decode

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028]*(?:\r\n|[\n\r\f\v\x85\u2028])|[^\n\r\f\v\x85\u2028]+")
_TERMINAL = tuple("。；：！？!?;:）)”」』…")
_LEADERS = re.compile(r"[….·]{2,}\d{1,3}$")
_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－―\s]+\d{1,4}[-—–－―\s]+|第\s*\d{1,4}\s*页(?:[，,\s/]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})$"
)
_LETTER_SPACED = re.compile(f"^(?:[{CJK}][ \u3000]+){{4,}}[{CJK}]$")
_SEAL = re.compile(r"^[0-9A-Za-z]{3,8}$")
_SITE_LABEL = re.compile(
    r"^(?:首页|主页|当前位置[：:]?|您.{0,4}位置[：:]?).{0,4}[>›»].*$"
    r"|^(?:标题|发布时间|发布日期|来源|信息来源|文章来源|详情页链接|原文链接|浏览次数|索引号|发布机构|公开目录|公开类别|主题分类|体裁分类|组配分类|有效性|生成日期|成文日期|分享到|字号|字体|打印|正文)(?:[：:].*)?$"
    r"|^【法宝引证码】.*$|^(?:【.{1,6}】)+$"
)
_CLOSED = re.compile(r"[）)。]")
_DUTY = re.compile(r"责任|牵头|负责|配合|单位|部门|时限|[厅局委办部会府][、，]")
_GAPS = (" " * 4, "\u3000" * 2, "\xa0" * 4)
_SIDE_BY_SIDE = re.compile(r"^[^，。；：、]+(?: {4,}|\u3000{2,}|\xa0{4,})[^ \u3000\xa0，。；：、][^，。；：、]+$")
_UNBROKEN = re.compile(r"[0-9A-Za-z.,%％/]{2,}(?:[％%个万亿年月日])?")
_FULL_LINE = 60.0
"""No printed line of these documents is wider than this, in ems; a longer one is a paragraph."""


class _Line(msgspec.Struct, frozen=True):
    """A line of the file: its printed characters, where they start, how it stands on the page."""

    text: str
    words: str  # the text without blanks
    offset: int
    indent: float
    width: float
    blanks: int  # blank lines before it
    ended: bool  # it ends as a sentence does, or as an entry of a table of contents


def read(data: bytes, name: str | None) -> Flow:
    """A text file as a flow. Offsets are positions in the decoded text without a byte order mark."""
    text = decode(data, name)
    if is_blank(text):
        raise DocumentError("empty", name=name or "-")
    scraps: list[Scrap] = []
    lines = list(_without_page_numbers(_lines(text), scraps))
    blocks: list[Paragraph | Table] = []
    for tabbed, run in groupby(_table_runs(lines), key=lambda item: item[0]):
        part = [line for _, line in run]
        if tabbed is None:
            blocks += _prose_and_columns(part, scraps)
        else:
            blocks.append(_table(part))
    scraps.sort(key=lambda scrap: scrap.span.offset or 0)
    return Flow(tuple(blocks), scraps=tuple(scraps), format="txt")


def _lines(text: str) -> Iterator[_Line]:
    offset = blanks = 0
    for line in _LINE.findall(text):
        body = line.rstrip("\r\n\f\v\x85\u2028\x1a")
        if not is_blank(body):
            for start, end in paragraphs(body):
                yield _line(body[start:end], offset + start, blanks)
                blanks = 0
        else:
            blanks += 1
        offset += len(line)


def _without_page_numbers(lines: Iterable[_Line], scraps: list[Scrap]) -> Iterator[_Line]:
    """The lines but for page numbers; blank lines around one are the page's margins and end no paragraph."""
    turned = False
    for line in lines:
        if _PAGE_NUMBER.match(line.text.strip()):
            scraps.append(Scrap("page_number", Span(line.text, line.offset)))
            turned = True
        else:
            yield replace(line, blanks=0) if turned and line.blanks else line
            turned = False


def _prose_and_columns(lines: Sequence[_Line], scraps: list[Scrap]) -> Iterator[Paragraph | Table]:
    """Prose and the tables within it that are set in columns with blanks; each stretch of prose is measured alone."""
    done = 0
    for table in aligned_tables(lines):
        yield from _paragraphs(lines[done : table.start], scraps)
        yield _grid(table.rows)
        done = table.end
    yield from _paragraphs(lines[done:], scraps)


def _line(body: str, offset: int, blanks: int) -> _Line:
    stripped = body.lstrip(" \u3000\xa0\ufeff\f")
    lead = body[: len(body) - len(stripped)]
    words = squeezed(body)
    ended = words.endswith(_TERMINAL) or (words[-1:].isdigit() and _LEADERS.search(words) is not None)
    return _Line(stripped, words, offset + len(lead), width(lead), width(stripped.rstrip()), blanks, ended)


# ---------------------------------------------------------------- tables typed with tabs


def _table_runs(lines: Sequence[_Line]) -> Iterator[tuple[int | None, _Line]]:
    """Each line with the number of the table that it belongs to, or None. Lines between two rows belong to the table."""
    tabs = [line.text.count("\t") for line in lines]
    table, index = 0, 0
    while index < len(lines):
        end = _table_end(tabs, index)
        if end is None:
            yield None, lines[index]
            index += 1
        else:
            yield from ((table, line) for line in lines[index:end])
            table, index = table + 1, end


def _table_end(tabs: Sequence[int], start: int) -> int | None:
    """The end of a table that begins here: at least two rows of the same three or more columns."""
    columns = tabs[start]
    if columns < 2:
        return None
    end, rows, gap = start + 1, 1, 0
    for index in range(start + 1, len(tabs)):
        if tabs[index] == columns:
            end, rows, gap = index + 1, rows + 1, 0
        else:
            gap += 1
            if gap > 8 or tabs[index] > columns:
                break
    return end if rows > 1 else None


def _table(lines: Sequence[_Line]) -> Table:
    """Rows from lines. A row broken over lines is put together by counting its tabs; a line without any is a heading row."""
    columns = max(line.text.count("\t") for line in lines)
    rows: list[list[list[Span]]] = []
    open_row: list[list[Span]] | None = None
    for line in lines:
        cells = list(_tab_cells(line))
        if len(cells) == columns + 1 and open_row is None:
            rows.append([[cell] for cell in cells])
        elif open_row is not None and len(open_row) - 1 + len(cells) <= columns + 1:
            open_row[-1].append(cells[0])
            open_row += [[cell] for cell in cells[1:]]
            if len(open_row) == columns + 1:
                open_row = None
        elif len(cells) == 1 and (HEADING.match(line.words) or not rows or len(rows[-1]) == 1):
            rows.append([[cells[0]]])
        elif len(cells) == 1:
            rows[-1][-1].append(cells[0])
        else:
            open_row = [[cell] for cell in cells]
            rows.append(open_row)
    return _grid(rows)


def _grid(rows: Sequence[list[list[Span]]]) -> Table:
    """Rows of cells as a table; a page may begin before any of them."""
    columns = max(map(len, rows))
    cells = [cell for index, row in enumerate(rows) for cell in _row_cells(index, row, columns, rows[0])]
    return Table(tuple(cells), len(rows), columns, frozenset(range(1, len(rows))))


def _tab_cells(line: _Line) -> Iterator[Span]:
    start = 0
    for piece in line.text.split("\t"):
        yield Span(piece, line.offset + start)
        start += len(piece) + 1


def _row_cells(row: int, cells: list[list[Span]], columns: int, header: list[list[Span]]) -> Iterator[Cell]:
    """The cells of a row. One that stands alone under a header over several columns covers them too."""
    if len(cells) == 1:
        yield Cell(row, 0, (Paragraph(tuple(cells[0])),), columns=columns)
        return
    cells = cells + [[] for _ in range(columns - len(cells))]
    filled = [bool(squeezed("".join(span.text for span in spans))) for spans in cells]
    joint = _joint_columns(header)
    column = 0
    while column < columns:
        covers = 1
        if filled[column] and row:
            while column + covers in joint and not filled[column + covers]:
                covers += 1
        yield Cell(row, column, (Paragraph(tuple(cells[column])),) if cells[column] else (), columns=covers)
        column += covers


def _joint_columns(header: list[list[Span]]) -> set[int]:
    """Columns that share a header with the one to their left: its words stand in one of them, the others are empty."""
    empty = {i for i, spans in enumerate(header) if not squeezed("".join(span.text for span in spans))}
    return {i for i in range(2, len(header)) if i in empty or i - 1 in empty} - {
        i for i in empty if i == len(header) - 1
    }


# ---------------------------------------------------------------- prose


def _paragraphs(lines: Sequence[_Line], scraps: list[Scrap]) -> list[Paragraph]:
    kept = _measured(list(_without_furniture(lines, scraps)))
    titles = title_runs([line.words for line in kept])
    full = _full_width(kept)
    blank_ends = full is None or not _blank_lines_are_typography(kept)
    groups: list[list[_Line]] = []
    numbering = Numbering()
    for index, line in enumerate(kept):
        title = titles.get(index)
        mark = mark_at(line.words, 0, len(line.words))
        if index == 0:
            joined = False
        elif title is not None or titles.get(index - 1) is not None:
            joined = title is not None and title == titles.get(index - 1)
        elif mark is not None and (numbering.expects(mark.kind, mark.ordinal) or _is_below(mark, groups[-1])):
            joined = False
        elif _in_bracket(groups[-1], line):
            joined = True
        else:
            joined = _goes_on(kept[index - 1], line, full, blank_ends, len(groups[-1]) == 1)
        if joined:
            groups[-1].append(line)
        else:
            groups.append([line])
            if mark is not None:
                numbering.take(mark.kind, mark.ordinal)
    return [Paragraph(tuple(Span(line.text + "\n", line.offset) for line in group)) for group in groups]


def _in_bracket(group: Sequence[_Line], following: _Line) -> bool:
    """Whether a paragraph ends within a bracket of bodies or dates (`（责任单位：市教育局、`), told there or in the next line."""
    if not any("（" in line.words or "(" in line.words for line in group[-3:]):
        return False
    words = "".join(line.words for line in group[-3:])[-160:]
    opened = max(words.rfind("（"), words.rfind("("))
    if opened < 0 or _CLOSED.search(words, opened):
        return False
    rest = _CLOSED.split(following.words[:200], maxsplit=1)
    return _DUTY.search(words, opened) is not None or (len(rest) > 1 and _DUTY.search(rest[0]) is not None)


def _is_below(mark: Mark, group: Sequence[_Line]) -> bool:
    """Whether a first number stands right below a heading on a line of its own."""
    if mark.ordinal != 1 or len(group) != 1 or group[0].ended or "。" in group[0].words:
        return False
    head = mark_at(group[0].words, 0, len(group[0].words))
    return head is not None and RANK[head.kind] < RANK[mark.kind]


def _without_furniture(lines: Sequence[_Line], scraps: list[Scrap]) -> Iterator[_Line]:
    seals = {words for words, n in _counts(line.words for line in lines if _SEAL.match(line.words)).items() if n > 2}
    head = next((i for i, line in enumerate(lines) if HEADING.match(line.words)), len(lines))
    letterhead = any(_LETTER_SPACED.match(line.text.strip()) for line in lines[:head])
    for index, line in enumerate(lines):
        kind: FurnitureKind | None = None
        if line.words in seals and not line.words.isdigit():
            kind = "seal"
        elif index < head and letterhead and _is_letterhead(line):
            kind = "letterhead"
        elif index < head and _SITE_LABEL.match(line.text.strip()):
            kind = "navigation"
        if kind is None:
            yield line
        else:
            scraps.append(Scrap(kind, Span(line.text, line.offset)))


def _counts(words: Iterator[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def _is_letterhead(line: _Line) -> bool:
    """发文机关标志: names set letter by letter, and the word 文件 beside them."""
    return line.words == "文件" or (_LETTER_SPACED.match(line.text.strip()) is not None and len(line.words) > 5)


def _measured(lines: list[_Line]) -> list[_Line]:
    """The lines with their width in the measure by which they were wrapped: ems on a page, characters in an editor."""
    characters = [(float(len(line.text.rstrip())), 2.0 * (line.indent > 0)) for line in lines]
    if _evenness(characters) <= _evenness([(line.width, line.indent) for line in lines]):
        return lines
    return [replace(line, width=width, indent=indent) for line, (width, indent) in zip(lines, characters, strict=True)]


def _evenness(lines: Sequence[tuple[float, float]]) -> float:
    """The share of lines (width, indent) that are about as wide as the widest usual one."""
    widths = sorted(width + indent for width, indent in lines if width > 10)
    full = widths[int(0.9 * (len(widths) - 1))] if widths else 0.0
    return sum(full - 1.5 <= w <= full + 1.5 for w in widths) / max(1, len(widths))


def _full_width(lines: Sequence[_Line]) -> float | None:
    """The width of a full line if the text is wrapped, else None."""
    widths = sorted(line.width + line.indent for line in lines if line.width > 10)
    if len(widths) < 4:
        return None
    full = widths[int(0.9 * (len(widths) - 1))]
    if full > _FULL_LINE:
        return None
    cut = [a.width + a.indent for a, b in pairwise(lines) if not a.ended and a.width + a.indent > full - 4]
    if len(cut) >= 0.3 * len(lines):
        return full
    # A short text with much else in it: lines as wide as one another that stop in mid sentence.
    even = [w for w in cut if full - 1.5 <= w <= full + 1.5]
    wide = [w for w in widths if w >= full - 1.5]
    return full if len(even) >= 4 and len(even) >= 0.5 * len(wide) else None


def _blank_lines_are_typography(lines: Sequence[_Line]) -> bool:
    """Blank lines between the lines of one paragraph: most lines that end in mid sentence are followed by one."""
    cut = [b.blanks for a, b in pairwise(lines) if not a.ended and not HEADING.match(b.words)]
    return bool(cut) and sum(n > 0 for n in cut) > 0.5 * len(cut)


def _side_by_side(text: str) -> bool:
    """Names beside one another with a wide gap between them."""
    return any(gap in text for gap in _GAPS) and _SIDE_BY_SIDE.match(text) is not None


def _goes_on(line: _Line, following: _Line, full: float | None, blank_ends: bool, first: bool) -> bool:
    """Whether the paragraph goes on in the next line; `first` says that `line` is its first."""
    if full is None:
        return False
    if blank_ends and following.blanks:
        return False
    if _side_by_side(line.text) or _side_by_side(following.text):
        return False
    if NOTE_MARK.match(following.words) or max(line.indent, following.indent) >= 8:
        return False
    short = full - (4 if first else 2.5) - line.width - line.indent  # the first line of a paragraph is indented by 2
    if short > 0:  # a number or word that is not broken leaves a short line above it
        unbroken = _UNBROKEN.match(following.text)
        if unbroken is None or width(unbroken.group()) < short:
            return False
    ended = line.ended
    if HEADING.match(following.words) and ended:
        return False
    return not (following.indent >= 1.5 and ended)

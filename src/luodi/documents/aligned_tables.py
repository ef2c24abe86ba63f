"""Tables set in columns with blanks, as `pdftotext -layout` prints them: told by a header, cut where all rows leave room.

Columns are reckoned in half ems (an ideograph is two). Where a full-width stop ends a cell the next one may follow without
a blank, so a cut need only lie between two characters of every row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from luodi.documents.model import Span
from luodi.files.characters import width

_HEADER = re.compile(
    r"序号?|编号|指标|名称|任务|单位|部门|年份|年度|时限|时间|备注|类别|项目|内容|责任|牵头|配合|目标|进度|举措|措施|事项"
)
_NUMBER_HEADER = re.compile(r"序号?|编号|项号")
_PIECE = re.compile(r"\S(?:[^\S\n]?\S)*")
"""What stands without two blanks within it."""
_BLANK_LINES = 6
"""Blank lines beyond which a table is over."""
_LONGEST_TABLE = 3000
_STRAYS = 0.1
"""The share of lines that may run over a cut, by a character that was set wider than its place."""


class Printed(Protocol):
    """A line as printed: its text from the first visible character, where that stands (in ems and in the file)."""

    @property
    def text(self) -> str: ...
    @property
    def offset(self) -> int: ...
    @property
    def indent(self) -> float: ...
    @property
    def blanks(self) -> int: ...


class AlignedTable(NamedTuple):
    """The rows of lines[start:end]: in each row its cells, in each cell the pieces of text that are printed in it."""

    start: int
    end: int
    rows: list[list[list[Span]]]


class _Piece(NamedTuple):
    first: int  # half ems
    last: int
    start: int  # characters of the line
    end: int


def aligned_tables(lines: Sequence[Printed]) -> Iterator[AlignedTable]:
    """The tables in some lines, from top to bottom."""
    index = 0
    while index < len(lines):
        table = _at(lines, index) if _may_head(lines[index].text) else None
        if table is not None:
            yield table
        index = table.end if table is not None else index + 1


def _may_head(text: str) -> bool:
    return "  " in text and "。" not in text and len(_HEADER.findall(text)) >= 2


def _at(lines: Sequence[Printed], start: int) -> AlignedTable | None:
    header = _pieces(lines[start])
    if len(header) < 3 or sum(_HEADER.search(lines[start].text, p.start, p.end) is not None for p in header) < 2:
        return None
    end = _end(lines, start, header)
    body = [_pieces(line) for line in lines[start + 1 : end]]
    cuts = _cuts(header, [pieces for pieces in body if len(pieces) > 1], lines[start + 1 : end])
    if cuts is None:
        return None
    cells = [_cells(line, cuts) for line in lines[start:end]]
    numbered = _NUMBER_HEADER.fullmatch(_words(cells[0][0])) is not None
    rows = _rows(cells, lines[start:end], numbered)
    return AlignedTable(start, end, rows) if rows is not None and len(rows) > 2 else None


def _pieces(line: Printed) -> list[_Piece]:
    left = round(2 * line.indent)
    found, place, column = [], 0, left
    for match in _PIECE.finditer(line.text):
        column += round(2 * width(line.text[place : match.start()]))
        last = column + round(2 * width(match.group()))
        found.append(_Piece(column, last, match.start(), match.end()))
        place, column = match.end(), last
    return found


def _end(lines: Sequence[Printed], start: int, header: Sequence[_Piece]) -> int:
    """Where the table ends: at a line that begins left of it, or that runs over its columns as prose does."""
    left = header[0].first - 4
    starts = [piece.first for piece in header[1:]]
    end = start + 1
    for index in range(start + 1, min(len(lines), start + _LONGEST_TABLE)):
        line = lines[index]
        pieces = _pieces(line)
        if line.blanks > _BLANK_LINES or not pieces or pieces[0].first < left:
            break
        widest = max(sum(piece.first < cut < piece.last for cut in starts) for piece in pieces)
        alone = len(pieces) == 1 and (widest > 1 or (widest == 1 and pieces[0].first < header[1].first))
        if alone or (widest > 1 and widest >= len(starts) - 1):
            break
        end = index + 1
    return end


def _cuts(header: Sequence[_Piece], body: Sequence[Sequence[_Piece]], lines: Sequence[Printed]) -> list[int] | None:
    """Where columns begin, one between each two names of the header; None if some rows run over."""
    if len(body) < 2:
        return None
    cuts: list[int] = []
    for left, right in pairwise(header):
        begun = Counter(piece.first for pieces in body for piece in pieces)
        cost = {x: sum(_cost(line, x) for line in lines) - begun[x] / 4 for x in range(left.last, right.first + 1)}
        cuts.append(min(cost, key=lambda x: (cost[x], -x)))
    astray = sum(_cost(line, x) >= _BROKEN for line in lines for x in cuts)
    return cuts if astray <= _STRAYS * len(lines) else None


_BROKEN = 3.0


def _cost(line: Printed, cut: int) -> float:
    """What it takes to cut a line here: nothing at a blank, little behind a stop, much within a word or character."""
    column, before = round(2 * line.indent), " "
    for character in line.text:
        if column >= cut:
            if before.isspace() or character.isspace():
                return 0.0
            if before in _STOPS:
                return 0.5
            return _BROKEN if before.isascii() and character.isascii() else 1.0
        column += 1 if character.isascii() else 2
        if column > cut:
            return 0.0 if character.isspace() else _BROKEN
        before = character
    return 0.0


_STOPS = "，、；。：）"


def _cells(line: Printed, cuts: Sequence[int]) -> list[list[Span]]:
    """The printed pieces of a line by column, none where a column is empty."""
    cells: list[list[Span]] = [[] for _ in range(len(cuts) + 1)]
    bounds = [*cuts, 10**6]
    column, cell, begun = round(2 * line.indent), 0, 0
    for place, character in enumerate(line.text):
        if column >= bounds[cell]:
            _put(cells[cell], line, begun, place)
            while column >= bounds[cell]:
                cell += 1
            begun = place
        column += 1 if character.isascii() else 2
    _put(cells[cell], line, begun, len(line.text))
    return cells


def _put(cell: list[Span], line: Printed, start: int, end: int) -> None:
    words = line.text[start:end]
    kept = words.strip()
    if kept:
        cell.append(Span(kept, line.offset + start + words.index(kept)))


def _words(cell: Sequence[Span]) -> str:
    return "".join("".join(span.text.split()) for span in cell)


def _rows(cells: Sequence[list[list[Span]]], lines: Sequence[Printed], numbered: bool) -> list[list[list[Span]]] | None:
    """The rows that lines make: parted by blank lines, else begun by a number, else each line one if all are full.

    None where nothing marks off rows of several lines, or a number stands in the middle of one: what is above it is not
    known.
    """
    header = [_words(cell) for cell in cells[0]]
    groups: list[list[list[list[Span]]]] = []
    for index, (row, line) in enumerate(zip(cells, lines, strict=True)):
        again = index > 0 and [_words(cell) for cell in row] == header
        if (
            not groups
            or line.blanks
            or again
            or (len(groups[-1]) == 1 and [_words(c) for c in groups[-1][0]] == header)
        ):
            groups.append([])
        groups[-1].append(row)
    if not numbered:
        if _parted(groups):
            return [_joined(group) for group in groups]
        return [list(row) for row in cells] if all(all(row) for row in cells) else None
    if all(sum(bool(row[0]) for row in group) <= 1 for group in groups) and _parted(groups):
        return [_joined(group) for group in groups]
    rows: list[list[list[list[Span]]]] = []
    for group in groups:
        for place, row in enumerate(group):
            if row[0] or not rows:
                rows.append([row])
            elif place == 0 and any(other[0] for other in group):
                return None
            else:
                rows[-1].append(row)
    return [_joined(row) for row in rows]


def _parted(groups: Sequence[Sequence[object]]) -> bool:
    """Whether blank lines part the rows: some group holds several lines, or none has more than one."""
    return len(groups) > 2 and any(len(group) > 1 for group in groups)


def _joined(lines: Sequence[list[list[Span]]]) -> list[list[Span]]:
    return [[span for line in lines for span in line[column]] for column in range(len(lines[0]))]

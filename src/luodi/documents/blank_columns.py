"""Tables whose columns are kept apart by blanks, as a converter prints a page with its layout.

The header names the columns. Between two of its labels the column ends where the fewest words of the table would be cut
and the most begin: cells are set left or centred, and may touch where one fills its column. A row is what stands between
blank lines, or what belongs to a number; its cells go on from line to line.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import msgspec

from luodi.documents.model import Span
from luodi.documents.open_tables import HEADER
from luodi.documents.stitch import NUMBER_HEADER, ROW_NUMBER
from luodi.documents.titles import HEADING
from luodi.documents.wrapped import Line
from luodi.files.characters import squeezed

Row = list[list[Span]]
"""Cells from left to right, each of spans; one alone covers the row."""

_PIECE = re.compile(r"[^\s](?:[ \xa0]?[^\s])*")
_LONGEST_LABEL = 12  # characters of a column's name
_WIDEST = 400  # characters of a line, and columns of the page
_LOOSE = 2  # half characters by which words may reach into the next column
_TRIES = 50  # headers that no table follows


class Piece(msgspec.Struct, frozen=True):
    """Words of a line without a wide gap, and where they stand: from `start` to `end`, in half characters."""

    start: int
    end: int
    text: str
    offset: int


class Columns(msgspec.Struct, frozen=True):
    """A table in lines[start:end]."""

    start: int
    end: int
    rows: list[Row]


def tables(lines: Sequence[Line]) -> Iterator[Columns]:
    """The tables in some lines, in order."""
    index, tries = 0, _TRIES
    while index < len(lines) and tries:
        header = _header(lines[index])
        if header:
            table = _table(lines, index, header)
            tries -= table is None
            if table is not None:
                yield table
                index = table.end
                continue
        index += 1


def _header(line: Line) -> list[Piece]:
    """The labels of a line that names at least three columns, two of them as such tables do."""
    if ("  " not in line.text and "\u3000" not in line.text) or len(line.text) > _WIDEST:
        return []
    found = pieces(line)
    if len(found) < 3 or any(len(piece.text) > _LONGEST_LABEL or "。" in piece.text for piece in found):
        return []
    known = sum(HEADER.search(squeezed(piece.text)) is not None for piece in found)
    return found if known >= 2 else []


def pieces(line: Line) -> list[Piece]:
    """The words of a line between gaps of at least two half characters."""
    out: list[Piece] = []
    place, last = round(2 * line.indent), 0
    for match in _PIECE.finditer(line.text[:_WIDEST]):
        place += _columns(line.text[last : match.start()])
        end = place + _columns(match.group())
        out.append(Piece(place, end, match.group(), line.offset + match.start()))
        place, last = end, match.end()
    return out


def _columns(text: str) -> int:
    return sum(1 if character < "\u0100" else 2 for character in text)


def _table(lines: Sequence[Line], start: int, header: Sequence[Piece]) -> Columns | None:
    body: list[list[Piece]] = [list(header)]
    for line in lines[start + 1 :]:
        if len(line.text) > _WIDEST or "\t" in line.text:
            break
        found = pieces(line)
        body.append(found)
        if len(found) == 1 and len(body) > 3 and len(body[-2]) == 1 == len(body[-3]) and len(body[-4]) == 1:
            break  # four lines without a gap
    cuts = _cuts(header, body)
    numbered = NUMBER_HEADER.match(squeezed(header[0].text)) is not None
    end = start + 1
    rows_: list[Row] = []
    for index, found in enumerate(body[1:], 1):
        if not _fits(found, body[index + 1 : index + 3], cuts, numbered):
            break
        end = start + index + 1
    body = body[: end - start]
    if sum(len(found) > 1 for found in body) < 3:
        return None
    labels = _cells(header, cuts)
    starts = _row_starts(lines[start:end], body, cuts, numbered)
    for index, found in enumerate(body):
        if index in starts:
            rows_.append([[] for _ in labels])
        if len(found) == 1 and _bridged(found[0], cuts):
            rows_[-1] = [[Span(found[0].text, found[0].offset)]]
            continue
        for column, spans in enumerate(_cells(found, cuts)):
            if len(rows_[-1]) == 1:
                rows_.append([[] for _ in labels])
            rows_[-1][column] += spans
    return Columns(start, end, rows_)


def _cuts(header: Sequence[Piece], body: Sequence[Sequence[Piece]]) -> list[int]:
    """Where each column but the last ends, in half characters from the left."""
    edge = max(piece.end for found in body for piece in found) + 2
    begun, change = [0] * (edge + 1), [0] * (edge + 1)
    for found in body:
        for piece in found:
            begun[piece.start] += 1
            change[piece.start + 1] += 1
            change[piece.end] -= 1
    cut = list(accumulate(change))
    return [
        min(range(left.end, right.start + 1), key=lambda at: (cut[at] - begun[at], abs(at - right.start)))
        for left, right in pairwise(header)
    ]


def _bridged(piece: Piece, cuts: Sequence[int]) -> bool:
    return any(piece.start + _LOOSE < at < piece.end - _LOOSE for at in cuts)


def _fits(found: Sequence[Piece], after: Sequence[Sequence[Piece]], cuts: Sequence[int], numbered: bool) -> bool:
    """Whether a line is one of the table: its words keep to the columns, or head a group of rows that do."""
    if len(found) == 1 and _bridged(found[0], cuts):
        goes_on = any(len(later) > 1 for later in after)
        return goes_on and HEADING.match(squeezed(found[0].text)) is not None
    first = found[0]
    if numbered and len(found) == 1 and first.end <= cuts[0] + _LOOSE:
        return ROW_NUMBER.match(squeezed(first.text)) is not None
    return True


def _cells(found: Sequence[Piece], cuts: Sequence[int]) -> list[list[Span]]:
    """The words of a line by column. Where cells touch, words are cut at the column's edge."""
    cells: list[list[Span]] = [[] for _ in range(len(cuts) + 1)]
    for piece in found:
        place, begun = piece.start, 0
        column = sum(at <= piece.start for at in cuts)
        if column < len(cuts) and cuts[column] - piece.start <= _LOOSE < piece.end - cuts[column]:
            column += 1
        for index, character in enumerate(piece.text):
            if column < len(cuts) and place == cuts[column] and piece.end - place > _LOOSE and index > begun:
                edge = _before_word(piece.text, index, begun)
                cells[column].append(Span(piece.text[begun:edge], piece.offset + begun))
                begun, column = edge, column + 1
            place += _columns(character)
        cells[column].append(Span(piece.text[begun:], piece.offset + begun))
    return cells


def _before_word(text: str, index: int, begun: int) -> int:
    """Where to cut at an edge that may lie within a number or a word of letters: before it."""
    edge = index
    while edge > begun and all(character.isascii() and character.isalnum() for character in text[edge - 1 : edge + 1]):
        edge -= 1
    return edge if edge > begun else index


def _row_starts(
    lines: Sequence[Line], body: Sequence[Sequence[Piece]], cuts: Sequence[int], numbered: bool
) -> set[int]:
    """The lines that begin a row: behind blank lines where those keep rows apart, else by numbers or by the first column."""
    filled = [index for index, found in enumerate(body) if index and found[0].start < cuts[0]]
    numbers = [index for index in filled if numbered and ROW_NUMBER.match(squeezed(body[index][0].text))]
    starts = {0, 1}
    for index, line in enumerate(lines):
        if line.words == lines[0].words:  # the header again
            starts |= {index, index + 1}
        elif len(body[index]) == 1 and _bridged(body[index][0], cuts):
            starts.add(index)
    behind = {index for index, line in enumerate(lines) if line.blanks and not line.turned and index}
    edges = sorted(behind | starts)
    apart = all(bisect(edges, a) < bisect(edges, b) for a, b in pairwise(numbers))
    if apart and 1 < len(behind) < 0.9 * (len(lines) - 1):
        return starts | behind
    if not numbers and all(len(found) == len(cuts) + 1 for found in body):
        return starts | set(filled)
    breaks = _unfinished(body, cuts)
    if not numbers:
        return starts | {index for index in filled if not breaks[index]}
    # A number may stand in the middle of its row, which then has as many lines below it as above it.
    begin, top = 1, numbers[0] == 1
    for number, following in pairwise(numbers):
        middle = following if top else 2 * number - begin + 1
        begin = min(range(number + 1, following + 1), key=lambda at: (breaks[at], abs(at - middle)))
        starts.add(begin)
    return starts


def _unfinished(body: Sequence[Sequence[Piece]], cuts: Sequence[int]) -> list[int]:
    """For each line, how many cells of the line above it fill their column and go on in it."""
    columns = [{sum(at <= piece.start for at in cuts): piece.end for piece in found} for found in body]
    right = [max((found.get(column, 0) for found in columns[1:]), default=0) for column in range(len(cuts) + 1)]
    return [0] + [
        sum(column in below and end > right[column] - _LOOSE for column, end in above.items())
        for above, below in pairwise(columns)
    ]

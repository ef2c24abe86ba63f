"""How each tool is asked to read a document: one function a tool, from a path to a `Reading`.

Every tool runs in a process of its own, the peers in an environment of their own, so each is imported where it is
used. Settings are the tool's defaults unless a comment says what was better.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from lxml import html

Grid = list[list[str]]
"""A table's rows. A merged cell stands at its top left position; the others that it covers are empty."""


@dataclass(frozen=True)
class Reading:
    """What a tool found."""

    paragraphs: list[str]
    tables: list[Grid]


@dataclass(frozen=True)
class Tool:
    """`open` prepares what is reused from file to file and returns the function that reads one."""

    distribution: str
    formats: frozenset[str]
    settings: str
    open: Callable[[], Callable[[Path], Reading]]
    only_tables: bool = False  # not asked for the paragraphs of a text


def _luodi() -> Callable[[Path], Reading]:
    from luodi.documents import Block, Document
    from luodi.documents import read as read_document

    def grid(document: Document, block: Block) -> Grid:
        rows = max(cell.row + cell.rows for cell in block.cells)
        columns = max(cell.column + cell.columns for cell in block.cells)
        table = [[""] * columns for _ in range(rows)]
        for cell in block.cells:
            table[cell.row][cell.column] = document.quote(cell.anchor)
        return table

    def read(path: Path) -> Reading:
        document = read_document(path)
        return Reading(
            [document.quote(block.anchor) for block in document.blocks if block.kind != "table"],
            [grid(document, block) for block in document.blocks if block.kind == "table"],
        )

    return read


def _markitdown() -> Callable[[Path], Reading]:
    from markitdown import MarkItDown

    converter = MarkItDown(enable_plugins=False)
    return lambda path: _from_markdown(converter.convert(path).markdown)


def _mineru() -> Callable[[Path], Reading]:
    from mineru.parser.mineru_parser import MinerUParser

    parser = MinerUParser(tier="flash")
    return lambda path: _from_markdown(parser.parse(path).markdown())


def _pdfplumber() -> Callable[[Path], Reading]:
    import pdfplumber

    def read(path: Path) -> Reading:
        tables = []
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                vertical = [edge for edge in page.edges if edge["orientation"] == "v"]
                # With the defaults, rows are lost where a page ends a table without a rule.
                ends = (
                    [min(edge["top"] for edge in vertical), max(edge["bottom"] for edge in vertical)]
                    if vertical
                    else []
                )
                tables += page.extract_tables({"explicit_horizontal_lines": ends})
        return Reading([], [[[cell or "" for cell in row] for row in table] for table in tables])

    return read


def _camelot() -> Callable[[Path], Reading]:
    import camelot

    def read(path: Path) -> Reading:
        tables = camelot.read_pdf(str(path), pages="all", flavor="lattice", split_text=True)
        return Reading([], [table.df.to_numpy().tolist() for table in tables])

    return read


def _from_markdown(text: str) -> Reading:
    """Paragraphs (parted by blank lines) without their marks, pipe tables, and tables written as HTML."""
    paragraphs: list[str] = []
    tables: list[Grid] = []
    for is_pipes, lines in groupby(text.splitlines(), key=lambda line: line.startswith("|")):
        if is_pipes:
            rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
            tables.append([row for row in rows if not all(re.fullmatch(":?-+:?", cell) for cell in row)])
            continue
        for block in re.split(r"\n\s*\n", "\n".join(lines)):
            if block.lstrip().startswith("<table"):
                tables += [_from_html(table) for table in html.fragment_fromstring(block, "div").iter("table")]
            else:
                paragraphs.append(re.sub(r"^(?:#+|[-*+]) |\*\*|\\(?=[^\w\s])", "", block, flags=re.MULTILINE))
    return Reading(paragraphs, tables)


def _from_html(table: html.HtmlElement) -> Grid:
    """The grid of an HTML table with its spans laid out."""
    cells: dict[tuple[int, int], str] = {}
    for row, tr in enumerate(table.iter("tr")):
        column = 0
        for cell in tr.iter("td", "th"):
            while (row, column) in cells:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    cells[row + down, column + right] = "" if down or right else cell.text_content()
    height, width = (max(place[axis] for place in cells) + 1 for axis in (0, 1))
    return [[cells.get((row, column), "") for column in range(width)] for row in range(height)]


TOOLS = {
    "luodi": Tool("luodi", frozenset({"docx", "html", "ofd", "pdf", "txt"}), "luodi.read", _luodi),
    "MinerU": Tool(
        "mineru",
        frozenset({"docx", "html", "ofd", "pdf"}),
        "tier flash (the others fetch models), hub access off",
        _mineru,
    ),
    "MarkItDown": Tool("markitdown", frozenset({"docx", "html", "pdf"}), "defaults, no plugins", _markitdown),
    "pdfplumber": Tool(
        "pdfplumber",
        frozenset({"pdf"}),
        "extract_tables with a rule at both ends of the vertical ones",
        _pdfplumber,
        True,
    ),
    "camelot": Tool("camelot-py", frozenset({"pdf"}), "lattice, split_text=True", _camelot, True),
}

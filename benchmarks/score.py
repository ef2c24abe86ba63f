"""What of a reading is right, by the clean prose of the sample documents in tests/data/prose.

The table document is scored by its rows, the plan by its paragraphs; white space is left out of every comparison.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from benchmarks.tools import Grid, Reading

PROSE = Path(__file__).parent.parent / "tests" / "data" / "prose"
NUMBER, CATEGORY, TASK = range(3)
COLUMNS = 6  # number, category, task, lead, co-operating, remark

Row = tuple[str, ...]


def is_table(document: str) -> bool:
    return (PROSE / f"{document}.json").exists()


def score(document: str, reading: Reading) -> tuple[str, int, int]:
    """What was counted, how many are right, of how many."""
    if is_table(document):
        rows = gold_rows(document)
        return "rows", len(rows & set(stitched(reading.tables))), len(rows)
    paragraphs = gold_paragraphs(document)
    return "paragraphs", len(paragraphs & {_bare(paragraph) for paragraph in reading.paragraphs}), len(paragraphs)


def gold_rows(document: str) -> set[Row]:
    """The rows of the table; a category that covers the task's cell too has an empty task."""
    table = json.loads((PROSE / f"{document}.json").read_text("utf-8"))
    names = ("number", "category", "task", "lead", "cooperate", "remark")
    return {tuple(_bare(str(row[name] or "")) for name in names) for row in table["rows"]}


def gold_paragraphs(document: str) -> set[str]:
    """The paragraphs of the plan itself, which begins after its title's second appearance; notes aside."""
    lines = (PROSE / f"{document}.txt").read_text("utf-8").splitlines()
    head = list(takewhile(lambda line: not line.startswith("一、"), lines))
    return {_bare(line) for line in lines[len(head) - 1 :] if not line.startswith("FOOTNOTE")}


def stitched(tables: list[Grid]) -> Iterator[Row]:
    """The rows of all tables, put together alike for every tool.

    A row that begins with no number goes on with the row before it or, before the first, is a header; a repeated header
    is dropped; an empty category is that of the row before.
    """
    rows: list[list[str]] = []
    for cells in ([_bare(cell) for cell in row] for table in tables for row in table):
        if len(cells) != COLUMNS or cells[NUMBER].startswith("序号"):
            continue
        if cells[NUMBER].isdecimal():
            rows.append(cells)
        elif rows and not cells[NUMBER]:
            rows[-1] = [before + after for before, after in zip(rows[-1], cells, strict=True)]
    category = ""
    for row in rows:
        category = row[CATEGORY] = row[CATEGORY] or category
        yield tuple(row)


def _bare(text: str) -> str:
    """Without white space and without the marks of notes: `[1]`, MarkItDown's `[[1]](#footnote-1)`."""
    return re.sub(r"\s+|\[?\[\d+\](?:\]\(#[^)]*\))?", "", text)

"""The clean prose as marked-up data: what every maker sets in its own format."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent.parent / "prose"
MARK = "[1]"
"""The footnote's mark as printed, in the sentence and before the note."""

Role = Literal["urgency", "number", "title", "addressees", "signature", "date", "plan_title", "heading", "body"]
Face = Literal["mark", "heading", "text", "note"]


@dataclass(frozen=True)
class Item:
    """A paragraph of the plan. Of a numbered one, `mark` characters are its number and `head` its number and heading."""

    role: Role
    text: str
    level: int = 0
    mark: int = 0
    head: int = 0

    def runs(self) -> list[tuple[str, Face]]:
        """The text cut where its face changes; the footnote's mark is a run of its own."""
        parts: list[tuple[str, Face]] = [
            (self.text[: self.mark], "mark"),
            (self.text[self.mark : self.head], "heading"),
        ]
        before, mark, after = self.text[self.head :].partition(MARK)
        parts += [(before, "text"), (mark, "note"), (after, "text")]
        return [(text, face) for text, face in parts if text]


LEVELS = (r"[一二三四五]、", r"（[一二三四五六]）", r"\d\.(?!\d)")
FIRST_PAGE: tuple[Role, ...] = (
    "urgency", "number", "title", "addressees", "body", "signature", "signature", "signature", "date", "plan_title",
)  # fmt: skip


def _item(text: str) -> Item:
    for level, pattern in enumerate(LEVELS, 1):
        if number := re.match(pattern, text):
            alone = "。" not in text
            head = len(text) if alone else text.index("。") + 1
            return Item("heading" if alone else "body", text, level, number.end(), head)
    return Item("body", text)


def plan() -> list[Item]:
    """The provincial plan's paragraphs in reading order, without its footnote."""
    lines = [line for line in plan_lines() if not line.startswith(MARK)]
    front = [Item(role, text) for role, text in zip(FIRST_PAGE, lines, strict=False)]
    return front + [_item(text) for text in lines[len(front) :]]


def note() -> str:
    """The plan's footnote without its mark."""
    return next(line for line in plan_lines() if line.startswith(MARK)).removeprefix(MARK)


def plan_lines() -> list[str]:
    """The plan as one paragraph a line, the footnote where it is printed."""
    lines = (FOLDER / "guangdong.txt").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("FOOTNOTE\t") for line in lines]


@dataclass(frozen=True)
class Cell:
    """A cell at the row (0 is the header) and column where it begins, and what it covers."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class TaskTable:
    """The city's table: a header row, 34 rows, six columns."""

    title: str
    cells: tuple[Cell, ...]
    tail: tuple[str, ...]
    rows: int
    columns: int = 6

    def row(self, number: int) -> list[Cell]:
        """The cells that begin in a row, from left to right."""
        return sorted((cell for cell in self.cells if cell.row == number), key=lambda cell: cell.column)


def table() -> TaskTable:
    """The city's task table as a grid."""
    data: dict[str, Any] = json.loads((FOLDER / "guangzhou.json").read_text(encoding="utf-8"))
    cells, column = [], 0
    for head in data["header"]:
        cells.append(Cell(0, column, head["text"], columns=head["columns"]))
        column += head["columns"]
    for group in data["categories"]:
        cells.append(Cell(group["first"], 1, group["category"], group["last"] - group["first"] + 1, group["columns"]))
    for row in data["rows"]:
        texts = {0: str(row["number"]), 2: row["task"], 3: row["lead"], 4: row["cooperate"], 5: row["remark"]}
        cells += [Cell(row["number"], at, text) for at, text in texts.items() if text is not None]
    return TaskTable(data["title"], tuple(cells), tuple(data["tail"]), len(data["rows"]) + 1)

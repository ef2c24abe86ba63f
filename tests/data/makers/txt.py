"""Plain text in the shapes it is passed around in: one paragraph a line, wrapped, tabs between the cells of a table."""

from __future__ import annotations

from pathlib import Path

from makers import prose

SEEDS = Path(__file__).parents[3] / "src/luodi/samples"


def plan() -> str:
    """The plan as one paragraph a line."""
    return "\n".join(prose.plan_lines()) + "\n"


def indented_plan() -> str:
    """One paragraph a line, those of the body after two ideographic blanks."""
    body = {item.text for item in prose.plan() if item.role in ("body", "heading")}
    return "\n".join("　　" + line if line in body else line for line in prose.plan_lines()) + "\n"


def wrapped_plan(width: int = 30) -> str:
    """Lines of at most `width` characters, no indents and no blank lines."""
    lines = []
    for line in prose.plan_lines():
        lines += [line[at : at + width] for at in range(0, len(line), width)]
    return "\n".join(lines) + "\n"


def table() -> str:
    """The table as one row a line, tabs between its six columns; a merged cell stands where it begins."""
    data = prose.table()
    rows = []
    for number in range(data.rows):
        row = [""] * data.columns
        for cell in data.row(number):
            row[cell.column] = cell.text
        rows.append("\t".join(row))
    return "\n".join([data.title, *rows, *data.tail]) + "\n"


def seed(name: str) -> str:
    """A sample document exactly as it was converted."""
    return (SEEDS / name).read_text(encoding="utf-8")

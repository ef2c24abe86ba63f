"""The provisions of a document in reading order, each with its own text: letter and preamble, outline, rows of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from luodi.compiler.compilation import Compilation
from luodi.compiler.figures import Context, Figure, context_of
from luodi.compiler.indicator_tables import Value, indicator_table
from luodi.compiler.outline import ONLY_DUTIES, Node
from luodi.compiler.responsibility import Duty, Responsibility
from luodi.compiler.task_tables import Row, TaskTable, task_table
from luodi.documents import Anchor, Block
from luodi.plan import Mark, finding

_NOTICE = "印发通知"
_PREAMBLE = "引言"


@dataclass(slots=True)
class Passage:
    """A provision with what was read in it, before ids are given."""

    path: str
    heading: str | None
    anchor: Anchor
    text: tuple[Anchor, ...]  # without the heading
    context: Context
    parent: str | None
    node: Node | None = None
    row: Row | None = None
    clauses: list[Responsibility] = field(default_factory=list)
    common: tuple[Duty, ...] = ()  # said once for many
    values: list[Figure] = field(default_factory=list)  # of a row of indicators
    within: bool = False  # an item of a list that is one task


def passages(c: Compilation) -> Iterator[Passage]:
    """Letter and preamble, provisions of the outline, rows of tables, in reading order."""
    found = [*_front(c), *(_of_node(c, node) for node in c.outline.nodes)]
    tables = [(node.path, block) for node in c.outline.nodes for block in node.tables]
    tables += [("", block) for block in c.outline.tables]
    for path, block in tables:
        found += _of_table(c, path, block)
    yield from sorted(_with_distinct_paths(found), key=lambda passage: passage.anchor.start)


def _front(c: Compilation) -> Iterator[Passage]:
    blocks = [(_NOTICE, block) for block in c.frame.of(c.document, "letter")]
    blocks += [(_PREAMBLE, block) for block in c.frame.of(c.document, "preamble")]
    blocks += [(_PREAMBLE, block) for block in c.outline.loose]
    for path, block in blocks:
        yield Passage(path, None, block.anchor, (block.anchor,), "front", None)


def _of_node(c: Compilation, node: Node) -> Passage:
    heading = node.headings[-1] if node.heading is not None else None
    start, end = node.start, max(anchor.end for anchor in node.ranges)
    text = [anchor for anchor in node.ranges if anchor.end > anchor.start]
    text[0:1] = [Anchor(node.heading.end, text[0].end)] if node.heading is not None else text[0:1]
    lines = tuple(_lines(c, text))
    if node.heading is not None and not node.children and all(is_clause(c, line) for line in lines):
        lines = (node.heading, *lines)  # one sentence that both names the provision and is its text
    return Passage(
        node.path, heading, Anchor(start, end), lines, context_of(node.headings),
        node.parent.path if node.parent else None, node,
    )  # fmt: skip


def is_clause(c: Compilation, line: Anchor) -> bool:
    """Whether a line holds nothing but a clause of responsibility."""
    return ONLY_DUTIES.match(c.text, line.start, line.end) is not None


def _lines(c: Compilation, ranges: Iterable[Anchor]) -> Iterator[Anchor]:
    """Ranges without the stop of a heading and without blank ends."""
    for anchor in ranges:
        start, end = anchor.start, anchor.end
        while start < end and c.text[start] in "。：: \n":
            start += 1
        if start < end:
            yield Anchor(start, end)


def _of_table(c: Compilation, path: str, block: Block) -> Iterator[Passage]:
    table = task_table(c.document, block, c.rule)
    if table is None:
        yield from _of_other_table(c, f"{path}/表" if path else "表", path or None, block)
        return
    _note_table(c, table)
    for index, row in enumerate(table.rows, 1):
        number = row.number or str(index)
        text = tuple(anchor for anchor in (row.title, row.content) if anchor is not None)
        title = c.quote(row.title).replace("\n", "")
        yield Passage(
            f"{path}/{number}" if path else number,
            title,
            row.anchor,
            text,
            "goal" if table.goals else "action",
            path or None,
            row=row,
        )


def _of_other_table(c: Compilation, path: str, parent: str | None, block: Block) -> Iterator[Passage]:
    """A table of indicators, a provision a row; any other table is one provision."""
    end = c.meta.period.end
    table = indicator_table(c.document, block, _issued_year(c), int(end[:4]) if end else None)
    if table is None:
        yield Passage(path, None, block.anchor, (), "action", parent)
        return
    c.marks.append(Mark(field="table", anchor=table.head))
    for index, row in enumerate(table.rows, 1):
        found = [_figure_of(value) for value in table.values if value.row == row]
        yield Passage(f"{path}/{index}", None, row, (), "goal", parent, values=found)


def _issued_year(c: Compilation) -> int | None:
    start = c.meta.issued or c.meta.period.start
    return int(start[:4]) if start else None


def _note_table(c: Compilation, table: TaskTable) -> None:
    c.marks += [Mark(field="table", anchor=anchor) for anchor in table.heads]
    for broken in table.broken:
        c.marks.append(Mark(field="table", anchor=broken.anchor))
        c.findings.append(finding("row-not-joined", "error", broken.anchor, text=c.quote(broken.anchor)[:40]))


def _figure_of(value: Value) -> Figure:
    """A cell of a table of indicators as a figure, its row as the sentence."""
    return Figure(
        kind="target" if value.target else "fact", quantity=value.quantity, comparator=value.quantity.comparator,
        subject=value.subject, year=value.year, year_from=None, recurrence=None, aspirational=None, qualifier=None,
        part_of=None, start=value.row.start, end=value.row.end,
    )  # fmt: skip


def _with_distinct_paths(passages: Sequence[Passage]) -> Iterator[Passage]:
    used: Counter[str] = Counter()
    for passage in passages:
        used[passage.path] += 1
        if used[passage.path] > 1:
            passage.path = f"{passage.path}#{used[passage.path]}"
        yield passage

"""The grid of an HTML table, by the table model of the HTML standard (4.9.12), and what kind of table it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luodi.documents.model import Cell, Paragraph, Table
from luodi.documents.pieces import flat

MAX_GRID = 2_000_000  # rows times columns
_INDEX = {
    "索引号", "索取号", "发布机构", "发文机关", "制发机关", "成文日期", "发文日期", "生成日期", "发布日期",
    "公开日期", "文号", "发文字号", "主题词", "主题分类", "分类", "组配分类", "体裁分类", "有效性", "效力状态",
    "文件状态", "生效日期", "废止日期", "失效日期", "名称", "信息名称", "标题", "公开方式", "公开形式", "公开范围",
    "公开时限", "关键词", "内容概述",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as written: its content, columns, and rows (0: to the end of its row group)."""

    blocks: tuple[Paragraph | Table, ...]
    columns: int
    rows: int


Row = Sequence[Written]


class TooLarge(Exception):
    """The grid would pass `MAX_GRID`."""


def grid(groups: Iterable[Sequence[Row]]) -> Table:
    """Place the cells of row groups (thead, tbody, tfoot; spans do not leave theirs); the first at a place stays."""
    placed: list[tuple[int, int, int, int, Written]] = []
    area = top = 0
    for rows in groups:
        taken: dict[int, int] = {}  # column: the first row of the group where it is free again
        for at, row in enumerate(rows):
            column = 0
            for cell in row:
                while taken.get(column, 0) > at:
                    column += 1
                height = min(cell.rows or len(rows), len(rows) - at)
                width = 1
                while width < cell.columns and taken.get(column + width, 0) <= at:
                    width += 1
                area += width * height
                if area > MAX_GRID or (top + len(rows)) * (column + width) > MAX_GRID:
                    raise TooLarge
                for covered in range(column, column + width):
                    taken[covered] = at + height
                placed.append((top + at, column, height, width, cell))
                column += width
        top += len(rows)
    edges = sorted({edge for _, column, _, width, _ in placed for edge in (column, column + width)})
    index = {edge: order for order, edge in enumerate(edges)}
    cells = tuple(
        Cell(row, index[column], flat(cell.blocks), height, index[column + width] - index[column])
        for row, column, height, width, cell in placed
    )
    return Table(cells, top, max(len(edges) - 1, 0))


def is_layout(table: Table, rows: Iterable[Row]) -> bool:
    """Whether a table only places things on the page: one column, or mostly tables within it."""
    if table.columns <= 1:
        return True
    blocks = [block for row in rows for cell in row for block in cell.blocks]
    inner = sum(len(paragraph.text) for paragraph in flat(block for block in blocks if isinstance(block, Table)))
    return inner > 0.5 * sum(len(paragraph.text) for paragraph in flat(blocks))


def index_pairs(table: Table) -> list[list[Paragraph]]:
    """The labels with their values, if a table is the index of 政府信息公开 (索引号、发布机构、文号); else nothing."""
    pairs: list[list[Paragraph]] = []
    labels = set()
    for cell in table.cells:
        label = _label(cell.text)
        labels |= {label} & _INDEX
        if label in _INDEX or not pairs:
            pairs.append([])
        pairs[-1] += cell.paragraphs
    characters = sum(len(cell.text) for cell in table.cells)
    known = len(labels) >= 3 and bool(labels & {"索引号", "索取号", "文号", "发文字号"})
    return [pair for pair in pairs if pair] if known and characters < 1500 else []


def _label(text: str) -> str:
    words = "".join(text.split()).replace(":", "：").strip("[]【】")
    return words.split("：", 1)[0].strip("[]【】")

"""Text files: encoding, wrapped lines, page furniture, tables typed with tabs.

A text file made from a printed document has lost its paragraphs: lines end where the page made them end. What is left
to tell a paragraph's end by is the width of the line, the mark that the next one begins with, and blank lines where
they mean something. A file with one paragraph a line has none of these troubles; which of the two it is, is measured.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from msgspec.structs import replace

from luodi.documents.characters import CJK, is_blank, squeezed, width
from luodi.documents.model import Cell, DocumentError, Flow, FurnitureKind, Paragraph, Scrap, Span, Table
from luodi.documents.one_line import paragraphs
from luodi.documents.titles import HEADING
from luodi.documents.wrapped import Line, gather

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
_IDEOGRAPH = re.compile(f"[{CJK}]")
_COMMONEST = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工能下过子说产种面"
    "而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去"
    "把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或"
    "但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次"
    "品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必"
    "战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收"
    "证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马"
    "节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断"
    "深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候"
    "毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
)
"""The commonest ideographs of written Chinese: no page of it is without them."""
_ODD = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]")


def decode(data: bytes, name: str | None) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark, or GB18030 (with GBK and GB 2312 within it)."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Any run of bytes may happen to be valid GB18030; a text has no control or unassigned characters.
        odd = len(_ODD.findall(text[:100_000]))
        if odd > 0.02 * min(len(text), 100_000):
            break
        if encoding == "gb18030" and not _is_chinese(text):
            raise DocumentError("unknown-encoding", name=name or "-")
        return text
    else:
        raise DocumentError("unknown-encoding", name=name or "-")
    raise DocumentError("binary", name=name or "-")


def _is_chinese(text: str) -> bool:
    """Whether what was decoded as GB18030 is Chinese: nearly all its ideographs are those of GB 2312 or of Big5.

    Bytes of another encoding that happen to be valid GB18030 come out as rare ideographs, or as any but the commonest
    ones. A few prove nothing.
    """
    ideographs = Counter(_IDEOGRAPH.findall(text[:100_000])[:5000])
    usual = sum(n for c, n in ideographs.items() if c.encode("gb2312", "ignore") or c.encode("big5", "ignore"))
    common = sum(n for c, n in ideographs.items() if c in _COMMONEST)
    total = ideographs.total()
    return total < 20 or (usual >= 0.8 * total and common >= 0.02 * (total - 50))


def read(data: bytes, name: str | None) -> Flow:
    """A text file as a flow. Offsets are positions in the decoded text without a byte order mark."""
    text = decode(data, name)
    if is_blank(text):
        raise DocumentError("empty", name=name or "-")
    scraps: list[Scrap] = []
    lines = _without_furniture(list(_lines(text)), scraps)
    prose: list[Line] = []
    after_tables: set[int] = set()
    blocks: list[tuple[int, Paragraph | Table]] = []
    for tabbed, run in groupby(_table_runs(lines), key=lambda item: item[0]):
        part = [line for _, line in run]
        if tabbed is None:
            after_tables.add(len(prose))
            prose += part
        else:
            blocks.append((part[0].offset, _table(part)))
    for group in gather(prose, after_tables):
        blocks.append((group[0].offset, Paragraph(tuple(Span(line.text + "\n", line.offset) for line in group))))
    return Flow(tuple(block for _, block in sorted(blocks, key=itemgetter(0))), scraps=tuple(scraps), format="txt")


def _lines(text: str) -> Iterator[Line]:
    offset = blanks = 0
    turned = False
    for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)|(?<=[\f\v\x85\u2028])", text):
        body = line.rstrip("\r\n\f\v\x85\u2028\x1a")
        if not is_blank(body):
            for start, end in paragraphs(body):
                yield _line(body[start:end], offset + start, blanks, turned)
                blanks, turned = 0, False
        elif line:
            blanks += 1
        turned = turned or line.endswith("\f")
        offset += len(line)


def _line(body: str, offset: int, blanks: int, turned: bool) -> Line:
    stripped = body.lstrip(" \u3000\xa0\ufeff\f")
    lead = body[: len(body) - len(stripped)]
    words = squeezed(body)
    ended = words.endswith(_TERMINAL) or (words[-1:].isdigit() and _LEADERS.search(words) is not None)
    return Line(stripped, words, offset + len(lead), width(lead), width(stripped.rstrip()), blanks, ended, turned)


# ---------------------------------------------------------------- tables typed with tabs


def _table_runs(lines: Sequence[Line]) -> Iterator[tuple[int | None, Line]]:
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


def _table(lines: Sequence[Line]) -> Table:
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
    width_ = columns + 1
    header = rows[0]
    cells_ = [cell for index, row in enumerate(rows) for cell in _row_cells(index, row, width_, header)]
    return Table(tuple(cells_), len(rows), width_, frozenset(range(1, len(rows))))


def _tab_cells(line: Line) -> Iterator[Span]:
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
    return {i for pair in pairs for i in pair} if 2 * len(pairs) >= len(bare) - 1 else set()


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

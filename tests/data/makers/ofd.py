"""OFD written by hand after GB/T 33190-2016: text objects placed glyph by glyph, ruled tables, numbered pages.

Lengths are millimetres from the page's top left corner, as in the standard.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from makers import prose

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 28.0, 26.0, 37.0, 35.0
POINT = 25.4 / 72
BODY, TITLE, CELL, NOTE = (round(points * POINT, 3) for points in (16, 22, 10.5, 9))
LINE = 28.95 * POINT
FONTS = ("仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体")
FANGSONG, HEITI, KAITI, XIAOBIAOSONG = range(len(FONTS))
NEVER_FIRST = "、，。；：？！）》〕”％%]－—"
NEVER_LAST = "（《〔“["

Glyph = tuple[str, int]
"""A character and the number of its font."""


@dataclass
class Page:
    """Text runs (x, baseline, size, glyphs) and ruled lines (x1, y1, x2, y2) of a page."""

    texts: list[tuple[float, float, float, list[Glyph]]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


def plan() -> bytes:
    """The provincial plan; its footnote stands under a short rule on the page of its mark."""
    pages, y = [Page()], TOP
    bottom = HEIGHT - BOTTOM
    for item in prose.plan():
        if item.role == "plan_title":
            pages.append(Page())
            y, bottom = TOP, HEIGHT - BOTTOM
        size = TITLE if item.role in ("title", "plan_title") else BODY
        y += LINE if item.role in ("title", "plan_title", "signature") else 0
        glyphs = [(character, _font(item, face)) for text, face in item.runs() for character in text]
        indent = 2 * size if item.role in ("body", "heading") else 0.0
        for number, line in enumerate(_wrap(glyphs, size, WIDTH - LEFT - RIGHT, indent)):
            if y + LINE > bottom:
                pages.append(Page())
                y, bottom = TOP, HEIGHT - BOTTOM
            if prose.MARK in "".join(character for character, _ in line):
                bottom = _footnote(pages[-1])
            x = LEFT + (indent if number == 0 else 0.0) + _shift(item.role, _length(line, size))
            pages[-1].texts.append((x, y + LINE * 0.75, size, line))
            y += LINE
        y += LINE if item.role in ("title", "plan_title") else 0
    return _package(pages, "广东省发展汽车战略性支柱产业集群行动计划")


def table() -> bytes:
    """The city's task table: every page has the header, whole rows, and merged cells cut at its end."""
    data = prose.table()
    edges = [LEFT]
    for width in (12, 32, 46, 26, 28, 12):
        edges.append(edges[-1] + width)
    lines = {
        (cell.row, cell.column): _wrap(
            [(c, FANGSONG if cell.row else HEITI) for c in cell.text],
            CELL, edges[cell.column + cell.columns] - edges[cell.column] - 2,
        )
        for cell in data.cells
    }  # fmt: skip
    spacing = CELL * 1.4
    heights = [
        max(len(lines[cell.row, cell.column]) for cell in data.row(row) if cell.rows == 1) * spacing + 3
        for row in range(data.rows)
    ]
    title = [(character, XIAOBIAOSONG) for character in data.title]
    sheets = _sheets(heights)
    pages = [Page() for _ in sheets]
    pages[0].texts.append((LEFT + _shift("title", _length(title, 18 * POINT)), TOP + 6, 18 * POINT, title))
    for page, tops in zip(pages, sheets, strict=True):
        for cell in data.cells:
            shown = [row for row in tops if cell.row <= row < cell.row + cell.rows]
            if shown:
                bottom = tops[shown[-1]] + heights[shown[-1]]
                box = edges[cell.column], tops[shown[0]], edges[cell.column + cell.columns], bottom
                text = lines[cell.row, cell.column] if shown[0] == cell.row else []
                _cell(page, box, text, spacing, centred=cell.row == 0 or cell.column < 2)
    for number, line in enumerate(data.tail, 1):
        y = sheets[-1][data.rows - 1] + heights[-1] + number * LINE
        pages[-1].texts.append((LEFT, y, 14 * POINT, [(character, FANGSONG) for character in line]))
    return _package(pages, "任务分工表")


def _font(item: prose.Item, face: prose.Face) -> int:
    if item.role in ("title", "plan_title"):
        return XIAOBIAOSONG
    if item.role == "urgency":
        return HEITI
    return {1: HEITI, 2: KAITI}.get(item.level, FANGSONG) if face in ("mark", "heading") else FANGSONG


def _shift(role: prose.Role, length: float) -> float:
    room = WIDTH - LEFT - RIGHT - length
    if role in ("title", "plan_title"):
        return room / 2
    return room - (4 * BODY if role == "date" else 2 * BODY) if role in ("signature", "date") else 0.0


def _footnote(page: Page) -> float:
    """Sets the note at the foot of the page and returns where the text above it must end."""
    glyphs = [(character, FANGSONG) for character in prose.MARK + prose.note()]
    lines = _wrap(glyphs, NOTE, WIDTH - LEFT - RIGHT)
    top = HEIGHT - BOTTOM - len(lines) * NOTE * 1.4
    page.rules.append((LEFT, top - 1, LEFT + 50, top - 1))
    for number, line in enumerate(lines):
        page.texts.append((LEFT, top + (number + 1) * NOTE * 1.4 - 1, NOTE, line))
    return top - 2


def _sheets(heights: Sequence[float]) -> list[dict[int, float]]:
    """The rows of each page with their tops; row 0, the header, opens every page."""
    sheets = [{0: TOP + 14}]
    y = TOP + 14 + heights[0]
    for row, height in enumerate(heights[1:], 1):
        if y + height > HEIGHT - BOTTOM:
            sheets.append({0: TOP})
            y = TOP + heights[0]
        sheets[-1][row] = y
        y += height
    return sheets


def _cell(page: Page, box: tuple[float, float, float, float], lines: Sequence[list[Glyph]], spacing: float, *,
          centred: bool) -> None:  # fmt: skip
    left, top, right, bottom = box
    page.rules += [(left, top, right, top), (left, bottom, right, bottom)]
    page.rules += [(left, top, left, bottom), (right, top, right, bottom)]
    y = (top + bottom - len(lines) * spacing) / 2
    for line in lines:
        x = (left + right - _length(line, CELL)) / 2 if centred else left + 1
        page.texts.append((x, y + spacing * 0.75, CELL, line))
        y += spacing


def _advance(character: str, size: float) -> float:
    return size / 2 if character < "\u2000" else size


def _length(glyphs: Iterable[Glyph], size: float) -> float:
    return sum(_advance(character, size) for character, _ in glyphs)


def _wrap(glyphs: list[Glyph], size: float, width: float, indent: float = 0.0) -> list[list[Glyph]]:
    """Lines no longer than the width that neither begin nor end with a mark that must not, and cut no number."""
    lines: list[list[Glyph]] = []
    while glyphs:
        room = width - (0.0 if lines else indent)
        end = 0
        while end < len(glyphs) and room > -1e-6 + _advance(glyphs[end][0], size):
            room -= _advance(glyphs[end][0], size)
            end += 1
        cut = end
        while 1 < cut < len(glyphs) and not _may_break(glyphs[cut - 1][0], glyphs[cut][0]):
            cut -= 1
        cut = cut if cut > 1 else end
        lines.append(glyphs[:cut])
        glyphs = glyphs[cut:]
    return lines


def _may_break(before: str, after: str) -> bool:
    latin = before < "\u2000" and after < "\u2000"
    return not latin and after not in NEVER_FIRST and before not in NEVER_LAST


# ---------------------------------------------------------------- the package

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _package(pages: Sequence[Page], title: str) -> bytes:
    ids = iter(range(100, 10**9))
    page_ids = [next(ids) for _ in pages]
    fonts = "".join(f'<ofd:Font ID="{at + 1}" FontName="{name}" FamilyName="{name}"/>' for at, name in enumerate(FONTS))
    listed = "".join(
        f'<ofd:Page ID="{page_id}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at, page_id in enumerate(page_ids)
    )
    contents = {f"Doc_0/Pages/Page_{at}/Content.xml": _content(page, at + 1, ids) for at, page in enumerate(pages)}
    files = {
        "OFD.xml": f'<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{'0' * 32}</ofd:DocID><ofd:Title>{title}</ofd:Title><ofd:CreationDate>2024-01-02</ofd:CreationDate>"
        f"</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>{next(ids)}</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>0 0 {WIDTH:g} {HEIGHT:g}</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:Fonts>{fonts}</ofd:Fonts></ofd:Res>',
        **contents,
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, xml in files.items():
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 0, 0, 0)), HEAD + xml, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _content(page: Page, number: int, ids: Iterator[int]) -> str:
    foot: list[Glyph] = [(character, FANGSONG) for character in f"— {number} —"]
    size = 14 * POINT
    x = WIDTH - RIGHT - size - _length(foot, size) if number % 2 else LEFT + size
    objects = [_text(next(ids), part) for run in (*page.texts, (x, HEIGHT - 28, size, foot)) for part in _by_font(run)]
    objects += [_rule(next(ids), rule) for rule in dict.fromkeys(page.rules)]
    return (
        f'<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer ID="{next(ids)}" Type="Body">{"".join(objects)}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )


def _by_font(run: tuple[float, float, float, list[Glyph]]) -> list[tuple[float, float, float, int, str]]:
    """A run cut where its font changes: (x, baseline, size, font, text)."""
    x, baseline, size, glyphs = run
    parts: list[tuple[float, float, float, int, str]] = []
    for character, font in glyphs:
        if parts and parts[-1][3] == font:
            parts[-1] = (*parts[-1][:4], parts[-1][4] + character)
        else:
            parts.append((x, baseline, size, font, character))
        x += _advance(character, size)
    return parts


def _text(number: int, part: tuple[float, float, float, int, str]) -> str:
    x, baseline, size, font, text = part
    width = sum(_advance(character, size) for character in text)
    delta = _delta([_advance(character, size) for character in text[:-1]])
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{x:.3f} {baseline - size:.3f} {width:.3f} {size * 1.2:.3f}" '
        f'Font="{font + 1}" Size="{size:.3f}"><ofd:TextCode X="0" Y="{size:.3f}"{delta}>{escape(text)}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def _delta(advances: list[float]) -> str:
    """The DeltaX attribute; three and more equal steps are written `g count step`."""
    words: list[str] = []
    at = 0
    while at < len(advances):
        same = next((n for n in range(at, len(advances)) if advances[n] != advances[at]), len(advances)) - at
        step = f"{advances[at]:.3f}"
        words += ["g", str(same), step] if same > 2 else [step] * same
        at += same
    return f' DeltaX="{" ".join(words)}"' if words else ""


def _rule(number: int, rule: tuple[float, float, float, float]) -> str:
    x1, y1, x2, y2 = rule
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{x1:.3f} {y1:.3f} {x2 - x1 + 0.2:.3f} {y2 - y1 + 0.2:.3f}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0.1 0.1 L {x2 - x1 + 0.1:.3f} {y2 - y1 + 0.1:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
    )

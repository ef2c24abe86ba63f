"""Text files: encoding, lines, page furniture. Tables and paragraphs are put together from what is left of the lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from msgspec.structs import replace

from luodi.documents.characters import CJK, is_blank, squeezed, width
from luodi.documents.model import DocumentError, Flow, FurnitureKind, Paragraph, Scrap, Span, Table
from luodi.documents.one_line import paragraphs
from luodi.documents.titles import HEADING
from luodi.documents.typed_tables import typed_tables
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
    tables = typed_tables(lines)
    blocks: list[tuple[int, Paragraph | Table]] = [(lines[found.start].offset, found.table) for found in tables]
    prose: list[Line] = []
    after_tables: set[int] = set()
    end = 0
    for found in tables:
        prose += lines[end : found.start]
        after_tables.add(len(prose))
        end = found.end
    prose += lines[end:]
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
    counted = {i for pair in pairs for i in pair} if 2 * len(pairs) >= len(bare) - 1 else set[int]()
    return counted | {i for i, _ in bare if i + 1 < len(lines) and lines[i + 1].turned}


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

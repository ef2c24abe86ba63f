"""What a quantity is of: the words before it or behind it, those that a share, a part or a list takes from others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luodi.compiler.quantities import quantities
from luodi.compiler.sentences import Piece, dimension, segment_end
from luodi.compiler.timeline import TIME
from luodi.plan import Qualifier

ACTION = re.compile(
    r"新增|新建|新培育|新引进|新认定|建设|建成|培育|形成|打造|引进|引育|遴选|编制|举办|组织|实施|推广|完成|累计|开展|培养|认定|设立|组建|布局|创建"
    r"|改造|投放|推出|选树|发展|制定|制修订|部署|开通|转化|孵化|突破|达到|实现|建立|推进|扶持|评选|征集|发布|集聚|招引|落地|储备|谋划|淘汰|替换|更新"
    r"|配备|安排|筹建|增设|增加|扩建|开放|共建|吸引|壮大|主导|获批|获得|争创|拓展|搭建|减少|降低|压减|节约|下降|提高|增长|提升|缩短|压缩|修复|治理|种植"
    r"|创成|建有|拥有|保有|覆盖|惠及|服务|培训|招聘|帮扶|新开|整治|清理|关停|腾退|盘活|供应|筹集|新开工|开工|投产|入库|上市|参保|接种|管护|造林|播种|产出|出栏|制发|发放|签发|办理|颁发|上线|归集|汇聚|接入|注册|下放|取消|精简|公布|出台|梳理|承接|铺设|敷设|疏浚|收储"
)
"""Verbs of doing: a bare number behind one is a target, and one without any is not."""

_SCOPE_VERB = re.compile(r"(?:支持|推动|鼓励|引导|依托|围绕|面向|针对|涉及|包括|包含|聚焦|按照|根据|结合|选择|在|对|将|把|由|从|为|等|共|的)$")
_VERBS = (
    r"(?:力争|争取|努力|确保|推动|支持|鼓励|计划|预计|要|将|再|重点|规划|加快|积极|总体上?|基本|进一步|全面|持续|着力|大力|至少|每年|新)*"
    r"(?:培育(?:形成|壮大|打造|发展|认定)?|形成|打造(?:形成)?|建成|建设|创建|发展|实现|达到|使|让|完成|(?:共)?有(?=规模)|拥有|组织|遴选|编制|组织编制"
    r"|建立|培养|引进|选树|评选|推出|实施|开展|扶持|认定|推广|制定|累计)?"
)
_VERB_ONLY = re.compile(rf"^{_VERBS}$")
_DROPPED = re.compile(
    r"^(?:力争|争取|努力|确保|推动|支持|鼓励|计划|预计|再|重点(?=[培打建支发])|加快|积极|总体上?|基本|进一步|全面|持续|着力|大力)*"
    r"(?:培育(?:形成|壮大|打造|发展)?|形成|打造(?:形成)?|建成|实现|达到|使|让|完成|(?:共)?有(?=规模)|拥有)?"
)
_LEAD_IN = re.compile(
    r"^(?:其中[，：:]?|同时|以及|并且?|且|和|及|与|另外?|此外|起(?=每年)|在[^，。；]{1,12}(?:方面|领域)[：:，]|力争|争取|努力|确保|推动|使得?|预计|计划"
    r"|实现(?=[\u4e00-\u9fff]{2})|要|将|再|年均(?=新增|培育)|每年|到(?=[\u4e00-\u9fff])|全面|基本|进一步|总体上?|至少|不少于|不低于)+"
)
_CARRIES = re.compile(
    r"^(?:占|年均|年平均|平均增|同比|比(?!亚)|较|增速|增长|增幅|年增|总数|总量|占比|比重|合计|分别|累计|产值|产量|销量|规模|数量|面积|覆盖率|渗透率"
    r"|(?:工业)?增加值|利润|其中$)"
)
_MEASURE = re.compile(
    r"(产量|销量|产销量|产值|收入|增加值|保有量|规模|比重|占比|数量|面积|投资额?|出口额?|覆盖率|渗透率|总额|用量|装机容量|利润|率)$"
)
_SHARED = re.compile(r"(?P<items>[^，。；：]{2,80}?)(?:分别|各)(?P<measure>[^，。；：\d]{0,12}?)$")
_KEPT_VERB = re.compile(r".*?(新增|新建|新培育|新引进|新认定|累计|认定|组织|举办|引进|引育|谋划推出|制定|参与|培训|改造)[\u4e00-\u9fff]{0,4}$")


def governs(head: str) -> bool:
    """Whether the words before a bare number make it something to be done: they end in a verb of doing."""
    words = re.sub(r"(?:了|出|起|约|各|一批|共)$", "", head)
    if _SCOPE_VERB.search(words):
        return False
    return any(match.end() >= len(words) for match in ACTION.finditer(words, max(0, len(words) - 4)))


def subject_of(text: str, piece: Piece, head: str, earlier: Sequence[tuple[str, str]]) -> tuple[str, int | None]:
    """What the quantity of a piece is of, and the index among `earlier` (subject, unit) of what it is part of (其中)."""
    quantity = piece.main
    words = _without_time(head)
    part = words.startswith("其中") or text[piece.start - 3 : piece.start - 1] == "其中"
    words = _LEAD_IN.sub("", words).strip("，、：: ")
    tail = text[quantity.end : piece.end]
    if not words or _VERB_ONLY.match(words) or governs(words):
        tail = re.sub(r"^(?:的|规模的?(?=[\u4e00-\u9fff]))", "", tail)
    if _counts_what_follows(quantity.written_comparator, words, tail):
        verb = _KEPT_VERB.match(words)
        return f"{verb[1] if verb else ''}{tail}".strip("，、的"), None
    shared = _shared(text, piece)
    if shared:
        return shared, None
    if not words or _CARRIES.match(words):
        return _carried(words, [subject for subject, _ in earlier]), None
    words = _DROPPED.sub("", words) or words
    if part and earlier:
        return _part(words, quantity.unit, earlier)
    return words, None


def _counts_what_follows(comparator: str, words: str, tail: str) -> bool:
    if not tail or re.match(r"[）)]", tail):
        return False
    return not (words and comparator and _MEASURE.search(words))


def _without_time(words: str) -> str:
    words = TIME.sub("", words)
    return re.sub(r"^(?:前|之前|以来)|^[，、\s]+|(?:分别)$", "", words)


def _part(words: str, unit: str, earlier: Sequence[tuple[str, str]]) -> tuple[str, int | None]:
    """其中新能源汽车…: part of the latest figure in the same unit, whose measure it shares."""
    parent = next((i for i in range(len(earlier) - 1, -1, -1) if earlier[i][1] == unit), None)
    if parent is None:
        return words, None
    measure = _MEASURE.search(earlier[parent][0])
    return (words + measure[1] if measure and not _MEASURE.search(words) else words), parent


def _carried(words: str, subjects: Sequence[str]) -> str:
    """A share, rate or total of the subject before it; another measure of the same owner (营业收入…，工业增加值…)."""
    if not subjects:
        return words
    base = next((s for s in reversed(subjects) if not re.search(r"占[^，]*比|年均|增速|增长", s)), subjects[-1])
    if _MEASURE.fullmatch(re.sub(r"^工业", "", words)):
        return _MEASURE.sub("", re.sub(r"(?:营业|业务|主营业务)(?=收入$)", "", base)) + words
    return base + words


def _shared(text: str, piece: Piece) -> str | None:
    """甲、乙和丙分别达到 1、2 和 3: the subject at the same place of the list."""
    ordered = list(quantities(text, piece.segment, segment_end(text, piece.main.end, len(text))))
    match = _SHARED.search(text[piece.segment : ordered[0].start]) if ordered else None
    places = [quantity.number for quantity in ordered]
    if match is None or piece.main.number not in places:
        return None
    items = re.split(r"、|以及|和|及|与", _LEAD_IN.sub("", _without_time(match["items"])))
    if len(items) != len(ordered):
        return None
    return f"{items[places.index(piece.main.number)]}{match['measure']}"


def qualifier_of(text: str, piece: Piece) -> Qualifier | None:
    """The threshold of a counted thing: 产值超2000亿元 of 产业园区."""
    if not piece.others or dimension(piece.main.unit) != "count":
        return None
    threshold = piece.others[0]
    before = text[piece.main.end if piece.main.end <= threshold.start else piece.start : threshold.start]
    of = re.sub(r"^.*?(?:具备|拥有|具有|年(?=营|产|主)|的)", "", before).strip("，、 ")
    if not of and threshold.end < piece.main.start:
        of = re.sub(r"(?:的|数)?[\u4e00-\u9fff]{2}$", "", text[threshold.end : piece.main.start])
    return Qualifier(
        of=of or None,
        comparator=threshold.comparator if threshold.written_comparator else "=",
        value=threshold.value,
        value_max=threshold.value_max,
        unit=threshold.unit,
        written=text[threshold.start : threshold.end],
    )

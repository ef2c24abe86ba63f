"""指标与数据: which printed quantities are targets, which are facts, which are money promised, and of what.

A sentence is read segment by segment. Time said once holds for what follows it, a subject said once for the shares and
parts that follow (`汽车产量超过530万辆，占全国…超过18%，其中新能源汽车超过300万辆`), a verb said once for the items of its list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from luodi.compiler.dates import PLAN_YEARS
from luodi.compiler.quantities import Quantity, quantities
from luodi.plan import Comparator, Qualifier
from luodi.registry import unit_of

Context = Literal["situation", "goal", "action", "front"]

SITUATION = re.compile(r"现状|情况|基础|形势|背景|成效|回顾|问题|挑战|概况|优势|机遇")
GOAL = re.compile(r"目标|指标|愿景")
_NOT_SITUATION = re.compile(r"夯实|筑牢|强化|建设|提升|完善|加强|目标|要求|任务|工程|保障")

_YEAR = r"((?:19|20)\d{2})年"
_TIME = re.compile(
    rf"(?P<by>(?:力争|争取|确保|预计|计划)?(?:到|至|截止到?|于)?{_YEAR}(?:年?底|年?末|年?内)?(?:前|之前|以前)?)"
    r"|(?P<plan>(?:到|至)?[“\"]?(十[二三四五]五)[”\"]?(?:期末|规划期末|末|期间|时期))"
    r"|(?P<future>(?:力争|争取)?(?:到|至)?(?:规划期末|期末|本届政府任期末))"
)
_PAST_WORDS = re.compile(r"截至|截止|已(?!经.{0,4}同意)|目前|现有|现已|同比|比上年|上年")
_SOFT = re.compile(r"力争|争取|努力|尽力")
_YEARLY = re.compile(r"每年(?!度)|逐年")
_OTHER_RECURRENCE = re.compile(r"每(?:月|季度?|半年|两年|三年|[2-5]年)")
_ACTION = re.compile(
    r"新增|新建|新培育|新引进|新认定|建设|建成|培育|形成|打造|引进|引育|遴选|编制|举办|组织|实施|推广|完成|累计|开展|培养|认定|设立|组建|布局|创建|推动"
    r"|支持|改造|投放|推出|选树|发展|制定|制修订|部署|开通|转化|孵化|突破|达到|实现|建立|推进|扶持|评选|征集|发布|集聚|招引|落地|储备|谋划|淘汰|替换|更新"
    r"|配备|安排|统筹|筹建|增设|增加|扩建|开放|共建|吸引|壮大|力争|争取|确保|主导|参与|获批|获得|争创|拓展|搭建|减少|降低|压减|节约"
)
_FUND = re.compile(r"资金|基金(?!项目)|专项(?!债)|财政")
_SUBSIDY = re.compile(r"给予|奖励|补助|补贴|资助|贴息|奖补|配套支持|配资|减免|扶持资金|返还|抵扣|退税|保费")
_TURNOVER = re.compile(r"产值|收入|营收|投资|增加值|产业规模|交易额|进出口|销售额|市值|总额|产出|规模")
_FLOOR = re.compile(r"(不低于|不少于|不高于|不超过)[^，。；]*的$")
_PRICE = re.compile(r"价|租金|费用?|标准")
_RATE = re.compile(r"按[^，。；]{0,24}(?:的|比例)?$|比例(?:为|按|不超过|不低于)?$|给予[^，。；]{0,20}$")
_VERB_DROPPED = re.compile(
    r"^(?:(?:力争|争取|努力|确保|推动|支持|鼓励|计划|预计|要|将|再|重点|规划|加快|积极|总体上?|基本|进一步|全面|持续|着力|大力)*"
    r"(?:培育(?:形成|壮大|打造|发展)?|形成|打造(?:形成)?|建成|建设(?=$)|发展(?=$)|实现|达到|使|让|完成|(?:共)?拥?有(?=规模)|拥有|组织(?=$)|遴选(?=$)|编制(?=$)|组织编制(?=$)|建立(?=$)|培养(?=$)|引进(?=$))?)"
)
_LEAD_IN = re.compile(
    r"^(?:其中[，：:]?|同时|以及|并且?|且|和|及|与|另外?|此外|重点|在[^，。；]{1,12}(?:方面|领域)[：:，]|力争|争取|努力|确保|推动|使得?|让|预计|计划|实现(?=[\u4e00-\u9fff]{2})|要|将|再"
    r"|年均(?=新增|培育)|每年|到|全面|基本|总体|进一步|总体上?)+"
)
_CARRIES = re.compile(r"^(?:占|年均|年平均|平均增|同比|比(?!亚)|较|增速|增长|增幅|年增|总数|总量|占比|比重|合计|分别|累计|产值|产量|销量|规模|数量|面积|覆盖率|渗透率|(?:工业)?增加值|利润)")
_MEASURE = re.compile(r"(产量|销量|产销量|产值|收入|增加值|保有量|规模|比重|占比|数量|面积|投资额?|出口额?|覆盖率|渗透率|总额|用量|装机容量|利润)$")
_LIST_SIGN = re.compile(r"(?:、|和|及|与|以及|或|并)$")
_OF_ITEMS = re.compile(r"(?P<items>[^，。；：]{2,60}?)(?P<share>分别|各)(?P<measure>[^，。；：\d]{0,12}?)$")
_SENTENCE_END = re.compile(r"[。！？\n]")
LONGEST_SENTENCE = 1000
"""Characters."""
_INSIDE = re.compile(r"“[^”]*”|《[^》]*》")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with what it says: kind, subject, year and the words that gave it, qualifier, sentence."""

    kind: Literal["target", "fact", "fund", "subsidy", "rate", "floor", "ceiling"]
    quantity: Quantity
    comparator: Comparator
    subject: str
    year: int | None
    year_from: str | None
    recurrence: str | None
    aspirational: str | None
    qualifier: Qualifier | None
    part_of: int | None  # index of the figure, among those of the passage, that it is part of
    start: int  # of the sentence
    end: int


@dataclass(slots=True)
class Clock:
    """Time in force: the year that targets are due, the words that said so; a past year for facts."""

    target: int | None = None
    words: str | None = None
    past: int | None = None


def context_of(headings: Sequence[str]) -> Context:
    """What a passage under these headings is about, the innermost telling one deciding."""
    for heading in reversed(headings):
        if GOAL.search(heading):
            return "goal"
        if SITUATION.search(heading) and not _NOT_SITUATION.search(heading):
            return "situation"
    return "action"


def figures(text: str, start: int, end: int, context: Context, clock: Clock, latest_past: int | None) -> list[Figure]:
    """The figures of a passage in reading order. `clock` is time in force before it and is moved on.

    `latest_past` is the last year that had ended when the document was issued; None if that is not known.
    """
    found: list[Figure] = []
    for first, last in sentences(text, start, end):
        found += _sentence(text, first, last, context, clock, latest_past, len(found))
    return found


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a passage, full stop included; one that never ends is cut at its semicolons or by length."""
    position = start
    for match in _SENTENCE_END.finditer(text, start, end):
        yield from _bounded(text, position, match.end() - (match.group() == "\n"))
        position = match.end()
    yield from _bounded(text, position, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        cut = max(text.rfind(sign, start, start + LONGEST_SENTENCE) for sign in "；;，,") + 1 or start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    if text[start:end].strip():
        yield start, end


def _sentence(
    text: str, start: int, end: int, context: Context, clock: Clock, latest_past: int | None, before: int
) -> list[Figure]:
    printed = [q for q in quantities(text, start, end) if not _quoted(text, start, end, q)]
    times = _times(text, start, end, latest_past)
    local = Clock(clock.target, clock.words, clock.past)
    soft = _SOFT.search(text, start, end)
    figures_: list[Figure] = []
    said_here: set[str] = set()
    timeline = iter(times)
    upcoming = next(timeline, None)
    for piece in _pieces(text, start, end, printed):
        while upcoming is not None and upcoming[0] <= piece.main.start:
            _, year, words, past = upcoming
            if past:
                local.past, local.target, local.words = year, None, None
            else:
                local.target, local.words, local.past = year, words, None
                said_here.add(words)
            upcoming = next(timeline, None)
        figure = _figure(text, start, end, piece, context, local, said_here, figures_, before, latest_past)
        if figure is not None:
            if soft and soft.start() <= piece.main.start and figure.kind == "target":
                figure = replace(figure, aspirational=soft.group())
            figures_.append(figure)
    for _, year, words, past in times:
        if past:
            clock.past = year
        else:
            clock.target, clock.words = year, words
    return figures_


def _quoted(text: str, start: int, end: int, quantity: Quantity) -> bool:
    return any(match.start() < quantity.number < match.end() for match in _INSIDE.finditer(text, start, end))


def _times(text: str, start: int, end: int, latest_past: int | None) -> list[tuple[int, int | None, str, bool]]:
    """Times of a sentence as (place, year, words, whether it is past)."""
    found: list[tuple[int, int | None, str, bool]] = []
    for match in _TIME.finditer(text, start, end):
        if match["by"]:
            year = int(match[2])
            if text.startswith(("—", "-", "－", "至"), match.end()) or text[match.end() : match.end() + 1] == "〕":
                continue
            upto = re.match(r"(?:力争|争取|确保|预计|计划)?(?:到|至)", match["by"]) is not None
            counted = bool(_PAST_WORDS.search(text, max(start, match.start() - 4), min(end, match.end() + 2)))
            past = (latest_past is not None and year <= latest_past) or (counted and not upto)
            found.append((match.start(), year, match["by"], past))
        elif match["plan"]:
            first = PLAN_YEARS[match[4]]
            found.append((match.start(), first + 4, match["plan"], latest_past is not None and first + 4 <= latest_past))
    return found


# ---------------------------------------------------------------- one quantity and the words that belong to it


@dataclass(frozen=True, slots=True)
class _Piece:
    """A quantity with the stretch of its segment that belongs to it; `others` are thresholds within it."""

    main: Quantity
    start: int
    end: int
    segment: int  # where its comma-separated segment begins
    others: tuple[Quantity, ...] = ()
    origin: Quantity | None = None  # 由 X 提高到 Y: X


def _pieces(text: str, start: int, end: int, printed: Sequence[Quantity]) -> Iterator[_Piece]:
    index = 0
    while index < len(printed):
        segment_start = _segment_start(text, start, printed[index].start)
        segment_end = _segment_end(text, printed[index].end, end)
        inside = [q for q in printed[index:] if q.end <= segment_end]
        inside = inside or [printed[index]]
        yield from _segment(text, segment_start, segment_end, inside)
        index += len(inside)


def _segment_start(text: str, start: int, position: int) -> int:
    return max(start, *(text.rfind(sign, start, position) + 1 for sign in "，；：,;"))


def _segment_end(text: str, position: int, end: int) -> int:
    match = re.compile(r"[，；。：;！？\n]|,(?!\d)").search(text, position, end)
    return match.start() if match else end


def _segment(text: str, start: int, end: int, inside: Sequence[Quantity]) -> Iterator[_Piece]:
    """Cut a segment where a list goes on with another quantity, then find the main quantity of each part."""
    groups: list[list[Quantity]] = [[inside[0]]]
    cuts = [start]
    for quantity in inside[1:]:
        lead = text[groups[-1][-1].end : quantity.start]
        listed = _LIST_SIGN.search(lead) or re.search(r"(?:、|和|及|以及)[\u4e00-\u9fff]{2,8}$", lead) and "的" not in lead.split("、")[-1]
        if listed or _side_by_side(groups[-1][-1], quantity, lead):
            sign = max(lead.rfind(s) for s in "、和及与")
            cuts.append(groups[-1][-1].end + sign + 1 if listed and sign >= 0 else quantity.start)
            groups.append([quantity])
        else:
            groups[-1].append(quantity)
    for group, first, last in zip(groups, cuts, [*cuts[1:], end], strict=True):
        yield _main(text, start, first, _strip_list_sign(text, first, last), group)


def _side_by_side(left: Quantity, right: Quantity, between: str) -> bool:
    """1个大类7个中类: counts in a row without a sign between them."""
    return left.unit == right.unit and not right.written_comparator and re.fullmatch(r"[\u4e00-\u9fff]{2,3}", between) is not None


def _strip_list_sign(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in "、和及与":
        end -= 1
    return end


def _main(text: str, segment: int, start: int, end: int, group: Sequence[Quantity]) -> _Piece:
    first, last = group[0], group[-1]
    if len(group) == 1:
        return _Piece(first, start, end, segment)
    lead = text[max(start, first.start - 2) : first.start]
    if len(group) == 2 and lead.endswith(("由", "从")):
        return _Piece(last, start, end, segment, (), first)
    if unit_dimension(first.unit) == "count" and last.end < end:
        return _Piece(first, start, end, segment, tuple(group[1:]))
    return _Piece(last, start, end, segment, tuple(group[:-1]))


def unit_dimension(name: str) -> str | None:
    """The dimension of a printed unit, multiplier aside."""
    found = unit_of(name)
    return found[1].dimension if found is not None and found[1] is not None else None


def _figure(
    text: str, start: int, end: int, piece: _Piece, context: Context, clock: Clock, said_here: set[str],
    earlier: Sequence[Figure], before: int, latest_past: int | None,
) -> Figure | None:  # fmt: skip
    quantity = piece.main
    head = text[piece.start : quantity.start]
    whole = text[piece.segment : piece.end]
    kind = _kind(text, start, piece, context, clock, head, whole)
    if kind is None:
        return None
    subject, part_of = _subject(text, piece, head, earlier)
    if not subject:
        return None
    yearly = _YEARLY.search(text, piece.segment, quantity.number)
    other = _OTHER_RECURRENCE.search(text, piece.segment, quantity.number)
    recurrence = "R/P1Y" if yearly else _recurrence(other.group()) if other else None
    if kind == "fact":
        year, words = clock.past, None
    elif recurrence and not any(text.find(w, piece.segment, quantity.number) >= 0 for w in said_here):
        year, words = None, None
    else:
        year = clock.target
        words = None if clock.words in said_here else clock.words
    comparator = quantity.comparator
    if kind in ("floor", "ceiling"):
        comparator = ">=" if kind == "floor" else "<="
    return Figure(
        kind, quantity, comparator, subject, year, words, recurrence, None, _qualifier(text, piece),
        None if part_of is None else before + part_of, start, end,
    )  # fmt: skip


def _recurrence(words: str) -> str:
    span = words[1:]
    years = {"两年": 2, "三年": 3}.get(span) or (int(span[0]) if span[0].isdigit() else None)
    if years:
        return f"R/P{years}Y"
    return {"月": "R/P1M", "半年": "R/P6M"}.get(span, "R/P3M")


def _kind(
    text: str, start: int, piece: _Piece, context: Context, clock: Clock, head: str, whole: str
) -> Literal["target", "fact", "fund", "subsidy", "rate", "floor", "ceiling"] | None:
    """What a quantity is, None if it is nothing that a plan is held to."""
    quantity = piece.main
    dimension = unit_dimension(quantity.unit)
    tail = text[quantity.end : piece.end]
    past = clock.past is not None
    if context == "situation" or past:
        return "fact" if quantity.unit else None
    if context == "front":
        return None
    if dimension in ("time", None) and not quantity.written_comparator:
        return None
    if dimension == "time" and quantity.written_comparator in ("以内", "之内", "内"):
        return None
    if dimension == "ratio" and _FLOOR.search(head) and _PRICE.search(head):
        return "ceiling" if re.search("不高于|不超过", head) else "floor"
    if dimension == "ratio" and (_RATE.search(head) and _SUBSIDY.search(text, piece.segment, piece.end)):
        return "rate"
    if _SUBSIDY.search(head) or (dimension == "money" and _SUBSIDY.search(whole)):
        return "rate" if dimension == "ratio" else "subsidy"
    if dimension == "money" and _FUND.search(whole) and not re.search(r"产值|收入|营收|增加值", whole):
        return "fund"
    if head.endswith("的") or tail.startswith("的") and dimension != "count":
        return None
    if not quantity.unit and not quantity.written_comparator:
        return None
    if quantity.comparator == "=" or quantity.comparator == "range" and not quantity.written_comparator:
        sure = context == "goal" or _ACTION.search(text, piece.segment, quantity.start) or _ACTION.search(head)
        sure = sure or bool(_YEARLY.search(whole)) or (clock.target is not None and _ACTION.search(text, start, quantity.start))
        if not sure:
            return None
    if context == "action" and quantity.written_comparator in ("以内", "之内", "内", "以下") and not clock.target:
        return None
    return "target"


def _subject(text: str, piece: _Piece, head: str, earlier: Sequence[Figure]) -> tuple[str, int | None]:
    """What the quantity is of, and the figure it is part of (其中)."""
    quantity = piece.main
    tail = text[quantity.end : piece.end]
    words = _without_time(head)
    part = words.startswith("其中")
    words = _LEAD_IN.sub("", words).strip("，、：: ")
    tail = re.sub(r"^(?:的|规模的?(?=[\u4e00-\u9fff]))", "", tail) if not words or _is_verb(words) else tail
    if tail and not re.match(r"[）)]|$", tail) and not (words and quantity.written_comparator and _MEASURE.search(words)):
        verb = re.match(r".*?(新增|新建|新培育|新引进|新认定|累计|认定|组织|举办|引进|引育|谋划推出|制定|参与)?[\u4e00-\u9fff]{0,4}$", words)
        kept = verb[1] if verb and verb[1] else ""
        return f"{kept}{tail}".strip("，、的"), None
    shared = _shared_subject(text, piece)
    if shared:
        return shared, None
    if not words or _CARRIES.match(words):
        return _carried(words, earlier), None
    words = _drop_verb(words)
    if part and earlier:
        parent = next((i for i in range(len(earlier) - 1, -1, -1) if earlier[i].quantity.unit == quantity.unit), None)
        if parent is not None:
            measure = _MEASURE.search(earlier[parent].subject)
            if measure and not _MEASURE.search(words):
                words += measure[1]
            return words, parent
    return words, None


def _without_time(words: str) -> str:
    words = _TIME.sub("", words)
    return re.sub(r"^[，、\s]+|(?:分别)?$", "", re.sub(r"^(?:前|之前|以来)", "", words))


def _is_verb(words: str) -> bool:
    return _VERB_DROPPED.sub("", words) == "" or bool(re.fullmatch(r"[\u4e00-\u9fff]{2,6}", words) and _ACTION.search(words))


def _drop_verb(words: str) -> str:
    rest = _VERB_DROPPED.sub("", words)
    return rest or words


def _carried(words: str, earlier: Sequence[Figure]) -> str:
    """A share, rate or total of the subject before it."""
    if not earlier:
        return words
    base = next((f.subject for f in reversed(earlier) if not re.search(r"占[^，]*比|年均|增速|增长", f.subject)), earlier[-1].subject)
    if _MEASURE.fullmatch(re.sub(r"^(?:工业|实现)", "", words)):  # 营业收入…，工业增加值…: the same owner, another measure
        return _MEASURE.sub("", re.sub(r"(?:营业|业务|主营业务)(?=收入$)", "", base)) + words
    return base + words


def _shared_subject(text: str, piece: _Piece) -> str | None:
    """甲、乙和丙分别达到 1、2 和 3: the subject at the same place of the list."""
    segment_end = _segment_end(text, piece.main.end, len(text))
    ordered = list(quantities(text, piece.segment, segment_end))
    match = _OF_ITEMS.search(text[piece.segment : ordered[0].start]) if ordered else None
    if match is None:
        return None
    items = re.split(r"、|和|及|以及|与", _LEAD_IN.sub("", _without_time(match["items"])))
    places = [q.number for q in ordered]
    if len(items) != len(ordered) or piece.main.number not in places:
        return None
    first, index = items[0], places.index(piece.main.number)
    scope = re.match(r"(?:全省|全市|全国|全区)?(?:与|对|自)?[^、]{0,16}?(?=[\u4e00-\u9fff]{4}$)", first)
    item = items[index] if index == 0 or scope is None else items[index]
    return f"{item}{match['measure']}"


def _qualifier(text: str, piece: _Piece) -> Qualifier | None:
    if not piece.others:
        return None
    threshold = piece.others[0]
    before = text[piece.main.end if piece.main.end <= threshold.start else piece.start : threshold.start]
    of = re.sub(r"^.*?(?:具备|拥有|年|的)", "", before).strip("，、 ")
    after = ""
    if not of and threshold.end < piece.main.start:
        after = re.sub(r"(?:的|数)?[\u4e00-\u9fff]{2}$", "", text[threshold.end : piece.main.start])
    return Qualifier(
        of=of or after or None,
        comparator=threshold.comparator if threshold.written_comparator else "=",
        value=threshold.value,
        value_max=threshold.value_max,
        unit=threshold.unit,
        written=text[threshold.start : threshold.end],
    )


def base_value(value: Decimal, name: str) -> tuple[Decimal, str]:
    """A printed value in its unit without a multiplier: 530, 万辆 is 5300000, 辆."""
    found = unit_of(name)
    if found is None:
        return value, name
    multiplier, unit = found
    return value * multiplier, unit.name if unit is not None else ""

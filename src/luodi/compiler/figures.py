"""指标与数据: which printed quantities are targets, which are facts, which are money promised.

A sentence is read segment by segment. Time said once holds for what follows it, a subject said once for the shares and
parts that follow (`汽车产量超过530万辆，占全国…超过18%，其中新能源汽车超过300万辆`), a verb said once for the items of its list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from luodi.compiler.quantities import Quantity, quantities
from luodi.compiler.sentences import Piece, dimension, pieces, sentences
from luodi.compiler.subjects import ACTION, governs, qualifier_of, subject_of
from luodi.compiler.timeline import Clock, Moment, moments
from luodi.plan import Comparator, Qualifier
from luodi.registry import unit_of

Context = Literal["situation", "goal", "action", "front"]
Kind = Literal["target", "fact", "fund", "subsidy", "rate", "floor", "ceiling"]

_SITUATION = re.compile(r"现状|情况|基础|形势|背景|成效|回顾|问题|挑战|概况|优势|机遇")
_GOAL = re.compile(r"目标|指标|愿景")
_NOT_SITUATION = re.compile(r"夯实|筑牢|强化|建设|提升|完善|加强|目标|要求|任务|工程|保障|应对|解决|整改|化解")
_SOFT = re.compile(r"力争|争取|努力|尽力")
_EVERY = re.compile(r"每年(?!度)|逐年|每(?:月|季度?|半年|[两三2-5]年)")
_FUND = re.compile(r"资金|基金(?!项目)|专项(?!债)|财政")
_SUBSIDY = re.compile(r"给予|奖励|补助|补贴|资助|贴息|奖补|补偿|奖金|配套支持|配资|减免|扶持资金|返还|抵扣|退税|保费|救助金")
_TURNOVER = re.compile(r"产值|收入|营收|增加值|投资|交易额|进出口|销售额|市值|产出")
_UP_TO = re.compile(r"最高|上限|单个项目|单户|单笔|每[个户家名项台辆人次](?!月)")
_FLOOR = re.compile(r"(不低于|不少于|不高于|不超过)[^，。；]*的$")
_PRICE = re.compile(r"价|租金|费用?|标准")
_RATE = re.compile(r"按[^，。；]{0,24}(?:的|比例)?$|比例(?:为|按|不超过|不低于)?$|给予[^，。；]{0,20}$")
_LIMIT = ("以内", "之内", "内", "以下")
_INSIDE = re.compile(r"“[^”]*”|《[^》]*》")
_BUILT = re.compile(
    r"(?:新增|新建|建成|建设|完成|改造|改建|修复|治理|造林|种植|整治|开工|投产|累计|供应|筹集|盘活|腾退|储备|淘汰|压减|减少|节约|铺设|敷设|开通|疏浚|保障|收储|开发)$"
)
_SCORE = re.compile(r"(?:得|扣|加|减|(?<!累)(?<!合)(?<!总)计|满|赋)$|权重|评分|分值|考核.{0,6}$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with what it says: kind, subject, year and the words that gave it, qualifier, sentence."""

    kind: Kind
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


def context_of(headings: Sequence[str]) -> Context:
    """What a passage under these headings is about, the innermost telling one deciding."""
    for heading in reversed(headings):
        if _GOAL.search(heading):
            return "goal"
        if _SITUATION.search(heading) and not _NOT_SITUATION.search(heading):
            return "situation"
    return "action"


def figures(text: str, start: int, end: int, context: Context, clock: Clock, latest_past: int | None) -> list[Figure]:
    """The figures of a passage in reading order. `clock` is time in force before it and is moved on.

    `latest_past` is the last year that had ended when the document was issued; None if that is not known.
    """
    found: list[Figure] = []
    for first, last in sentences(text, start, end):
        found += _Sentence(text, first, last, context, clock, latest_past).figures(len(found))
    return found


class _Sentence:
    """A sentence being read: its times, the figures found so far, the time in force at the place reached."""

    def __init__(self, text: str, start: int, end: int, context: Context, clock: Clock, latest_past: int | None) -> None:
        self.text, self.start, self.end = text, start, end
        self.context = context
        self.clock = clock
        self.moments = moments(text, start, end, latest_past)
        self.now = Clock(clock.target, clock.words)
        self.said: list[Moment] = []

    def figures(self, before: int) -> list[Figure]:
        """Its figures; `before` is how many the passage had already."""
        inside = [match.span() for match in _INSIDE.finditer(self.text, self.start, self.end)]
        printed = [
            quantity
            for quantity in quantities(self.text, self.start, self.end)
            if not any(a < quantity.number < b for a, b in inside)
        ]
        found: list[Figure] = []
        waiting = list(self.moments)
        for piece in pieces(self.text, self.start, self.end, printed):
            while waiting and waiting[0].start <= piece.main.start:
                self._pass(waiting.pop(0))
            figure = self._figure(piece, found, before)
            if figure is not None:
                found.append(figure)
        for moment in self.moments:
            if not moment.past:
                self.clock.target, self.clock.words = moment.year, moment.words
        return found

    def _pass(self, moment: Moment) -> None:
        if moment.past:
            self.now = Clock(past=moment.year)
        else:
            self.now = Clock(moment.year, moment.words)
        self.said.append(moment)

    def _figure(self, piece: Piece, found: Sequence[Figure], before: int) -> Figure | None:
        quantity = piece.main
        head = self.text[piece.start : quantity.start]
        kind = self._kind(piece, head)
        if kind is None:
            return None
        subject, part_of = subject_of(self.text, piece, head, [(f.subject, f.quantity.unit) for f in found])
        if not subject:
            return None
        year, words, recurrence = self._time(piece, kind)
        soft = _SOFT.search(self.text, self.start, quantity.start) if kind == "target" else None
        limits: dict[str, Comparator] = {"floor": ">=", "ceiling": "<="}
        return Figure(
            kind=kind,
            quantity=quantity,
            comparator=limits.get(kind, quantity.comparator),
            subject=subject,
            year=year,
            year_from=words,
            recurrence=recurrence,
            aspirational=soft.group() if soft else None,
            qualifier=qualifier_of(self.text, piece),
            part_of=None if part_of is None else before + part_of,
            start=self.start,
            end=self.end,
        )

    def _time(self, piece: Piece, kind: Kind) -> tuple[int | None, str | None, str | None]:
        """Year, the words outside the sentence that gave it, and recurrence."""
        every = _EVERY.search(self.text, piece.segment, piece.main.number)
        recurrence = _recurrence(every.group()) if every else None
        if kind == "fact":
            return self.now.past, None, recurrence
        said_beside = any(piece.segment <= moment.start < piece.main.start for moment in self.said)
        if recurrence and not said_beside:
            return None, None, recurrence
        outside = not any(moment.words == self.now.words for moment in self.said)
        return self.now.target, self.now.words if outside else None, recurrence

    def _kind(self, piece: Piece, head: str) -> Kind | None:
        """What a quantity is, None if it is nothing that a plan is held to."""
        quantity = piece.main
        if self.now.past is not None or self.context == "situation":
            return "fact" if quantity.unit else None
        whole = self.text[piece.segment : piece.end]
        promised = _money(quantity, dimension(quantity.unit), head, whole)
        if promised is not None:
            return None if self.context == "front" else promised
        if self.context == "front" and not any(moment.upto for moment in self.said):
            return None
        return "target" if self._is_target(piece, head) else None

    def _is_target(self, piece: Piece, head: str) -> bool:
        quantity = piece.main
        kind = dimension(quantity.unit)
        tail = self.text[quantity.end : piece.end]
        compared = bool(quantity.written_comparator)
        if not compared and (kind == "time" or not quantity.unit):
            return False
        if kind == "time" and (quantity.written_comparator in _LIMIT or tail):
            return False
        if head.endswith("的") or _SCORE.search(head):
            return False
        if tail.startswith("的") and (kind not in ("count", "ratio") or self._is_condition(piece)):
            return False
        due = any(not moment.past for moment in self.said)
        if quantity.written_comparator in _LIMIT and self.context == "action" and not due:
            return False
        lead = self.text[piece.segment : piece.first] if piece.start > piece.segment else head  # a list's verb is said once
        if tail and kind not in ("count", "ratio", "money", None) and not _BUILT.search(lead):
            return False  # 120米以上空域: what a thing is like
        if compared and quantity.comparator != "=":
            return True
        if self.context == "goal" or _EVERY.search(self.text, piece.segment, quantity.number):
            return True
        if tail:
            return governs(lead) or (due and bool(ACTION.search(lead)))
        return bool(ACTION.search(self.text, piece.segment, quantity.start)) or due


    def _is_condition(self, piece: Piece) -> bool:
        """对年产值超过1亿元的企业给予…: what a subsidy or a rule asks for."""
        if re.match(r"对|凡|如|若", self.text[piece.segment : piece.main.start]):
            return True
        return _SUBSIDY.search(self.text, piece.main.end, self.end) is not None


def _money(
    quantity: Quantity, kind: str | None, head: str, whole: str
) -> Literal["fund", "subsidy", "rate", "floor", "ceiling"] | None:
    """资金承诺: funds, subsidies, rates and price limits."""
    if kind == "ratio":
        limit = _FLOOR.search(head)
        if limit and _PRICE.search(head):
            return "ceiling" if limit[1] in ("不高于", "不超过") else "floor"
        return "rate" if _SUBSIDY.search(head) or (_RATE.search(head) and _SUBSIDY.search(whole)) else None
    if _SUBSIDY.search(head) or (kind == "money" and _SUBSIDY.search(whole)):
        return "subsidy"
    if kind != "money" or _TURNOVER.search(whole):
        return None
    if _UP_TO.search(whole):
        return "subsidy"
    return "fund" if _FUND.search(whole) else None


def _recurrence(words: str) -> str:
    """ISO 8601 repeating duration of 每年, 每季度, 每两年."""
    span = words[1:]
    years = {"两": 2, "三": 3}.get(span[:1]) or (int(span[0]) if span[:1].isdigit() else None)
    if years:
        return f"R/P{years}Y"
    return {"月": "R/P1M", "半年": "R/P6M", "季": "R/P3M", "季度": "R/P3M"}.get(span, "R/P1Y")


def base_value(value: Decimal, name: str) -> tuple[Decimal, str]:
    """A printed value in its unit without a multiplier: 530, 万辆 is 5300000, 辆."""
    found = unit_of(name)
    if found is None:
        return value, name
    multiplier, unit = found
    return value * multiplier, unit.name if unit is not None else ""

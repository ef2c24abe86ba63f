"""Sentences, the segments that commas cut them into, and the stretch of a segment that belongs to one quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec
from msgspec.structs import replace

from luodi.compiler.quantities import Quantity
from luodi.registry import unit_of

LONGEST_SENTENCE = 1000
"""Characters. A longer one is cut at its semicolons and commas."""

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?|[。！？]")
_SEGMENT_END = re.compile(r"[，；。：;！？\n]|,(?!\d)")
_LAST_SIGN = re.compile(r".*[，；：,;。]", re.DOTALL)
_ANY_BRACKET = re.compile(r"[（(）)]")
_BRACKET = re.compile(r"[（(](?!含[）)]|[一-龥]{1,3}[）)])")
_EXPLAINED = re.compile(r"[（(][^（）()。]*[）)](?:、|和|及|与|以及)?")
_SECOND_UNIT = re.compile(r"^[（(][\u4e00-\u9fff]{1,3}[）)]")
_VERBAL_NOUN = re.compile(
    r"(?:的?(?:新建|改建|扩建|建设|改造|提升|升级|任务|治理|整治|修复|修缮|更新|工程|工作|铺设))+"
)
_COMPLETES = re.compile(r"(?:完成|实施|推进|启动|开展)[\u4e00-\u9fff“”、]{2,30}$")  # 完成慢行步道12公里建设
_LIST_ONLY = re.compile(r"(?:、|，|和|及|与|以及)(?:为)?")
_LIST_SIGN = re.compile(r"(?:、|和|及|与|以及|或|并)$")
_LIST_GOES_ON = re.compile(r"^(?:、|和|及|与|以及)")
_GOES_ON_UNCOUNTED = re.compile(r"、[\u4e00-\u9fff]{2,20}等[\u4e00-\u9fff]{2,8}$")
_LAST_ITEM = re.compile(r"(?:、|和|及|以及)[\u4e00-\u9fff]{2,8}$")


_FROM = re.compile(r"(?:由|从|自)(?:(?P<year>(?:19|20)\d{2})年(?:底|末)?的?|目前的?|现在的?|原来的?)?$")
_BASED = re.compile(r"在(?:(?P<year>(?:19|20)\d{2})年(?:底|末)?的?|目前的?|现有的?)?$")
_BASIS = re.compile(r"[^，。；]{0,6}的?基础上")
_MOST_LISTS = 20  # 分别 in one sentence
_RESPECTIVELY = re.compile(r"分别")


class Origin(msgspec.Struct, frozen=True):
    """The value that a target sets out from, 由2020年的15.2件 or 在2020年268千克的基础上: its place and its year if said."""

    quantity: Quantity
    year: int | None
    start: int
    end: int


class Piece(msgspec.Struct, frozen=True):
    """A quantity with the stretch that belongs to it; `others` are thresholds within it."""

    main: Quantity
    start: int
    end: int
    head: str  # the words before the quantity, without those of its origin
    tail: str  # the words behind the quantity
    segment: int  # where its comma-separated segment begins
    first: int  # where the first quantity of that segment begins
    places: tuple[int, ...]  # of the quantities of that segment
    others: tuple[Quantity, ...] = ()
    origin: Origin | None = None

    def elided(self, text: str) -> bool:
        """Whether the counted thing is left out because the item before names it: …企业15家、超亿元的150家."""
        if not self.others or self.main.end < self.end:
            return False
        return self.others[0].start == self.start and text[self.others[0].end : self.main.start] == "的"


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a passage, full stop included; one that never ends is cut."""
    for match in _SENTENCE.finditer(text, start, end):
        first, last = match.span()
        while last - first > LONGEST_SENTENCE:
            limit = first + LONGEST_SENTENCE
            cut = max(text.rfind(sign, first, limit) for sign in "；;，,") + 1 or limit
            yield first, cut
            first = cut
        if not text[first:last].isspace():
            yield first, last


def pieces(text: str, start: int, end: int, printed: Sequence[Quantity]) -> Iterator[Piece]:
    """The pieces of a sentence, one for each quantity that is not a threshold of another."""
    index, done = 0, start
    while index < len(printed):
        quantity = printed[index]
        first = _segment_begin(text, start, quantity.start)
        last = segment_end(text, quantity.end, end)
        inside = [one for one in printed[index:] if one.end <= last] or [quantity]
        begin = max(first, _behind(text, done, quantity.start)) if text.startswith(("（", "("), done) else first
        yield from _segment(text, first, begin, last, inside)
        index, done = index + len(inside), last


def _segment_begin(text: str, start: int, place: int) -> int:
    """Where the segment that holds a place begins: behind a sign, within an open bracket or behind a closed one."""
    sign = _LAST_SIGN.match(text, start, place)
    first = sign.end() if sign is not None else start
    if _ANY_BRACKET.search(text, first, place) is None:
        return first
    bracket = max(text.rfind(sign, first, place) for sign in "（(")
    if bracket >= 0 and not any(sign in text[bracket:place] for sign in "）)"):
        first = bracket + 1
    closing = max(text.rfind(sign, first, place) for sign in "）)")
    if closing >= 0 and not any(sign in text[first:closing] for sign in "（("):
        first = closing + 1
    return first


def shared(text: str, start: int, end: int, printed: Sequence[Quantity]) -> list[Quantity]:
    """Quantities of which 分别 says one comparator and one unit: 分别不低于10、35、50毫克."""
    found = list(printed)
    if text.find("分别", start, end) < 0:
        return found
    for match in islice(_RESPECTIVELY.finditer(text, start, end), _MOST_LISTS):
        run = respective(text, match.end(), found)
        sign = next((found[i] for i in run if found[i].written_comparator), None)
        unit = next((found[i].unit for i in reversed(run) if found[i].unit), "")
        for i in run:
            one = found[i]
            if sign is not None and not one.written_comparator and one.value_max is None:
                one = replace(one, comparator=sign.comparator, written_comparator=sign.written_comparator)
            found[i] = one if one.unit else replace(one, unit=unit)
    return found


_FAR_OFF = re.compile(r"[，。；：]|[^，。；：]{24}")


def respective(text: str, position: int, printed: Sequence[Quantity]) -> list[int]:
    """The indexes of the quantities listed behind 分别."""
    run: list[int] = []
    for index, quantity in enumerate(printed):
        if quantity.start < position - 1 or (not run and _FAR_OFF.search(text, position, quantity.start)):
            continue
        if run and _LIST_ONLY.fullmatch(text[printed[run[-1]].end : quantity.start]) is None:
            break
        run.append(index)
    return run if len(run) > 1 else []


def segment_end(text: str, position: int, end: int) -> int:
    """Where the segment that holds a place ends."""
    if _BRACKET.match(text, position, end):  # 1200亿元（其中…）
        return position
    match = _SEGMENT_END.search(text, position, end)
    return match.start() if match else end


def _behind(text: str, done: int, end: int) -> int:
    """Where the words of the next item begin, behind a bracket that explains the item before: 50家（含…）、酒店100家."""
    match = _EXPLAINED.match(text, done, end)
    return match.end() if match is not None else 0


def _segment(text: str, segment: int, start: int, end: int, inside: Sequence[Quantity]) -> Iterator[Piece]:
    """Cut a segment where a list goes on with another quantity, then find the main quantity of each part."""
    groups: list[list[Quantity]] = [[inside[0]]]
    cuts = [start]
    for quantity in inside[1:]:
        before = groups[-1][-1]
        cut = _cut(text, before, quantity)
        if cut is None:
            groups[-1].append(quantity)
        else:
            cuts.append(cut)
            groups.append([quantity])
    uncounted = _GOES_ON_UNCOUNTED.match(text, inside[-1].end, end)  # 充电桩500个、快递柜等设施
    end = inside[-1].end if uncounted is not None else end
    places = tuple(quantity.number for quantity in inside)
    for group, first, last in zip(groups, cuts, [*cuts[1:], end], strict=True):
        stop = _without_sign(text, first, last)
        main, others, origin = _about(text, group, first, stop)
        head = text[first : main.start]
        if origin is not None:
            head = text[first : origin.start] + text[origin.end : main.start]
        tail = _tail(text[main.end : stop], head)
        yield Piece(main, first, stop, head, tail, segment, inside[0].start, places, others, origin)


def _tail(words: str, head: str) -> str:
    """The words behind a quantity, without a second unit in brackets: 3.6万套（间）."""
    words = _SECOND_UNIT.sub("", words)
    return "" if words and _VERBAL_NOUN.fullmatch(words) and _COMPLETES.search(head) else words


def _cut(text: str, left: Quantity, right: Quantity) -> int | None:
    """Where the list item of a quantity begins, None if the quantity belongs to the item before."""
    between = text[left.end : right.start]
    if left.end == right.number and dimension(left.unit) == dimension(right.unit) == "count":  # 1.86万户7.52万人
        return right.start
    if goes_on := _LIST_GOES_ON.match(between):  # 企业100家、园区30个
        return left.end + goes_on.end()
    if _LIST_SIGN.search(between):  # 3家企业、2个园区
        return right.start
    if (item := _LAST_ITEM.search(between)) and "的" not in item.group():  # 3家企业、园区2个
        return left.end + item.start() + len(re.match(r"以及|.", item.group()).group())  # type: ignore[union-attr]
    if left.unit == right.unit and not right.written_comparator and re.fullmatch(r"[\u4e00-\u9fff]{2,3}", between):
        return right.start  # 1个大类7个中类
    return None


def _without_sign(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in "、和及与":
        end -= 1
    return end


def _about(
    text: str, group: Sequence[Quantity], start: int, end: int
) -> tuple[Quantity, tuple[Quantity, ...], Origin | None]:
    """The quantity that a piece is about: a count whose thing has a threshold, else the last one. The others; its origin."""
    first, last = group[0], group[-1]
    if len(group) == 1:
        return first, (), None
    origin = _origin(text, start, first)
    if origin is not None:
        return last, (), origin
    if dimension(last.unit) == "money" and _PAID_FOR.search(text, first.end, last.start):  # 每制定1项标准给予30万元
        return last, (), None
    behind = last.end < end or (first.end == last.start and bool(last.written_comparator))  # 3个超五千亿元、…
    if text.endswith("每", start, first.start):  # 每2000户居民设置1个站点
        return last, (), None
    if dimension(first.unit) == "count" and behind:
        return first, tuple(group[1:]), None
    return last, tuple(group[:-1]), None


_PAID_FOR = re.compile(r"给予|奖励|补助|补贴|资助|奖补")


def _origin(text: str, start: int, first: Quantity) -> Origin | None:
    before = text[start : first.start]
    match = _FROM.search(before[-10:])
    end = first.end
    if match is None and (basis := _BASIS.match(text, first.end)) is not None:
        match, end = _BASED.search(before[-10:]), basis.end()
    if match is None:
        return None
    return Origin(first, int(match["year"]) if match["year"] else None, first.start - len(match.group()), end)


def dimension(unit: str) -> str | None:
    """The dimension of a printed unit, multiplier aside."""
    found = unit_of(unit)
    return found[1].dimension if found is not None and found[1] is not None else None

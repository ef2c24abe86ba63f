"""What a document says of itself: title, issuers, number, date, period, addressees, urgency, approval, basis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from luodi.compiler.bodies import expand
from luodi.compiler.dates import PLAN_YEARS, dates_in, first_day, last_day
from luodi.compiler.frame import DATE, NUMBER, REMARK, Element, Frame
from luodi.documents import Anchor, Document
from luodi.documents.marks import chinese_number
from luodi.plan import Basis, Mark, Period
from luodi.registry import full_name, identify, region_at

Level = Literal["state", "province", "city", "county"]

_MARKED: tuple[Element, ...] = (
    "urgency", "secrecy", "number", "title", "addressees", "signature", "date", "annex", "copies", "imprint", "disclosure", "remark",
    "letterhead", "contents",
)  # fmt: skip
_ISSUES = re.compile(r"关于(?:印发|转发|发布|公布|下发)|(?:印发|转发|发布|公布|下发)关于.*的通知$")
_ABOUT = re.compile(r"关于")
_ORGAN = r"(?:厅|局|委|委员会|办公室|政府|部|院|会|组|中心|集团|公司|署|行|社|总队|总局|办)"
_YEARS = re.compile(r"((?:19|20)\d{2})年?(?:[-—–－―~～]{1,2}|至|到)((?:19|20)\d{2})(?:年|(?=[）)]))")
_ANY_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_FIVE_YEARS = re.compile(r"[“\"]?(十[二三四五]五)[”\"]?")
_VALID = re.compile(
    r"(?:施行|实施|执行|本[\u4e00-\u9fff]{2,4})[，,；]?有效期(?:至|到)((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)"
)
_FOR_YEARS = re.compile(
    r"自((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)起(?:施行|实施|执行)[，,；]?(?:试行期|有效期)(?:为|限)?([\d一二两三四五])年"
)
_ONE_YEAR = re.compile(
    r"((?:19|20)\d{2})年(?:度)?(?=全|[省市区县]|(?:[\u4e00-\u9fff“”、《]|(?<=报告)》|(?<=要点)》|(?<=计划)》){0,30}(?:要点|安排|任务|计划|方案|分工|分解|清单|实事|事项|措施|行动))"
)
_IN_FORCE = re.compile(r"自((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)起(?:施行|实施|执行)")
_BY_YEAR = re.compile(r"(?<![\u4e00-\u9fff]{2}[达恢提降])到((?:19|20)\d{2})年(?:年?底|年?末)?(?!的?(?:同期|水平|\d))")
_OUTLOOK = re.compile(r"展望|远景|愿景")
FURTHEST_HORIZON = 15
"""Years from issue to the last year that a plan's own goals are set for."""
_APPROVED = re.compile(r"(?:已)?经([\u4e00-\u9fff、]{2,30}?)(?:研究)?(?:同意|批准|审定|审议通过)")
_CITED = re.compile(r"《((?:[^《》]|《[^《》]*》)*)》(?:[（(]([^（）()]*?〔\d{4}〕[^（）()]*?号)[）)])?")
_RESTS_ON = re.compile(r"(?:依据|根据|按照|落实|贯彻|依照|遵照)[^《》。]{0,30}$")
_PARENT = re.compile(r"^《(.+)》(?:.{0,6}(?:任务|分工|责任).{0,8})$")
_ADOPTED = re.compile(r"[（(][^（）()]{0,60}(?:通过|批准|修订|修正|公布)[）)]$")
_DATED = re.compile(r"[（(]((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)[）)]$")
"""The day below the title, where opinions of party committees have it."""
_SIGNED_ON = re.compile(rf"{DATE.pattern}(?:{REMARK})?$")
_DISCLOSURE = re.compile(r"(主动公开|依申请公开|不予公开|公开发布|删减后公开)")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of `PlanDocument` that are read from the text, and where each was read."""

    title: str | None
    issuers: tuple[str, ...]
    number: str | None
    issued: str | None
    period: Period
    level: Level | None
    region: str | None
    addressees: tuple[str, ...]
    urgency: str | None
    approved_by: str | None
    basis: tuple[Basis, ...]
    parent: str | None
    disclosure: str | None
    marks: tuple[Mark, ...]
    titled_period: bool  # the title names the years: then they are when everything in the plan is due


def metadata(document: Document, frame: Frame, goals: Sequence[Anchor]) -> Metadata:
    """Read the fields, each from the elements that can hold it. `goals`: the text of the sections that set goals."""
    marks = [Mark(field=element, anchor=block.anchor) for element in _MARKED for block in frame.of(document, element)]
    titles = _titles(document, frame)
    title = _title(titles)
    issuers = _issuers(document, frame, titles)
    level, region = _place(issuers) if issuers else _titled_place(title)
    issued = _issued(document, frame)
    naming = _naming_period(title, titles)
    period, period_anchor = _period(naming, issued, document, goals)
    approved = _first(_APPROVED, document, frame, "letter", "preamble")
    marks += [Mark(field="period", anchor=period_anchor)] if period_anchor else []
    marks += [Mark(field="approved_by", anchor=approved[0])] if approved else []
    disclosure = next(filter(None, map(_DISCLOSURE.search, _disclosures(document, frame))), None)
    parent = _PARENT.match(title) if title else None
    return Metadata(
        title=title,
        issuers=issuers,
        number=_number(document, frame),
        issued=issued,
        period=period,
        level=level,
        region=region,
        addressees=_addressees(document, frame),
        urgency=next(iter(_texts(document, frame, "urgency")), None),
        approved_by=approved[1] if approved else None,
        basis=tuple(_basis(document, frame, title)),
        parent=f"《{parent[1]}》" if parent else None,
        disclosure=disclosure[1] if disclosure else None,
        titled_period=bool(
            naming and (_YEARS.search(naming) or _FIVE_YEARS.search(naming) or _ONE_YEAR.search(naming))
        ),
        marks=tuple(sorted(marks, key=lambda mark: (mark.anchor.start, mark.field))),
    )


def _texts(document: Document, frame: Frame, element: Element) -> list[str]:
    return [document.quote(block.anchor) for block in frame.of(document, element)]


def _disclosures(document: Document, frame: Frame) -> list[str]:
    """Where the way of publication may stand: by itself, or in one line with the date."""
    return [
        *_texts(document, frame, "disclosure"),
        *_texts(document, frame, "date"),
        *_texts(document, frame, "signature"),
    ]


def _first(pattern: re.Pattern[str], document: Document, frame: Frame, *elements: Element) -> tuple[Anchor, str] | None:
    for element in elements:
        for block in frame.of(document, element):
            match = pattern.search(document.text, block.anchor.start, block.anchor.end)
            if match:
                return Anchor(match.start(1), match.end(1)), match[1]
    return None


def _title(titles: list[str]) -> str | None:
    """The plan's own title: that of the attached plan when the first one is of the notice that issues it."""
    if not titles:
        return None
    if _ISSUES.search(titles[0]):
        attached = [title for title in titles[1:] if not _ISSUES.search(title)]
        if attached:
            return attached[0]
    return titles[0]


def _naming_period(title: str | None, titles: list[str]) -> str | None:
    """The title that names the years: the plan's own, else that of the notice, which names the plan in full."""
    if title is None or _named_period(title) is not None or not _ISSUES.search(titles[0]):
        return title
    return titles[0] if _named_period(titles[0]) is not None else title


def _titles(document: Document, frame: Frame) -> list[str]:
    """The titles, each put together from its lines, without the meeting that adopted the document or its day."""
    return [_DATED.sub("", _ADOPTED.sub("", words_of(document, title))) for title in frame.titles]


def words_of(document: Document, title: Iterable[int]) -> str:
    """The words of a title that is set over these blocks."""
    return "".join(document.quote(document.blocks[i].anchor) for i in title)


def _number(document: Document, frame: Frame) -> str | None:
    for text in _texts(document, frame, "number"):
        match = NUMBER.search(text)
        if match:
            return re.sub(r"[\[【（(［](\s*\d{4}\s*)[\]】）)］]", r"〔\1〕", match[0]).replace(" ", "").lstrip("（(")
    return None


def _issuers(document: Document, frame: Frame, titles: list[str]) -> tuple[str, ...]:
    """发文机关: the signatures, else the names before 关于 in the first title, else the office of the imprint."""
    signed = tuple(dict.fromkeys(name for words in _signatures(document, frame) for name in _separate(words)))
    if signed:
        return signed
    head = (
        _ABOUT.split(titles[0])[0].removesuffix("印发").removesuffix("转发")
        if titles and _ABOUT.search(titles[0])
        else ""
    )
    if re.search(_ORGAN + "$", head):
        return tuple(_separate(head))
    for text in _texts(document, frame, "imprint"):
        office = re.match(rf"(.*?{_ORGAN})(?:秘书处)?\d{{4}}年", text)
        if office:
            return (office[1].removesuffix("秘书处"),)
    for text in _texts(document, frame, "letterhead"):
        return tuple(_separate(text.removesuffix("文件")))
    return ()


def _signatures(document: Document, frame: Frame) -> Iterator[str]:
    """The signatures without the day; one set over two lines is put together."""
    begun = ""
    for text in _texts(document, frame, "signature"):
        begun += _SIGNED_ON.sub("", text)
        if re.search(_ORGAN + "$", begun):
            yield begun
            begun = ""


def _separate(names: str) -> Iterator[str]:
    """Names set one after another without a sign between them: each begins with the same region's name."""
    found = region_at(names, 2 if names.startswith("中共") else 0)
    place = found[0] if found else None
    start = 0
    for end in (match.end() for match in re.finditer(_ORGAN, names)):
        if end - start < 3 or end == len(names):
            continue
        if names.startswith(place, end) if place else _are_known(names[start:end], names[end:]):
            yield names[start:end]
            start = end
    yield names[start:]


def _are_known(name: str, others: str) -> bool:
    """Whether words divide into the name of a body of the state and what begins with another."""
    ends = (match.end() for match in re.finditer(_ORGAN, others))
    return identify(name, level="state") is not None and any(identify(others[:end], level="state") for end in ends)


def _issued(document: Document, frame: Frame) -> str | None:
    elements: tuple[Element, ...] = ("date", "signature", "imprint")
    for element in elements:
        for text in _texts(document, frame, element):
            dates = dates_in(text)
            if dates:
                return dates[0][2]
    dated = _DATED.search(words_of(document, frame.titles[0])) if frame.titles else None
    dates = dates_in(dated[1]) if dated is not None else []
    return dates[0][2] if dates else None


def _period(
    title: str | None, issued: str | None, document: Document, goals: Sequence[Anchor]
) -> tuple[Period, Anchor | None]:
    """规划期: from the title, from 有效期至, from the five-year plan the title names, else the last year of the goals."""
    named = _named_period(title or "")
    if named is not None:
        period, words = named
        at = document.text.find(title or "")
        at = document.text.find(words, max(at, 0))  # a title over several paragraphs stands nowhere as a whole
        return period, Anchor(at, at + len(words)) if at >= 0 else None
    match = _FOR_YEARS.search(document.text)
    dates = dates_in(match[1]) if match else []
    if match and dates:
        years = chinese_number(match[2].replace("两", "二")) or 0
        return _years_from(dates[0][2], years), Anchor(match.start(), match.end())
    match = _VALID.search(document.text)
    if match:
        begins = _IN_FORCE.search(document.text)
        start = dates_in(begins[1])[0][2] if begins and dates_in(begins[1]) else None
        return Period(start=start, end=dates_in(match[1])[0][2]), Anchor(match.start(), match.end())
    match = _horizon(issued, document, goals)
    if match:
        return Period(start=None, end=last_day(int(match[1]))), Anchor(match.start(), match.end())
    return Period(start=None, end=None), None


def _named_period(title: str) -> tuple[Period, str] | None:
    """The period that a title names, and the words that do."""
    match = _YEARS.search(title)
    if match:
        return Period(start=first_day(int(match[1])), end=last_day(int(match[2]))), match[0]
    match = _FIVE_YEARS.search(title)
    if match:
        first = PLAN_YEARS[match[1]]
        return Period(start=first_day(first), end=last_day(first + 4)), match[0]
    match = _ONE_YEAR.search(title)
    if match and len(set(_ANY_YEAR.findall(title))) == 1:
        return Period(start=first_day(int(match[1])), end=last_day(int(match[1]))), match[0]
    return None


def _horizon(issued: str | None, document: Document, goals: Sequence[Anchor]) -> re.Match[str] | None:
    """Where the latest year of the main goals is first said; without goals, the first year by which anything is due."""
    said = [match for goal in goals for match in _BY_YEAR.finditer(document.text, goal.start, goal.end)]
    main = [match for match in said if _is_main(match, issued)]
    if main:
        return max(main, key=lambda match: (int(match[1]), -match.start()))
    elsewhere = [match for match in _BY_YEAR.finditer(document.text) if _is_main(match, issued)]
    if len({match[1] for match in elsewhere}) > 1:
        elsewhere = [match for match in elsewhere if document.text.startswith(("，", ","), match.end())]
    return elsewhere[0] if elsewhere else None


def _is_main(match: re.Match[str], issued: str | None) -> bool:
    """Whether a year by which goals are to be reached is the plan's own: no outlook (展望), not past, not a life away."""
    around = match.string[max(0, match.start() - 6) : match.end() + 8]
    far = issued is not None and not 0 <= int(match[1]) - int(issued[:4]) <= FURTHEST_HORIZON
    return not far and _OUTLOOK.search(around) is None


def _years_from(start: str, years: int) -> Period:
    """From a day to the eve of the same day so many years later."""
    first = date.fromisoformat(start)
    last = date(first.year + years, first.month, min(first.day, 28)) + timedelta(
        days=first.day - min(first.day, 28) - 1
    )
    return Period(start=start, end=last.isoformat())


_OPENS = re.compile(r"(?:关于)?(?:印发|发布|转发)?《?")


def _titled_place(title: str | None) -> tuple[Level | None, str | None]:
    """Level and region of a document that names no issuer: those its title begins with, in full (广州市…行动计划)."""
    opened = _OPENS.match(title) if title else None
    if title is None or opened is None:
        return None, None
    found = region_at(title, opened.end())
    if found is None or not any(division.name == found[0] for division in found[1]):
        return None, None
    return _place((title[opened.end() :],))


def _place(issuers: tuple[str, ...]) -> tuple[Level | None, str | None]:
    """Level and region of the issuers: GB/T 2260 names from the outermost down (广东省广州市)."""
    found = region_at(issuers[0], 0)
    if found is None or len(found[0]) < 3:
        state = re.match(r"国务院|中共中央|中央|国家|全国|(?:[\u4e00-\u9fff]{2,12}部)$|中国", issuers[0])
        return ("state", None) if state else (None, None)
    inner = region_at(issuers[0], len(found[0]))
    region = found[1][0]
    if inner is not None and len(inner[0]) >= 3:
        region = next((r for r in inner[1] if full_name(r).startswith(full_name(region))), region)
    level: Level = {"province": "province", "city": "city", "county": "county"}[region.level]  # type: ignore[assignment]
    return level, full_name(region)


def _addressees(document: Document, frame: Frame) -> tuple[str, ...]:
    names: list[str] = []
    for text in _texts(document, frame, "addressees"):
        names += [name.name for name in expand(text.rstrip("：:"), 0)]
    return tuple(names)


def _basis(document: Document, frame: Frame, title: str | None) -> Iterator[Basis]:
    """制定依据: documents that the letter or the preamble says the plan rests on."""
    elements: tuple[Element, ...] = ("letter", "preamble")
    for element in elements:
        for block in frame.of(document, element):
            for match in _CITED.finditer(document.text, block.anchor.start, block.anchor.end):
                before = document.text[block.anchor.start : match.start()].rpartition("。")[2]
                chain = re.sub(r"《(?:[^《》]|《[^《》]*》)*》(?:[（(][^（）()]*[）)])?[、和及]?", "", before)
                if match[1] != title and _RESTS_ON.search(chain):
                    yield Basis(title=match[1], number=match[2], anchor=Anchor(match.start(), match.end()))

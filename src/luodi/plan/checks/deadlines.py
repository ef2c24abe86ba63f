"""Do the deadlines and years of a plan lie where its title and its date put them?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.documents import Anchor
from luodi.plan.checks.finding import finding, shortened
from luodi.plan.model import Due, Finding, Plan, PlanDocument

_YEARS = re.compile(r"((?:19|20)\d{2})\s*年?\s*(?:[—–\-~～－]{1,2}|至|到)\s*((?:19|20)\d{2})\s*年")


def deadline_outside_period(plan: Plan) -> Iterator[Finding]:
    """A task is due after the last day of the plan, where the title or the validity says which that is."""
    end = plan.document.period.end
    if end is None or not _says_its_period(plan.document):
        return
    for path, due in _dues(plan):
        if due.by is not None and due.by > end:
            yield finding("deadline-outside-period", "warning", due.anchor, path=path, written=due.written, end=end)


def deadline_before_issue(plan: Plan) -> Iterator[Finding]:
    """A task is due before the day on which the document was issued."""
    issued = plan.document.issued
    if issued is None:
        return
    late = {due.anchor: (path, due.written) for path, due in _dues(plan) if due.by is not None and due.by < issued}
    for anchor, (path, written) in (late | dict(_written_late(plan, issued))).items():
        yield finding("deadline-before-issue", "error", anchor, path=path, written=written, issued=issued)


_WRITTEN = re.compile(
    r"(?<=[，。；：\n])(?:力争|争取|确保)?(?P<year>20\d{2})年(?:(?P<month>\d{1,2})月)?底?(?:之|以)?前，?(?![^，。；\n]*[已的])"
    r"(?=[^，。；\n]{0,4}(?:完成|建成|布设|建立|建设|出台|印发|制定|编制|实现|达到|新增|启动|形成|推出|开展|培育|打造))"
)
"""What had passed and is said of the things that it happened to (已建成, 建成的) is no deadline."""


def _written_late(plan: Plan, issued: str) -> Iterator[tuple[Anchor, tuple[str, str]]]:
    """Deadlines in running text that had passed; the plan holds none of them, since most such dates tell the past."""
    text, year = plan.document.text, int(issued[:4])
    for task in plan.tasks:
        if text.find("前", task.anchor.start, task.anchor.end) < 0:
            continue
        for found in _WRITTEN.finditer(text, task.anchor.start, task.anchor.end):
            month = f"{found['month'] or '12':0>2}"
            if year - 3 <= int(found["year"]) and f"{found['year']}-{month}" < issued[:7]:
                yield Anchor(found.start(), found.end()), (task.path, found.group().rstrip("，"))


def _dues(plan: Plan) -> Iterator[tuple[str, Due]]:
    """Deadlines that are met once, with the paths of their tasks."""
    return ((task.path, due) for task in plan.tasks for due in task.dues if due.recurrence is None)


def _says_its_period(document: PlanDocument) -> bool:
    """Whether the period is the title's or the validity's; a year that only goals name is no end of the work."""
    if document.title and _YEARS.search(document.title):
        return True
    said = (document.text[mark.anchor.start : mark.anchor.end] for mark in document.marks if mark.field == "period")
    return any("有效期" in words for words in said)


# ---------------------------------------------------------------- the years of the title


def period_mismatch(plan: Plan) -> Iterator[Finding]:
    """The years of the title disagree with the length it names, with the validity, or with the years of goals."""
    years = _YEARS.search(plan.document.title or "")
    if years is None:
        return
    first, last = int(years[1]), int(years[2])
    for quote, anchor in (*_length(plan.document, first, last), *_validity(plan.document, last), *_goals(plan, last)):
        yield finding("period-mismatch", "warning", anchor, years=years.group(), quote=shortened(quote))


_LENGTH = re.compile(r"([二两三四五六七八九十]|\d{1,2})年(?=行动|计划|规划|攻坚|提升|实施|滚动|方案|专项)")
_NUMERALS = {character: number for number, character in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _length(document: PlanDocument, first: int, last: int) -> Iterator[tuple[str, Anchor | None]]:
    """三年行动计划（2025—2028年）."""
    said = _LENGTH.search(document.title or "")
    if said is not None:
        length = int(said[1]) if said[1].isdigit() else _NUMERALS[said[1]]
        if length not in (last - first + 1, last - first):
            yield said.group(), _first_title(document)


def _first_title(document: PlanDocument) -> Anchor | None:
    return next((mark.anchor for mark in document.marks if mark.field == "title"), None)


_VALID = re.compile(r"有效期(?:截止?)?(?:至|到)((?:19|20)\d{2})年")


def _validity(document: PlanDocument, last: int) -> Iterator[tuple[str, Anchor]]:
    """A document that is no longer in force when its plan ends. That it stays in force longer is usual."""
    for valid in _VALID.finditer(document.text):
        if int(valid[1]) < last:
            yield valid.group(), Anchor(valid.start(), valid.end())


_VISION = re.compile(r"展望|远景|远期|长远|愿景|中长期")


def _goals(plan: Plan, last: int) -> Iterator[tuple[str, Anchor]]:
    """Goals of a year behind the period, once a year. A vision (展望, to the end of a five-year plan) is no mistake."""
    said: set[int] = set()
    for target in plan.targets:
        year = target.year
        if year is None or year <= last or year % 5 == 0 or year in said or _VISION.search(target.sentence):
            continue
        said.add(year)
        start = plan.document.text.find(str(year), target.anchor.start, target.anchor.end)
        place = Anchor(start, start + 5) if start >= 0 else target.anchor
        yield plan.document.text[place.start : place.end], place

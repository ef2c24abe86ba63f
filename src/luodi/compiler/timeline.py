"""Time in force within a passage: by when targets are due, of which past year facts are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luodi.compiler.dates import PLAN_YEARS

TIME = re.compile(
    r"(?P<by>(?:力争|争取|确保|预计|计划)?(?:到|至|截至|截止到?|于)?(?P<year>(?:19|20)\d{2})年(?:年?底|年?末|年?内)?(?:前|之前|以前)?)"
    r"|(?P<plan>(?:到|至)?[“\"]?(?P<name>十[二三四五]五)[”\"]?(?:规划)?(?:期末|末|期间|时期))"
)
"""A time that figures belong to: a year, or a five-year plan's."""

_UPTO = re.compile(r"^(?:力争|争取|确保|预计|计划)*(?:到|至)(?!截)")
_COMPARED = re.compile(r"(?:比|较|相比|相较|对比|同|与|以|自|从|〔|（|\d[—－-]|在)$")
_COUNTED = re.compile(r"截至|截止|已|目前|现有")
_NO_TIME_AFTER = re.compile(r"[—－\-~～]|至(?=\d{4})|〕|版|修订|度?(?:计划|规划|预算|行动)(?!期)|以来|起")


@dataclass(slots=True)
class Clock:
    """Time in force: the year that targets are due, the words that said so; a past year for facts."""

    target: int | None = None
    words: str | None = None
    past: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A time said at a place of the text."""

    start: int
    end: int
    year: int
    words: str
    past: bool
    upto: bool  # said with 到


def moments(text: str, start: int, end: int, latest_past: int | None) -> list[Moment]:
    """The times of a sentence in order. A year that something is compared with (较2020年) is none.

    `latest_past` is the last year that had ended when the document was issued; None if that is not known.
    """
    found: list[Moment] = []
    for match in TIME.finditer(text, start, end):
        before = text[max(start, match.start() - 2) : match.start()]
        upto = _UPTO.match(match.group()) is not None
        if match["by"] and not upto and (_COMPARED.search(before) or _NO_TIME_AFTER.match(text, match.end())):
            continue
        year = int(match["year"]) if match["by"] else PLAN_YEARS[match["name"]] + 4
        counted = bool(_COUNTED.search(text, max(start, match.start() - 3), min(end, match.end() + 2)))
        past = (latest_past is not None and year <= latest_past) or (counted and not upto)
        found.append(Moment(match.start(), match.end(), year, match.group(), past, upto))
    return found

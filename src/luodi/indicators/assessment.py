"""What an assessment of a target holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from luodi.indicators.observation import Observation
from luodi.indicators.trajectory import Required, Trajectory
from luodi.messages import Language
from luodi.messages import say as _say
from luodi.plan import Baseline, Comparator, Record

SCHEMA: Literal["luodi/assessments/1"] = "luodi/assessments/1"

Verdict = Literal["met", "on_path", "off_path", "not_met", "cannot_be_judged"]
Use = Literal["baseline", "decisive", "earlier", "part-year", "other-basis", "rival"]


class Sentence(Record, frozen=True):
    """A sentence with a stable code; `text` is Chinese, `say(sentence, "en")` gives it in English."""

    code: str
    text: str
    values: dict[str, str]


def sentence(kind: Literal["reason", "caution"], code: str, values: dict[str, str]) -> Sentence:
    return Sentence(code, _say(f"assess.{kind}.{code}", "zh", **values), values)


def say(kind: Literal["reason", "caution"], said: Sentence, language: Language) -> str:
    """The sentence in a language."""
    return _say(f"assess.{kind}.{said.code}", language, **said.values)


class Used(Record, frozen=True):
    """An observation and what it was used for."""

    use: Use
    observation: Observation


class Standing(Record, frozen=True):
    """Where the quantity stands at a time, on the target's own basis, in the assessment's `counted_in`.

    `derived`: something it rests on was not published but worked out.
    """

    at: float
    year: int
    amount: float
    bound: Comparator
    derived: bool = False


class Assessment(Record, frozen=True, kw_only=True):
    """评估 of one target on a day of knowledge.

    `value`, `value_max` and `unit` are the document's, `figure` writes them out (>530万辆); everything computed is in
    `counted_in` (the indicator's unit; % a year for a growth). `progress` is the part of the way from the baseline that
    has been made (1 is arrival), `distance` how far the figure is ahead of its path (behind: negative) at the time of
    the latest reading, the last of `readings`. `required` is the pace needed from there, `required_from_baseline` from
    the start.
    """

    target: str
    path: str
    subject: str
    comparator: Comparator
    value: Decimal
    value_max: Decimal | None
    unit: str
    figure: str
    year: int | None
    aspirational: bool
    indicator: str | None
    basis: str | None
    region: str | None
    of: str | None
    verdict: Verdict
    reason_code: str
    reason: Sentence
    counted_in: str | None
    threshold: float | None
    baseline: Baseline | None
    start: Standing | None
    latest: Standing | None
    readings: tuple[Standing, ...]
    progress: float | None
    trajectory: Trajectory | None
    expected: float | None
    distance: float | None
    required: Required | None
    required_from_baseline: Required | None
    observations: tuple[Used, ...]
    cautions: tuple[Sentence, ...]


class Assessments(Record, frozen=True, kw_only=True):
    """The assessments of a plan's targets in their order. `on` is the day of knowledge, an ISO date."""

    schema: Literal["luodi/assessments/1"] = SCHEMA
    document: str
    title: str | None
    on: str
    assessments: tuple[Assessment, ...]

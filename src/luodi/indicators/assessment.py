"""What an assessment of a target holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from luodi.indicators.observation import Observation
from luodi.indicators.trajectory import Required, Trajectory
from luodi.messages import Language, template
from luodi.plan import Baseline, Comparator, Record

SCHEMA: Literal["luodi/assessments/1"] = "luodi/assessments/1"

Verdict = Literal["met", "on_path", "off_path", "not_met", "cannot_be_judged"]
Use = Literal["baseline", "decisive", "earlier", "part-year", "other-basis"]


class Sentence(Record, frozen=True, gc=False):
    """A sentence with a stable code; `text` is Chinese, `say(sentence, "en")` gives it in English."""

    code: str
    text: str
    values: dict[str, str]


def sentence(kind: Literal["reason", "caution"], code: str, values: dict[str, str]) -> Sentence:
    return Sentence(code, template(f"assess.{kind}.{code}").format_map(values), values)


def say(kind: Literal["reason", "caution"], said: Sentence, language: Language) -> str:
    """The sentence in a language."""
    return template(f"assess.{kind}.{said.code}", language).format_map(said.values)


class Used(Record, frozen=True, gc=False):
    """An observation and what it was used for."""

    use: Use
    observation: Observation


class Standing(Record, frozen=True, gc=False):
    """Where the quantity stood at a time, on the target's own basis and in the assessment's `counted_in`.

    `at` is in years, the end of 2024 being 2024.0. `derived`: it rests on a value that was computed, not published.
    """

    at: float
    year: int
    amount: float
    bound: Comparator
    derived: bool = False


Reason = Literal[
    "too-few-points",
    "constant",
    "outside-range",
    "no-series",
    "target-year-observed",
    "no-year",
    "basis-ended",
    "too-far",
]


class Band(Record, frozen=True):
    """The forecast of a year: median and the central 50 % and 80 % intervals."""

    year: int
    median: float
    low_50: float
    high_50: float
    low_80: float
    high_80: float


class Outlook(Record, frozen=True, kw_only=True, tag_field="outcome", tag="forecast"):
    """预测 of one target, in the assessment's `counted_in`.

    `probability` is that of meeting the target in its year. `method` and `choice` say how it was chosen
    (see docs/forecasts.md). The series, seed, key and day of issue are all it depends on, so it can be made again;
    `sha256` shows that it is the one that was issued.
    """

    key: str
    issued: str
    seed: int
    kind: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    comparator: Comparator
    threshold: float
    probability: float
    bands: tuple[Band, ...]
    method: str
    choice: str
    sha256: str


class NoOutlook(Record, frozen=True, kw_only=True, tag_field="outcome", tag="none"):
    """Why there is no forecast: fewer than two comparable yearly values, a target that has no series or lies too far
    ahead, and so on."""

    reason: Reason
    have: int


class Assessment(Record, frozen=True, kw_only=True, gc=False):
    """评估 of one target on a day of knowledge.

    `value`, `value_max` and `unit` are the document's, `figure` writes them out (>530万辆); everything computed is in
    `counted_in` (the indicator's unit; % a year for a growth). `readings` are all values that were known, `progress` is
    the part of the way from the baseline that has been made (1 is arrival), `distance` how far the figure is ahead of
    its path (behind: negative) at the time of the latest reading. `required` is the pace needed from the latest
    reading, `required_from_baseline` from the start.
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
    counted_in: str | None = None
    threshold: float | None = None
    baseline: Baseline | None = None
    start: Standing | None = None
    readings: tuple[Standing, ...] = ()
    latest: Standing | None = None
    progress: float | None = None
    trajectory: Trajectory | None = None
    expected: float | None = None
    distance: float | None = None
    required: Required | None = None
    required_from_baseline: Required | None = None
    observations: tuple[Used, ...] = ()
    cautions: tuple[Sentence, ...] = ()
    outlook: Outlook | NoOutlook | None = None


class Assessments(Record, frozen=True, kw_only=True):
    """The assessments of a plan's targets in their order. `on` is the day of knowledge, an ISO date."""

    schema: Literal["luodi/assessments/1"] = SCHEMA
    document: str
    title: str | None
    on: str
    assessments: tuple[Assessment, ...]

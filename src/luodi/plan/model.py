"""The plan: what a document commits whom to, every value tied to the characters that say it.

The fields and their order are the plan file contract, schema `luodi/plan/1`. Anchors are ranges of characters in
`document.text`. Values are the printed ones, exact (`Decimal`), with their printed unit; dates are ISO 8601 strings.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from luodi.documents import Anchor, Furniture, Segment, Source
from luodi.messages import say

SCHEMA: Literal["luodi/plan/1"] = "luodi/plan/1"

Comparator = Literal[">", ">=", "<", "<=", "=", "~", "range"]
Role = Literal["lead", "duty", "cooperate"]
Severity = Literal["error", "warning", "info"]


class PlanError(ValueError):
    """A plan or corrections file that cannot be used: one sentence with what, where and what to do.

    `code` names the reason (a key of the message catalogue `plan`), `values` fills its placeholders.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return say(f"plan.{self.code}", **self.values)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every part of a plan: immutable, compared by value."""


class Period(Record, frozen=True, kw_only=True):
    """规划期: first and last day as ISO dates; `start` is None for plans that only name their end."""

    start: str | None
    end: str | None


class Basis(Record, frozen=True, kw_only=True):
    """制定依据: a document that this one rests on."""

    title: str
    number: str | None
    anchor: Anchor


class Mark(Record, frozen=True, kw_only=True):
    """Where a value of the document's metadata stands. `field` is the name of the field."""

    field: str
    anchor: Anchor


class Footnote(Record, frozen=True, kw_only=True):
    """脚注: `at` is the place in the text where its mark stood, None when no mark was found."""

    mark: str
    text: str
    at: int | None
    anchor: Anchor


class PlanDocument(Record, frozen=True, kw_only=True):
    """The document a plan was compiled from."""

    id: str
    title: str | None
    issuers: tuple[str, ...]
    number: str | None  # 发文字号
    issued: str | None  # 成文日期或印发日期
    period: Period
    level: Literal["state", "province", "city", "county"] | None
    region: str | None  # GB/T 2260 name, full: 广东省, 广东省广州市
    addressees: tuple[str, ...]  # 主送机关
    urgency: str | None  # 紧急程度
    approved_by: str | None
    basis: tuple[Basis, ...]
    parent: str | None  # the document whose tasks this one divides
    disclosure: str | None  # 公开方式
    marks: tuple[Mark, ...]
    text: str
    segments: tuple[Segment, ...]
    footnotes: tuple[Footnote, ...]
    furniture: tuple[Furniture, ...]
    source: Source


class Provision(Record, frozen=True, kw_only=True):
    """条款: a node of the outline. `text` and `anchor` are its own characters, heading included; children hold theirs.

    `path` joins the printed numbers from the root: `三/（一）`, `四/（二）/3`; `parent` is the id of the node above.
    """

    id: str
    path: str
    heading: str | None
    text: str
    parent: str | None
    anchor: Anchor


class Assignment(Record, frozen=True, kw_only=True):
    """责任: a body in a role. `name` is the body as the document implies it, `written` the characters at `anchor`.

    `rule` says where a name or role came from when it does not stand there by itself: the column's label or the
    sentence that governs the clause.
    """

    role: Role
    name: str
    written: str
    body: str | None  # the registry's id
    group: bool  # a set of bodies (各地级以上市人民政府), never expanded
    open: bool  # 等有关单位: others are meant too
    rule: str | None = None
    anchor: Anchor


class Due(Record, frozen=True, kw_only=True):
    """时限: ISO dates; `recurrence` is an ISO 8601 repeating duration without count (R/P2Y) or `continuous`."""

    start: str | None = msgspec.field(name="from")
    by: str | None
    recurrence: str | None
    written: str
    anchor: Anchor


class Clause(Record, frozen=True, kw_only=True):
    """A part of a task with a responsibility of its own."""

    id: str
    text: str
    assignments: tuple[Assignment, ...]
    dues: tuple[Due, ...]
    anchor: Anchor


class Task(Record, frozen=True, kw_only=True):
    """任务: a provision that someone is to carry out. Its assignments are the union of its clauses'."""

    id: str
    path: str
    title: str
    text: str
    category: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    clauses: tuple[Clause, ...]
    dues: tuple[Due, ...]
    remark: str | None
    anchor: Anchor


class Quantity(Record, frozen=True, kw_only=True):
    """A printed number with its unit and, where they stand, comparator and year."""

    comparator: Comparator | None
    value: Decimal
    value_max: Decimal | None = None
    unit: str
    year: int | None = None


class Baseline(Record, frozen=True, kw_only=True):
    """基期值: the document's own past value of the same subject, and the fact it is taken from."""

    value: Decimal
    unit: str
    year: int | None
    fact: str


class Qualifier(Record, frozen=True, kw_only=True):
    """The threshold that a counted thing passes: 产值超2000亿元的园区."""

    of: str | None
    comparator: Comparator
    value: Decimal
    value_max: Decimal | None
    unit: str
    written: str


class Target(Record, frozen=True, kw_only=True):
    """目标. `year_from`: which words gave the year when the sentence has none; `part_of`: a target's id (其中)."""

    id: str
    path: str
    subject: str
    indicator: str | None  # the registry's id
    region: str | None
    comparator: Comparator
    value: Decimal
    value_max: Decimal | None
    unit: str
    year: int | None
    year_from: str | None
    recurrence: str | None  # 每年, 年均
    baseline: Baseline | None
    part_of: str | None
    qualifier: Qualifier | None
    aspirational: str | None  # 力争
    tasks: tuple[str, ...]
    sentence: str
    anchor: Anchor


class Fact(Record, frozen=True, kw_only=True):
    """现状: a value that the document states of the past or present."""

    id: str
    path: str
    subject: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    year: int | None
    sentence: str
    anchor: Anchor


class Commitment(Record, frozen=True, kw_only=True):
    """资金承诺: money or a rate that the document promises."""

    id: str
    path: str
    kind: Literal["fund", "subsidy", "rate", "floor", "ceiling"]
    amount: Decimal
    amount_max: Decimal | None
    unit: str
    comparator: Comparator
    recurrence: str | None
    subject: str
    sentence: str
    anchor: Anchor


class Project(Record, frozen=True, kw_only=True):
    """工程、项目 named as such by the document."""

    id: str
    path: str
    name: str
    anchor: Anchor


class Finding(Record, frozen=True, kw_only=True):
    """校核意见. `code` is stable; `message` and `advice` are its sentences in Chinese, filled with `values`.

    `luodi.plan.say(finding, "en")` gives them in English.
    """

    code: str
    severity: Severity
    message: str
    advice: str
    values: dict[str, str]
    anchor: Anchor | None


class Plan(Record, frozen=True, kw_only=True):
    """A compiled plan."""

    schema: Literal["luodi/plan/1"] = SCHEMA
    document: PlanDocument
    provisions: tuple[Provision, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    facts: tuple[Fact, ...]
    commitments: tuple[Commitment, ...]
    projects: tuple[Project, ...]
    findings: tuple[Finding, ...]

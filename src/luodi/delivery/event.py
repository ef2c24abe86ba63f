"""What happens to a matter: an append-only list of stamped events, as JSON told apart by `what`."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

from luodi.plan import Record

OfficeRole = Literal["plan_officer", "responsible_body", "supervisor", "analyst", "administrator", "auditor"]
Capacity = Literal["lead", "duty"]
LightName = Literal["delivery", "path", "freshness"]
Colour = Literal["green", "yellow", "red", "grey"]
Level = Literal["blue", "yellow", "red"]
CycleName = Literal["monthly", "quarterly", "half_yearly", "yearly", "dates"]

CHINA = timezone(timedelta(hours=8))
"""The days of stamps and time limits are those of China, wherever a server stands."""

YEARS = range(1990, 2101)
"""Days outside these years are slips of the pen; so near the end of the calendar arithmetic would fail."""


def matter_id(task: str, body: str) -> str:
    """The id of the matter of a task and the body that answers for it."""
    return "w-" + hashlib.sha256(f"{task}\x1f{body}".encode()).hexdigest()[:12]


@lru_cache(maxsize=65536)
def moment(at: str) -> datetime:
    """The moment of a stamp, in UTC. ValueError when it is no ISO 8601 date and time with offset of these years."""
    read = datetime.fromisoformat(at)
    if read.tzinfo is None or read.year not in YEARS:
        raise ValueError(at)
    return read.astimezone(UTC)


@lru_cache(maxsize=65536)
def day_of(at: str) -> date:
    """The day of a stamp in China."""
    return moment(at).astimezone(CHINA).date()


class Party(Record, frozen=True, gc=False):
    """单位: `body` is the registry's id, or the name where it has none; `group` a set of bodies, which cannot act."""

    body: str
    name: str
    group: bool = False


class Stamp(Record, frozen=True, gc=False, kw_only=True):
    """Who did it and when: the person, their body, the role in which they acted, ISO 8601 with offset."""

    person: str
    body: str | None
    role: OfficeRole
    at: str

    @property
    def day(self) -> date:
        return day_of(self.at)


class Evidence(Record, frozen=True, gc=False, kw_only=True):
    """佐证材料: a file by its name, SHA-256 and size in bytes."""

    name: str
    sha256: str
    size: int


class Report(Record, frozen=True, gc=False, kw_only=True):
    """进展情况报告. `period` is written 2025-03, 2025Q1, 2025H1, 2025, or as a day where days are set."""

    period: str
    progress: str  # 进展
    problems: str = ""  # 存在问题
    next_steps: str = ""  # 下一步计划
    evidence: tuple[Evidence, ...] = ()


class Step(Record, frozen=True, gc=False, kw_only=True):
    """步骤: a part of a task with a body and a day of its own. `by` is an ISO date."""

    id: str
    title: str
    party: Party
    by: str


class Happened(Record, frozen=True, gc=False, kw_only=True, tag_field="what"):
    """An event: its own id (the same id is the same event), the matter's, and the stamp."""

    id: str
    matter: str
    by: Stamp


class Assigned(Happened, frozen=True, gc=False, kw_only=True, tag="assigned"):
    """交办. `group_of` is the set (各地级以上市人民政府) out of which an officer named this body."""

    task: str
    party: Party
    capacity: Capacity
    supports: tuple[Party, ...] = ()
    clauses: tuple[str, ...] = ()
    group_of: str | None = None


class Signed(Happened, frozen=True, gc=False, kw_only=True, tag="signed"):
    """签收."""


class Started(Happened, frozen=True, gc=False, kw_only=True, tag="started"):
    """开始办理."""


class StepsSet(Happened, frozen=True, gc=False, kw_only=True, tag="steps-set"):
    """分解: the steps from now on; those before are in the history."""

    steps: tuple[Step, ...]


class StepDone(Happened, frozen=True, gc=False, kw_only=True, tag="step-done"):
    """步骤完成."""

    step: str


class Contributed(Happened, frozen=True, gc=False, kw_only=True, tag="contributed"):
    """配合情况: what a co-operating body hands to the one that answers."""

    text: str
    evidence: tuple[Evidence, ...] = ()


class Reported(Happened, frozen=True, gc=False, kw_only=True, tag="reported"):
    """反馈: the report of a period."""

    report: Report


class Claimed(Happened, frozen=True, gc=False, kw_only=True, tag="claimed"):
    """申请办结: the last report, saying that the task is done."""

    report: Report


class Returned(Happened, frozen=True, gc=False, kw_only=True, tag="returned"):
    """核查退回. `report` is the id of the event that handed it in."""

    report: str
    opinion: str  # 退回意见


class Passed(Happened, frozen=True, gc=False, kw_only=True, tag="passed"):
    """核查通过."""

    report: str
    opinion: str = ""


class Completed(Happened, frozen=True, gc=False, kw_only=True, tag="completed"):
    """办结."""


class Closed(Happened, frozen=True, gc=False, kw_only=True, tag="closed"):
    """销号."""


class Reopened(Happened, frozen=True, gc=False, kw_only=True, tag="reopened"):
    """重新办理."""

    reason: str


class Withdrawn(Happened, frozen=True, gc=False, kw_only=True, tag="withdrawn"):
    """撤销交办."""

    reason: str


class PostponementAsked(Happened, frozen=True, gc=False, kw_only=True, tag="postponement-asked"):
    """申请延期 to an ISO date."""

    until: str
    reason: str


class PostponementGranted(Happened, frozen=True, gc=False, kw_only=True, tag="postponement-granted"):
    """同意延期. `until` may be earlier than was asked."""

    request: str
    until: str


class PostponementRefused(Happened, frozen=True, gc=False, kw_only=True, tag="postponement-refused"):
    """不同意延期."""

    request: str
    reason: str


class DueSet(Happened, frozen=True, gc=False, kw_only=True, tag="due-set"):
    """设定时限. `until` None takes back what was set, so that the document's own holds again."""

    until: str | None
    reason: str


class CycleSet(Happened, frozen=True, gc=False, kw_only=True, tag="cycle-set"):
    """设定报送周期. `dates` are ISO dates, for the cycle `dates` alone."""

    cycle: CycleName
    dates: tuple[str, ...] = ()


class OverrideSet(Happened, frozen=True, gc=False, kw_only=True, tag="override-set"):
    """人工改灯."""

    light: LightName
    colour: Colour
    reason: str


class OverrideLifted(Happened, frozen=True, gc=False, kw_only=True, tag="override-lifted"):
    """取消人工改灯."""

    light: LightName


class NoticeIssued(Happened, frozen=True, gc=False, kw_only=True, tag="notice-issued"):
    """督办单. `rule` and `ground` say what it was issued for, `reply_by` when it is to be answered (ISO)."""

    level: Level
    prefix: str
    year: int
    number: int
    rule: str
    version: str
    ground: str
    reply_by: str

    @property
    def written(self) -> str:
        """文号: 督办黄〔2026〕3号."""
        return f"{self.prefix}〔{self.year}〕{self.number}号"


class NoticeVoided(Happened, frozen=True, gc=False, kw_only=True, tag="notice-voided"):
    """作废: the number stays used. `notice` is the id of the event that issued it."""

    notice: str
    reason: str


Event = (
    Assigned | Signed | Started | StepsSet | StepDone | Contributed | Reported | Claimed | Returned | Passed | Completed
    | Closed | Reopened | Withdrawn | PostponementAsked | PostponementGranted | PostponementRefused | DueSet | CycleSet
    | OverrideSet | OverrideLifted | NoticeIssued | NoticeVoided
)  # fmt: skip


def action(event: Event) -> str:
    """The name of what was done, as the table of roles has it."""
    return str(event.__struct_config__.tag)

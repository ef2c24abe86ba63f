"""One task, one body and what happened, written as an officer would: `2025-04-10 reported 2025Q1`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from luodi.delivery import Directory, Office, Party, Person, Report, Stamp, Step, matter_id
from luodi.delivery.event import (
    Assigned,
    Claimed,
    Closed,
    Completed,
    Contributed,
    CycleSet,
    DueSet,
    Event,
    NoticeIssued,
    NoticeVoided,
    OverrideLifted,
    OverrideSet,
    Passed,
    PostponementAsked,
    PostponementGranted,
    PostponementRefused,
    Reopened,
    Reported,
    Returned,
    Signed,
    Started,
    StepDone,
    StepsSet,
    Withdrawn,
)
from luodi.documents import Anchor, Source
from luodi.indicators import Assessment, Assessments
from luodi.indicators.assessment import Sentence as Reason
from luodi.plan import Due, Period, Plan, PlanDocument, Target, Task

TASK = "t-000000000001"
BODY = Party("440000/science-and-technology", "省科技厅")
SUPPORT = Party("440000/finance", "省财政厅")
MATTER = matter_id(TASK, BODY.body)
NOWHERE = Anchor(0, 0)

# Who acts when nothing else is said.
PEOPLE = {
    "plan_officer": ("李工", "440000/industry-and-information"),
    "responsible_body": ("王五", BODY.body),
    "supervisor": ("赵六", "440000/government-office"),
}
ACTORS = {
    "assigned": "plan_officer", "returned": "plan_officer", "passed": "plan_officer", "completed": "plan_officer",
    "due-set": "plan_officer", "cycle-set": "plan_officer", "postponement-granted": "plan_officer",
    "postponement-refused": "plan_officer", "withdrawn": "plan_officer", "override-set": "plan_officer",
    "override-lifted": "plan_officer", "closed": "supervisor", "reopened": "supervisor",
    "notice-issued": "supervisor", "notice-voided": "supervisor",
}  # fmt: skip


def a_task(due: str | None = None, recurrence: str | None = None, id: str = TASK) -> Task:
    dues = (Due(start=None, by=due, recurrence=recurrence, written="文中时限", anchor=NOWHERE),)
    return Task(
        id=id, path="三/（一）", title="实施一项任务", text="实施一项任务。", category=(), assignments=(), clauses=(),
        dues=dues if due or recurrence else (), remark=None, anchor=NOWHERE,
    )  # fmt: skip


def a_plan(*tasks: Task, period_end: str | None = None, targets: int = 0) -> Plan:
    document = PlanDocument(
        id="d-000000000001", title="行动计划", issuers=(), number=None, issued="2024-12-20",
        period=Period(start=None, end=period_end), level="province", region="广东省", addressees=(), urgency=None,
        approved_by=None, basis=(), parent=None, disclosure=None, marks=(), text="", segments=(), footnotes=(),
        furniture=(), source=Source(name="plan.txt", sha256="0" * 64, format="txt", pages=None),
    )  # fmt: skip
    tied = tuple(
        Target(
            id=f"g-{number}", path="二", subject=f"指标{number}", indicator=None, region=None, comparator=">=",
            value=Decimal(100), value_max=None, unit="万辆", year=2025, year_from=None, recurrence=None, baseline=None,
            part_of=None, qualifier=None, aspirational=None, tasks=(TASK,), sentence="", anchor=NOWHERE,
        )
        for number in range(targets)
    )  # fmt: skip
    return Plan(
        document=document, provisions=(), tasks=tasks, targets=tied, facts=(), commitments=(), projects=(), findings=()
    )


def judged(verdicts: list[str], on: str) -> Assessments:
    """Assessments of the plan's targets with these verdicts."""
    fields = dict.fromkeys(Assessment.__struct_fields__)
    made = [
        Assessment(
            **{
                **fields, "target": f"g-{number}", "path": "二", "subject": f"指标{number}", "comparator": ">=",
                "value": Decimal(100), "unit": "万辆", "figure": "≥100万辆", "aspirational": False, "verdict": verdict,
                "reason_code": "on-path", "reason": Reason("on-path", "", {}), "readings": (), "observations": (),
                "cautions": (),
            }
        )  # type: ignore[arg-type]
        for number, verdict in enumerate(verdicts)
    ]  # fmt: skip
    return Assessments(document="d-000000000001", title=None, on=on, assessments=tuple(made))


def stamp(action: str, day: str, time: str = "09:00:00") -> Stamp:
    role: Any = ACTORS.get(action, "responsible_body")
    person, body = PEOPLE[role]
    return Stamp(person=person, body=body, role=role, at=f"{day}T{time}+08:00")


def history(lines: list[str]) -> list[Event]:
    """The events of lines, the nth at n seconds past nine so that those of one day keep their order."""
    events: list[Event] = []
    for at, line in enumerate(lines):
        day, what, *words = line.split()
        events.append(_event(f"e{at}", day, f"09:{at // 60:02}:{at % 60:02}", what, words, events))
    return events


def _event(id: str, day: str, time: str, what: str, words: list[str], before: list[Event]) -> Event:
    last_report = next((event.id for event in reversed(before) if isinstance(event, Reported | Claimed)), "")
    request = next((event.id for event in reversed(before) if isinstance(event, PostponementAsked)), "")
    kinds: dict[str, tuple[type, dict[str, Any]]] = {
        "assigned": (Assigned, {"task": TASK, "party": BODY, "capacity": "lead", "supports": (SUPPORT,)}),
        "signed": (Signed, {}),
        "started": (Started, {}),
        "contributed": (Contributed, {"text": "配合情况"}),
        "returned": (Returned, {"report": last_report, "opinion": "请补充数据"}),
        "passed": (Passed, {"report": last_report}),
        "completed": (Completed, {}),
        "closed": (Closed, {}),
        "reopened": (Reopened, {"reason": "抽查发现问题"}),
        "withdrawn": (Withdrawn, {"reason": "任务调整"}),
        "refused": (PostponementRefused, {"request": request, "reason": "理由不足"}),
    }
    if what in kinds:
        kind, fields = kinds[what]
    elif what in ("reported", "claimed"):
        kind = Reported if what == "reported" else Claimed
        fields = {"report": Report(period=words[0], progress="已完成前期工作")}
    elif what == "due":
        kind, fields = DueSet, {"until": words[0], "reason": "会议确定"}
    elif what == "asked":
        kind, fields = PostponementAsked, {"until": words[0], "reason": "审批未完成"}
    elif what == "granted":
        kind, fields = PostponementGranted, {"request": request, "until": words[0]}
    elif what == "cycle":
        kind, fields = CycleSet, {"cycle": words[0], "dates": tuple(words[1:])}
    elif what == "steps":
        steps = [_step(*word.partition("=")[::2]) for word in words]
        kind, fields = StepsSet, {"steps": tuple(steps)}
    elif what == "step-done":
        kind, fields = StepDone, {"step": words[0]}
    elif what == "override":
        kind, fields = OverrideSet, {"light": words[0], "colour": words[1], "reason": "已电话核实"}
    elif what == "lifted":
        kind, fields = OverrideLifted, {"light": words[0]}
    elif what == "notice":
        level, number, rule, ground, reply_by = words
        prefix = {"blue": "督提示", "yellow": "督办黄", "red": "督办红"}[level]
        kind, fields = NoticeIssued, {
            "level": level, "prefix": prefix, "year": int(day[:4]), "number": int(number), "rule": f"notice/{rule}",
            "version": "1", "ground": ground, "reply_by": reply_by,
        }  # fmt: skip
    elif what == "voided":
        notice = next(e for e in reversed(before) if isinstance(e, NoticeIssued))
        kind, fields = NoticeVoided, {"notice": notice.id, "reason": "文字有误"}
    else:
        raise ValueError(what)
    tag = str(kind.__struct_config__.tag)  # type: ignore[attr-defined]
    event: Event = kind(id=id, matter=MATTER, by=stamp(tag, day, time), **fields)
    return event


def _step(name: str, written: str) -> Step:
    """`a=2025-03-31`, or with `@support` the step of the co-operating body."""
    by, _, whose = written.partition("@")
    return Step(id=name, title=f"步骤{name}", party=SUPPORT if whose == "support" else BODY, by=by)


def directory(kind: str = "contact") -> Directory:
    """Whom the body can be written to: its contact, only its head, only the plan officer, or nobody."""
    people = {"contact": Person("p-contact", "王五"), "head": Person("p-head", "孙厅长")}
    officers = (Person("p-officer", "李工"),) if kind != "nobody" else ()
    office = Office(contact=people["contact"] if kind == "contact" else None,
                    head=people["head"] if kind in ("contact", "head") else None)  # fmt: skip
    return Directory({BODY.body: office, SUPPORT.body: office}, officers)


def as_json(events: list[Event]) -> bytes:
    return msgspec.json.encode(events)

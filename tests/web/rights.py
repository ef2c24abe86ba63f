"""The table of rights (rights.toml) as cells, and an office in which every cell can be tried: each role three times, in the
body that answers for the matters, in one that co-operates and in another; a matter for each action, in a state that allows it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROLES = ("plan_officer", "responsible_body", "supervisor", "analyst", "administrator", "auditor")
RELATIONS = {"own": "o", "support": "s", "other": "x"}
TABLE = tomllib.loads(Path(__file__).with_name("rights.toml").read_text("utf-8"))


@dataclass(frozen=True)
class ActionCell:
    """Whether a role, whose body stands so to the matter, may do something to it."""

    action: str
    role: str
    relation: str
    may: bool

    def __str__(self) -> str:
        return f"{self.action}-{self.role}-{self.relation}"


@dataclass(frozen=True)
class PageCell:
    """The status that a role gets at an address, whose placeholders are names of `Office.names`."""

    method: str
    address: str
    role: str
    relation: str
    status: int

    def __str__(self) -> str:
        return f"{self.method}-{self.address}-{self.role}-{self.relation}"


def action_cells() -> list[ActionCell]:
    """Every cell of [actions]."""
    return list(_action_cells())


def _action_cells() -> Iterator[ActionCell]:
    for action, row in TABLE["actions"].items():
        marks = row.split()
        assert len(marks) == len(ROLES), action
        for role, mark in zip(ROLES, marks, strict=True):
            for (relation, letter), given in zip(RELATIONS.items(), mark, strict=True):
                assert given in (letter, "."), (action, role)
                yield ActionCell(action, role, relation, given == letter)


def page_cells(part: str = "pages") -> list[PageCell]:
    """Every cell of [pages], or of another part that is written in the same way."""
    return list(_page_cells(part))


def _page_cells(part: str) -> Iterator[PageCell]:
    for key, row in TABLE[part].items():
        method, address, *relation = key.split()
        for role, status in zip(ROLES, row.split(), strict=True):
            yield PageCell(method, address, role, relation[0] if relation else "other", int(status))


def open_pages() -> dict[str, int]:
    """Method and address of what is shown to who is not signed in, with the status."""
    return TABLE["open"]


@dataclass
class Office:
    """What cells are tried on. `names` fill the placeholders of addresses."""

    accounts: dict[tuple[str, str], Any] = field(default_factory=dict)
    matters: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    record: Any = None
    evidence: Path = Path()
    unassigned: int = 0

    def address(self, template: str) -> str:
        """An address with its placeholders filled."""
        return re.sub(r"\{([a-z-]+)\}", lambda found: self.names[found[1]], template)


FIELDS: dict[str, dict[str, Any]] = {
    "steps-set": {"step_id": "", "step_title": "起草方案", "step_body": "{own}", "step_by": "2024-05-31"},
    "contributed": {"text": "已提供数据。"},
    "reported": {"period": "2024Q1", "progress": "已印发方案。"},
    "claimed": {"period": "2024Q1", "progress": "已全部完成。"},
    "returned": {"report": "{reported}", "opinion": "请补充。"},
    "passed": {"report": "{reported}"},
    "reopened": {"reason": "群众反映未落实"},
    "withdrawn": {"reason": "机构调整"},
    "postponement-asked": {"until": "2024-12-31", "reason": "审批未完成"},
    "postponement-granted": {"request": "{postponement-asked}", "until": "2024-12-31"},
    "postponement-refused": {"request": "{postponement-asked}", "reason": "理由不足"},
    "due-set": {"until": "2024-06-28", "reason": "专班会议"},
    "cycle-set": {"cycle": "monthly"},
    "override-set": {"light": "delivery", "colour": "green", "reason": "已口头说明"},
    "override-lifted": {"light": "delivery"},
    "notice-voided": {"notice": "{notice-issued}", "reason": "重复"},
}
"""The form of each action, filled in; {braces} stand for the id of the event that the matter had before."""

_BEFORE = {
    "signed": "", "started": "signed", "steps-set": "signed", "step-done": "signed steps-set", "contributed": "signed",
    "reported": "signed", "claimed": "signed", "returned": "signed reported", "passed": "signed reported",
    "completed": "signed claimed passed", "closed": "signed claimed passed completed",
    "reopened": "signed claimed passed completed", "withdrawn": "signed", "postponement-asked": "signed",
    "postponement-granted": "signed postponement-asked", "postponement-refused": "signed postponement-asked",
    "due-set": "signed", "cycle-set": "signed", "override-set": "signed", "override-lifted": "signed override-set",
    "notice-issued": "overdue", "notice-voided": "overdue notice-issued",
}  # fmt: skip
_BY = {
    "signed": ("responsible_body", "own"), "reported": ("responsible_body", "own"), "claimed": ("responsible_body", "own"),
    "postponement-asked": ("responsible_body", "own"), "steps-set": ("responsible_body", "own"),
}  # fmt: skip


def build(folder: Path) -> Office:
    """The office, in a database that is rolled back afterwards. The clock stands at 2024-04-08."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from tests.web.conftest import PASSWORD, compiled

    import luodi.web.follow as follow
    from luodi.delivery import Party, breakdown
    from luodi.web.actor import Actor
    from luodi.web.evidence import keep as keep_evidence
    from luodi.web.evidence import stored
    from luodi.web.models import Account, AuditHead, Body, Import, MatterRow
    from luodi.web.plans import keep
    from luodi.web.tokens import create

    office = Office(evidence=folder)
    office.accounts[("plan_officer", "other")] = first = Account.objects.make(
        "first", PASSWORD, "plan_officer", name="first"
    )
    plans = {}
    for name, sample in (("plan", "guangdong-automobile-2023"), ("draft", "guangzhou-automobile-tasks-2020")):
        sha256 = stored(sample.encode())
        source = Import.objects.create(name=f"{sample}.txt", sha256=sha256, size=1, account=first, state="done")
        plans[name] = keep(compiled(sample), source)
        plans[name].state = "published"
        plans[name].save()
        source.plan = plans[name]
        source.save()
        office.names[name] = plans[name].key
    office.record = plans["plan"]
    bodies = dict(zip(RELATIONS, Body.objects.filter(group=False)[:3], strict=True))
    for role in ROLES:
        for relation, body in bodies.items():
            name = f"{role}-{relation}"
            office.accounts[(role, relation)] = Account.objects.make(name, PASSWORD, role, name=name, body=body)
    officer, supervisor = (Actor(office.accounts[(role, "other")]) for role in ("plan_officer", "supervisor"))
    own = Actor(office.accounts[("responsible_body", "own")])
    party, support = (Party(body.key, body.name) for body in (bodies["own"], bodies["support"]))

    def matter_in(record: Any, task: str) -> MatterRow:
        return follow.assign(officer, record, [(task, party, (support,))])[0]

    proposals = breakdown(compiled("guangdong-automobile-2023"))
    tasks = list(dict.fromkeys(each.task for each in proposals))
    office.unassigned = next(number for number, each in enumerate(proposals) if each.task == tasks[len(_BEFORE)])
    for task, (action, before) in zip(tasks, _BEFORE.items(), strict=False):
        row = matter_in(plans["plan"], task)
        ids: dict[str, str] = {"own": party.body}
        for step in before.split():
            if step == "overdue":
                follow.act(officer, row.pk, "due-set", {"until": "2024-03-15", "reason": "专班会议"})
            elif step == "notice-issued":
                ids[step] = follow.issue_notice(supervisor, row.pk).id
            else:
                actor = Actor(office.accounts[_BY.get(step, ("supervisor", "other"))])
                ids[step] = follow.act(actor, row.pk, step, _event(step, ids, party, support)).id
                ids["reported"] = ids.get("claimed", ids.get("reported", ""))
        row.refresh_from_db()
        office.matters[action] = row
        office.fields[action] = {name: _filled(value, ids) for name, value in FIELDS.get(action, {}).items()}
    office.fields["step-done"] = {"step": "own"}

    signed = office.matters["signed"]
    pdf = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
    draft_task = breakdown(compiled("guangzhou-automobile-tasks-2020"))[0].task
    drafted = matter_in(plans["draft"], draft_task)
    follow.act(officer, drafted.pk, "due-set", {"until": "2024-03-15", "reason": "专班会议"})
    notice = next(event for event in office.matters["notice-voided"].events.all() if event.what == "notice-issued")
    plans["draft"].state = "draft"
    plans["draft"].save()
    token, _ = create(Actor(Account.objects.make("loner", PASSWORD, "analyst", name="loner")), "foreign", ("read",), 30)
    office.names |= {
        "body": str(bodies["own"].pk), "no-body": "999999", "notice": notice.id, "no-notice": "0" * 32,
        "proposed": office.matters["notice-issued"].pk, "no-plan": "d-00000000", "no-target": "g-00000000",
        "target": compiled("guangdong-automobile-2023").targets[0].id, "task": tasks[0], "draft-task": draft_task,
        "matter": signed.pk, "draft-matter": drafted.pk,
        "no-matter": "m-000000000000", "no-evidence": "0" * 64, "account": str(Account.objects.get(username="loner").pk),
        "evidence": keep_evidence(own, signed, SimpleUploadedFile("a.pdf", pdf))["sha256"],
        "draft-evidence": keep_evidence(own, drafted, SimpleUploadedFile("a.pdf", pdf))["sha256"],
        "import": str(source.pk), "no-import": "999999", "no-account": "999999", "foreign-token": str(token.pk), "no-token": "999999",
        "entry": str(AuditHead.objects.get(pk=1).number), "no-entry": "99999999",
    }  # fmt: skip
    return office


def _filled(value: Any, ids: dict[str, str]) -> Any:
    return re.sub(r"\{([a-z-]+)\}", lambda found: ids[found[1]], value)


def _event(step: str, ids: dict[str, str], party: Any, support: Any) -> dict[str, Any]:
    """The fields of an event, as `follow.act` takes them."""
    if step == "steps-set":
        return {
            "steps": [
                {"id": id, "title": id, "party": {"body": each.body, "name": each.name}, "by": "2024-05-31"}
                for id, each in (("own", party), ("support", support))
            ]
        }
    fields = {name: _filled(value, ids) for name, value in FIELDS.get(step, {}).items()}
    return {"report": fields} if step in ("reported", "claimed") else fields

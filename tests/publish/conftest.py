"""Plans to print, made by hand: no compiler stands between a document's words and what is expected of its table."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from luodi.documents.model import Anchor, Source
from luodi.plan.model import Assignment, Clause, Due, Period, Plan, PlanDocument, Provision, Role, Task

DATA = Path(__file__).parents[1] / "data"
ROLES: tuple[Role, ...] = ("lead", "duty", "cooperate")
NOTHING = Anchor(0, 0)


def assignment(role: Role, name: str, text: str = "", within: tuple[int, int] = (0, 0), **more: Any) -> Assignment:
    """A body in a role, anchored at its name or, its level carried over, at the name without it."""
    for written in (name, name[1:], name.removesuffix("人民政府")):
        start = text.find(written, *within)
        if start >= 0:
            return Assignment(
                role=role, name=name, written=written, body=None, group=more.get("group", "各" in name or name.startswith("有关")),
                open=more.get("open", text.startswith("等", start + len(written))),
                anchor=Anchor(start, start + len(written)),
            )  # fmt: skip
    assert not text, f"{name} is not written in {text[slice(*within)]}"
    return Assignment(role=role, name=name, written=name, body=None, group=False, open=False, anchor=NOTHING)


def task(path: str, title: str, bodies: list[Assignment], **more: Any) -> Task:
    defaults: dict[str, Any] = {
        "text": title, "category": (), "clauses": (), "dues": (), "remark": None, "anchor": NOTHING,
    }  # fmt: skip
    return Task(id=f"t-{path}", path=path, title=title, assignments=tuple(bodies), **(defaults | more))


def due(written: str, by: str | None = None, recurrence: str | None = None) -> Due:
    return Due(start=None, by=by, recurrence=recurrence, written=written, anchor=NOTHING)


def clause(text: str, bodies: list[Assignment]) -> Clause:
    return Clause(id="c", text=text, assignments=tuple(bodies), dues=(), anchor=NOTHING)


def plan(tasks: list[Task], title: str | None = "云溪市充电设施建设行动方案（2026—2028年）", **more: Any) -> Plan:
    provisions: tuple[Provision, ...] = more.pop("provisions", ())
    known: dict[str, Any] = {
        "number": None, "issued": None, "level": None, "region": None, "urgency": None, "approved_by": None,
        "parent": None, "disclosure": None, "text": "",
    }  # fmt: skip
    document = PlanDocument(
        id="d", title=title, issuers=(), period=Period(start=None, end=None), addressees=(), basis=(), marks=(),
        segments=(), footnotes=(), furniture=(), source=Source(None, "", "txt"), **(known | more),
    )  # fmt: skip
    return Plan(
        document=document, provisions=provisions, tasks=tuple(tasks), targets=(), facts=(), commitments=(),
        projects=(), findings=(),
    )  # fmt: skip


def _gold(name: str) -> Any:
    return json.loads((DATA / "gold" / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def guangdong() -> Plan:
    """The provincial action plan as annotated by hand: its sections are headings, its tasks end in a bracket."""
    text = (DATA / "prose" / "guangdong.txt").read_text("utf-8")
    gold = _gold("guangdong")
    headings = {
        "三": "重点任务", "四": "重点工程", "五": "保障措施",
        **{f"四/{number}": heading for number, heading in re.findall(r"^(（.）)(\S+工程)$", text, re.MULTILINE)},
    }  # fmt: skip
    provisions = [
        Provision(id=path, path=path, heading=heading, text="", anchor=NOTHING,
                  parent=path.rpartition("/")[0] or None)
        for path, heading in headings.items()
    ]  # fmt: skip
    tasks = []
    for annotated in gold["tasks"]:
        path, title = annotated["path"], annotated["title"]
        start = text.index(title)
        start = text.rindex("\n", 0, start) + 1
        end = text.index("负责）", start) + len("负责）")
        bracket = text.rindex("（", start, end)
        bodies = [assignment(role, name, text, (bracket, end)) for role in ROLES for name in annotated[role]]
        tasks.append(task(path, title, bodies, text=text[start:end], anchor=Anchor(start, end)))
        if path not in headings:
            provisions.append(
                Provision(id=path, path=path, heading=title, text="", anchor=NOTHING, parent=path.rpartition("/")[0])
            )
    document = gold["document"]
    return plan(
        tasks, document["title"], number=document["doc_number"], issued=document["date"], text=text,
        provisions=tuple(provisions),
    )  # fmt: skip


@pytest.fixture(scope="session")
def guangzhou() -> Plan:
    """The city's task-division table as annotated by hand: each task is a row."""
    gold = _gold("guangzhou")
    tasks = [
        task(row["path"], row["title"], [assignment(role, name) for role in ROLES for name in row[role]],
             category=(row["category"],))
        for row in gold["tasks"]
    ]  # fmt: skip
    return plan(tasks, gold["document"]["title"], issued=gold["document"]["date"])

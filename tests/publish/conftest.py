"""Plans to print, made by hand: no compiler stands between a document's words and what is expected of its table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import luodi
from luodi.documents.model import Anchor, Source
from luodi.indicators import Observations
from luodi.plan.model import Assignment, Clause, Due, Period, Plan, PlanDocument, Provision, Role, Task

DATA = Path(__file__).parents[1] / "data"
ROLES: tuple[Role, ...] = ("lead", "duty", "cooperate")
NOWHERE = Anchor(0, 0)

CHARGING = """\
二、重点任务
（一）完善公共充电网络。优先在公园布设快充桩（含换电站）。（市发展改革委牵头，市住房城乡建设局、交通运输局配合，2027年底前完成）
（二）扩大优势产品出口。建立商品税率清单。（云溪海关负责）扩大充电桩出口。（市商务局牵头，云溪海关，市农业农村局配合）
（三）加强安全监管。每年开展一次检查。
建立台账。（市应急管理局、公安局牵头，市司法局、城管局按职责分工负责，市财政局等有关单位配合）
三、保障措施
（一）统筹资金。用好专项资金。
责任单位：市委宣传部、市财政局，各县（区）人民政府
（二）开展评估。适时评估。
"""


def body(role: Role, name: str, text: str = "", within: tuple[int, int] = (0, 0)) -> Assignment:
    """A body in a role, anchored where its name stands, in full or with its level or 人民政府 said elsewhere."""
    written, start = name, 0
    if text:
        places = ((each, text.find(each, *within)) for each in (name, name[1:], name.removesuffix("人民政府")))
        written, start = next((each, place) for each, place in places if place >= 0)
    end = start + len(written) if text else 0
    return Assignment(
        role=role, name=name, written=written, body=None, anchor=Anchor(start, end),
        group="各" in name or name.startswith("有关"), open=text.startswith("等", end) and bool(text),
    )  # fmt: skip


def task(path: str, title: str, bodies: list[Assignment], **more: Any) -> Task:
    known: dict[str, Any] = {
        "text": title, "category": (), "clauses": (), "dues": (), "remark": None, "anchor": NOWHERE,
    }  # fmt: skip
    return Task(id=f"t-{path}", path=path, title=title, assignments=tuple(bodies), **(known | more))


def provision(path: str, heading: str) -> Provision:
    parent = path.rpartition("/")[0] or None
    return Provision(id=path, path=path, heading=heading, text="", parent=parent, anchor=NOWHERE)


def plan(title: str | None, tasks: list[Task], provisions: list[Provision], **more: Any) -> Plan:
    known: dict[str, Any] = {
        "number": None, "issued": None, "level": None, "region": None, "urgency": None, "approved_by": None,
        "parent": None, "disclosure": None, "text": "",
    }  # fmt: skip
    document = PlanDocument(
        id="d", title=title, issuers=(), period=Period(start=None, end=None), addressees=(), basis=(), marks=(),
        segments=(), footnotes=(), furniture=(), source=Source(None, "", "txt"), **(known | more),
    )  # fmt: skip
    return Plan(
        document=document, provisions=tuple(provisions), tasks=tuple(tasks), targets=(), facts=(), commitments=(),
        projects=(), findings=(),
    )  # fmt: skip


@pytest.fixture(scope="session")
def provincial() -> Plan:
    """The provincial plan as compiled, with the targets that scorecards are of."""
    return luodi.compile(luodi.read(files("luodi.samples") / "guangdong-automobile-2023.txt"))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def published() -> Observations:
    from luodi.indicators.observation_table import published as known

    return known()


@pytest.fixture(scope="session")
def guangdong() -> Plan:
    """The provincial action plan as annotated by hand: sections are headings, a task ends in its bracket."""
    text = (DATA / "prose" / "guangdong.txt").read_text("utf-8")
    gold = json.loads((DATA / "gold" / "guangdong.json").read_text("utf-8"))
    headings = {"三": "重点任务", "四": "重点工程", "五": "保障措施"}
    headings |= {f"四/{mark}": f"{mark}{name}" for mark, name in re.findall(r"^(（.）)(\S+工程)$", text, re.MULTILINE)}
    tasks = []
    for row in gold["tasks"]:
        start = text.rindex("\n", 0, text.index(row["title"])) + 1
        end = text.index("负责）", start) + len("负责）")
        bracket = text.rindex("（", start, end)
        bodies = [body(role, name, text, (bracket, end)) for role in ROLES for name in row[role]]
        tasks.append(task(row["path"], row["title"], bodies, text=text[start:end], anchor=Anchor(start, end)))
        headings.setdefault(row["path"], row["title"])
    known = gold["document"]
    return plan(
        known["title"], tasks, [provision(*each) for each in sorted(headings.items(), key=lambda each: len(each[0]))],
        number=known["doc_number"], issued=known["date"], text=text,
    )  # fmt: skip


@pytest.fixture(scope="session")
def guangzhou() -> Plan:
    """The city's task-division table as annotated by hand: each task is a row."""
    gold = json.loads((DATA / "gold" / "guangzhou.json").read_text("utf-8"))
    tasks = [
        task(row["path"], row["title"], [body(role, name) for role in ROLES for name in row[role]],
             category=(row["category"],))
        for row in gold["tasks"]
    ]  # fmt: skip
    return plan(gold["document"]["title"], tasks, [], issued=gold["document"]["date"])


@pytest.fixture(scope="session")
def charging() -> Plan:
    """A city's plan with clauses of their own, a deadline in a bracket, an open list, a line of bodies, no body at all."""

    def span(first: str, last: str) -> tuple[int, int]:
        start = CHARGING.index(first)
        return start, CHARGING.index(last, start) + len(last)

    def said(path: str, title: str, last: str, bodies: dict[Role, list[str]], bracket: str, **more: Any) -> Task:
        start, end = span(CHARGING[CHARGING.index(title) - 3 :][:6], last)
        named = [
            body(role, name, CHARGING, (CHARGING.index(bracket, start), end))
            for role, names in bodies.items()
            for name in names
        ]
        return task(path, title, named, text=CHARGING[start:end], anchor=Anchor(start, end), **more)

    customs, trade = span("（云溪海关", "负责）"), span("（市商务局", "配合）")
    clauses = [
        Clause(id=f"c-{place}", text="", assignments=tuple(bodies), dues=(), anchor=Anchor(*place))
        for place, bodies in (
            (customs, [body("duty", "云溪海关", CHARGING, customs)]),
            (trade, [
                body("lead", "市商务局", CHARGING, trade),
                body("cooperate", "云溪海关", CHARGING, trade),
                body("cooperate", "市农业农村局", CHARGING, trade),
            ]),
        )
    ]  # fmt: skip
    export = said("二/（二）", "扩大优势产品出口", "局配合）", {}, "（云", clauses=tuple(clauses))
    deadline = Due(start=None, by="2027-12-31", recurrence=None, written="2027年底前", anchor=NOWHERE)
    yearly = Due(start=None, by=None, recurrence="R/P1Y", written="每年", anchor=NOWHERE)
    tasks = [
        said("二/（一）", "完善公共充电网络", "完成）",
             {"lead": ["市发展改革委"], "cooperate": ["市住房城乡建设局", "市交通运输局"]}, "（市发", dues=(deadline,)),
        task(export.path, export.title, [each for clause in clauses for each in clause.assignments],
             text=export.text, anchor=export.anchor, clauses=export.clauses),
        said("二/（三）", "加强安全监管", "单位配合）",
             {"lead": ["市应急管理局", "市公安局"], "duty": ["市司法局", "市城管局"], "cooperate": ["市财政局"]},
             "（市应", dues=(yearly,)),
        said("三/（一）", "统筹资金", "人民政府",
             {"duty": ["市委宣传部", "市财政局", "各县（区）人民政府"]}, "责任单位"),
        said("三/（二）", "开展评估", "适时评估。", {}, "（二）", remark="2028年开展"),
    ]  # fmt: skip
    provisions = [provision("二", "重点任务"), provision("三", "三、保障措施。")]
    provisions += [provision(each.path, each.title) for each in tasks]
    return plan(
        "云溪市关于落实《充电设施建设意见》的行动方案", tasks, provisions, text=CHARGING, number="云政办发〔2026〕7号"
    )


@pytest.fixture(params=["guangdong", "guangzhou", "charging"])
def any_plan(request: pytest.FixtureRequest) -> Plan:
    made: Plan = request.getfixturevalue(request.param)
    return made


# ---------------------------------------------------------------- reading a table back, by the rules alone

Read = Callable[[Sequence[str]], set[tuple[str, str]]]


@pytest.fixture(scope="session")
def read_list() -> Callable[[str], list[str]]:
    """The names in a list: a level carries over 、 to the next level or to ，, and 人民政府 back over 、."""

    def names(written: str) -> list[str]:
        found = []
        for run in written.split("，"):
            level = ""
            parts = re.sub("等有关单位$", "", run).split("、")
            for index, part in enumerate(parts):
                if part[0] in "省市区县州" and not part.startswith("市场监管"):
                    level, name = part[0], part
                elif part[-1] in "市州区县" and any(other.endswith("人民政府") for other in parts[index:]):
                    name = part + "人民政府"
                else:
                    name = level + part
                found.append(name)
        return found

    return names


@pytest.fixture(scope="session")
def read_cells(read_list: Callable[[str], list[str]]) -> Read:
    """The (role, name) pairs in the cells of a row: 牵头 and 配合, or 责任单位 alone; a cell's own words go first."""

    def pairs(cells: Sequence[str]) -> set[tuple[str, str]]:
        columns = ("duty",) if len(cells) == 1 else ("lead", "cooperate")
        found = set()
        for column, cell in zip(columns, cells, strict=True):
            for part in filter(None, cell.split("；")):
                role = column
                for words, meant in (("按职责分工负责", "duty"), ("负责", "duty"), ("配合", "cooperate")):
                    if part.endswith(words):
                        role, part = meant, part.removesuffix(words)
                        break
                found |= {(role, name) for name in read_list(part)}
        return found

    return pairs

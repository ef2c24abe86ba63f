"""Half a year of follow-through of Guangdong's automobile plan, written as an officer would: who did what on which day.

Twelve of its tasks in the hands of eight bodies, from January to 29 July 2024. What the notices and circulars must say
of it was counted by hand; `test_circulars.py` says so.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

import luodi
from luodi.delivery import Matter, Party, Report, Stamp, breakdown, fold, matter_id, setting
from luodi.delivery.event import (
    Assigned,
    Claimed,
    Closed,
    Completed,
    DueSet,
    Event,
    NoticeIssued,
    NoticeVoided,
    Passed,
    PostponementAsked,
    PostponementGranted,
    Reported,
    Returned,
    Signed,
    Withdrawn,
)
from luodi.plan import Plan
from luodi.publish.official import Issuer

TODAY = date(2024, 7, 29)
NOW = setting(TODAY)
ISSUER = Issuer(office="广东省人民政府督查室", contact="赵六", phone="020-83130000")

# Path, body, and what happened: day, what, and what it takes. Reports say progress / problems / next steps.
STORY: dict[tuple[str, str], str] = {
    ("三/（一）", "省科技厅"): """
        01-08 assigned
        01-09 signed
        01-10 due 2024-06-28 专班会议纪要〔2024〕2号
        04-10 reported 2024Q1 已启动3个重大专项/企业配套资金到位慢/5月底前完成立项
        04-12 passed
        06-17 notice blue 1 due-soon 2024-06-28 2024-06-24
        06-21 reported 2024-06 已完成立项评审/验收专家未落实/6月28日前组织验收
        07-01 notice red 1 overdue 2024-06-28 2024-07-04
        07-11 reported 2024Q2 专项验收延后/第三方检测排队/8月组织验收""",
    ("三/（四）", "省工业和信息化厅"): """
        01-08 assigned
        01-08 signed
        01-10 due 2024-12-31 专班会议纪要〔2024〕2号
        04-10 reported 2024Q1 试点推进中
        04-15 returned 没有写明试点里程
        04-22 reported 2024Q1 试点推进中，已开放道路
        04-26 returned 仍缺佐证材料
        05-06 notice yellow 1 returned-often 2 2024-05-13""",
    ("三/（六）", "省发展改革委"): """
        01-08 assigned
        01-09 signed
        01-10 due 2024-09-30 专班会议纪要〔2024〕2号
        04-11 reported 2024Q1 已签约5个项目
        07-10 reported 2024Q2 已签约9个项目""",
    ("三/（六）", "省商务厅"): """
        07-15 assigned""",
    ("四/（一）/1", "省科技厅"): """
        01-08 assigned
        01-09 signed
        01-10 due 2024-06-30 专班会议纪要〔2024〕2号
        04-10 reported 2024Q1 完成技术攻关方案
        06-20 claimed 2024-06 12项短板技术全部验收
        06-24 passed
        06-25 completed
        07-02 closed""",
    ("四/（一）/2", "省市场监管局"): """
        01-08 assigned
        01-10 signed
        01-10 due 2024-06-28 专班会议纪要〔2024〕2号
        04-12 reported 2024Q1 平台选址完成
        06-18 asked 2024-10-31 用地手续未办结
        06-20 granted 2024-09-30
        07-12 reported 2024Q2 主体工程封顶/设备进口报关周期长/9月试运行""",
    ("四/（二）/1", "省工业和信息化厅"): """
        01-08 assigned
        01-09 signed
        04-09 reported 2024Q1 技改项目已摸底
        07-16 notice yellow 2 report-missing 2024Q2 2024-07-23
        07-17 voided 登记有误
        07-17 notice yellow 3 report-missing 2024Q2 2024-07-24""",
    ("四/（二）/4", "省发展改革委"): """
        01-08 assigned
        01-09 signed
        04-11 reported 2024Q1 换电模式试点
        07-10 reported 2024Q2 换电站已建20座""",
    ("四/（四）/2", "广州市人民政府"): """
        01-08 assigned
        01-09 signed
        04-10 reported 2024Q1 已划定测试区
        05-20 withdrawn 并入省级试点""",
    ("四/（四）/2", "深圳市人民政府"): """
        01-08 assigned
        01-09 signed
        01-10 due 2024-07-31 专班会议纪要〔2024〕2号
        04-10 reported 2024Q1 已开放测试道路
        07-22 claimed 2024-07 示范应用已全面铺开""",
    ("四/（六）", "省商务厅"): """
        01-08 assigned
        01-09 signed
        01-10 due 2024-08-05 专班会议纪要〔2024〕2号
        04-10 reported 2024Q1 平台方案已定
        07-10 reported 2024Q2 平台已试运行""",
    ("五/（三）", "省地方金融监管局"): """
        01-08 assigned
        01-09 signed
        01-10 due 2024-12-31 专班会议纪要〔2024〕2号
        04-10 reported 2024Q1 已对接12家银行
        07-18 reported 2024Q2 已发放贷款/企业抵押物不足/推广知识产权质押""",
}  # fmt: skip
OFFICE = "440000/government-office"
PEOPLE = {"responsible_body": "王五", "plan_officer": "李工", "supervisor": "赵六"}
ROLES: dict[str, Any] = {
    "signed": "responsible_body", "reported": "responsible_body", "claimed": "responsible_body",
    "asked": "responsible_body", "closed": "supervisor", "notice": "supervisor", "voided": "supervisor",
}  # fmt: skip
PREFIXES = {"blue": "督提示", "yellow": "督办黄", "red": "督办红"}


@cache
def plan() -> Plan:
    samples = Path(luodi.__file__).parent / "samples"
    return luodi.compile(luodi.read(samples / "guangdong-automobile-2023.txt"))


@cache
def matters() -> tuple[Matter, ...]:
    ledger = fold(events(plan(), STORY))
    assert ledger.refused == ()
    return tuple(ledger.matters.values())


def matter(path: str, body: str) -> Matter:
    [task] = [task.id for task in plan().tasks if task.path == path]
    return next(each for each in matters() if each.task == task and each.party.name == body)


def events(plan: Plan, story: dict[tuple[str, str], str]) -> list[Event]:
    made: list[Event] = []
    for path, body in story:
        [proposed] = [each for each in breakdown(plan) if each.path == path and each.party and each.party.name == body]
        assert proposed.party is not None
        party, supports, own = proposed.party, proposed.supports, []
        for at, line in enumerate(filter(None, map(str.strip, story[path, body].splitlines()))):
            day, what, *rest = line.split(maxsplit=2)
            role = ROLES.get(what, "plan_officer")
            by = Stamp(
                person=PEOPLE[role], body=party.body if role == "responsible_body" else OFFICE, role=role,
                at=f"2024-{day}T09:{at:02}:00+08:00",
            )  # fmt: skip
            fields = {"id": f"{path}{body}{at}", "matter": matter_id(proposed.task, party.body), "by": by}
            if what == "assigned":
                own.append(Assigned(
                    **fields, task=proposed.task, party=party, capacity=proposed.capacity,
                    supports=tuple(each for each in supports if not each.group), clauses=proposed.clauses,
                ))  # fmt: skip
            else:
                own.append(_event(what, rest[0] if rest else "", fields, own))
        made += own
    return made


def _event(what: str, rest: str, fields: dict[str, Any], own: list[Event]) -> Event:
    last = next((event.id for event in reversed(own) if isinstance(event, Reported | Claimed)), "")
    first, _, said = rest.partition(" ")
    if what in ("reported", "claimed"):
        progress, problems, steps = [*said.split("/"), "", ""][:3]
        report = Report(period=first, progress=progress, problems=problems, next_steps=steps)
        return (Claimed if what == "claimed" else Reported)(**fields, report=report)
    if what == "notice":
        level, number, rule, ground, reply = rest.split()
        return NoticeIssued(
            **fields, level=level, prefix=PREFIXES[level], year=2024, number=int(number), rule=f"notice/{rule}",
            version="1", ground=ground, reply_by=reply,
        )  # type: ignore[arg-type] # fmt: skip
    if what == "voided":
        notice = next(event.id for event in reversed(own) if isinstance(event, NoticeIssued))
        return NoticeVoided(**fields, notice=notice, reason=rest)
    if what == "granted":
        request = next(event.id for event in reversed(own) if isinstance(event, PostponementAsked))
        return PostponementGranted(**fields, request=request, until=rest)
    simple: dict[str, Any] = {
        "signed": lambda: Signed(**fields), "completed": lambda: Completed(**fields), "closed": lambda: Closed(**fields),
        "passed": lambda: Passed(**fields, report=last), "withdrawn": lambda: Withdrawn(**fields, reason=rest),
        "returned": lambda: Returned(**fields, report=last, opinion=rest),
        "due": lambda: DueSet(**fields, until=first, reason=said),
        "asked": lambda: PostponementAsked(**fields, until=first, reason=said),
    }  # fmt: skip
    event: Event = simple[what]()
    return event


def renamed(name: str, problems: str) -> Matter:
    """The matter of 三/（一）, its body's name and the problems it reports as somebody hostile would write them."""
    own = matter("三/（一）", "省科技厅")
    events: list[Event] = []
    for event in own.events:
        if isinstance(event, Assigned):
            event = replace(event, party=Party(event.party.body, name))
        elif isinstance(event, Reported):
            event = replace(event, report=replace(event.report, problems=problems, next_steps=problems))
        events.append(event)
    ledger = fold(events)
    assert ledger.refused == ()
    return ledger.matters[own.id]

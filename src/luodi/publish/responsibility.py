"""Who is responsible, written as an office writes it in the cells of a task table.

`省发展改革委、工业和信息化厅，省税务局等有关单位按职责分工负责` follows the rule by which such lists are read: the
level (省, 市 …) said once carries over `、` to the next level said or to `，`; a name that stands alone (合肥海关,
各区政府) comes after `，`. Where leaving the level out could be misread, the whole name is written again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from luodi.plan.model import Assignment, Role

# A level before the name of a department, and not the first character of a word (市场, 市容, 市政园林, 区域, 县域).
_LEVELLED = re.compile(
    r"(?P<level>自治区|自治州|省|市(?!场|容|政[园公工管设])|区(?!域)|县(?!域)|州|盟|旗)(?P<department>.+)"
)
# What may follow a level said before: plainly a department, no level, set, party organ, congress, court or such.
_DEPARTMENT = re.compile(
    r"(?!自治|省|市(?!场监管)|区|县|州|盟|旗|国(?!资委)|中央|各|有关|相关|委|政府|政协|人大|人民|检察)\S+[厅委局办]"
)
# 广州市人民政府、深圳市人民政府 are written 广州市、深圳市人民政府.
_GOVERNMENT = re.compile(r"(?P<place>(?!各|有关|相关|所有|全)\S{1,8}[市州盟区县旗])(?P<suffix>(?:人民)?政府)")
_OTHERS = re.compile(r"等(?:各?有关|各?相关|各)?(?:单位|部门|地方|地区|方面)?")


@dataclass(frozen=True, slots=True)
class Listed:
    """A body in a list, with how the document lists it.

    `short` is the name as it stands there, its level perhaps carried over; `apart` says that it comes after `，`;
    `others` is what stands after it for those not named (等有关单位), or nothing.
    """

    name: str
    short: str = ""
    apart: bool = False
    group: bool = False
    others: str = ""


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The two cells of a row. Without a cooperating column only `lead` is written, as a plain list."""

    lead: str
    cooperate: str


def responsibility(assignments: Sequence[Assignment], text: str, *, one_column: bool = False) -> Responsibility:
    """A task's assignments as cell texts; `text` is the document's, where the words for those not named stand.

    Those who lead stand in the first cell and the others in the second: `duty` in its own words (A、B按职责分工负责),
    `cooperate` as a plain list or, after a duty, with 配合. Where nobody leads, the duty stands in the first cell.
    In a table with one column of bodies (责任单位) the column itself says the duty.
    """
    lead, duty, cooperate = (_listed(assignments, role, text) for role in ("lead", "duty", "cooperate"))
    if one_column:
        return Responsibility(list_bodies(duty), "")
    if not lead:
        return Responsibility(_on_duty(duty), list_bodies(cooperate))
    if not duty:
        return Responsibility(list_bodies(lead), list_bodies(cooperate))
    helping = f"；{list_bodies(cooperate)}配合" if cooperate else ""
    return Responsibility(list_bodies(lead), _on_duty(duty) + helping)


def list_bodies(bodies: Sequence[Listed]) -> str:
    """The names as one list, the level said once, shared 人民政府 written once."""
    written = ""
    previous: Listed | None = None
    carried: str | None = None  # the level that a reader carries on to a department without one
    for body, following in pairwise([*bodies, None]):
        assert body is not None
        level, department = _level(body)
        if previous is not None:
            joined = level == _level(previous)[0] and not (previous.others or body.apart)
            written += "、" if joined else "，"
            carried = carried if joined else None
        name = department if carried and carried == level and department else body.name
        written += (_place(body, following) or name) + body.others
        carried = level if department else None
        previous = body
    return written


def _level(body: Listed) -> tuple[str | None, str | None]:
    """The level a name begins with, if any, and the department after it where it can be read without the level.

    It can where the document itself writes it so, or where it is plainly a department.
    """
    found = _LEVELLED.fullmatch(body.name)
    if not found:
        return None, None
    department = found["department"]
    return found["level"], department if department == body.short or _DEPARTMENT.fullmatch(department) else None


def _place(body: Listed, following: Listed | None) -> str | None:
    """The place alone where the government after it says 人民政府 for both."""
    here = _GOVERNMENT.fullmatch(body.name)
    there = _GOVERNMENT.fullmatch(following.name) if following else None
    shared = here and there and not body.others and here["suffix"] == there["suffix"]
    return here["place"] if here and shared else None


def _on_duty(bodies: Sequence[Listed]) -> str:
    if not bodies:
        return ""
    one = len(bodies) == 1 and not bodies[0].group and not bodies[0].others
    return list_bodies(bodies) + ("负责" if one else "按职责分工负责")


def _listed(assignments: Iterable[Assignment], role: Role, text: str) -> list[Listed]:
    """The bodies of one role in order, each once; words for those not named stand after the last body they follow."""
    once: dict[str, Assignment] = {}
    for assignment in assignments:
        if assignment.role == role and (assignment.name not in once or assignment.open):
            once[assignment.name] = assignment
    return [
        Listed(
            name=body.name,
            short=body.written,
            apart=text[max(0, body.anchor.start - 1) : body.anchor.start] in ("，", ","),
            group=body.group,
            others=_others(body, text) if body.open and not (following and following.open) else "",
        )
        for body, following in pairwise([*once.values(), None])
        if body is not None
    ]


def _others(body: Assignment, text: str) -> str:
    found = _OTHERS.match(text, body.anchor.end)
    return found[0] if found else "等有关单位"

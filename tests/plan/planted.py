"""Edits as an office makes them between two versions of a plan, and the changes that each of them is.

A change is written as kind of record, kind of change, where it was, where it is, what it concerns, before, after; what
the reader of a diff would expect, decided before the diff was run.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from luodi.compiler import compile
from luodi.documents import read
from luodi.plan import Plan
from luodi.plan.diff import Change

DATA = Path(__file__).parents[1] / "data"
GUANGDONG = (DATA / "prose" / "guangdong.txt").read_text("utf-8")
GUANGZHOU = (DATA / "formats" / "guangzhou-tabs.txt").read_text("utf-8")

Told = tuple[str, ...]


class Edit(NamedTuple):
    """Texts that are exchanged at once, each of which stands there once, and the changes that this is."""

    exchanged: dict[str, str]
    changes: tuple[Told, ...]

    def made(self, text: str) -> str:
        for old in self.exchanged:
            assert text.count(old) == 1, (text.count(old), old)
        return re.sub("|".join(map(re.escape, self.exchanged)), lambda found: self.exchanged[found[0]], text)


def edit(old: str, new: str, *changes: Told) -> Edit:
    return Edit({old: new}, changes)


def edit_lines(exchanged: dict[str, str], *changes: Told) -> Edit:
    return Edit(exchanged, changes)


def plan(text: str) -> Plan:
    return compile(read(text.encode(), name="计划.txt"))


def told(change: Change) -> Told:
    """What a change says; of wordings, the words."""
    old, new = (spot.path if spot else "" for spot in (change.old, change.new))
    words = [f"{edit.old}→{edit.new}" for edit in change.edits]
    return (change.about, change.kind, old, new, change.what, change.before, change.after, *words)


_NEW_TASK = (
    "（四）推进乡村流通服务站建设。在全省乡镇布设便民站点，配备专职人员，方便群众办事。（省商务厅牵头，省财政厅配合）\n"
)
_LAST = "（五）充分发挥行业组织作用。鼓励行业组织发挥连接企业与政府的桥梁作用，协调组建行业跨界交流协作平台，提高公共服务能力，推动行业有序竞争和健康发展。（省工业和信息化厅牵头，省发展改革委、市场监管局按职责分工负责）"
_LINES = GUANGDONG.splitlines()

GUANGDONG_EDITS = {
    "another number": edit(
        "粤工信装备〔2023〕12号",
        "粤工信装备〔2024〕3号",
        ("document", "changed", "", "", "number", "粤工信装备〔2023〕12号", "粤工信装备〔2024〕3号"),
    ),
    "another date": edit(
        "2023年12月29日",
        "2024年2月1日",
        ("document", "changed", "", "", "issued", "2023-12-29", "2024-02-01"),
    ),
    "no urgency": edit("特急\n", "", ("document", "changed", "", "", "urgency", "特急", "")),
    "a target raised": edit(
        "汽车产量超过530万辆",
        "汽车产量超过600万辆",
        ("target", "raised", "二/（一）", "二/（一）", "", ">530万辆", ">600万辆"),
    ),
    "a target lowered": edit(
        "公用充电桩超过21万个",
        "公用充电桩超过18万个",
        ("target", "lowered", "二/（一）", "二/（一）", "", ">21万个", ">18万个"),
    ),
    "a target in another unit": edit(
        "全省汽车制造业营业收入超过1.35万亿元",
        "全省汽车制造业营业收入超过13500亿元",
        ("target", "unit", "二/（一）", "二/（一）", "", ">1.35万亿元", ">13500亿元"),
    ),
    "another comparator": edit(
        "汽车工业增加值超过2800亿元",
        "汽车工业增加值达到2800亿元以上",
        ("target", "comparator", "二/（一）", "二/（一）", "", ">2800亿元", "≥2800亿元"),
    ),
    "a soft aim": edit(
        "其中新能源汽车超过300万辆",
        "其中新能源汽车力争超过300万辆",
        ("target", "soft", "二/（一）", "二/（一）", "", "", "力争"),
    ),
    "a target less": edit(
        "培育3－4家独角兽汽车企业，",
        "",
        ("target", "removed", "二/（二）", "", "", "3—4家", ""),
    ),
    "a range raised": edit(
        "培育3－5家超百亿元的零部件企业集团",
        "培育4－6家超百亿元的零部件企业集团",
        ("target", "raised", "二/（三）", "二/（三）", "", "3—5家", "4—6家"),
    ),
    "a threshold": edit(
        "2－3个产值超1000亿元的零部件产业园区",
        "2－3个产值超1500亿元的零部件产业园区",
        ("target", "qualifier", "四/（五）/2", "四/（五）/2", "", "超1000亿元", "超1500亿元"),
    ),
    "a body more": edit(
        "（省科技厅牵头，省发展改革委、工业和信息化厅按职责分工负责）\n（二）",
        "（省科技厅牵头，省发展改革委、工业和信息化厅、财政厅按职责分工负责）\n（二）",
        ("task", "body-added", "三/（一）", "三/（一）", "省财政厅", "", "duty"),
    ),
    "a body less": edit(
        "不断提升品牌价值。（省工业和信息化厅、商务厅、市场监管局按职责分工负责）",
        "不断提升品牌价值。（省工业和信息化厅、商务厅按职责分工负责）",
        ("task", "body-removed", "三/（二）", "三/（二）", "省市场监管局", "duty", ""),
    ),
    "another role": edit(
        "（省工业和信息化厅牵头，省发展改革委、交通运输厅按职责分工负责）",
        "（省工业和信息化厅、交通运输厅牵头，省发展改革委按职责分工负责）",
        ("task", "role", "三/（四）", "三/（四）", "省交通运输厅", "duty", "lead"),
    ),
    "reworded": edit(
        "明确中长期发展目标",
        "明确近期和中长期发展目标",
        ("task", "reworded", "三/（一）", "三/（一）", "", "", "", "→近期和"),
    ),
    "another title": edit(
        "（六）加速国际化进程，增强全球化发展能力。",
        "（六）加快国际化进程，增强全球化发展能力。",
        (
            "task",
            "retitled",
            "三/（六）",
            "三/（六）",
            "",
            "加速国际化进程，增强全球化发展能力",
            "加快国际化进程，增强全球化发展能力",
            "速→快",
        ),
    ),
    "a deadline": edit(
        "扎实推进短板项目的突破工作。",
        "2024年底前，扎实推进短板项目的突破工作。",
        ("task", "due", "四/（一）/1", "四/（一）/1", "", "", "2024年底前"),
    ),
    "a task more, and the numbers after it": edit_lines(
        {
            "（四）强化人才队伍建设": _NEW_TASK + "（五）强化人才队伍建设",
            "（五）充分发挥行业组织作用": "（六）充分发挥行业组织作用",
        },
        ("task", "added", "", "五/（四）", "", "", ""),
        ("task", "renumbered", "五/（四）", "五/（五）", "2", "五/（四）—五/（五）", "五/（五）—五/（六）"),
    ),
    "a task less": edit(_LAST, "", ("task", "removed", "五/（五）", "", "", "", "")),
    "a task under another heading": edit_lines(
        {_LAST: "", "\n四、重点工程": "\n" + _LAST.replace("（五）", "（七）") + "\n四、重点工程"},
        ("task", "moved", "五/（五）", "三/（七）", "", "五/（五） · 保障措施", "三/（七） · 重点任务"),
    ),
    "two tasks change places": edit_lines(
        {_LINES[40]: _LINES[41].replace("3.", "2."), _LINES[41]: _LINES[40].replace("2.", "3.")},
        (
            "task",
            "moved",
            "四/（三）/2",
            "四/（三）/3",
            "",
            "四/（三）/2 · 重点工程 · 品牌质量提升工程",
            "四/（三）/3 · 重点工程 · 品牌质量提升工程",
        ),
        ("task", "renumbered", "四/（三）/3", "四/（三）/2", "1", "四/（三）/3", "四/（三）/2"),
    ),
    "a goal that is no task": edit(
        "打造具有竞争优势的世界级汽车产业集群",
        "打造具有竞争优势和带动作用的世界级汽车产业集群",
        ("provision", "reworded", "二", "二", "", "", "", "→和带动作用"),
    ),
    "a heading": edit(
        "三、重点任务\n", "三、主要任务\n", ("provision", "reworded", "三", "三", "", "", "", "重点→主要")
    ),
    "a sentence less": edit(
        "加强重点项目服务，在立项、规划、用地报批等方面予以倾斜。",
        "",
        (
            "task",
            "reworded",
            "五/（二）",
            "五/（二）",
            "",
            "",
            "",
            "加强重点项目服务，在立项、规划、用地报批等方面予以倾斜。→",
        ),
    ),
}

APART = {"a task less", "a task under another heading"}
"""Edits of lines that another one edits too; the others can be made together."""

_ROWS = GUANGZHOU.splitlines()
GUANGZHOU_EDITS = {
    "money raised": edit(
        "每年新增安排资金1亿元",
        "每年新增安排资金1.5亿元",
        ("commitment", "raised", "29", "29", "", "1亿元", "1.5亿元"),
    ),
    "money in another unit": edit(
        "支持设立100亿元规模", "支持设立0.01万亿元规模", ("commitment", "unit", "30", "30", "", "100亿元", "0.01万亿元")
    ),
    "a co-operating body less": edit(
        "\t市财政局、国资委、市场监管局\t\n2\t",
        "\t市财政局、国资委\t\n2\t",
        ("task", "body-removed", "1", "1", "市市场监管局", "cooperate", ""),
    ),
    "a row less, and the numbers after it": edit_lines(
        {_ROWS[34]: _ROWS[35].replace("34\t", "33\t法治保障"), _ROWS[35] + "\n": ""},
        ("task", "removed", "33", "", "", "", ""),
        ("task", "renumbered", "34", "33", "1", "34", "33"),
    ),
}

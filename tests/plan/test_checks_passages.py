"""What each check says of a passage as drafters write it, and what it leaves alone."""

from functools import cache

import pytest

from luodi.compiler import compile
from luodi.documents import read
from luodi.plan import Finding, Plan

TITLE = "云溪市充电设施建设行动方案（2026—2028年）"
SIGNED = "云溪市人民政府\n2026年3月18日"
TASK = "（一）完善充电网络。在公园、医院布设充电桩300个。"
LED = TASK + "（市发展改革委牵头，市财政局配合）"


@cache
def compiled(*lines: str, title: str = TITLE) -> Plan:
    return compile(read("\n".join((title, SIGNED, *lines, "")).encode()))


def found(plan: Plan, code: str) -> list[Finding]:
    return [each for each in plan.findings if each.code == code]


def quotes(plan: Plan, code: str) -> list[str]:
    return [plan.document.text[each.anchor.start : each.anchor.end] for each in found(plan, code) if each.anchor]


def tasks(*lines: str) -> Plan:
    return compiled("一、工作目标", "到2028年，全市充电桩超过3万个。", "二、重点任务", *lines)


def goals(*lines: str) -> Plan:
    return compiled("一、工作目标", *lines, "二、重点任务", LED)


# ---------------------------------------------------------------- heads that count


@pytest.mark.parametrize(
    "list_",
    [
        "突破八大关键零部件 : 电堆、膜电极、双极板、质子交换膜、催化剂、碳纸、空气压缩机、氢气循环系统",
        "突破8项关键部件：电堆、膜电极、双极板、质子交换膜、催化剂、碳纸、空气压缩机和氢气循环系统",
        "建设三大基地（东部、西部、北部）",
        "发展四类企业：整车（含客车、货车）、零部件、电池以及充电设备",
        "抓好以下三个方面：一是布设充电桩；二是建设换电站；三是改造电网",
        "完善五项制度：登记、检验、维修等",
        "第三项任务：检验、维修",
        "共建2025项目：检验、维修",
        "实施两项工程：在老旧小区布设充电桩300个，在公园建设换电站20座",
    ],
)
def test_a_head_that_counts_what_follows(list_: str) -> None:
    assert not found(tasks(f"（一）攻关部件。{list_}。（市科技局负责）"), "head-count")


@pytest.mark.parametrize(
    ("list_", "said", "listed"),
    [
        ("突破八大关键零部件 : 电堆、膜电极、双极板、质子交换膜、催化剂、碳纸、空气压缩机", "八", 7),
        ("建设三大基地（东部、西部、北部、南部）", "三", 4),
        ("抓好以下三个方面：一是布设充电桩；二是建设换电站", "三", 2),
        ("推进12项改革：登记；检验；维修", "12", 3),
    ],
)
def test_a_head_that_counts_wrongly(list_: str, said: str, listed: int) -> None:
    [one] = found(tasks(f"（一）攻关部件。{list_}。（市科技局负责）"), "head-count")
    assert said in one.values["head"]
    assert one.values["found"] == str(listed)


# ---------------------------------------------------------------- numbers


def numbered(*numbers: str) -> Plan:
    work = "推进改造工作。改造台区100个。（市发展改革委负责）"
    return compiled(
        "一、工作目标", "到2028年，全市充电桩超过3万个。", "二、重点任务", *(number + work for number in numbers)
    )


@pytest.mark.parametrize(
    ("numbers", "code", "paths"),
    [
        (("（一）", "（二）", "（四）"), "numbering-gap", ["二/（四）"]),
        (("（一）", "（三）", "（三）", "（五）"), "numbering-gap", ["二/（三）"]),
        (("（一）", "（二）", "（二）", "（四）"), "numbering-repeated", ["二/（二）#2"]),
        (("1.", "2.", "2.", "3."), "numbering-repeated", ["二/2#2"]),
    ],
)
def test_numbers_that_do_not_follow(numbers: tuple[str, ...], code: str, paths: list[str]) -> None:
    assert [each.values["path"] for each in found(numbered(*numbers), code)] == paths


def test_a_repeated_number_stands_for_the_next_and_leaves_no_gap() -> None:
    assert not found(numbered("（一）", "（二）", "（二）", "（四）"), "numbering-gap")


@pytest.mark.parametrize(
    "lines",
    [
        ("一、重点任务", "1.布设充电桩。", "2.建设换电站。", "二、保障措施", "1.资金支持。", "2.土地支持。"),
        (
            "一、重点任务",
            "（一）布设充电桩。",
            "（二）建设换电站。",
            "二、保障措施",
            "（三）资金支持。",
            "（四）土地支持。",
        ),
        (
            "一、重点任务",
            "（一）布设。",
            "1.布设充电桩。",
            "2.建设换电站。",
            "（二）改造。",
            "3.改造电网。",
            "4.改造台区。",
        ),
    ],
)
def test_numbers_that_begin_again_or_run_on_are_in_order(lines: tuple[str, ...]) -> None:
    plan = compiled(*lines)
    assert len(plan.provisions) >= 6
    assert not found(plan, "numbering-gap")
    assert not found(plan, "numbering-repeated")


# ---------------------------------------------------------------- responsibilities


def test_the_place_of_a_body_named_twice_is_the_second() -> None:
    plan = tasks(TASK + "（市财政局、市商务局、市财政局按职责分工负责）")
    [place] = [each.anchor for each in found(plan, "body-named-twice")]
    assert place is not None
    assert place.start == plan.document.text.rindex("市财政局")


@pytest.mark.parametrize(
    "clause",
    [
        "（市财政局、市商务局按职责分工负责）",
        "（市发展改革委牵头，市财政局配合；市财政局牵头，市发展改革委配合）",
        "（市纪委、市监委按职责分工负责）",
    ],
)
def test_bodies_that_stand_once_in_each_role(clause: str) -> None:
    plan = tasks(TASK + clause)
    assert len(plan.tasks[-1].assignments) >= 2
    assert not found(plan, "body-named-twice")
    assert not found(plan, "lead-also-cooperating")


def test_only_the_rows_of_a_table_of_tasks_need_bodies_where_only_they_name_them() -> None:
    rows = "<tr><th>序号</th><th>任务</th><th>责任单位</th></tr><tr><td>1</td><td>布设充电桩</td><td>市发展改革委</td></tr>"
    empty = "<tr><td>2</td><td>建设换电站</td><td></td></tr>"
    text = "".join(
        f"<p>{line}</p>" for line in (TITLE, "一、重点任务", TASK, "（二）改造电网。改造台区100个。", "附件")
    )
    page = f"<html><body>{text}<p>任务分工表</p><table>{{}}</table></body></html>"
    bare = [compile(read(page.format(table).encode(), name="a.html")) for table in (rows, rows + empty)]
    assert [len(found(plan, "task-without-body")) for plan in bare] == [0, 1]
    assert not any(found(plan, "section-without-bodies") for plan in bare)


@pytest.mark.parametrize(
    ("body", "known"),
    [("湖东街道", True), ("云溪大学", True), ("市场监管局（市知识产权局）", True), ("市充电办", False)],
)
def test_names_that_a_registry_need_not_hold(body: str, known: bool) -> None:
    plan = tasks(TASK + f"（{body}负责）")
    assert len(plan.tasks[-1].assignments) == 1
    assert bool(found(plan, "unknown-body")) is not known


# ---------------------------------------------------------------- targets


@pytest.mark.parametrize(
    ("before", "aim", "fires"),
    [
        ("2025年，全市充电桩达到4万个。", "到2028年，全市充电桩超过3万个。", True),
        ("2025年，全市充电桩达到29999个。", "到2028年，全市充电桩超过3万个。", False),
        ("2025年，全市充电桩故障率为3%。", "到2028年，全市充电桩故障率降至5%以下。", True),
        ("2025年，全市充电桩故障率为8%。", "到2028年，全市充电桩故障率降至5%以下。", False),
    ],
)
def test_an_aim_behind_what_was_reached(before: str, aim: str, fires: bool) -> None:
    plan = goals(before + aim)
    assert plan.targets[0].baseline is not None
    assert bool(found(plan, "target-not-above-baseline")) is fires


def test_an_index_has_no_unit_and_needs_none() -> None:
    plan = goals("到2028年，全市充电服务指数达到95以上。")
    assert plan.targets[0].unit == ""
    assert not found(plan, "target-without-unit")


def test_targets_of_a_plan_that_ends_are_due_then_and_said_once() -> None:
    plan = compiled(
        "一、重点任务",
        "（一）完善充电网络。建成充电桩300个。（市发展改革委负责）",
        "（二）建设换电站。建成换电站20座以上。（市交通运输局负责）",
        "（三）优化服务。报装时间不超过5个工作日。（市发展改革委负责）",
        "二、附则",
        "本措施有效期至2028年12月31日。",
        title="云溪市促进充电设施建设的若干措施",
    )
    assert not found(plan, "target-without-year")
    [one] = found(plan, "target-year-implied")
    assert one.values["count"] == "2"


# ---------------------------------------------------------------- years


@pytest.mark.parametrize(
    ("title", "last", "fires"),
    [
        ("云溪市充电设施建设三年行动方案（2026—2028年）", "本方案有效期至2028年12月31日。", []),
        ("云溪市充电设施建设三年行动方案（2026—2029年）", "本方案有效期至2029年12月31日。", []),
        ("云溪市充电设施建设三年行动方案（2026—2030年）", "本方案有效期至2030年12月31日。", ["三年"]),
        ("云溪市充电设施建设行动方案（2026—2028年）", "本方案有效期至2027年12月31日。", ["有效期至2027年"]),
        ("云溪市充电设施建设行动方案（2026—2028年）", "本方案有效期至2030年12月31日。", []),
    ],
)
def test_the_years_of_a_title(title: str, last: str, fires: list[str]) -> None:
    plan = compiled("一、重点任务", LED, "二、附则", last, title=title)
    assert [each.values["quote"] for each in found(plan, "period-mismatch")] == fires


@pytest.mark.parametrize(
    ("words", "fires"),
    [
        ("2025年底前布设充电桩300个。", ["2025年底前"]),
        ("力争2025年底前完成充电桩改造。", ["力争2025年底前"]),
        ("2025年底前已建成的充电桩全部接入平台。", []),
        ("2025年底前建成投运的充电桩，2027年底前全部接入平台的。", []),
        ("对2025年底前登记的车辆开展检验。", []),
        ("2026年底前布设充电桩300个。", []),
    ],
)
def test_a_deadline_that_had_passed(words: str, fires: list[str]) -> None:
    assert quotes(tasks(f"（一）完善充电网络。{words}（市发展改革委负责）"), "deadline-before-issue") == fires

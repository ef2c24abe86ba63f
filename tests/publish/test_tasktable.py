"""The rows of a plan's table: who does what as the document says it, in the words of an office."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import pytest

from luodi.plan.model import Plan
from luodi.publish import TaskRow, TaskTable, task_table

Read = Callable[[Sequence[str]], set[tuple[str, str]]]


def row_of(plan: Plan, path: str) -> TaskRow:
    return next(row for row in task_table(plan).rows if row.path == path)


def retitled(plan: Plan, title: str | None) -> TaskTable:
    return task_table(msgspec.structs.replace(plan, document=msgspec.structs.replace(plan.document, title=title)))


def only_duties(plan: Plan) -> Plan:
    tasks = [task for task in plan.tasks if {each.role for each in task.assignments} == {"duty"}]
    return msgspec.structs.replace(plan, tasks=tuple(tasks))


def test_every_row_reads_back_as_its_task_and_its_bodies_in_their_roles(any_plan: Plan, read_cells: Read) -> None:
    rows = task_table(any_plan).rows
    assert [row.heading for row in rows] == [task.title for task in any_plan.tasks]
    for row, task in zip(rows, any_plan.tasks, strict=True):
        assert read_cells([row.lead, row.cooperate]) == {(each.role, each.name) for each in task.assignments}


def test_provincial_plan_is_written_as_its_brackets_write_it(guangdong: Plan) -> None:
    first, joint, hydrogen = (row_of(guangdong, path) for path in ("三/（一）", "四/（五）/1", "四/（二）/3"))
    assert (first.lead, first.cooperate) == ("省科技厅", "省发展改革委、工业和信息化厅按职责分工负责")
    assert joint.cooperate == ""
    assert joint.lead == (
        "各地级以上市人民政府，省发展改革委、科技厅、工业和信息化厅、住房城乡建设厅、交通运输厅、"
        "卫生健康委、应急管理厅、消防救援总队、国资委按职责分工负责"
    )
    assert (hydrogen.lead, hydrogen.cooperate) == (
        "省发展改革委、科技厅、工业和信息化厅",
        "省交通运输厅等有关单位按职责分工负责",
    )
    assert (
        row_of(guangdong, "五/（二）").cooperate
        == "省工业和信息化厅、财政厅、商务厅、自然资源厅，省税务局按职责分工负责"
    )


def test_bodies_are_the_printed_cells_of_a_table(guangzhou: Plan) -> None:
    rows = {row.number: row for row in task_table(guangzhou).rows}
    assert rows["6"].lead == "市发展改革委、工业和信息化局"
    assert rows["6"].cooperate == "市财政局、规划和自然资源局，各区政府"
    assert rows["7"].cooperate == "市财政局、商务局、生态环境局、市场监管局"


def test_cooperating_after_a_duty_is_said(charging: Plan) -> None:
    row = row_of(charging, "二/（三）")
    assert row.lead == "市应急管理局、公安局"
    assert row.cooperate == "市司法局、城管局按职责分工负责；市财政局等有关单位配合"


def test_task_is_its_heading_and_wording_without_number_and_bracket(guangdong: Plan) -> None:
    row = row_of(guangdong, "四/（一）/1")
    assert row.heading == "突破产业技术短板"
    assert row.task.startswith("突破产业技术短板。对照世界最先进水平")
    assert row.task.endswith("扎实推进短板项目的突破工作。")
    assert all("负责" not in row.task for row in task_table(guangdong).rows)


def test_brackets_within_the_wording_stay(charging: Plan) -> None:
    assert row_of(charging, "二/（一）").wording == "优先在公园布设快充桩（含换电站）。"


def test_line_that_says_only_who_is_left_out_and_paragraphs_stay(charging: Plan) -> None:
    assert row_of(charging, "三/（一）").wording == "用好专项资金。"
    assert row_of(charging, "二/（三）").wording == "每年开展一次检查。\n建立台账。"


def test_clauses_of_different_bodies_keep_their_brackets(charging: Plan) -> None:
    row = row_of(charging, "二/（二）")
    assert row.wording == (
        "建立商品税率清单。（云溪海关负责）扩大充电桩出口。（市商务局牵头，云溪海关，市农业农村局配合）"
    )
    assert (row.lead, row.cooperate) == ("市商务局", "云溪海关负责；云溪海关，市农业农村局配合")
    assert row.remark == "各分项责任见任务内括注"


def test_deadline_that_left_with_the_bracket_goes_to_the_remark(charging: Plan) -> None:
    row = row_of(charging, "二/（一）")
    assert (row.remark, row.due) == ("完成时限：2027年底前", "2027-12-31")
    yearly = row_of(charging, "二/（三）")
    assert (yearly.remark, yearly.due) == ("", None)
    assert row_of(charging, "三/（二）").remark == "2028年开展"


def test_category_is_the_chain_of_headings_above(guangdong: Plan) -> None:
    groups = [(group.category, group.count) for group in task_table(guangdong).groups]
    assert groups == [
        ("重点任务", 6),
        ("重点工程·创新能力提升工程", 2),
        ("重点工程·产业链提升工程", 4),
        ("重点工程·品牌质量提升工程", 3),
        ("重点工程·新能源及智能网联汽车推广应用工程", 2),
        ("重点工程·区域集聚协同发展工程", 2),
        ("重点工程", 1),
        ("保障措施", 5),
    ]


def test_row_whose_category_is_its_task_has_none(guangzhou: Plan) -> None:
    table = task_table(guangzhou)
    assert [row.number for row in table.rows if not row.category] == ["20", "21", "24", "25"]
    assert sum(group.count for group in table.groups) == 30
    assert (table.groups[1].category, table.groups[1].first, table.groups[1].count) == (
        "加快推进新能源汽车向高质量发展，引领产业转型升级", 3, 4,
    )  # fmt: skip


def test_rows_keep_printed_numbers_and_tasks_of_a_plan_are_counted(guangdong: Plan, guangzhou: Plan) -> None:
    without_first = msgspec.structs.replace(guangzhou, tasks=guangzhou.tasks[1:])
    assert task_table(without_first).rows[0].number == "2"
    assert [row.number for row in task_table(guangdong).rows] == [str(number) for number in range(1, 26)]


def test_header_names_those_on_duty_only_where_there_are_some(guangdong: Plan, guangzhou: Plan) -> None:
    assert task_table(guangdong).labels == ("序号", "主要任务", "牵头（负责）部门", "配合部门", "备注")
    assert task_table(guangzhou).labels == ("序号", "主要任务", "牵头部门", "配合部门", "备注")


def test_plan_in_which_all_are_on_duty_has_one_column_of_bodies(guangdong: Plan, read_cells: Read) -> None:
    duties = only_duties(guangdong)
    table = task_table(duties)
    assert table.labels == ("序号", "主要任务", "责任单位", "备注")
    assert table.rows[0].lead == "省工业和信息化厅、商务厅、市场监管局"
    for row, task in zip(table.rows, duties.tasks, strict=True):
        assert read_cells([row.lead]) == {(each.role, each.name) for each in task.assignments}


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("云溪市充电设施建设行动方案", "《云溪市充电设施建设行动方案》任务分工表"),
        ("关于落实《意见》的方案", "《关于落实〈意见〉的方案》任务分工表"),
        ("《云溪市充电设施意见》任务分工表", "《云溪市充电设施意见》任务分工表"),
        ("云溪市2026年重点工作任务清单", "云溪市2026年重点工作任务清单"),
        ("云溪市重点工作责任分解表", "云溪市重点工作责任分解表"),
        (None, "任务分工表"),
    ],
)
def test_table_takes_its_title_from_the_plan(charging: Plan, title: str | None, printed: str) -> None:
    assert retitled(charging, title).title == printed


def test_note_says_the_source_with_what_is_known_of_it(guangdong: Plan, guangzhou: Plan, charging: Plan) -> None:
    title = "广东省发展汽车战略性支柱产业集群行动计划（2023—2025年）"
    assert task_table(guangdong).note == f"注：本表根据《{title}》（粤工信装备〔2023〕12号，2023年12月29日）整理。"
    assert "（2020年9月10日）" in (task_table(guangzhou).note or "")
    assert "（云政办发〔2026〕7号）" in (task_table(charging).note or "")
    assert retitled(guangdong, None).note is None


def test_characters_no_office_file_can_hold_are_left_out(charging: Plan) -> None:
    assert retitled(charging, "行动\x0b方案\ufffe").title == "《行动方案》任务分工表"

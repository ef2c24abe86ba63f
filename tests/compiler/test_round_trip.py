"""A task-division table that luodi writes is read by luodi as the same tasks with the same bodies."""

from __future__ import annotations

import pytest

from luodi.compiler import compile
from luodi.documents import read
from luodi.publish import task_table, task_table_docx, task_table_xlsx

from .conftest import SAMPLES, plan_of, sample_path

CLAUSES = """某省加快发展现代物流实施方案

一、主要任务

（一）建设枢纽。加快建设国家物流枢纽。（省发展改革委牵头，省交通运输厅、商务厅，合肥海关按职责分工负责，省邮政管理局配合）

（二）培育企业。到2025年培育龙头企业10家。（省商务厅负责）支持企业上市。（省地方金融监管局牵头，安徽证监局等有关单位配合）

（三）优化通行。2024年6月底前出台通行管理办法。（各市人民政府，省公安厅、交通运输厅按职责分工负责）

（四）联合执法。（省市场监管局、公安厅牵头，省民航机场集团、港航集团配合；2025年底前完成）
"""


def said(plan):
    return [(t.title, {(a.role, a.name) for a in t.assignments}) for t in plan.tasks]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_word_table_of_a_sample_reads_back_as_its_tasks(name):
    plan = plan_of(sample_path(name))
    again = compile(read(task_table_docx(task_table(plan)), name="table.docx"))
    assert said(again) == said(plan)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_excel_table_of_a_sample_reads_back_as_its_bodies(name):
    plan = plan_of(sample_path(name))
    again = compile(read(task_table_xlsx(task_table(plan)), name="table.xlsx"))
    assert [bodies for _, bodies in said(again)] == [bodies for _, bodies in said(plan)]
    assert all(back.startswith(title) for (back, _), (title, _) in zip(said(again), said(plan), strict=True))


def test_every_role_survives_the_table():
    plan = compile(read(CLAUSES.encode()))
    assert {role for _, bodies in said(plan) for role, _ in bodies} == {"lead", "duty", "cooperate"}
    again = compile(read(task_table_docx(task_table(plan)), name="table.docx"))
    assert said(again) == said(plan)

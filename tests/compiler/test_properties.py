"""Whatever is fed in: no crash, and everything in the plan stands in the text."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.compiler import compile
from luodi.documents import DocumentError, read
from luodi.plan import from_json, to_json

from .conftest import SAMPLES, plan_of, sample_path
from .test_anchors import quotes

WORDS = st.sampled_from(
    [
        "一、",
        "（一）",
        "1.",
        "2.",
        "（1）",
        "第一条",
        "。",
        "；",
        "，",
        "、",
        "：",
        "（",
        "）",
        "省",
        "市",
        "各",
        "发展改革委",
        "工业和信息化厅",
        "市场监管局",
        "人民政府",
        "牵头",
        "负责",
        "配合",
        "按职责分工负责",
        "责任单位：",
        "等有关单位",
        "到2025年",
        "2024年6月底前",
        "每年",
        "超过",
        "达到",
        "不少于",
        "100家",
        "3－5个",
        "15.2%",
        "1.35万亿元",
        "翻一番",
        "其中",
        "以上",
        "企业",
        "营业收入",
        "给予补贴",
        "目标",
        "重点任务",
        "\n",
        "\t",
        "序号",
        "任务",
    ]
)


def sound(plan):
    """What holds of every plan: quotes stand at their anchors, ids are distinct, names are the text's or explained."""
    text = plan.document.text
    for quote, anchor in quotes(plan):
        assert text[anchor.start : anchor.end] == quote
    records = [*plan.provisions, *plan.tasks, *plan.targets, *plan.facts, *plan.commitments]
    assert len({record.id for record in records}) == len(records)
    assert len({provision.path for provision in plan.provisions}) == len(plan.provisions)
    for task in plan.tasks:
        for assignment in task.assignments:
            written = "".join(assignment.written.split())
            assert assignment.name in (written, "".join(written.split())) or assignment.rule or assignment.open
    for target in plan.targets:
        printed = target.sentence.replace(",", "").replace("，", "")
        assert str(target.value) in printed or re.search("[一二两三四五六七八九十百千万亿番倍]", printed)
    for finding in plan.findings:
        assert finding.anchor is None or 0 <= finding.anchor.start <= finding.anchor.end <= len(text)
    assert from_json(to_json(plan)) == plan


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=60).map("".join))
def test_any_heap_of_such_words_gives_a_sound_plan(text):
    try:
        document = read(text.encode())
    except DocumentError:
        return
    sound(compile(document))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_sound_plan(text):
    try:
        document = read(text.encode("utf-8", "surrogatepass"))
    except DocumentError:
        return
    sound(compile(document))


def damaged(text: str, rate: float, seed: int) -> str:
    """The text with characters dropped, doubled, and blanks and line ends put in, each at a quarter of the rate."""
    chance = random.Random(seed)
    out: list[str] = []
    for character in text:
        if chance.random() >= rate:
            out.append(character)
        else:
            out.append(chance.choice(["", character * 2, character + " ", character + "\n"]))
    return "".join(out)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_document_still_gives_a_sound_plan(name, seed):
    text = sample_path(name).read_text("utf-8")
    plan = compile(read(damaged(text, 0.002 * 4**seed if seed < 4 else 0.3, seed).encode()))
    sound(plan)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_sound(name):
    sound(plan_of(sample_path(name)))


@pytest.mark.parametrize(
    "text", ["鸡蛋、牛奶、面包\n记得买盐", "今天天气很好。我们去公园散步。", "hello world, this is no plan"]
)
def test_readable_text_that_is_no_plan_gives_an_empty_plan_with_one_error(text):
    plan = compile(read(text.encode()))
    assert plan.tasks == plan.targets == plan.commitments == ()
    assert [(f.code, f.severity) for f in plan.findings] == [("nothing-of-a-plan", "error")]


@pytest.mark.parametrize(
    "text",
    [
        "汉" * 2_000_000,
        "（" * 500_000,
        "1\t2\t3\n" * 20_000,
        "一、任务\n" * 5_000,
        "达到10万个，" * 100_000,
        "（省科技厅牵头，省发展改革委、工业和信息化厅按职责分工负责）" * 3_000,
        "一二三、（四）（五" * 100_000,
        "“《" * 200_000,
    ],
    ids=["han", "brackets", "tabs", "headings", "figures", "clauses", "marks", "quotes"],
)
def test_text_without_end_is_compiled_all_the_same(text):
    sound(compile(read(text.encode())))

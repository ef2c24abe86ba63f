"""Notices and circulars say what happened, counted by hand from the story in follow_through.py, and nothing else."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pypdfium2
import pytest
from lxml import etree
from msgspec.structs import replace

import luodi
from luodi.delivery import Lights, fold, lights, proposed_notices, setting
from luodi.delivery.event import OverrideSet, Stamp
from luodi.publish import (
    Issuer,
    PublishError,
    circular,
    circular_facts,
    notice_document,
    notice_facts,
    period_facts,
    periodic_circular,
)

from .follow_through import ISSUER, NOW, TODAY, matter, matters, plan, renamed

pytest.importorskip("typst")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODIES = {
    "省科技厅",
    "省工业和信息化厅",
    "省发展改革委",
    "省商务厅",
    "省市场监管局",
    "深圳市人民政府",
    "省地方金融监管局",
}


def now() -> Lights:
    return lights(plan(), matters(), NOW)


def red(**given: Any) -> bytes:
    one = matter("三/（一）", "省科技厅")
    return notice_document(plan(), one, one.notices[1], NOW, ISSUER, copies=("省发展改革委",), **given)


def whole(**given: Any) -> bytes:
    return circular(plan(), now(), ISSUER, number="粤府督通〔2024〕3号", copies=("省委办公厅",), **given)


def july(**given: Any) -> bytes:
    return periodic_circular(plan(), matters(), "2024-07", NOW, ISSUER, **given)


MAKERS: dict[str, Callable[..., bytes]] = {"notice": red, "circular": whole, "periodic": july}
each_document = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def text_of(data: bytes) -> str:
    """What a file says, white space aside: Word by luodi's own reader, PDF by PDFium."""
    if data.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(data)
        read = "".join(page.get_textpage().get_text_bounded() for page in pages)
    else:
        read = luodi.read(data).text
    return re.sub(r"\s|\ufffe", "", read)


# ---------------------------------------------------------------- what a notice says


def test_a_notice_has_the_day_the_reason_and_the_time_limit_of_its_own_day() -> None:
    one = matter("三/（一）", "省科技厅")
    facts = notice_facts(plan(), one, one.notices[1], NOW)
    assert (facts.status, facts.number, facts.day, facts.reply_by) == (
        "issued", "督办红〔2024〕1号", "2024-07-01", "2024-07-04",
    )  # fmt: skip
    assert (facts.body, facts.capacity, facts.supports) == ("省科技厅", "lead", ("省发展改革委", "省工业和信息化厅"))
    assert (facts.limit.by, facts.limit.source, facts.reason) == (
        date(2024, 6, 28),
        "officer",
        "专班会议纪要〔2024〕2号",
    )
    assert facts.because.values == {"by": "2024-06-28", "source": "officer", "days": 3}  # not 31, as it is today
    assert [notice.written for notice in facts.before] == ["督提示〔2024〕1号"]
    [task] = [each for each in plan().tasks if each.path == "三/（一）"]
    assert all(quote in plan().document.text and quote in task.text for quote in facts.quote)


def test_a_proposed_notice_is_a_draft_without_number_and_without_date() -> None:
    proposed = next(each for each in proposed_notices(now(), NOW) if each.matter.party.name == "省工业和信息化厅")
    read = text_of(notice_document(plan(), proposed.matter, proposed, NOW, ISSUER))
    assert "拟发稿（未编号，按2024年7月29日的情况拟制）" in read
    assert "〔2024〕＿＿号" in read
    assert "＿＿＿＿年＿＿月＿＿日" in read
    assert "督办红〔" not in read  # no number is made up
    assert "督办黄〔2024〕1号应于2024年5月13日前回复，没有回复" in read  # why
    assert "请于2024年8月1日前" in read  # three working days from Monday the 29th


def test_a_void_notice_says_so_and_keeps_its_number() -> None:
    one = matter("四/（二）/1", "省工业和信息化厅")
    read = text_of(notice_document(plan(), one, one.notices[0], NOW, ISSUER))
    assert "已作废：登记有误" in read
    assert "督办黄〔2024〕2号" in read
    assert "缺1期报告：2024年4—6月" in read
    assert "文件未单列时限，按规划期末计" in read
    # The next one does not count it among those before.
    assert notice_facts(plan(), one, one.notices[1], NOW).before == ()


def test_who_leads_jointly_is_named() -> None:
    proposed = next(each for each in proposed_notices(now(), NOW) if each.rule == "notice/unsigned")
    facts = notice_facts(plan(), proposed.matter, proposed, NOW)
    assert (facts.body, facts.jointly) == ("省商务厅", ("省发展改革委",))


def test_a_notice_goes_with_its_own_matter() -> None:
    one, other = matter("三/（一）", "省科技厅"), matter("三/（四）", "省工业和信息化厅")
    with pytest.raises(ValueError, match="a notice of matter"):
        notice_facts(plan(), other, one.notices[1], NOW)


def test_an_issuer_of_whom_nothing_is_known_leaves_blanks() -> None:
    one = matter("三/（一）", "省科技厅")
    read = text_of(notice_document(plan(), one, one.notices[1], NOW, Issuer(office="")))
    assert "（联系人：＿＿＿＿＿＿，联系电话：＿＿＿＿＿＿）" in read
    assert "抄送" not in read


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_notice_on_paper(form: str) -> None:
    read = text_of(red(format=form))
    for said in (
        "■红色督办单", "督办红〔2024〕1号", "省科技厅：", "粤工信装备〔2023〕12号", "三/（一）", "省科技厅（牵头）",
        "省发展改革委、省工业和信息化厅", "2024年6月28日（经办人设定：专班会议纪要〔2024〕2号）", "已过3天，没有申请办结",
        "notice/overdue", "请于2024年7月4日前", "督提示〔2024〕1号", "督办通知单回执", "办理情况", "负责人（签字）", "联系电话",
        "广东省人民政府督查室", "2024年7月1日", "联系人：赵六，联系电话：020-83130000", "抄送：省发展改革委。",
    ):  # fmt: skip
        assert said in read, said


# ---------------------------------------------------------------- what a circular says

GROUPS = {
    "red": {("三/（一）", "省科技厅")},
    "yellow": {("三/（四）", "省工业和信息化厅"), ("三/（六）", "省商务厅"), ("四/（六）", "省商务厅")},
    "stale": {("四/（二）/1", "省工业和信息化厅")},
    "off-path": set(),
    "done": {("四/（一）/1", "省科技厅")},
    "withdrawn": {("四/（四）/2", "广州市人民政府")},
    "on-time": {
        ("三/（六）", "省发展改革委"), ("四/（一）/2", "省市场监管局"), ("四/（四）/2", "深圳市人民政府"),
        ("五/（三）", "省地方金融监管局"),
    },
    "grey": {("四/（二）/4", "省发展改革委")},
}  # fmt: skip
# Body: matters, leads, done, green, yellow, red, grey, reports missing, notices blue, yellow, red. Most behind first.
LINES = {
    "省科技厅": (2, 2, 1, 0, 0, 1, 0, 0, 1, 0, 1),
    "省商务厅": (2, 2, 0, 0, 2, 0, 0, 0, 0, 0, 0),
    "省工业和信息化厅": (2, 2, 0, 0, 1, 0, 1, 3, 0, 2, 0),
    "省发展改革委": (2, 2, 0, 1, 0, 0, 1, 0, 0, 0, 0),
    "省市场监管局": (1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0),
    "深圳市人民政府": (1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
    "省地方金融监管局": (1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0),
}


def test_every_matter_is_in_the_group_of_its_lights_once() -> None:
    facts = circular_facts(plan(), now())
    paths = {task.id: task.path for task in plan().tasks}
    assert {group: {(paths[item.task], item.body) for item in items} for group, items in facts.groups.items()} == GROUPS
    assert Counter(item.matter for items in facts.groups.values() for item in items) == Counter(
        each.id for each in matters()
    )


def test_the_counts_are_those_of_the_lights() -> None:
    facts = circular_facts(plan(), now())
    assert (facts.total, facts.tally.done, facts.closed, facts.tally.open) == (12, 1, 1, 10)
    assert facts.tally.delivery == {"green": 4, "yellow": 3, "red": 1, "grey": 2}
    assert facts.tally.freshness == {"green": 7, "yellow": 1, "red": 1, "grey": 1}
    assert (facts.missing, facts.stale) == (3, 2)
    assert (facts.notices, facts.void) == ({"blue": 1, "yellow": 2, "red": 1}, 1)
    assert facts.due_soon == 1  # 四/（六）; 深圳 has claimed
    assert len(facts.unassigned) == len(plan().tasks) - 10  # two tasks are in the hands of two bodies each


def test_each_body_has_its_line_and_the_lines_add_up() -> None:
    facts = circular_facts(plan(), now())
    lines = {
        each.party.name: (
            each.matters, each.leads, each.done, *(each.delivery[colour] for colour in ("green", "yellow", "red", "grey")),
            each.missing, *(each.notices[level] for level in ("blue", "yellow", "red")),
        )
        for each in facts.bodies
    }  # fmt: skip
    assert list(lines.items()) == list(LINES.items())
    for matters_, _, done, *rest in lines.values():
        assert matters_ == done + sum(rest[:4])
    totals = [sum(column) for column in zip(*lines.values(), strict=True)]
    assert totals == [11, 10, 1, 4, 3, 1, 2, 3, 1, 2, 1]


def test_an_override_counts_and_is_explained() -> None:
    one = matter("四/（一）/2", "省市场监管局")
    by = Stamp(person="赵六", body="440000/government-office", role="supervisor", at="2024-07-20T09:00:00+08:00")
    override = OverrideSet(id="o", matter=one.id, by=by, light="delivery", colour="red", reason="现场核查停工")
    hand = replace(one, overrides={"delivery": override})
    found = lights(plan(), [hand], NOW)
    assert len(circular_facts(plan(), found).groups["red"]) == 1
    assert "赵六于2024年7月20日人工改灯，理由：现场核查停工（按规则应为绿灯）" in text_of(
        circular(plan(), found, ISSUER)
    )


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_circular_on_paper(form: str) -> None:
    read = text_of(whole(format=form))
    for said in (
        "关于《广东省发展汽车战略性支柱产业集群行动计划（2023—2025年）》落实情况的通报", "粤府督通〔2024〕3号", "截至2024年7月29日",
        "已交办事项12件，其中撤销1件；其余11件由7个单位承办，已办结1件（含已销号1件），在办10件",
        "进度绿灯4件、黄灯3件、红灯1件、灰灯（未定时限或待签收）2件", "缺报3期，涉及事项2件",
        "已发督办单4份（蓝色1份、黄色2份、红色1份；另作废1份）", "30天内到期的在办事项1件", "尚未交办的任务15项",
        "一、总体情况", "二、各单位办理情况", "三、逾期和滞后事项", "四、办结和撤销事项", "五、其他在办事项", "六、工作要求",
        "（一）进度红灯事项（1件）", "（二）进度黄灯事项（3件）", "（三）缺报事项（1件）",
        "已发督办单：督提示〔2024〕1号、督办红〔2024〕1号", "规则（版本1）", "抄送：省委办公厅。",
    ):  # fmt: skip
        assert said in read, said
    assert "督办黄〔2024〕2号" not in read  # void
    for body in BODIES:
        assert body in read


def test_every_row_of_the_tables_is_a_matter_or_a_body() -> None:
    root = word(whole())
    tables = [[cells(row) for row in table.iter(f"{WORD}tr")] for table in root.iter(f"{WORD}tbl")]
    bodies = tables[1][1:]
    assert [row[1] for row in bodies] == list(LINES)
    assert [tuple(row[2:10]) for row in bodies] == [tuple(map(str, line[:8])) for line in LINES.values()]
    assert [row[10] for row in bodies] == ["/".join(map(str, line[8:])) for line in LINES.values()]
    named = Counter((row[1].partition(" ")[0], row[2]) for table in tables[2:] for row in table[1:])
    assert named == Counter(each for group in GROUPS.values() for each in group)


# ---------------------------------------------------------------- what a circular of a period says


def test_what_changed_in_the_second_quarter() -> None:
    facts = period_facts(plan(), matters(), "2024Q2", NOW)
    assert (facts.first, facts.last) == ("2024-04-01", "2024-06-30")
    assert (facts.before.open, facts.after.open, facts.assigned) == (11, 9, 0)
    assert (facts.received, facts.claims, facts.returned) == (14, 1, 2)
    assert [(change.kind, change.body, change.day, change.until) for change in facts.changes] == [
        ("completed", "省科技厅", "2024-06-25", ""), ("granted", "省市场监管局", "2024-06-20", "2024-09-30"),
        ("withdrawn", "广州市人民政府", "2024-05-20", ""),
    ]  # fmt: skip
    assert [(each.notice.written, each.void) for each in facts.notices] == [
        ("督提示〔2024〕1号", None), ("督办黄〔2024〕1号", None),
    ]  # fmt: skip
    assert [item.body for item in facts.overdue] == ["省科技厅"]
    # Eleven matters owed their report of the first quarter by 17 April; the one that was returned did not come back.
    counts = Counter[str]()
    for each in facts.reports:
        counts.update(each.counts)
    assert counts == {"in_time": 10, "late": 0, "sent_back": 1, "missing": 0}
    assert [(said.body, said.period, said.problems) for said in facts.said if said.problems] == [
        ("省科技厅", "2024-06", "验收专家未落实"),
    ]  # fmt: skip


def test_what_changed_in_july() -> None:
    facts = period_facts(plan(), matters(), "2024-07", NOW)
    assert (facts.first, facts.last) == ("2024-07-01", "2024-07-29")  # today
    assert (facts.before.open, facts.after.open, facts.assigned) == (9, 10, 1)
    assert facts.after.delivery == circular_facts(plan(), now()).tally.delivery
    by_body = {each.party.name: tuple(each.counts.values()) for each in facts.reports}
    assert by_body == {  # in time, late, returned, missing: all of the second quarter, by 12 July
        # The claim of June accounts for the second report of the first; that of July for 深圳's, ten days too late.
        "省科技厅": (2, 0, 0, 0), "省工业和信息化厅": (0, 0, 0, 2), "省发展改革委": (2, 0, 0, 0),
        "省市场监管局": (1, 0, 0, 0), "深圳市人民政府": (0, 1, 0, 0), "省商务厅": (1, 0, 0, 0),
        "省地方金融监管局": (0, 1, 0, 0),
    }  # fmt: skip
    assert [(each.notice.written, each.void) for each in facts.notices] == [
        ("督办黄〔2024〕2号", "登记有误"), ("督办黄〔2024〕3号", None), ("督办红〔2024〕1号", None),
    ]  # fmt: skip
    assert facts.overdue == ()  # red since June


def test_a_period_is_the_same_whatever_came_later() -> None:
    until = {each.id: [e for e in each.events if e.by.day <= date(2024, 6, 30)] for each in matters()}
    then = fold(event for events in until.values() for event in events).matters.values()
    at_end = period_facts(plan(), list(then), "2024Q2", setting(date(2024, 6, 30)))
    assert period_facts(plan(), matters(), "2024Q2", NOW) == at_end


def test_every_event_is_in_one_month() -> None:
    year = period_facts(plan(), matters(), "2024", NOW)
    months = [period_facts(plan(), matters(), f"2024-{month:02}", NOW) for month in range(1, 8)]
    assert sum(month.received for month in months) == year.received == 21
    assert sum(month.assigned for month in months) == year.assigned == 12
    assert sum(len(month.changes) for month in months) == len(year.changes) == 4
    assert sum(len(month.notices) for month in months) == len(year.notices) == 5
    owed = [sum(sum(each.counts.values()) for each in facts.reports) for facts in (*months, year)]
    assert sum(owed[:-1]) == owed[-1]
    for before, after in itertools.pairwise(months):
        assert before.after == after.before


@pytest.mark.parametrize(("period", "code"), [
    ("2024-08", "not-begun"), ("july", "no-period"), ("2024-07-29", "no-period"), ("0001-01", "no-period"),
    ("9999", "no-period"), ("", "no-period"), ("2024Q5", "no-period"),
])  # fmt: skip
def test_a_period_that_cannot_be_is_refused_in_a_sentence(period: str, code: str) -> None:
    with pytest.raises(PublishError) as raised:
        period_facts(plan(), matters(), period, NOW)
    assert raised.value.code == code
    assert raised.value.in_words("en")
    assert str(raised.value)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_circular_of_a_period_on_paper(form: str) -> None:
    read = text_of(july(format=form))
    for said in (
        "关于2024年7月《广东省", "2024年7月1日至2024年7月29日", "期初在办事项9件，期末在办10件", "本期新交办1件，办结0件，销号1件",
        "本期收到报告7份（含申请办结1份），退回0份", "应报10份，按时6份，迟报2份，退回未重报0份，未报2份",
        "省工业和信息化厅：三/（四）（2024年4—6月）、四/（二）/1（2024年4—6月）。", "（省科技厅）：2024年7月2日销号",
        "本期发出督办单3份（蓝色0份、黄色2份、红色1份），其中已作废1份", "已作废，原因：登记有误",
        "第三方检测排队", "设备进口报关周期长", "企业抵押物不足", "8月组织验收", "9月试运行", "推广知识产权质押",
        "七、存在问题", "八、下一步工作", "期初指2024年6月30日日终",
    ):  # fmt: skip
        assert said in read, said
    quarter = text_of(periodic_circular(plan(), matters(), "2024Q2", NOW, ISSUER, format=form))  # type: ignore[arg-type]
    assert "同意延期至2024年9月30日，申请理由：用地手续未办结" in quarter
    assert "撤销，原因：并入省级试点" in quarter


def test_a_plan_in_which_nothing_happened_has_its_circulars() -> None:
    empty = lights(plan(), [], NOW)
    read = text_of(circular(plan(), empty, ISSUER))
    assert "已交办事项0件" in read
    assert "尚未交办的任务25项" in read
    read = text_of(periodic_circular(plan(), [], "2024-07", NOW, ISSUER))
    assert "应报0份" in read
    assert "延期情况无。" in read


# ---------------------------------------------------------------- layout


def word(data: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))


def cells(row: etree._Element) -> list[str]:
    return ["".join(cell.itertext()) for cell in row.iter(f"{WORD}tc")]


@each_document
def test_the_same_document_gives_the_same_bytes(make: Callable[..., bytes]) -> None:
    for form in ("docx", "pdf"):
        assert make(format=form) == make(format=form)


@each_document
def test_word_files_open_with_the_margins_and_lines_of_the_standard(make: Callable[..., bytes]) -> None:
    import docx
    from docx.shared import Mm, Pt

    opened = docx.Document(io.BytesIO(make()))
    [section] = opened.sections
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert margins == tuple(pytest.approx(Mm(size), abs=Mm(0.1)) for size in (37, 35, 28, 26))
    body = [each for each in opened.paragraphs if each.style and each.style.name == "公文正文"]
    assert body
    assert opened.styles["公文正文"].paragraph_format.line_spacing == Pt(28)
    assert opened.styles["公文正文"].base_style.name == "Normal"
    assert "方正小标宋简体" in etree.tostring(opened.styles["Title"].element, encoding="unicode")
    widths = [sum(column.width for column in table.columns) for table in opened.tables]
    assert widths == [pytest.approx(Mm(156), abs=Mm(0.2))] * len(widths)


@each_document
def test_pages_are_a4_and_their_text_lies_within_the_margins(make: Callable[..., bytes]) -> None:
    for language in ("zh", "en"):
        pages = pypdfium2.PdfDocument(make(format="pdf", language=language))
        for page in pages:
            width, height = page.get_size()
            assert (round(width), round(height)) == (595, 842)
            text = page.get_textpage()
            for box in [text.get_rect(at) for at in range(text.count_rects())]:
                assert box[0] > 28 * 72 / 25.4 - 9
                assert box[2] < width - 26 * 72 / 25.4 + 9


@each_document
def test_in_english_nothing_but_names_and_quotations_is_chinese(make: Callable[..., bytes]) -> None:
    allowed = {
        plan().document.title, plan().document.number, ISSUER.office, ISSUER.contact, "粤府督通〔2024〕3号", "省委办公厅",
        "督提示〔2024〕", "督办黄〔2024〕", "督办红〔2024〕", "专班会议纪要〔2024〕2号", "号",
        *(name for task in plan().tasks for name in (task.title, task.path, task.text, *(a.name for a in task.assignments))),
        *(party.name for each in matters() for party in (each.party, *each.supports)),
        *(clause.text for task in plan().tasks for clause in task.clauses),
        *(text for each in matters() for handed in each.reports
          for text in (handed.report.problems, handed.report.next_steps)),
        "登记有误",
    }  # fmt: skip
    read = text_of(make(language="en"))
    for name in sorted((re.sub(r"\s", "", each) for each in allowed if each), key=len, reverse=True):
        read = read.replace(name, "")
    assert re.findall(r"[一-龥]+", read) == []


# ---------------------------------------------------------------- what hostile people write

HOSTILE = [
    "省厅\x00\x07\ufffe\ud800名", "<w:t>&lt;x&amp;]]></w:t><!--", "#panic(\"x\") $x$ *b* @a `c` \\ #read(\"/etc/passwd\")",
    "甲" * 5000, "x" * 5000, "\u202e厅科省\u2066\u200f", "{name}{0}{", "=1+1", "省\n厅\r\n\t二", "厅\u2028二\u0085三", "%s", "",
]  # fmt: skip


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_written_is_printed_and_does_nothing(name: str, form: Any) -> None:
    one = renamed(name or "厅", problems=name)
    issuer = Issuer(office=name, contact=name, phone=name)
    printed = re.sub(r"[\s\u0000-\u0008\u202e\u2066\u200f\ufffe\ud800]", "", name)
    for data in (
        notice_document(plan(), one, one.notices[1], NOW, issuer, copies=(name,), format=form),
        circular(plan(), lights(plan(), [one], NOW), issuer, number=name, copies=(name,), format=form),
        periodic_circular(plan(), [one], "2024-07", NOW, issuer, number=name, format=form),
    ):
        read = text_of(data).replace("\u200b", "")
        if len(name) < 1000:  # longer ones are cut by page numbers
            assert printed in read
        else:
            assert read.count(name[0]) >= len(name)
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]", read)
        if form == "docx":
            assert word(data) is not None


def test_a_plan_of_which_little_is_known_says_so() -> None:
    bare = replace(plan(), document=replace(plan().document, title=None, number=None), tasks=())
    one = matter("三/（一）", "省科技厅")
    read = text_of(notice_document(bare, one, one.notices[1], NOW, ISSUER))
    assert "没有识别出标题的文件" in read
    assert "文号不详" in read
    assert "不在现行计划文本中的任务" in read
    assert one.task in read
    read = text_of(circular(bare, lights(bare, [one], NOW), ISSUER))
    assert "1个事项的任务" in read  # the caution of the lights
    assert TODAY.isoformat() not in read

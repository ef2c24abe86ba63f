"""The review page as a person uses it, in Chromium."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from luodi.compiler import compile
from luodi.documents import read
from luodi.plan import Correction, Plan, apply, from_json, to_json
from luodi.plan.corrections import dump, load
from luodi.publish.review import review_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
if CHROMIUM is None:
    pytest.skip("needs Debian's chromium", allow_module_level=True)
sync_api = pytest.importorskip("playwright.sync_api")

DATA = Path(__file__).parents[1] / "data" / "formats"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Opened:
    """A page of a plan open in the browser; it fails the test if it asks for anything or a script of it fails."""

    def __init__(self, browser: Browser, file: Path, content: bytes, width: int = 1366, height: int = 768) -> None:
        file.write_bytes(content)
        self.wrong: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": height}, accept_downloads=True)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.on(
            "request", lambda request: None if request.url == file.as_uri() else self.wrong.append(request.url)
        )
        self.page.goto(file.as_uri())

    def card(self, id: str) -> Any:
        return self.page.locator(f'[id="r-{id}"]')

    def selected(self) -> str | None:
        found: str | None = self.page.evaluate("state.selected")
        return found

    def edit(self, id: str) -> Any:
        """The form of a record."""
        self.card(id).locator("h3").click()
        self.card(id).get_by_role("button", name="更正", exact=True).click()
        return self.card(id).locator("form")

    def give_reason(self, form: Any) -> None:
        form.locator("[name=who]").fill("张三")
        form.locator("[name=why]").fill("来函明确：“以此为准”")
        form.get_by_role("button", name="记下更正").click()

    def saved(self) -> str:
        with self.page.expect_download() as download:
            self.page.locator("#save").click()
        path = download.value.path()
        return path.read_text("utf-8")


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    pages: list[Opened] = []

    def open_page(plan: Plan, blocks: Any = (), **more: Any) -> Opened:
        size = {key: more.pop(key) for key in ("width", "height") if key in more}
        pages.append(Opened(browser, tmp_path / "page.html", review_page(plan, blocks, **more), **size))
        return pages[-1]

    yield open_page
    wrong = [each for page in pages for each in page.wrong]
    for page in pages:
        page.page.close()
    assert wrong == []


def of(name: str) -> tuple[Plan, Any]:
    document = read(DATA / name)
    return compile(document), document.blocks


@pytest.fixture(scope="module")
def automobile() -> tuple[Plan, Any]:
    return of("guangdong-seed-gb18030.txt")


@pytest.fixture(scope="module")
def charging() -> Plan:
    return from_json((Path(__file__).parents[1] / "plan" / "charging.plan.json").read_bytes())


def task_named(plan: Plan, words: str) -> Any:
    return next(task for task in plan.tasks if words in task.title)


# ---------------------------------------------------------------- reading


def test_hostile_text_is_shown_and_not_run(opened: Any) -> None:
    text = "</script><script>alert(1)</script>行动方案\n一、重点任务\n（一）<img src=x onerror=alert(2)>做好工作。（<b>省科技厅</b>牵头）"
    document = read(text.encode(), name="a.txt")
    page = opened(compile(document), document.blocks).page
    assert "<img src=x onerror=alert(2)>" in page.locator("#document").inner_text()
    assert page.locator("main img, main b b, main script").count() == 0


def test_text_and_records_lead_to_each_other(opened: Any, automobile: tuple[Plan, Any]) -> None:
    page = opened(*automobile)
    task = task_named(automobile[0], "错位发展")
    page.card(task.id).locator("h3").click()
    highlighted = page.page.locator("#document .on").all_inner_texts()
    assert task.title in highlighted
    assert {each.written for each in task.assignments} <= set(highlighted)
    assert page.page.locator("#document .on").first.bounding_box()["y"] < 768
    target = next(target for target in automobile[0].targets if target.value == 530)
    page.card(target.id).locator("h3").click()
    assert page.page.locator("#document .on").all_inner_texts() == ["530万辆"]
    around = "".join(page.page.locator("#document .around").all_inner_texts())
    assert "".join(around.split()) == "".join(target.sentence.split())
    other = task_named(automobile[0], "国际化进程")
    page.page.locator("#document .s-task", has_text="国际化进程").first.click()
    assert page.selected() == other.id
    assert page.page.evaluate("document.activeElement.id") == f"r-{other.id}"


def test_the_keys_go_from_record_to_record_and_from_finding_to_finding(
    opened: Any, automobile: tuple[Plan, Any]
) -> None:
    plan = automobile[0]
    page = opened(*automobile)
    for expected in (plan.document.id, plan.tasks[0].id, plan.tasks[1].id):
        page.page.keyboard.press("j")
        assert page.selected() == expected
    page.page.keyboard.press("k")
    assert page.selected() == plan.tasks[0].id
    page.page.keyboard.press("f")
    page.page.keyboard.press("f")
    assert page.selected() == "n1"
    page.page.keyboard.press("/")
    page.page.keyboard.type("j")
    assert page.selected() == "n1"


def test_records_are_filtered_by_kind_body_role_finding_and_words(opened: Any, automobile: tuple[Plan, Any]) -> None:
    plan = automobile[0]
    page = opened(*automobile).page

    def shown() -> set[str]:
        return {card.get_attribute("id")[2:] for card in page.locator("#list .card:visible").all()}

    page.locator("#kinds button[data-kind=target]").click()
    assert shown() == {target.id for target in plan.targets}
    page.locator("#kinds button[data-kind='']").click()
    page.locator("#body").select_option("省科技厅")
    page.locator("#role").select_option("lead")
    led = {
        task.id for task in plan.tasks for each in task.assignments if (each.name, each.role) == ("省科技厅", "lead")
    }
    assert shown() == led
    page.locator("#body").select_option("")
    page.locator("#role").select_option("")
    page.locator("#finding").select_option("duty-without-lead")
    codes = {f"n{i}" for i, found in enumerate(plan.findings) if found.code == "duty-without-lead"}
    assert codes
    assert {id for id in shown() if id.startswith("n")} == codes
    page.locator("#finding").select_option("")
    page.locator("#query").fill("错位 发展")
    assert task_named(plan, "错位发展").id in shown()
    assert len(shown()) < len(plan.tasks)


def test_the_page_speaks_both_languages(opened: Any, automobile: tuple[Plan, Any]) -> None:
    page = opened(*automobile).page
    assert "牵头" in page.locator("#list").inner_text()
    page.locator("#language").click()
    assert "Lead" in page.locator("#list").inner_text()
    assert page.locator("html").get_attribute("lang") == "en"
    own = {*automobile[0].document.text}
    assert not [word for word in page.locator("#kinds, #legend, .bar, footer, .actions button:not(#language)").all_inner_texts()
                if any("\u4e00" <= sign <= "\u9fff" for sign in word)], own  # fmt: skip


def test_every_control_has_a_name(opened: Any, automobile: tuple[Plan, Any]) -> None:
    page = opened(*automobile)
    page.edit(automobile[0].tasks[0].id)
    nameless = page.page.evaluate(
        """[...document.querySelectorAll("button, input, select, section, [role=region]")].filter((each) =>
            !(each.textContent.trim() && each.tagName === "BUTTON") && !each.getAttribute("aria-label") && !each.closest("label"))
            .map((each) => each.outerHTML)"""
    )
    assert nameless == []


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
@pytest.mark.parametrize("name", ["guangdong-word.docx", "guangzhou-word.docx"])
def test_nothing_is_wider_than_the_screen(opened: Any, name: str, width: int, height: int) -> None:
    page = opened(*of(name), width=width, height=height).page
    for side in ("text", "records"):
        if width < 900:
            page.locator(f".panes [data-pane={side}]").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (
            page.evaluate(
                f"document.getElementById('{side}').scrollWidth - document.getElementById('{side}').clientWidth"
            )
            <= 0
        )


def test_a_record_added_later_to_a_large_plan_costs_no_more_elements_than_the_first(opened: Any) -> None:
    """Elements and spans grow with the text, not with its square."""
    parts = [
        f"（{i}）推进第{i}项工作，到2030年建成充电桩{i + 100}个。（省科技厅牵头，省财政厅、省商务厅配合）"
        for i in range(1, 201)
    ]
    counts = []
    for number in (50, 200):
        document = read(("关于充电的行动方案\n一、重点任务\n" + "\n".join(parts[:number])).encode(), name="a.txt")
        page = opened(compile(document), document.blocks).page
        counts.append(page.evaluate("document.querySelectorAll('*').length"))
    assert counts[1] < 4.5 * counts[0]


# ---------------------------------------------------------------- correcting


def test_corrections_made_on_the_page_of_a_text_hold_for_the_word_and_pdf_files(
    opened: Any, automobile: tuple[Plan, Any], tmp_path: Path
) -> None:
    plan = automobile[0]
    page = opened(*automobile)
    task = task_named(plan, "错位发展")
    former = next(each for each in task.assignments if each.role == "duty")
    form = page.edit(task.id)
    index = [(each.role, each.name) for each in task.assignments].index(("duty", former.name))
    form.locator(".row select").nth(index).select_option("cooperate")
    page.give_reason(form)

    target = next(target for target in plan.targets if target.value == 530)
    form = page.edit(target.id)
    form.get_by_label("数值").fill("560.50")
    form.get_by_label("年份").fill("2026")
    page.give_reason(form)

    page.page.locator("#add-target").click()
    form = page.page.locator("#new form")
    form.get_by_label("所在条款").select_option(target.path)
    form.get_by_label("指标").fill("换电站")
    form.get_by_label("比较").select_option(">=")
    form.get_by_label("数值").fill("120")
    form.get_by_label("计量").fill("座")
    page.give_reason(form)

    corrections = load(page.saved())
    assert len(corrections) == 4
    assert {each.who for each in corrections} == {"张三"}
    assert {each.why for each in corrections} == {"来函明确：“以此为准”"}
    for name in ("guangdong-seed-gb18030.txt", "guangdong-word.docx", "guangdong-libreoffice.pdf"):
        result = apply(of(name)[0], corrections)
        assert not [found for found in result.findings if found.code.startswith("correction-")]
        roles = {each.name: each.role for each in task_named(result, "错位发展").assignments}
        assert roles[former.name] == "cooperate"
        changed = next(each for each in result.targets if each.id == target.id)
        assert (str(changed.value), changed.year) == ("560.50", 2026)
        [added] = [each for each in result.targets if each.subject == "换电站"]
        assert (added.comparator, added.value, added.unit, added.path) == (">=", 120, "座", target.path)


def test_what_was_corrected_is_there_when_the_page_is_opened_again(opened: Any, automobile: tuple[Plan, Any]) -> None:
    plan, blocks = automobile
    page = opened(plan, blocks)
    task = plan.tasks[0]
    form = page.edit(task.id)
    form.get_by_label("名称").fill("新的名称")
    form.get_by_role("button", name="＋单位").click()
    form.locator(".row select").last.select_option("cooperate")
    form.locator(".row input").last.fill("省统计局")
    page.give_reason(form)
    page.page.reload()
    assert "新的名称" in page.card(task.id).inner_text()
    assert "省统计局" in page.card(task.id).inner_text()
    corrections = load(page.saved())
    assert len(corrections) == 2
    corrected = apply(plan, corrections)
    assert ("cooperate", "省统计局") in {(each.role, each.name) for each in corrected.tasks[0].assignments}
    # Compiled with them, the page does not make them twice, and saves them all the same.
    page.page.close()
    again = opened(corrected, blocks, corrections=corrections)
    assert again.page.evaluate("state.corrections.length") == 0
    assert load(again.saved()) == corrections


def test_a_task_is_removed_and_the_removal_undone(opened: Any, automobile: tuple[Plan, Any]) -> None:
    plan = automobile[0]
    page = opened(*automobile)
    form = page.edit(plan.tasks[1].id)
    form.locator("[name=who]").fill("张三")
    form.locator("[name=why]").fill("并入上一项")
    form.get_by_role("button", name="删除这项任务").click()
    assert plan.tasks[1].id not in {task.id for task in apply(plan, load(page.saved())).tasks}
    page.page.locator("#kinds button[data-kind=correction]").click()
    page.page.get_by_role("button", name="撤销").click()
    assert page.page.locator("#save").is_disabled()


def test_a_correction_without_who_or_why_is_not_taken(opened: Any, automobile: tuple[Plan, Any]) -> None:
    page = opened(*automobile)
    form = page.edit(automobile[0].tasks[0].id)
    form.get_by_label("名称").fill("新的名称")
    form.locator("[name=who]").fill("张三")
    form.locator("[name=why]").fill(" ")
    form.get_by_role("button", name="记下更正").click()
    assert form.locator(".wrong").inner_text()
    assert page.page.evaluate("state.corrections.length") == 0


def correction(id: str, field: str, old: Any, new: Any, why: str = "来函") -> Correction:
    return Correction(id=id, field=field, old=old, new=new, who="李 四", when="2026-04-01", why=why)


CASES = [
    correction("g-1", "value", 530, "1.350"),
    correction("g-1", "value_max", None, 12),
    correction("t-1", "assignments", {"role": "duty", "name": "省科技厅"}, {"role": "lead", "name": "省科技厅"}),
    correction("t-1", "category", ["一、推广", "- 二: #三"], [], "多行\n理由，\n\n“引号” 'x' \"y\" \\ 反斜杠"),
    correction("t-1", "", None, {"path": "三/（一）", "title": "yes", "dues": [{"by": "2027-12-31", "written": ""}]}),
    correction("t-2", "title", "null", "true", "~"),
    correction("t-2", "title", " 前后空白 ", "2024", "- 不是列表"),
    correction("t-2", "title", "\u2028\x85\ufeff𠮷", "key: value # 不是注释", "{a: b}"),
    correction("d-1", "period.end", "2025-12-31", "2026-12-31", "制表\t符\n  缩进行\n末尾空白 \n"),
    correction("c-1", "assignments", {"name": "a, b]"}, None, "|"),
]
BY_HAND = """\
# 由办公室填写
- id: t-9f3a2c71be04          # 任务
  field: assignments
  old: {role: duty, name: 省科技厅}
  new:
    role: lead
    name: "省科技厅"
  who: 张三
  when: 2024-03-01
  why: >-
    省政府办公厅来函
    明确牵头单位
-   id: t-9f3a2c71be04
    field: category
    new:
    - 一、推广
    - '二''三'
    who: 张三
    when: '2024-03-01'
    why: |
      第一行
        第二行
"""


JSON = json.dumps([{**dict.fromkeys(("id", "field", "who", "when", "why"), "x"), "new": [1, 2.5, None, True]}])


def test_corrections_files_are_read_and_written_as_luodi_does(opened: Any, charging: Plan) -> None:
    page = opened(charging).page
    for text in (dump(CASES), BY_HAND, JSON, dump([]), ""):
        written = page.evaluate("(text) => toYaml(fromYaml(text))", text)
        assert load(written) == load(text)


def test_a_file_that_holds_no_corrections_is_refused(opened: Any, charging: Plan, tmp_path: Path) -> None:
    page = opened(charging).page
    task = next(task for task in charging.tasks if task.assignments)
    crooked = dump([correction(task.id, "assignments", [{"name": each.name} for each in task.assignments], None)])
    for text in (crooked, "- id: [", "a: 1", "- {id: x}", "- id: *a", "- id: 'x", "- id: x\n   who: y\n  z", "[1, 2"):
        (tmp_path / "wrong.yaml").write_text(text, "utf-8")
        page.evaluate("document.getElementById('status').textContent = ''")
        page.locator("#load").set_input_files(tmp_path / "wrong.yaml")
        sync_api.expect(page.locator("#status")).to_contain_text("不是可用的更正文件")
        assert page.evaluate("[state.corrections.length, kept(KEPT, []).length]") == [0, 0]


def test_a_file_of_corrections_is_loaded_and_shown(opened: Any, automobile: tuple[Plan, Any], tmp_path: Path) -> None:
    plan = automobile[0]
    page = opened(*automobile)
    target = next(target for target in plan.targets if target.baseline)
    assert target.baseline
    made = [
        correction(plan.tasks[0].id, "title", plan.tasks[0].title, "新的名称"),
        correction(target.id, "baseline.value", target.baseline.value, 1),
        correction(plan.tasks[2].id, "title", "不是现值", "另一个"),
    ]
    (tmp_path / "c.yaml").write_text(dump(made), "utf-8")
    page.page.locator("#load").set_input_files(tmp_path / "c.yaml")
    sync_api.expect(page.page.locator("#status")).to_contain_text("3")
    assert page.card(plan.tasks[0].id).locator("h3").text_content() == "新的名称"
    assert "原值已变" in page.card(plan.tasks[2].id).text_content()
    assert load(page.saved()) == tuple(made)


DIVIDED = """\
关于充电的行动方案
一、现状。2025年，充电桩100个。
二、目标。到2030年，充电桩超过530个。
三、重点任务
（一）建设网络。新建一批站点。（省科技厅牵头，省商务厅、省财政厅配合）改造一批站点。（省商务厅牵头，省财政厅配合）
（二）加强监管。开展检查。（省公安厅牵头，省商务厅、省财政厅配合）
"""


def test_the_page_corrects_a_task_as_luodi_does(opened: Any) -> None:
    plan = compile(read(DIVIDED.encode(), name="a.txt"))
    several, single = plan.tasks
    first, second = several.clauses
    agree(
        opened(plan).page,
        plan,
        (several, correction(several.id, "assignments", {"name": "省财政厅"}, None)),
        (several, correction(several.id, "assignments", None, {"role": "cooperate", "name": "省统计局"})),
        (several, correction(first.id, "assignments", {"name": "省科技厅"}, {"role": "cooperate"})),
        (several, correction(second.id, "assignments", None, {"role": "lead", "name": "省统计局"})),
        (single, correction(single.id, "assignments", {"name": "省商务厅"}, {"name": "省统计局"})),
        (single, correction(single.id, "category", list(single.category), ["甲", "乙"])),
        (single, correction(single.id, "remark", None, "备注")),
    )


def test_the_page_corrects_a_target_as_luodi_does(opened: Any, charging: Plan) -> None:
    target = next(target for target in charging.targets if target.baseline)
    assert target.baseline
    agree(
        opened(charging).page,
        charging,
        (target, correction(target.id, "value", target.value, 777)),
        (target, correction(target.id, "value", 12345, 777)),
        (target, correction(target.id, "baseline.year", target.baseline.year, 2020)),
        (target, correction(target.id, "baseline.value", target.baseline.value.normalize(), "2.50")),
    )


def agree(page: Page, plan: Plan, *cases: tuple[Any, Correction]) -> None:
    """The page shows a record with its correction as the plan has it after luodi applied the correction."""
    for record, made in cases:
        shown = page.evaluate(
            "([id, yaml]) => corrected(records.get(id).given, fromYaml(yaml)).record", [record.id, dump([made])]
        )
        result = json.loads(to_json(apply(plan, [made])))
        [expected] = [each for each in result["tasks"] + result["targets"] if each["id"] == record.id]
        assert essence(shown) == essence(expected)


def essence(record: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of a record; numbers as numbers."""
    bodies = [{(each["role"], each["name"]) for each in part["assignments"]} for part in (record, *record.get("clauses", ())) if "assignments" in part]  # fmt: skip
    kept = {key: record.get(key) for key in ("title", "category", "remark", "year", "subject")}
    values = [
        record.get("value"),
        (record.get("baseline") or {}).get("value"),
        (record.get("baseline") or {}).get("year"),
    ]
    return kept | {"bodies": bodies, "values": [None if each is None else float(each) for each in values]}

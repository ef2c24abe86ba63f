"""The whole loop in a real browser, as four people, against the real server and worker.

The officer imports the PDF, corrects a clause, publishes and assigns; the body signs for, reports with evidence, is
returned and reports again; the supervisor accepts, closes, and sends another body a red notice; the auditor verifies.
Every page on the way is checked with axe-core for WCAG A and AA, at three widths, in both languages.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.running import PASSWORD, SERVER, Server, Site

CHROMIUM = shutil.which("chromium")
if CHROMIUM is None:
    pytest.skip("needs Debian's chromium", allow_module_level=True)
sync_api = pytest.importorskip("playwright.sync_api")
axe_core = pytest.importorskip("axe_playwright_python.base")

pytestmark = pytest.mark.xdist_group("browser")  # one site for all

PDF = Path(__file__).parent.parent / "data" / "formats" / "guangdong-libreoffice.pdf"
PLAN = "广东省发展汽车战略性支柱产业集群行动计划"
NEW = "Luodi-2027!!"
WIDTHS = ((1366, 768), (390, 844), (820, 1180))
known: set[str] = set()
"""Who has signed in before."""
EVIDENCE = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


class Person:
    """Somebody at a browser of their own. What goes wrong on a page is kept: errors of scripts, requests to elsewhere."""

    def __init__(self, browser: Any, server: Server, name: str, width: int = 1366, height: int = 768) -> None:
        self.home = f"http://127.0.0.1:{server.port}"
        self.context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda asked: None if asked.url.startswith(self.home) else self.wrong.append(asked.url))
        self.name = name

    def sign_in(self) -> None:
        """The first time the password has to be changed."""
        first = self.name not in known
        known.add(self.name)
        self.go("/sign-in")
        self.page.fill("[name=username]", self.name)
        self.page.fill("[name=password]", PASSWORD if first else NEW)
        self.page.click("main form button")
        if first:
            for field, value in (("old", PASSWORD), ("new", NEW), ("again", NEW)):
                self.page.fill(f"[name={field}]", value)
            self.page.click("main form button")

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.home}{path}")
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"

    def text(self) -> str:
        words: str = self.page.locator("body").inner_text()
        return words

    def act(self, body: str, what: str, **fields: str) -> None:
        """Fill in the form of an action on a body's matter and send it."""
        matter = self.page.locator("section.matter").filter(has=self.page.locator("h2", has_text=body))
        details = matter.locator("details.act").filter(has=self.page.locator("summary", has_text=what))
        if details.count():
            details.locator("summary").first.click()
            form = details.locator("form").first
        else:
            form = matter.locator("form.one").filter(has=self.page.get_by_role("button", name=what, exact=True))
        for name, value in fields.items():
            field = form.locator(f"[name={name}]")
            if name == "evidence":
                field.set_input_files([{"name": value, "mimeType": "application/pdf", "buffer": EVIDENCE}])
            else:
                field.fill(value)
        form.locator("button").last.click()
        self.page.wait_for_load_state()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Server]]:
    folder = tmp_path_factory.mktemp("browsed")
    site = Site(folder, bool(SERVER))
    try:
        for name, role in (("officer", "plan_officer"), ("supervisor", "supervisor"), ("auditor", "auditor"),
                           ("administrator", "administrator"), ("analyst", "analyst")):  # fmt: skip
            made = site.luodi("account", name, "--role", role, "--password-stdin", input=f"{PASSWORD}\n")
            assert made.returncode == 0, made.stderr
        with site.served() as served:
            yield site, served
    finally:
        site.remove()


def test_four_people_walk_the_whole_loop(walked: dict[str, list[str]]) -> None:
    assert walked == {"officer": [], "lead": [], "supervisor": [], "auditor": []}


@pytest.fixture(scope="module")
def walked(browser: Any, server: tuple[Site, Server]) -> dict[str, list[str]]:
    """The walk; what went wrong on the pages of each person."""
    site, served = server
    officer = Person(browser, served, "officer")
    page = officer.page

    # the officer imports
    officer.sign_in()
    officer.go("/imports")
    page.set_input_files("#document", PDF)
    page.get_by_role("button", name="上传").click()
    page.locator("a.button", has_text="去校核").wait_for(timeout=60_000)
    page.locator("a.button", has_text="去校核").click()

    # corrects a clause
    card = page.locator("#list .card").filter(has=page.locator("h3", has_text="抢占前沿新兴汽车技术")).first
    card.locator("h3").click()
    card.get_by_role("button", name="更正", exact=True).click()
    form = card.locator("form")
    form.get_by_label("名称").fill("坚持创新引领（已更正）")
    form.locator("[name=why]").fill("专班会议明确")
    form.get_by_role("button", name="记下更正").click()
    page.locator("#send").click()
    page.locator("#status", has_text="已").wait_for()
    assert "坚持创新引领（已更正）" in page.locator("#list").inner_text()

    # publishes, assigns
    officer.go("/")
    page.get_by_role("link", name=PLAN).click()
    plan = page.url.removeprefix(officer.home)
    officer.go(f"{plan}/publish")
    if page.locator("#confirmed").count():
        page.check("#confirmed")
    page.get_by_role("button", name="发布").click()
    page.wait_for_load_state()
    officer.go(f"{plan}/assign")
    page.get_by_role("button", name="交办勾选的事项").click()
    page.locator(".note").wait_for()

    # the body signs for, reports with evidence
    made = site.luodi(
        "account", "lead", "--role", "responsible_body", "--body", "省科技厅", "--password-stdin", input=f"{PASSWORD}\n"
    )
    assert made.returncode == 0, made.stderr
    lead = Person(browser, served, "lead")
    lead.sign_in()
    lead.go("/work")
    lead.page.get_by_role("link", name="坚持创新引领（已更正）").click()
    task = lead.page.url.removeprefix(lead.home).partition("#")[0]
    lead.act("省科技厅", "签收")
    lead.act("省科技厅", "反馈", progress="已印发实施方案。", problems="经费尚未落实", evidence="方案.pdf")
    assert "方案.pdf" in lead.text()

    # is returned, reports again
    supervisor = Person(browser, served, "supervisor")
    supervisor.sign_in()
    supervisor.go(task)
    supervisor.act("省科技厅", "核查退回", opinion="请补充数据")
    lead.go(task)
    assert "请补充数据" in lead.text()
    lead.act("省科技厅", "申请办结", progress="已补充数据，任务完成。")

    # is accepted and closed
    supervisor.go(task)
    with supervisor.page.expect_download() as file:
        supervisor.page.get_by_role("link", name="方案.pdf").first.click()
    assert Path(file.value.path()).read_bytes() == EVIDENCE
    supervisor.act("省科技厅", "核查通过")
    supervisor.act("省科技厅", "办结")
    supervisor.act("省科技厅", "销号")
    assert "已销号" in supervisor.text()

    # another gets a red notice
    supervisor.go("/desk?show=proposed")
    supervisor.page.locator("tbody tr").filter(has_text="应发红").first.locator("a").first.click()
    proposal = supervisor.page.locator(".proposal").filter(has=supervisor.page.locator("button.red")).first
    proposal.locator("summary").click()
    proposal.locator("button.red").click()
    supervisor.page.locator(".note").wait_for()
    assert "督办红" in supervisor.page.locator(".note").inner_text()
    supervisor.go("/notices")
    supervisor.page.locator("tbody a").first.click()
    with supervisor.page.expect_download() as document:
        supervisor.page.get_by_role("link", name="Word").click()
    assert document.value.suggested_filename.endswith(".docx")

    # the auditor verifies
    auditor = Person(browser, served, "auditor")
    auditor.sign_in()
    auditor.go("/audit")
    auditor.page.get_by_role("button", name="校验全部记录").click()
    auditor.page.wait_for_load_state()
    verified = site.luodi("audit", "verify")
    assert verified.returncode == 0, verified.stdout
    people = (officer, lead, supervisor, auditor)
    for person in people:
        person.context.close()
    return {person.name: person.wrong for person in people}


def test_what_was_typed_outlives_the_session_and_what_is_folded_is_printed(
    browser: Any, server: tuple[Site, Server], walked: object
) -> None:
    lead = Person(browser, server[1], "lead")
    page = lead.page
    lead.sign_in()
    assert page.url.endswith("/work")
    lead.go("/work?show=to-sign")
    page.locator("tbody a").first.click()
    lead.act("省科技厅", "签收")
    lead.context.clear_cookies()
    lead.act("省科技厅", "反馈", progress="写了半个小时的进展")
    assert "没有保存" in lead.text()
    page.fill("[name=username]", "lead")
    page.fill("[name=password]", NEW)
    page.click("main form button")
    typed = page.locator("textarea[name=progress]").first
    typed.wait_for()
    assert typed.input_value() == "写了半个小时的进展"
    page.locator("details.act[open] form button").first.click()
    page.locator("main > .note").wait_for()
    page.reload()
    assert [field.input_value() for field in page.locator("textarea[name=progress]").all()] == ["", ""]
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".history ol").first.is_visible()
    assert not page.locator("details.act, h3.act").first.is_visible()
    lead.context.close()


PAGES = {
    "officer": ("/", "/tasks", "/bodies", "/imports", "/desk", "/notices", "/observations", "/password", "PLAN",
                "PLAN/tasks", "PLAN/targets", "PLAN/findings", "PLAN/review", "PLAN/assign", "PLAN/workbook",
                "PLAN/circulars", "TASK"),
    "lead": ("/work", "TASK", "/tokens"),
    "analyst": ("/observations", "/observations/import"),
    "administrator": ("/accounts", "/rules"),
    "auditor": ("/audit",),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_in_both_languages_at_three_widths(
    browser: Any, server: tuple[Site, Server], walked: object, name: str, language: str
) -> None:
    site, served = server
    key, task = site.python(
        "from luodi.web.models import *\n"
        "task = TaskRow.objects.filter(matters__version__gt=1).select_related('plan').first()\n"
        "print(task.plan.key, task.key)"
    ).split()
    person = Person(browser, served, name)
    person.sign_in()
    if language == "en":
        person.page.get_by_role("button", name="English").click()
    violations: dict[str, object] = {}
    for address in PAGES[name]:
        path = address.replace("PLAN", f"/plans/{key}").replace("TASK", f"/plans/{key}/tasks/{task}")
        for width, height in WIDTHS:
            person.page.set_viewport_size({"width": width, "height": height})
            person.go(path)
            overflow = person.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if overflow > 0:
                violations[f"{path} at {width}"] = f"{overflow} px too wide"
        person.page.set_viewport_size({"width": 1366, "height": 768})
        found = _axe(person.page)
        if found:
            violations[path] = found
    if language == "en":
        person.page.get_by_role("button", name="中文").click()
    assert json.dumps(violations, ensure_ascii=False, indent=1) == "{}"
    assert person.wrong == []
    person.context.close()


def _axe(page: Any) -> list[dict[str, object]]:
    """What axe-core finds against WCAG 2.0 to 2.2, A and AA."""
    page.evaluate(Path(axe_core.__file__).with_name("axe.min.js").read_text("utf-8"))  # the policy forbids a script
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    result = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
    return [
        {"rule": each["id"], "nodes": [node["html"][:200] for node in each["nodes"][:4]]}
        for each in result["violations"]
    ]

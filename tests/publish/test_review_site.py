"""The review page on a site: it sends corrections there, and loses none that the site refuses."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from luodi.compiler import compile
from luodi.documents import read
from luodi.messages import catalogue
from luodi.plan import apply
from luodi.plan.corrections import Correction, load
from luodi.publish.review import Saving, Site, review_page, review_policy

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PLAN = compile(
    read(
        "关于充电的行动方案\n一、重点任务\n（一）建设网络。（省科技厅牵头）\n（二）加强监管。（省公安厅牵头）\n".encode(),
        name="a.txt",
    )
)
READER = Site("/plans/d-1", "李工")
SAVER = Site("/plans/d-1", "李工", Saving("/plans/d-1/corrections", 7, "a-token"))


def test_only_the_page_that_saves_may_ask_its_own_site() -> None:
    assert "connect-src" not in review_policy()
    assert review_policy(READER) == review_policy()
    assert "; connect-src 'self'; " in review_policy(SAVER)
    assert review_policy(SAVER).encode() in review_page(PLAN, site=SAVER)
    assert b"fetch(" not in review_page(PLAN, site=READER)


def test_every_word_of_sending_is_there_in_both_languages() -> None:
    script = files("luodi.publish").joinpath("review_sending.js").read_text("utf-8")
    page = files("luodi.publish").joinpath("review/page.js").read_text("utf-8")
    asked = set(re.findall(r'say\("([\w-]+)"', script)) | {"home", "keys-reading", "site-kept", "site-not-kept"}
    assert {"send", "sent", "not-sent", "reload"} <= asked
    assert all(catalogue("review")[key].keys() == {"zh", "en"} for key in asked)
    assert 'dataset.say = "keys-reading"' in page


# ---------------------------------------------------------------- in Chromium

CHROMIUM = shutil.which("chromium")


class Server:
    """A site in the browser's network: it gives out the page and answers what is sent with what the test says."""

    def __init__(self, page: Page, site: Site, plan: Any = PLAN, corrections: Any = ()) -> None:
        self.page, self.site, self.plan, self.corrections = page, site, plan, corrections
        self.sent: list[tuple[dict[str, Any], str | None]] = []
        self.answer: tuple[int, dict[str, Any] | None] = (200, {"saved": True})
        page.route("http://site.test/**", self.serve)

    def serve(self, route: Any) -> None:
        if route.request.method == "POST":
            assert route.request.url == "http://site.test/plans/d-1/corrections"
            self.sent.append((json.loads(route.request.post_data), route.request.headers.get("x-csrftoken")))
            status, body = self.answer
            kind = "text/html" if body is None else "application/json"
            return route.fulfill(status=status, content_type=kind, body=json.dumps(body))
        content = review_page(self.plan, corrections=self.corrections, site=self.site)
        policy = f"{review_policy(self.site)}; frame-ancestors 'none'"
        return route.fulfill(body=content, content_type="text/html", headers={"Content-Security-Policy": policy})

    def correct(self, title: str) -> None:
        """Give the first task another title."""
        card = self.page.locator(f'[id="r-{PLAN.tasks[0].id}"]')
        card.locator("h3").click()
        card.get_by_role("button", name="更正", exact=True).click()
        form = card.locator("form")
        assert not form.locator("[name=who]").is_visible()
        form.get_by_label("名称").fill(title)
        form.locator("[name=why]").fill("来函明确")
        form.get_by_role("button", name="记下更正").click()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Debian's chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def test_corrections_are_sent_with_the_version_they_were_made_of(page: Page) -> None:
    from playwright.sync_api import expect

    server = Server(page, SAVER)
    page.goto("http://site.test/plans/d-1/review")
    assert page.locator("#send").is_disabled()
    server.correct("新的名称")
    server.plan = msgspec.structs.replace(
        PLAN, tasks=(msgspec.structs.replace(PLAN.tasks[0], title="站上的名称"), PLAN.tasks[1])
    )
    page.locator("#send").click()
    expect(page.locator("#status")).to_contain_text("已保存")
    [(body, token)] = server.sent
    assert (body["version"], token) == (7, "a-token")
    [made] = load(body["corrections"])
    assert (made.id, made.field, made.new, made.who) == (PLAN.tasks[0].id, "title", "新的名称", "李工")
    # The page was opened anew, at the same record, and keeps nothing of its own any more.
    assert page.url.endswith(f"#{PLAN.tasks[0].id}")
    assert "站上的名称" in page.locator(".card.selected").inner_text()
    assert page.evaluate("state.corrections.length") == 0


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            (409, {"error": "overtaken", "message": "没有保存：<b>王二</b>改动了", "advice": "没有丢"}),
            "没有保存：<b>王二</b>改动了",
        ),
        ((403, None), "登录已结束"),
        ((200, None), "登录已结束"),  # a redirect to the page of signing in
    ],
)
def test_what_the_site_refuses_stays_on_the_page(page: Page, answer: Any, words: str) -> None:
    server = Server(page, SAVER)
    server.answer = answer
    page.goto("http://site.test/plans/d-1/review")
    server.correct("新的名称")
    page.locator("#send").click()
    page.locator("#told").wait_for()
    assert words in page.locator("#told").inner_text()
    with page.expect_download() as download:
        page.locator("#told").get_by_role("button", name="下载更正").click()
    assert [each.new for each in load(download.value.path().read_bytes())] == ["新的名称"]
    page.locator("#told").get_by_role("button", name="打开最新内容").click()
    page.locator("#told").wait_for(state="detached")
    assert "新的名称" in page.locator(f'[id="r-{PLAN.tasks[0].id}"]').inner_text()
    assert page.locator("#send").is_enabled()


def test_a_correction_that_was_saved_is_taken_back(page: Page) -> None:
    first, second = PLAN.tasks
    dropped = Correction(id=first.id, field="", old={"title": first.title}, who="王二", when="2026-01-01", why="重复")
    kept = Correction(
        id=second.id, field="title", old=second.title, new="甲", who="王二", when="2026-01-01", why="来函"
    )
    server = Server(page, SAVER, apply(PLAN, [dropped, kept]), [dropped, kept])
    page.goto("http://site.test/plans/d-1/review")
    page.locator("#kinds button[data-kind=correction]").click()
    page.locator(".card.k-correction").first.get_by_role("button", name="撤销").click()
    page.reload()
    assert page.evaluate("state.undone.length") == 1  # it is there when the page is opened again
    page.locator("#send").click()
    page.wait_for_load_state()
    [(body, _)] = server.sent
    assert load(body["corrections"]) == (kept,)


def test_who_may_only_read_finds_no_way_to_correct(page: Page) -> None:
    Server(page, SAVER)
    page.goto("http://site.test/plans/d-1/review")
    page.evaluate(
        "keep('luodi-review:' + DOCUMENT.id + ':李工', [{id: 't-1', field: 'title', new: 'x', who: 'x', when: 'x', why: 'x'}])"
    )
    page.goto("about:blank")
    page.unroute_all()
    Server(page, READER)
    page.goto(f"http://site.test/plans/d-1/review#{PLAN.tasks[1].id}")
    assert page.evaluate("state.selected") == PLAN.tasks[1].id
    assert page.evaluate("state.corrections.length") == 0
    for hidden in ("#save", "#load", "#add-task", "#add-target", "#send"):
        assert page.locator(hidden).count() == 0 or not page.locator(hidden).is_visible()
    assert page.locator(".edit").count() == 0
    page.keyboard.press("e")
    assert page.locator("form.editing").count() == 0
    assert page.locator("#home").get_attribute("href") == "/plans/d-1"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_a_site_fits_a_telephone(page: Page, language: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content(review_page(PLAN, language=language, site=SAVER).decode())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

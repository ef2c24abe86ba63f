"""What somebody with bad intent tries: sessions, passwords, forged forms, addresses, headers, ids, spreadsheets, files."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import io
import os
import re
import shutil
import zipfile
import zlib
from base64 import b64encode
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from tests.web.conftest import PASSWORD
from tests.web.rights import ROLES, page_cells

from luodi.web import audit
from luodi.web.evidence import EvidenceRefused, check, plain_name
from luodi.web.models import Account, AuditEntry, Body, Evidence, MatterRow, PlanRecord, TaskRow

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


@pytest.fixture
def person(db) -> Account:
    return Account.objects.make("person", PASSWORD, "plan_officer", name="王经办")


def _signs_in(username: str = "person", password: str = PASSWORD, client: Client | None = None) -> int:
    return (client or Client()).post("/sign-in", {"username": username, "password": password}).status_code


# ---------------------------------------------------------------- sessions and passwords


def test_a_session_ends_when_nothing_was_done_for_half_an_hour(person, signed_in):
    client = signed_in(person)
    session = client.session
    session["seen"] -= 29 * 60
    session.save()
    assert client.get("/").status_code == 200
    session = client.session
    session["seen"] -= 31 * 60
    session.save()
    assert client.get("/")["Location"].startswith("/sign-in?why=idle")
    assert client.get("/")["Location"].startswith("/sign-in?next=")


def test_what_was_sent_after_the_session_ended_is_said_to_be_lost_and_leads_back(office, signed_in):
    client, matter = signed_in(office.lead), office.matter
    page = f"/plans/{office.record.key}/tasks/{matter.task.key}"
    client.session.flush()
    for form, leads in ((f"http://testserver{page}", page), ("https://elsewhere.example/x", "/work")):
        answer = client.post(f"/matters/{matter.pk}/signed", {"version": 1}, headers={"referer": form})
        assert answer["Location"].startswith("/sign-in?why=unsent")
        said = client.get(answer["Location"]).content.decode()
        assert "没有保存" in said
        following = re.findall(r'name="next" value="([^"]*)"', said)[-1]
        again = client.post("/sign-in", {"username": "lead", "password": PASSWORD, "next": following})
        assert again["Location"].removeprefix("http://testserver") == leads
        client.session.flush()
    assert MatterRow.objects.get(pk=matter.pk).state == "assigned"


def test_signing_in_elsewhere_ends_the_session_here(person, signed_in):
    first = signed_in(person)
    second = signed_in(person)
    assert first.get("/")["Location"].startswith("/sign-in?why=replaced")
    assert second.get("/").status_code == 200


def test_a_session_from_before_signing_in_is_not_taken_on(person):
    client = Client()
    client.cookies["luodi-session"] = "a" * 32
    assert _signs_in(client=client) == 302
    assert client.cookies["luodi-session"].value != "a" * 32


def test_a_session_ends_with_the_account_with_its_password_and_by_signing_out(person, signed_in):
    client = signed_in(person)
    Account.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    Account.objects.filter(pk=person.pk).update(is_active=True)
    client = signed_in(person)
    other = Account.objects.get(pk=person.pk)
    other.set_password("Another-2026!")
    other.save(update_fields=["password"])
    assert client.get("/").status_code == 302
    other.set_password(PASSWORD)
    other.save(update_fields=["password"])
    client = signed_in(person)
    stolen = client.cookies["luodi-session"].value
    client.post("/sign-out")
    thief = Client()
    thief.cookies["luodi-session"] = stolen
    assert thief.get("/").status_code == 302


def test_five_failures_lock_a_name_for_a_quarter_of_an_hour_whatever_the_address(person):
    from axes.models import AccessAttempt

    for number in range(4):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        assert _signs_in(password="wrong", client=client) == 401
    assert _signs_in(password="wrong") == 429
    assert _signs_in() == 429  # the right one does not help either
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert _signs_in() == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert _signs_in() == 302
    assert AuditEntry.objects.filter(action="locked-out", account="person").count() >= 2


def test_a_name_that_does_not_exist_answers_like_one_that_does(person):
    answers = []
    for username in ("person", "nobody"):
        client = Client()
        answer = client.post("/sign-in", {"username": username, "password": "wrong"})
        answers.append((answer.status_code, _without_tokens(answer.content.decode()).replace(username, "")))
    assert answers[0] == answers[1]


def test_the_old_password_cannot_be_guessed_from_an_open_session(person, signed_in):
    client = signed_in(person)
    form = {"old": "wrong", "new": "Another-2026!", "again": "Another-2026!"}
    assert [client.post("/password", form).status_code for _ in range(6)][-2:] == [429, 429]
    assert Account.objects.get(pk=person.pk).check_password(PASSWORD)
    assert AuditEntry.objects.filter(action="password-changed", result="refused").exists()


@pytest.mark.parametrize(
    "password",
    ["Short-1!", "alllowercase-", "password123456", "person-2026", "NOSMALLNODIGIT", PASSWORD, "12345678901"],
)
def test_a_password_that_is_short_simple_common_like_the_name_or_the_same_is_refused(person, signed_in, password):
    client = signed_in(person)
    answer = client.post("/password", {"old": PASSWORD, "new": password, "again": password})
    assert answer.status_code == 400
    assert Account.objects.get(pk=person.pk).check_password(PASSWORD)


def test_the_reason_why_a_password_is_refused_is_in_the_readers_language(person, signed_in):
    Account.objects.update(language="en")
    answer = signed_in(person).post("/password", {"old": PASSWORD, "new": "Short-1!", "again": "Short-1!"})
    assert "too short" in answer.content.decode()


def test_a_password_has_to_be_changed_when_it_is_old_or_was_set_by_somebody_else(person, signed_in):
    for change in ({"must_change_password": True}, {"password_changed": timezone.now() - timedelta(days=91)}):
        Account.objects.filter(pk=person.pk).update(must_change_password=False, password_changed=timezone.now())
        Account.objects.filter(pk=person.pk).update(**change)
        client = signed_in(person)
        for address in ("/", "/tasks.json", "/tokens", f"/accounts/{person.pk}"):
            answer = client.get(address)
            assert (answer.status_code, answer["Location"]) == (302, "/password")
    new = "Quite-Another-7"
    assert client.post("/password", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert client.get("/").status_code == 200


def test_a_password_of_89_days_is_not_old(person, signed_in):
    Account.objects.update(password_changed=timezone.now() - timedelta(days=89))
    assert signed_in(person).get("/").status_code == 200


# ---------------------------------------------------------------- forged forms


def test_no_address_takes_a_form_without_the_token_of_its_page(rights, browser):
    from tests.web.test_rights import ELSEWHERE

    patterns = [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]
    assert {str(each.pattern) for each in get_resolver().url_patterns if not isinstance(each, URLPattern)} <= set(
        ELSEWHERE
    )
    walked = {rights.address(cell.address) for cell in page_cells()}
    assert len(walked) >= len(patterns)
    client = browser(rights.accounts[("plan_officer", "other")], enforce_csrf_checks=True)
    before = audit.verify().entries
    for address in walked:
        answer = client.post(address, {"csrfmiddlewaretoken": "a" * 64})
        assert answer.status_code == 403, address
        assert "表单已失效" in answer.content.decode() or address.endswith((".json",)), address
    assert audit.verify().entries == before


# ---------------------------------------------------------------- addresses and headers

ELSEWHERES = (
    "//evil.example", "\\\\evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "///evil.example",
    "http:evil.example", "\t//evil.example", "https:///evil.example", " https://evil.example", "//evil.example%2f..",
    "data:text/html,x", "https://testserver@evil.example/", "https://testserver.evil.example/", "/sign-in",
)  # fmt: skip


@pytest.mark.parametrize("place", ELSEWHERES)
def test_nobody_is_sent_to_another_site(person, place):
    answer = Client().post("/sign-in", {"username": "person", "password": PASSWORD, "next": place})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    answer = Client().post("/language", {"language": "en", "next": place})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    shown = Client().get("/sign-in", {"next": place})
    assert shown.status_code == 200


@pytest.mark.parametrize("path", ["//evil.example/", "/%0d%0aSet-Cookie:x=1", "/\\evil.example", "/tasks?a=%0d%0aX: y"])
def test_the_way_back_from_signing_in_stays_here(db, path):
    answer = Client().get(path)
    assert answer["Location"].startswith("/sign-in?next=%2F")
    assert not re.search(r"[\r\n]", answer["Location"])


@pytest.mark.parametrize("evil", ["a\r\nSet-Cookie: x=1", "a\nX-Evil: 1", "a\r\n\r\n<script>"])
def test_nothing_that_is_sent_makes_a_header(person, rights, browser, evil):
    client = browser(rights.accounts[("responsible_body", "own")])
    matter = rights.matters["reported"]
    file = SimpleUploadedFile("x.pdf", PDF + b"%%EOF")
    file._name = f"{evil}.pdf"
    handed = client.post(
        f"/matters/{matter.pk}/reported",
        {"version": matter.version, "period": "2024Q1", "progress": "进展", "evidence": file},
    )
    assert handed.status_code in (302, 400)
    assert not any(re.search(r"[\r\n]", name) for name in Evidence.objects.values_list("name", flat=True))
    Evidence.objects.update(name=f"{evil}.pdf")  # as if one had been stored
    given = client.get(rights.address("/matters/{matter}/evidence/{evidence}"))
    assert given.status_code == 200
    _read(given)
    answers = [
        handed,
        given,
        Client().post("/sign-in", {"username": "person", "password": PASSWORD, "next": f"/{evil}"}),
        Client().post("/language", {"language": evil, "next": f"/{evil}"}),
        Client().post("/sign-in", {"username": evil, "password": evil}),
    ]
    for answer in answers:
        for name, value in answer.items():
            assert name not in ("X-Evil", "Set-Cookie")
            assert not re.search(r"[\r\n]", f"{name}{value}")
        assert "x" not in answer.cookies
        if "luodi-language" in answer.cookies:
            assert answer.cookies["luodi-language"].value in ("zh", "en")


def test_nul_is_refused_before_the_database_sees_it(person, signed_in):
    client = signed_in(person)
    assert client.get("/tasks?q=a%00b").status_code == 400
    assert client.get("/plans/a%00b").status_code == 400
    assert client.post("/tokens", {"name": "a\0b", "days": "3", "scopes": "read"}).status_code == 400
    assert Client().post("/sign-in", {"username": "per\0son", "password": PASSWORD}).status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example"])
def test_another_host_is_refused(db, host):
    assert Client().get("/sign-in", HTTP_HOST=host).status_code == 400


# ---------------------------------------------------------------- counting through ids


def test_what_belongs_to_others_answers_like_what_does_not_exist(rights, browser):
    stranger = browser(rights.accounts[("responsible_body", "other")])
    pairs = [
        ("get", "/plans/{draft}", "/plans/{no-plan}"),
        ("get", "/plans/{draft}/tasks", "/plans/{no-plan}/tasks"),
        ("get", "/plans/{draft}/tasks.json", "/plans/{no-plan}/tasks.json"),
        ("get", "/plans/{draft}/targets", "/plans/{no-plan}/targets"),
        ("get", "/plans/{draft}/scorecard.docx", "/plans/{no-plan}/scorecard.docx"),
        ("get", "/plans/{draft}/tasks/{draft-task}", "/plans/{no-plan}/tasks/{draft-task}"),
        ("post", "/matters/{draft-matter}/signed", "/matters/{no-matter}/signed"),
        ("post", "/matters/{draft-matter}/notice-issued", "/matters/{no-matter}/notice-issued"),
        ("get", "/matters/{matter}/evidence/{evidence}", "/matters/{matter}/evidence/{no-evidence}"),
        ("get", "/matters/{draft-matter}/evidence/{draft-evidence}", "/matters/{no-matter}/evidence/{draft-evidence}"),
        ("get", "/notices/{notice}", "/notices/{no-notice}"),
        ("get", "/notices/{notice}/document.docx", "/notices/{no-notice}/document.docx"),
        ("post", "/tokens/{foreign-token}/revoke", "/tokens/{no-token}/revoke"),
    ]
    for method, theirs, none in pairs:
        first, second = (getattr(stranger, method)(rights.address(address)) for address in (theirs, none))
        assert (first.status_code, second.status_code) == (404, 404), theirs
        assert first.content == second.content, theirs
        assert dict(first.items()) == dict(second.items()), theirs


def test_evidence_of_one_matter_is_not_reached_by_another(rights, browser):
    own = browser(rights.accounts[("responsible_body", "own")])
    answer = own.get(rights.address("/matters/{matter}/evidence/{evidence}"))
    assert answer.status_code == 200
    _read(answer)
    other = rights.matters["started"].pk
    assert own.get(f"/matters/{other}/evidence/{rights.names['evidence']}").status_code == 404


# ---------------------------------------------------------------- spreadsheets

FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://evil.example")')


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_field_of_a_csv_is_a_formula(rights, browser, formula):
    PlanRecord.objects.update(title=formula, number=formula)
    TaskRow.objects.update(title=formula, category=formula, path=formula)
    Body.objects.update(name=formula)
    Account.objects.update(name=formula, email=formula)
    audit.record("sign-in", formula, account=formula, address=formula)
    fields = 0
    for role, address in (
        ("plan_officer", "/plans.csv"), ("plan_officer", "/tasks.csv"), ("plan_officer", "/plans/{plan}/tasks.csv"),
        ("plan_officer", "/bodies.csv"),
        ("plan_officer", "/notices.csv"),
        ("plan_officer", "/desk.csv"),
        ("administrator", "/accounts.csv"), ("auditor", "/audit.csv"),
    ):  # fmt: skip
        answer = browser(rights.accounts[(role, "other")]).get(rights.address(address))
        for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))):
            for value in row:
                assert not re.match(r"\s*[=+\-@＝＋－＠]|\t", value), (address, value)
                fields += value == f"'{formula}"
    assert fields > 100


# ---------------------------------------------------------------- headers, cookies, contents of pages


def _read(answer) -> bytes:
    """A body that is sent as it goes on, to its end."""
    return b"".join(answer)


def _headers_fit(answer) -> None:
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_every_page_carries_its_policy_and_nothing_inline_or_from_elsewhere(rights, browser):
    clients = {role: browser(rights.accounts[(role, "own")]) for role in ROLES}
    for language in ("zh", "en"):
        Account.objects.update(language=language)
        for cell in page_cells():
            if cell.method == "GET":
                answer = clients[cell.role].get(rights.address(cell.address))
                _headers_fit(answer)
                body = _read(answer)
                if answer["Content-Type"].startswith("text/html"):
                    assert _Inline.of(body.decode(), answer["Content-Security-Policy"]) == [], cell


def test_refusals_and_errors_carry_their_policy_too(person, browser, monkeypatch):
    from luodi.web.pages import overview

    client = browser(person, raise_request_exception=False)
    answers = {
        "no-page": client.get("/nowhere"),
        "length": client.generic("POST", "/sign-in", b"", CONTENT_LENGTH="x"),
        "large": client.generic("POST", "/sign-in", b"", CONTENT_LENGTH=str(1 << 30)),
        "chunks": client.generic("POST", "/sign-in", b"", HTTP_TRANSFER_ENCODING="chunked"),
        "host": client.get("/", HTTP_HOST="evil.example"),
        "signed out": Client().get("/"),
        "part": Client().get("/", HTTP_HX_REQUEST="true"),
        "forged": Client(enforce_csrf_checks=True).post("/sign-in"),
    }
    monkeypatch.setattr(overview, "refresh_all", lambda today: 1 / 0)
    answers["broken"] = client.get("/")
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {
        "no-page": 404, "length": 400, "large": 413, "chunks": 411, "host": 400, "signed out": 302, "part": 401,
        "forged": 403, "broken": 500,
    }  # fmt: skip
    for answer in answers.values():
        _headers_fit(answer)
        if answer.content:
            assert _Inline.of(answer.content.decode()) == []
            assert "ZeroDivisionError" not in answer.content.decode()


def test_static_files_carry_the_policy(db):
    folder = Path(site.STATIC_ROOT) / "luodi"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(site.BASE) / "static" / "luodi" / "site.css", folder)
    answer = Client().get("/static/luodi/site.css")
    assert answer.status_code == 200
    _headers_fit(answer)
    _read(answer)
    assert Client().get("/static/../secret-key").status_code in (302, 404)
    assert Client().get("/static/%2e%2e/secret-key").status_code in (302, 404)


def test_a_page_with_a_secret_is_kept_nowhere(rights, browser):
    administrator = browser(rights.accounts[("administrator", "other")])
    answers = [
        administrator.post(rights.address("/accounts/{account}/password")),
        administrator.post("/tokens", {"name": "导出", "scopes": "read", "days": "30"}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"


def test_with_https_cookies_are_secure_and_browsers_stay_with_it(person, settings, monkeypatch):
    monkeypatch.setenv("LUODI_HTTPS", "1")
    monkeypatch.setenv("LUODI_HOSTS", "luodi.example.gov.cn")
    found = importlib.util.spec_from_file_location("luodi_https_settings", Path(site.BASE) / "settings.py")
    https = importlib.util.module_from_spec(found)
    found.loader.exec_module(https)
    for name in dir(https):
        if name.isupper() and name.startswith(("SESSION_", "CSRF_", "SECURE_", "HTTPS", "ALLOWED_HOSTS")):
            setattr(settings, name, getattr(https, name))
    client = Client(HTTP_HOST="luodi.example.gov.cn", HTTP_X_FORWARDED_PROTO="https")
    client.get("/sign-in")
    client.post("/language", {"language": "en"})
    answer = client.post("/sign-in", {"username": "person", "password": PASSWORD})
    assert answer.status_code == 302
    assert set(client.cookies) == {"csrftoken", "luodi-session", "luodi-language"}
    for cookie in client.cookies.values():
        assert cookie["secure"], cookie.key
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
    assert "max-age=31536000" in answer["Strict-Transport-Security"]
    plain = Client(HTTP_HOST="luodi.example.gov.cn").get("/sign-in")
    assert (plain.status_code, plain["Location"]) == (301, "https://luodi.example.gov.cn/sign-in")


def test_without_a_proxy_nobody_chooses_the_address_that_is_put_on_record(person):
    Client(HTTP_X_FORWARDED_FOR="1.2.3.4", REMOTE_ADDR="10.0.0.7").post(
        "/sign-in", {"username": "person", "password": "x"}
    )
    assert AuditEntry.objects.filter(account="person").values_list("address", flat=True).get() == "10.0.0.7"


class _Inline(HTMLParser):
    """What of a page a browser would run or fetch that does not come from a file of this site, scripts and styles aside
    that the policy of the page names by their hash (the review page, which is a file of its own too)."""

    @classmethod
    def of(cls, text: str, policy: str = "") -> list[str]:
        parser = cls()
        parser.policy = policy
        parser.feed(text)
        parser.close()
        return parser.found

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.policy = ""
        self.inside = ""
        self.written: list[str] = []

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.written.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self.inside == tag:
            sha256 = b64encode(hashlib.sha256("".join(self.written).encode()).digest()).decode()
            if f"'sha256-{sha256}'" not in self.policy:
                self.found.append(f"inline: {tag} {''.join(self.written)[:40]}")
            self.inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        data = tag == "script" and given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in given and not data):
            self.inside, self.written = tag, []
        if "style" in given:
            self.found.append(f"style: {tag}")
        self.found += [f"handler: {name}" for name in given if name.startswith(("on", "hx-on"))]
        for name in ("src", "href", "action", "srcset", "poster", "data", "formaction", "background", "xlink:href"):
            value = given.get(name, "").strip()
            fetched = tag not in ("a", "area") or value.lower().startswith(("javascript:", "data:"))
            if fetched and value and not re.match(r"/(?![/\\])|#|\?|[\w-]+$|data:image/", value):
                self.found.append(f"outside: {tag} {name}={value}")
        if tag in ("base", "object", "embed", "iframe", "frame"):
            self.found.append(f"tag: {tag}")
        if given.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
            self.found.append(f"tag: {tag} {given['http-equiv']}")


def _without_tokens(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


# ---------------------------------------------------------------- files


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def _zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
DOCX = _zip(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
XLSX = {"xl/workbook.xml": b"<workbook/>", "xl/printerSettings/printerSettings1.bin": b"\0"}


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", PDF), ("a.png", _png()), ("a.jpg", JPEG), ("a.JPEG", JPEG), ("a.docx", DOCX), ("a.xlsx", _zip(**XLSX)),
     ("关于印发<方案>的通知.txt", "进展".encode()), ("a.csv", "甲,乙\n".encode("gb18030"))],
)  # fmt: skip
def test_what_is_what_it_says_is_taken(name, data):
    check(name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<html></html>"), ("a.svg", SVG), ("a.pdf", SVG), ("a.png", SVG), ("a.txt", SVG),
        ("a.txt", b"\xef\xbb\xbf <!DOCTYPE html><p>"), ("a.csv", b"<script>alert(1)</script>"), ("a.exe", b"MZ"),
        ("a.pdf.exe", PDF), ("a.pdf.html", PDF), ("a.pdf.", PDF), ("a.pdf ", PDF), ("a.pdf\0.html", PDF), (".pdf", PDF), ("pdf", PDF),
        ("a.pdf", b""), ("a.pdf", b"%PDF-1.4 cut off"), ("a.pdf", b"<html>%PDF-1.4\n%%EOF"), ("a.pdf", b"%PDF-1.4<script>\n%%EOF"),
        ("a.pdf", PDF + DOCX), ("a.pdf", PDF + DOCX + PDF), ("a.jpg", JPEG + DOCX), ("a.jpg", JPEG[:-2] + DOCX + b"\xff\xd9"),
        ("a.gif", b"GIF89a=1;alert(1)"), ("a.jpg", b"GIF89a/*\xff\xd8\xff*/=1;\xff\xd9"), ("a.png", b"GIF89a" + _png()),
        ("a.png", _png() + b"trailing"), ("a.png", _png() + DOCX), ("a.png", _png() + b"<script>IEND\xaeB`\x82"), ("a.png", _png()[:-4]),
        ("a.jpg", JPEG + b"trailing"), ("a.docx", PDF + DOCX), ("a.docx", DOCX + b"trailing"), ("a.docx", _zip(a=b"b")),
        ("a.xlsx", DOCX), ("a.docx", _zip(**{"word/document.xml": b"", "word/vbaProject.bin": b""})),
        ("a.xlsx", _zip(**{"xl/workbook.xml": b"", "xl/printerSettings/../evil.bin": b""})),
        ("a.docx", _zip(**{"word/document.xml": b"0" * (201 << 20)})),
        ("a.docx", _zip(**{"word/document.xml": b"", **{f"{number}": b"" for number in range(5001)}})),
        ("a.txt", b"a\0b"), ("a.txt", b"\xff\xff\xff\xff"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_or_carries_something_else_is_refused(name, data):
    with pytest.raises(EvidenceRefused):
        check(name, data)


def test_no_zip_is_unpacked_to_find_that_it_is_a_bomb(monkeypatch):
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    check("a.docx", DOCX)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\x\\..\\a.pdf", "a.pdf"), ("/a.pdf", "a.pdf"), ("a\0.pdf", "a.pdf"),
        ("..", "file"), ("", "file"), ("a\u202efdp.exe", "afdp.exe"), ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)  # fmt: skip
def test_a_files_name_is_a_name_and_no_place(given, kept):
    assert plain_name(given) == kept


def test_evidence_lies_under_its_hash_and_leaves_as_an_attachment(rights, browser):
    lying = [path for path in rights.evidence.rglob("*") if path.is_file()]
    assert rights.names["evidence"] in {path.name for path in lying}
    assert all(re.fullmatch(r"[0-9a-f]{64}", path.name) for path in lying)
    own = browser(rights.accounts[("responsible_body", "own")])
    answer = own.get(rights.address("/matters/{matter}/evidence/{evidence}"))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    _read(answer)


class _Unread(io.RawIOBase):
    def read(self, *_):
        pytest.fail("the body was read")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"CONTENT_LENGTH": str(1 << 30)}, 413),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": "-1"}, 400),
    ],
)
def test_a_body_without_bound_is_refused_without_being_read(db, given, status):
    answer = Client().generic(
        "POST", "/sign-in", b"", "multipart/form-data; boundary=x", **{"wsgi.input": _Unread(), **given}
    )
    assert answer.status_code == status


def test_more_fields_or_files_than_any_form_has_are_refused(person, signed_in):
    client = signed_in(person)
    assert client.post("/language", {f"f{number}": "" for number in range(2001)}).status_code == 400
    files = {f"f{number}": SimpleUploadedFile("a.txt", b"a") for number in range(21)}
    assert client.post("/language", files).status_code == 400


def test_the_secret_key_is_for_the_server_alone():
    kept = Path(site.DATA) / "secret-key"
    if not kept.exists():
        pytest.skip("the key comes from the environment")
    assert os.stat(kept).st_mode & 0o077 == 0

"""A document on its way to a published plan: uploaded, compiled by a job, reviewed, corrected, published."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from luodi.plan import apply, from_json
from luodi.plan.corrections import Correction, dump, load
from luodi.web import audit
from luodi.web.evidence import path_of
from luodi.web.jobs import TRIES, compile_import, recover
from luodi.web.models import AuditEntry, Import, MatterRow, PlanRecord, TaskRow
from luodi.web.plans import compiled_of, plan_of

FORMATS = Path(__file__).parents[1] / "data" / "formats"
TXT, DOCX = FORMATS / "guangzhou-tabs.txt", FORMATS / "guangzhou-word.docx"
PROVINCE_DOCX = FORMATS / "guangdong-word.docx"


def file_of(data: bytes | Path, name: str = "") -> SimpleUploadedFile:
    content = data.read_bytes() if isinstance(data, Path) else data
    return SimpleUploadedFile(name or (data.name if isinstance(data, Path) else ""), content)


def uploaded(client, data: bytes | Path, name: str = "") -> Import:
    """The import of a document that was uploaded and compiled."""
    answer = client.post("/imports", {"document": file_of(data, name)})
    assert answer.status_code == 302, answer.content.decode()
    number = int(answer.url.rsplit("/", 1)[-1])
    assert Import.objects.get(pk=number).state == "queued"
    compile_import.call(number)
    return Import.objects.get(pk=number)


def send(client, record: PlanRecord, corrections: list[Correction], version: int | None = None):
    body = {"version": version or PlanRecord.objects.get(pk=record.pk).version, "corrections": dump(corrections)}
    return client.post(f"/plans/{record.key}/corrections", json.dumps(body), content_type="application/json")


def correction(id: str, field: str, old: object, new: object) -> Correction:
    return Correction(id=id, field=field, old=old, new=new, who="somebody else", when="1999-01-01", why="来函明确")


def three(record: PlanRecord) -> list[Correction]:
    """Three corrections of the municipal table: a title, a body's role, a task that is dropped."""
    first, second, third = plan_of(record).tasks[:3]
    role = {"role": second.assignments[0].role, "name": second.assignments[0].name}
    return [
        correction(first.id, "title", first.title, "新的任务名称"),
        correction(second.id, "assignments", role, {**role, "role": "cooperate"}),
        correction(third.id, "", {"title": third.title}, None),
    ]


@pytest.fixture
def officer(office, signed_in):
    return signed_in(office.officer)


# ---------------------------------------------------------------- from the file to the published plan


def test_a_document_is_uploaded_reviewed_corrected_and_published(office, officer, signed_in):
    lead = signed_in(office.lead)
    source = uploaded(officer, TXT)
    assert (source.state, source.error) == ("done", "")
    record = source.plan
    assert (record.state, record.source_id) == ("draft", source.pk)
    address = f"/plans/{record.key}"
    assert lead.get(f"{address}/review").status_code == 404  # a draft is the officers' alone
    assert f"{address}/review" in officer.get(f"/imports/{source.pk}").content.decode()

    made = three(record)
    assert send(officer, record, made).json() == {"saved": True, "version": 2}
    record.refresh_from_db()
    kept = load(record.files.corrections)
    assert [(each.who, each.when) for each in kept] == [("officer", "2024-03-01")] * 3  # not what was claimed
    assert plan_of(record).tasks[0].title == "新的任务名称"
    assert TaskRow.objects.get(plan=record, position=0).title == "新的任务名称"
    entry = AuditEntry.objects.get(action="corrections")
    assert json.loads(entry.detail)["number"] == 3
    assert load(officer.get(f"{address}/corrections.yaml").content) == kept

    assert officer.post(f"{address}/publish", {"version": 1, "confirmed": "1"}).status_code == 409
    answer = officer.post(f"{address}/publish", {"version": 2, "confirmed": "1"})
    assert answer.status_code == 302
    assert AuditEntry.objects.filter(action="plan-published", object__startswith=record.key).count() == 1
    page = lead.get(f"{address}/review")
    assert page.status_code == 200
    assert audit.verify().faults == ()


def test_errors_among_the_findings_must_be_confirmed_before_publishing(office, officer):
    source = uploaded(officer, "会议通知\n请参加会议。\n".encode(), "通知.txt")
    record = source.plan
    assert [found.severity for found in plan_of(record).findings] == ["error"]
    assert officer.post(f"/plans/{record.key}/publish", {"version": 1}).status_code == 400
    assert PlanRecord.objects.get(pk=record.pk).state == "draft"
    assert officer.post(f"/plans/{record.key}/publish", {"version": 1, "confirmed": "1"}).status_code == 302
    assert PlanRecord.objects.get(pk=record.pk).state == "published"


@pytest.mark.parametrize("who", ["supervisor", "analyst", "administrator", "auditor", "lead"])
def test_only_a_plan_officer_imports_corrects_and_publishes(office, officer, signed_in, who):
    source = uploaded(officer, TXT)
    client = signed_in(getattr(office, who))
    address = f"/plans/{office.record.key}"
    assert client.get("/imports").status_code == 403
    assert client.get(f"/imports/{source.pk}").status_code == 403
    assert client.post("/imports", {"document": file_of(TXT)}).status_code == 403
    assert client.post(f"/imports/{source.pk}/again").status_code == 403
    assert client.get(f"{address}/changes").status_code == 403
    assert client.post(f"{address}/publish", {"version": 1}).status_code == 403
    assert send(client, office.record, []).status_code == 403
    assert Import.objects.count() == 2
    assert PlanRecord.objects.get(pk=office.record.pk).version == office.record.version
    seen = client.get(f"/plans/{source.plan.key}/review").status_code  # the draft
    assert seen == (200 if who == "auditor" else 404)
    page = client.get(f"{address}/review")
    assert page.status_code == 200
    assert '"save":null' in page.content.decode()
    assert "fetch(" not in page.content.decode()
    assert "connect-src" not in page["Content-Security-Policy"]


def test_the_review_page_comes_with_the_policy_that_stands_in_it(office, officer):
    source = uploaded(officer, TXT)
    page = officer.get(f"/plans/{source.plan.key}/review")
    policy = page["Content-Security-Policy"]
    assert "; connect-src 'self'; " in policy
    assert "unsafe" not in policy
    assert "script-src 'sha256-" in policy
    written = policy.removesuffix("; frame-ancestors 'none'")
    assert f'content="{written}"' in page.content.decode()
    assert '"kind":"table"' in page.content.decode()  # the blocks were kept: the table is a table


# ---------------------------------------------------------------- the job


def test_a_job_run_twice_changes_nothing_the_second_time(office, officer):
    source = uploaded(officer, TXT)
    before = PlanRecord.objects.get(pk=source.plan_id).version
    entries = AuditEntry.objects.count()
    assert compile_import.call(source.pk) == "done"
    assert PlanRecord.objects.get(pk=source.plan_id).version == before
    assert uploaded(officer, TXT).state == "done"  # nor does the same file once more
    assert PlanRecord.objects.get(pk=source.plan_id).version == before
    assert AuditEntry.objects.count() == entries + 1


def test_a_worker_that_starts_queues_again_what_nobody_works_on(office, officer):
    officer.post("/imports", {"document": file_of(TXT)})
    source = Import.objects.latest("id")
    job = DBTaskResult.objects.get()
    DBTaskResult.objects.update(status="RUNNING")
    Import.objects.filter(pk=source.pk).update(state="working")

    held = f"import fcntl, sys; f = open({str(path_of(source.sha256))!r}); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        worker.stdout.readline()
        assert recover() == 0  # another worker is at it
        worker.kill()
        worker.wait()
    assert recover() == 1
    assert Import.objects.get(pk=source.pk).state == "queued"
    job.refresh_from_db()
    assert job.status == "FAILED"
    assert recover() == 0  # it is queued already
    (queued,) = DBTaskResult.objects.filter(status="READY")
    queued.task.call(*queued.args_kwargs["args"])
    assert Import.objects.get(pk=source.pk).state == "done"


def test_a_file_that_kills_every_worker_is_given_up(office, officer):
    officer.post("/imports", {"document": file_of(TXT)})
    source = Import.objects.latest("id")
    for _ in range(TRIES):
        DBTaskResult.objects.update(status="RUNNING")
        Import.objects.filter(pk=source.pk).update(state="working")
        recover()
    source.refresh_from_db()
    assert source.state == "failed"
    page = officer.get(f"/imports/{source.pk}").content.decode()
    assert json.loads(source.error)["zh"] in page
    officer.post(f"/imports/{source.pk}/again")
    compile_import.call(source.pk)
    source.refresh_from_db()
    assert (source.state, source.error) == ("done", "")


def test_a_file_that_is_gone_from_the_store_is_said_to_be(office, officer):
    officer.post("/imports", {"document": file_of(TXT)})
    source = Import.objects.latest("id")
    path_of(source.sha256).unlink()
    assert compile_import.call(source.pk) == "failed"
    assert "重新上传" in officer.get(f"/imports/{source.pk}").content.decode()


def test_the_page_of_an_import_asks_again_until_it_is_settled(office, officer):
    officer.post("/imports", {"document": file_of(TXT)})
    source = Import.objects.latest("id")
    part = officer.get(f"/imports/{source.pk}", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    compile_import.call(source.pk)
    part = officer.get(f"/imports/{source.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert [row["state"] for row in officer.get("/imports.json").json()["results"]] == ["done", "done"]
    assert "guangzhou-tabs.txt" in officer.get("/imports.csv").content.decode()


# ---------------------------------------------------------------- hostile files


def bomb() -> bytes:
    """A Word file whose text unpacks to a gigabyte."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(100):
                part.write(b" " * 10_000_000)
    return held.getvalue()


REFUSED = [
    ("网页.pdf", b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>", "与扩展名不符"),
    ("空.docx", b"", "是空文件"),
    ("空白.txt", b" \n\t ", "是空文件"),
    ("程序.exe", b"MZ\x90\x00", "不是可以导入的类型"),
    ("无名", b"text", "不是可以导入的类型"),
    ("图.png", b"GIF89a", "与扩展名不符"),
]


@pytest.mark.parametrize(("name", "data", "words"), REFUSED, ids=[each[0] for each in REFUSED])
def test_a_file_that_is_not_what_it_says_is_refused_at_once(office, officer, name, data, words):
    answer = officer.post("/imports", {"document": file_of(data, name)})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert words in page
    assert "<script>alert" not in page
    assert Import.objects.count() == 1


FAILED = [
    ("炸弹.docx", bomb, "展开后超出", "unpacks to more"),
    ("坏.docx", lambda: b"PK\x03\x04" + b"\0" * 500, "压缩包已损坏", "damaged"),
    ("坏.pdf", lambda: b"%PDF-1.7\n" + b"x" * 500, "不是完好的 PDF", "not an intact PDF"),
    ("散文.txt", lambda: "今天天气很好。\n".encode(), "没有找到标题", "has no title"),
    ("二进制.txt", lambda: b"\0\1\2\3" * 2000, "不是文本", "neither text"),
]


@pytest.mark.parametrize(("name", "data", "zh", "en"), FAILED, ids=[each[0] for each in FAILED])
def test_a_document_that_cannot_be_read_says_why_in_both_languages(office, officer, name, data, zh, en):
    source = uploaded(officer, data(), name)
    assert source.state == "failed"
    page = officer.get(f"/imports/{source.pk}").content.decode()
    assert f"<b>{name}" in page
    assert zh in page
    officer.post("/language", {"language": "en", "next": "/imports"})
    assert en in officer.get(f"/imports/{source.pk}").content.decode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("a\r\nSet-Cookie: x=1\u202e.txt", "aSet-Cookie: x=1.txt"),
        ('<img src=x onerror="1">.txt', '<img src=x onerror="1">.txt'),
        ("长" * 300 + ".txt", "长" * 196 + ".txt"),
    ],
)
def test_the_name_of_a_file_leads_nowhere_and_commands_nothing(office, officer, given, kept):
    from luodi.web.actor import Actor
    from luodi.web.uploading import upload

    file = file_of(TXT)
    file._name = given  # what Django's own cleaning lets through or not does not matter
    source = upload(Actor(office.officer), file)
    assert source.name == kept
    compile_import.call(source.pk)
    source.refresh_from_db()
    page = officer.get("/imports").content.decode()
    assert "<img src=x" not in page
    answer = officer.get(f"/plans/{source.plan.key}/source")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content) == TXT.read_bytes()


def test_sixty_megabytes_are_refused_before_they_are_read(office, officer):
    answer = officer.post("/imports", {"document": file_of(b"x" * 60 * 1024**2, "大.txt")})
    assert answer.status_code == 413
    assert "50 MB" in answer.content.decode()
    assert Import.objects.count() == 1


def test_nothing_is_imported_where_no_file_was_chosen(office, officer):
    assert officer.post("/imports", {}).status_code == 400
    assert Import.objects.count() == 1


# ---------------------------------------------------------------- corrections


def test_of_two_officers_who_correct_at_once_the_second_is_told_and_nothing_is_lost(office, officer, signed_in):
    from luodi.web.models import Account

    from .conftest import PASSWORD

    record = uploaded(officer, TXT).plan
    other = Account.objects.make("second", PASSWORD, "plan_officer", name="王二")
    first, second, _ = three(record)
    assert send(officer, record, [first], version=1).status_code == 200
    answer = send(signed_in(other), record, [second], version=1)
    assert answer.status_code == 409
    assert "officer" in answer.json()["message"]
    assert "下载" in answer.json()["advice"]
    record.refresh_from_db()
    assert [each.id for each in load(record.files.corrections)] == [first.id]
    # On the present version both are kept, each with its own officer.
    assert send(signed_in(other), record, [*load(record.files.corrections), second]).status_code == 200
    record.refresh_from_db()
    assert [each.who for each in load(record.files.corrections)] == ["officer", "王二"]


def test_what_is_no_corrections_file_is_refused_and_changes_nothing(office, officer):
    address = f"/plans/{office.record.key}/corrections"
    version = office.record.version
    for text in ("- id: [", "a: 1", "- {id: x}", "[" * 100_000, "- &a [*a]", "- id: t-1\n" * 3000, "x" * 2_100_000):
        body = json.dumps({"version": version, "corrections": text})
        answer = officer.post(address, body, content_type="application/json")
        assert answer.status_code == 400, text[:20]
        assert answer.json()["message"]
    for body in ("", "[]", "{", '{"version": "1", "corrections": ""}', '{"corrections": ""}', "\xff"):
        assert officer.post(address, body, content_type="application/json").status_code == 400
    record = PlanRecord.objects.get(pk=office.record.pk)
    assert (record.version, record.files.corrections) == (version, "[]\n")


def test_a_correction_that_was_saved_can_be_taken_back(office, officer):
    record = uploaded(officer, TXT).plan
    _, _, dropped = three(record)
    before = compiled_of(record)
    send(officer, record, [dropped])
    record.refresh_from_db()
    assert dropped.id not in {task.id for task in plan_of(record).tasks}
    send(officer, record, [])
    record.refresh_from_db()
    assert plan_of(record) == apply(before, ())


def test_three_corrections_made_on_the_text_hold_for_the_word_file(office, officer):
    record = uploaded(officer, TXT).plan
    made = three(record)
    send(officer, record, made)
    tasks = len(compiled_of(record).tasks)
    source = uploaded(officer, DOCX)
    assert source.plan == record
    assert source.state == "done"
    record.refresh_from_db()
    assert record.source_id == source.pk
    plan = plan_of(record)
    assert plan.document.source.format == "docx"
    assert not [found for found in plan.findings if found.code.startswith("correction-")]
    assert plan.tasks[0].title == "新的任务名称"
    assert len(plan.tasks) == tasks - 1
    changed = next(task for task in plan.tasks if task.id == made[1].id)
    assert made[1].new in [{"role": each.role, "name": each.name} for each in changed.assignments]


# ---------------------------------------------------------------- a published plan imported again


def changed_file() -> bytes:
    """The provincial plan, one figure raised."""
    from importlib.resources import files

    text = files("luodi.samples").joinpath("guangdong-automobile-2023.txt").read_text("utf-8")
    assert text.count("超过 530 万辆") == 1
    return text.replace("超过 530 万辆", "超过 600 万辆").encode()


def test_what_changes_in_a_published_plan_is_shown_before_it_takes_its_place(office, officer, signed_in):
    record = office.record
    matters = set(MatterRow.objects.filter(plan=record).values_list("pk", flat=True))
    source = uploaded(officer, changed_file(), "修订.txt")
    assert (source.state, source.plan) == ("waiting", record)
    values = {str(target.value) for target in plan_of(PlanRecord.objects.get(pk=record.pk)).targets}
    assert "530" in values  # everybody sees the plan as it was
    assert "600" not in values
    page = officer.get(f"/plans/{record.key}/changes").content.decode()
    assert "数值提高" in page
    assert "600" in page
    assert f"/plans/{record.key}/changes" in officer.get(f"/plans/{record.key}").content.decode()
    assert "/changes" not in signed_in(office.lead).get(f"/plans/{record.key}").content.decode()

    answer = officer.post(f"/plans/{record.key}/changes", {"import": source.pk, "do": "take"})
    assert answer.status_code == 302
    record = PlanRecord.objects.get(pk=record.pk)
    assert "600" in {str(target.value) for target in plan_of(record).targets}
    assert record.state == "published"
    assert record.source_id == source.pk
    assert set(MatterRow.objects.filter(plan=record).values_list("pk", flat=True)) == matters
    # Once more: there is nothing to settle.
    officer.post(f"/plans/{record.key}/changes", {"import": source.pk, "do": "take"})
    assert PlanRecord.objects.get(pk=record.pk).version == record.version
    assert AuditEntry.objects.filter(action="plan-imported", object__startswith=record.key).count() == 1


def test_the_newest_file_waits_alone_and_can_be_discarded(office, officer):
    first = uploaded(officer, changed_file(), "一.txt")
    second = uploaded(officer, PROVINCE_DOCX)
    first.refresh_from_db()
    assert (first.state, second.state) == ("discarded", "waiting")
    page = officer.get(f"/plans/{office.record.key}/changes").content.decode()
    assert "都没有变化" in page  # another format of the same document
    officer.post(f"/plans/{office.record.key}/changes", {"import": second.pk, "do": "discard"})
    second.refresh_from_db()
    assert (second.state, second.compiled) == ("discarded", None)
    assert PlanRecord.objects.get(pk=office.record.pk).version == office.record.version
    assert AuditEntry.objects.filter(action="import-discarded").count() == 1


# ---------------------------------------------------------------- findings and files


def test_the_findings_are_those_of_the_plan_with_the_way_to_their_place(office, signed_in):
    client = signed_in(office.lead)
    address = f"/plans/{office.record.key}/findings"
    expected = [found.code for found in office.plan.findings]
    rows = client.get(f"{address}.json").json()
    assert rows["count"] == len(expected)
    assert sorted(row["code"] for row in rows["results"]) == sorted(expected)[: len(rows["results"])]
    warnings = client.get(f"{address}.json?severity=warning").json()["count"]
    assert warnings == [found.severity for found in office.plan.findings].count("warning")
    page = client.get(address).content.decode()
    assert f'href="/plans/{office.record.key}/review#n{expected.index("duty-without-lead")}"' in page
    assert client.get(f"{address}.csv").content.decode().count("\n") > len(expected)


def test_the_lists_cost_few_queries(office, officer, django_assert_max_num_queries):
    for number in range(60):
        Import.objects.create(
            name=f"{number}.txt", sha256="0" * 64, size=1, account=office.officer, plan=office.record, blocks=b"[]"
        )
    for address in ("/imports", f"/plans/{office.record.key}/findings"):
        with django_assert_max_num_queries(12):
            assert officer.get(address).status_code == 200


def test_a_page_that_has_not_changed_keeps_the_policy_that_it_came_with(office, signed_in):
    client = signed_in(office.lead)  # who only reads: the page has no token in it, and is the same each time
    address = f"/plans/{office.record.key}/review"
    again = client.get(address, headers={"If-None-Match": client.get(address)["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again


def test_a_plan_is_given_out_as_files(office, signed_in):
    client = signed_in(office.lead)
    address = f"/plans/{office.record.key}"
    plan = from_json(client.get(f"{address}/plan.json").content)
    assert [task.id for task in plan.tasks] == [task.id for task in office.plan.tasks]
    for ending, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        answer = client.get(f"{address}/table.{ending}")
        assert part in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(f"{address}/source").status_code == 404  # the file of this plan is not in the store

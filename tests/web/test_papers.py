"""Notices, circulars and the ledger as a spreadsheet, as the site gives them out and takes them in."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import luodi
from luodi.web.models import EventRow, MatterRow, NoticeRow


def _text(data: bytes) -> str:
    return luodi.read(data).text


@pytest.fixture
def red(office, signed_in, clock):
    """A red notice for an overdue matter."""
    clock("2026-01-15")
    client = signed_in(office.supervisor)
    client.get("/desk")
    assert MatterRow.objects.get(pk=office.matter.pk).proposed == "red"
    assert client.post(f"/matters/{office.matter.pk}/notice-issued", {"version": 1}).status_code == 302
    return NoticeRow.objects.get()


def test_a_red_notice_is_numbered_and_a_document_says_it(office, signed_in, red):
    assert (red.level, red.year, red.number) == ("red", 2026, 1)
    client = signed_in(office.lead)
    assert red.written in client.get("/notices").content.decode()
    words = _text(client.get(f"/notices/{red.event}/document.docx").content)
    for said in (red.written, "省科技厅", office.matter.task.title, "2025年12月31日"):
        assert said in words
    assert client.get(f"/notices/{red.event}/document.pdf").content.startswith(b"%PDF-")
    assert signed_in(office.stranger).get(f"/notices/{red.event}").status_code == 404
    assert signed_in(office.stranger).get(f"/notices/{red.event}/document.docx").status_code == 404


def test_only_a_supervisor_issues_and_the_same_ground_once(office, signed_in, red):
    for who in (office.officer, office.lead, office.auditor):
        answer = signed_in(who).post(f"/matters/{office.matter.pk}/notice-issued", {"version": 2})
        assert answer.status_code in (403, 409)
    again = signed_in(office.supervisor).post(f"/matters/{office.matter.pk}/notice-issued", {"version": 2})
    assert again.status_code == 409
    assert NoticeRow.objects.count() == 1


def test_circulars_of_a_day_and_of_a_quarter(office, signed_in, clock, red):
    client = signed_in(office.officer)
    address = f"/plans/{office.record.key}/circulars"
    day = _text(client.get(address, {"kind": "day", "day": "2026-01-15", "format": "docx"}).content)
    assert "逾期" in day
    assert office.plan.document.title in "".join(day.split())
    quarter = client.get(address, {"kind": "period", "period": "2026Q1", "format": "docx"})
    assert red.written in _text(quarter.content)
    for wrong in (
        {"kind": "day", "day": "2027-01-01"},
        {"kind": "period", "period": "2030Q1"},
        {"kind": "day", "day": "x"},
    ):
        assert client.get(address, {**wrong, "format": "docx"}).status_code == 400
    assert signed_in(office.lead).get(address).status_code == 403


def _filled(data: bytes, matter: str, **cells: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(cell.value == "事项编号" for cell in row))
    columns = {cell.value: cell.column for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        if row[columns["事项编号"] - 1].value == matter:
            for name, value in cells.items():
                row[columns[name] - 1].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sent(client, address, data, name="台账.xlsx"):
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def test_the_ledger_goes_out_and_comes_back_once(office, signed_in, clock):
    clock("2024-04-08")
    client = signed_in(office.lead)
    address = f"/plans/{office.record.key}/workbook"
    out = client.get(f"{address}.xlsx").content
    unchanged = _sent(client, address, out)
    assert "没有要办理的" in unchanged.content.decode()
    filled = _filled(out, office.matter.pk, 签收="是", 报告期="2024Q1", 进展情况="已印发方案")
    looked = _sent(client, address, filled)
    assert looked.status_code == 200
    assert EventRow.objects.exclude(what="assigned").count() == 0
    page = looked.content.decode()
    sha256 = page.split('name="file" value="')[1].split('"')[0]
    confirm = {"file": sha256, "name": "台账.xlsx", "confirmed": "1"}
    assert client.post(address, confirm).status_code == 302
    assert MatterRow.objects.get(pk=office.matter.pk).state == "reported"
    assert client.post(address, confirm).status_code == 302
    assert EventRow.objects.filter(matter=office.matter).count() == 3


def test_errors_name_the_cell_and_nothing_is_done(office, signed_in, clock):
    clock("2024-04-08")
    client = signed_in(office.lead)
    address = f"/plans/{office.record.key}/workbook"
    wrong = _filled(client.get(f"{address}.xlsx").content, office.matter.pk, 签收="也许", 报告期="2024Q1", 进展情况="x")
    answer = _sent(client, address, wrong)
    assert answer.status_code == 400
    assert "也许" in answer.content.decode()
    assert EventRow.objects.exclude(what="assigned").count() == 0


def test_a_body_gets_its_own_rows_and_cannot_fill_in_others(office, signed_in, clock):
    clock("2024-04-08")
    every = signed_in(office.officer).get(f"/plans/{office.record.key}/workbook.xlsx").content
    client = signed_in(office.stranger)
    own = client.get(f"/plans/{office.record.key}/workbook.csv").content.decode("utf-8-sig")
    assert office.matter.pk not in own
    answer = _sent(client, f"/plans/{office.record.key}/workbook", _filled(every, office.matter.pk, 签收="是"))
    assert answer.status_code == 400
    assert MatterRow.objects.get(pk=office.matter.pk).state == "assigned"


def test_a_confirmation_of_a_file_that_one_did_not_send_finds_nothing(office, signed_in):
    from luodi.web.evidence import stored

    sha256 = stored(b"somebody else's")
    answer = signed_in(office.lead).post(
        f"/plans/{office.record.key}/workbook", {"file": sha256, "name": "x.csv", "confirmed": "1"}
    )
    assert answer.status_code == 404

"""Observations in the office, the assessments made of them, and what their pages show."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import DatabaseError

from luodi.indicators.assessment import NoOutlook
from luodi.indicators.chart import option
from luodi.indicators.observation_table import read_observations
from luodi.web import audit
from luodi.web.actor import Actor
from luodi.web.datasets import latest, load_observations, rows_of
from luodi.web.measuring import assess_daily, assess_plan, forecasts, scores_of
from luodi.web.models import AssessmentRun, AuditEntry, Dataset, MatterRow, PlanRecord
from luodi.web.plans import assessments_of

PUBLISHED = files("luodi.samples").joinpath("observations.csv").read_bytes()
JUDGED = yaml.safe_load((Path(__file__).parents[1] / "indicators" / "provincial.yaml").read_text("utf-8"))
DAYS = ("2023-12-29", "2024-12-31", "2025-12-31", "2026-11-22")
HEAD = "indicator,basis,region,entity,period,value,unit,bound,status,grade,source,published,gathered,note\r\n"
ROW = "vehicle_production,legal-entity,广东省,,2023,519.19,万辆,=,final,A,统计公报,2024-03-01,,\r\n"


@pytest.fixture(autouse=True)
def _at_once(settings):
    """Jobs are done when they are queued."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def measured(office, clock):
    """The office with the published observations, assessed on 2024-12-31."""
    clock("2024-12-31")
    load_observations(Actor(office.analyst), PUBLISHED, "observations.csv")
    office.record.refresh_from_db()
    return office


def _upload(client, data: bytes, name: str = "data.csv"):
    return client.post("/observations/import", {"file": SimpleUploadedFile(name, data)})


def _confirm(client, page: str):
    fields = dict(re.findall(r'name="(what|name|sha256|version)" value="([^"]*)"', page))
    return client.post("/observations/import", fields)


def _target(measured, subject: str) -> str:
    return next(target.id for target in measured.plan.targets if target.subject == subject)


# ---------------------------------------------------------------- observations


def test_an_office_has_no_observations_but_its_own(office, signed_in):
    client = signed_in(office.analyst)
    assert client.get("/observations.json").json()["count"] == 0
    assert "还没有数据" in client.get("/observations").content.decode()
    assert client.get("/observations.csv").content.decode("utf-8-sig").strip().startswith("指标,口径,地区")


def test_a_file_is_shown_before_it_is_added_and_twice_changes_nothing(office, signed_in):
    client = signed_in(office.analyst)
    looked = _upload(client, PUBLISHED).content.decode()
    assert "636" in looked
    assert latest() is None
    assert _confirm(client, looked).status_code == 302
    first = latest()
    assert (first.rows, client.get("/observations.json").json()["count"]) == (636, 636)
    assert rows_of(first) == read_observations((PUBLISHED, "observations.csv"))
    again = _upload(client, PUBLISHED).content.decode()
    assert "没有需要新增的" in again
    assert "confirm" not in again
    load_observations(Actor(office.analyst), PUBLISHED, "again.csv")
    assert Dataset.objects.count() == 1
    entry = AuditEntry.objects.get(action="observations-imported")
    assert (entry.account, json.loads(entry.detail)["added"]) == ("analyst", 636)
    assert audit.verify().faults == ()


def test_what_comes_out_goes_in_again(measured, signed_in):
    client = signed_in(measured.analyst)
    known = set(rows_of(latest()))
    for name in ("observations.csv", "observations.xlsx"):
        exported = client.get(f"/{name}").content
        assert set(read_observations((exported, name))) == known
        assert not load_observations(Actor(measured.analyst), exported, name).new


def test_every_error_is_named_by_its_cell_and_nothing_is_added(office, signed_in):
    client = signed_in(office.officer)
    wrong = HEAD + ROW + ROW.replace("519.19", "五百").replace("2023", "2022") + ROW.replace("广东省", "某省")
    answer = _upload(client, wrong.encode())
    page = answer.content.decode()
    assert answer.status_code == 400
    cells = re.findall(r'<th scope="row">(\w+)</th>', page)
    assert cells == ["F3", "C4"]
    assert "“五百”不是数" in page
    assert "没有叫“某省”的地区" in page
    assert latest() is None


def test_a_value_that_contradicts_what_is_known_is_refused(office, signed_in):
    client = signed_in(office.officer)
    load_observations(Actor(office.officer), (HEAD + ROW).encode(), "first.csv")
    answer = _upload(client, (HEAD + ROW.replace("519.19", "520")).encode())
    assert answer.status_code == 400
    assert "已入库的是519.19万辆" in answer.content.decode()
    assert latest().rows == 1


def test_a_column_that_was_not_read_is_said(office, signed_in):
    header, row = HEAD.replace("note", "note,口経"), ROW.replace("\r\n", ",生产地\r\n")
    page = _upload(signed_in(office.analyst), (header + row).encode()).content.decode()
    assert "口経" in page
    assert "没有读取" in page


def test_a_file_that_others_overtook_is_looked_at_again(office, signed_in):
    client = signed_in(office.analyst)
    looked = _upload(client, (HEAD + ROW).encode()).content.decode()
    load_observations(Actor(office.officer), (HEAD + ROW.replace("2023", "2022")).encode(), "other.csv")
    answer = _confirm(client, looked)
    assert answer.status_code == 409
    assert latest().rows == 1
    assert _confirm(client, answer.content.decode()).status_code == 302
    assert latest().rows == 2


def test_only_what_one_looked_at_oneself_can_be_confirmed(office, signed_in):
    looked = _upload(signed_in(office.analyst), (HEAD + ROW).encode()).content.decode()
    assert _confirm(signed_in(office.officer), looked).status_code == 409
    assert latest() is None


@pytest.mark.parametrize("who", ["lead", "supervisor", "administrator", "auditor"])
def test_others_read_and_do_not_import_or_have_assessed(measured, signed_in, who):
    client = signed_in(getattr(measured, who))
    assert client.get("/observations.json").json()["count"] == 636
    assert client.get("/observations/import").status_code == 403
    assert _upload(client, PUBLISHED).status_code == 403
    assert client.post(f"/plans/{measured.record.key}/assess").status_code == 403


def _workbook(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.csv", b""),
        ("binary.csv", bytes(range(256)) * 8),
        ("nul.csv", (HEAD + ROW).encode() + b"\0"),
        ("page.xlsx", b"<html><script>alert(1)</script></html>"),
        ("zip.xlsx", _workbook(evil=b"x")),
        ("bomb.xlsx", _workbook(xl__workbook=b"0" * 60_000_000)),
        ("cut.xlsx", _workbook(evil=b"x" * 1000)[:200]),
        ("quotes.csv", (HEAD + '"' * 7 + "x" * 200_000).encode()),
        ("year-0.csv", (HEAD + ROW.replace("2023", "0000")).encode()),
        ("year-9999.csv", (HEAD + ROW.replace("2023", "9999")).encode()),
        ("digits.csv", (HEAD + ROW.replace("519.19", "9" * 100_000)).encode()),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(office, signed_in, name, data):
    answer = _upload(signed_in(office.analyst), data, name)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "没有导入任何数据" in page or "没有选择文件" in page
    assert "<script>alert" not in page
    assert latest() is None


def test_formulas_and_markup_in_a_file_are_text_everywhere(office, signed_in):
    client = signed_in(office.analyst)
    evil = "=HYPERLINK(1)<script>alert(1)</script>"
    load_observations(Actor(office.analyst), (HEAD + ROW.replace("统计公报", evil)).encode(), "evil.csv")
    page = client.get("/observations").content.decode()
    assert html.escape(evil, quote=False) in page
    assert evil not in page
    assert f"'{evil}" in client.get("/observations.csv").content.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/observations.xlsx").content)).active
    assert [cell.data_type for row in sheet for cell in row if cell.value == evil] == ["s"]
    assert rows_of(latest())[0].source == evil


def test_observations_are_filtered(measured, signed_in):
    client = signed_in(measured.analyst)
    rows = rows_of(latest())
    for name, value in (("indicator", "vehicle_production"), ("region", "广东省"), ("basis", "legal-entity")):
        expected = [row for row in rows if getattr(row, name) == value]
        assert client.get("/observations.json", {name: value}).json()["count"] == len(expected) > 0
        exported = client.get("/observations.csv", {name: value}).content
        assert set(read_observations((exported, "x.csv"))) == set(expected)
    of_source = [row for row in rows if "newsgd" in row.source]
    assert client.get("/observations.json", {"source": "newsgd"}).json()["count"] == len(of_source) > 0


# ---------------------------------------------------------------- assessments


def test_every_target_is_judged_as_by_hand_on_each_day(office, signed_in, clock):
    load_observations(Actor(office.analyst), PUBLISHED, "observations.csv")
    for number, day in enumerate(DAYS):
        clock(day)
        assess_plan(office.record.pk)
        listed = signed_in(office.lead).get(f"/plans/{office.record.key}/targets.json").json()["results"]
        assert [(each["subject"], each["verdict"]) for each in listed] == [
            (row["subject"], row["verdicts"][number]) for row in JUDGED
        ]


def _output(**amounts: str) -> bytes:
    """Output of the province by year, each value published in March of the year after."""
    rows = (
        ROW.replace("2023", year[1:]).replace("519.19", amount).replace("2024-03", f"{int(year[1:]) + 1}-03")
        for year, amount in amounts.items()
    )
    return (HEAD + "".join(rows)).encode()


def test_what_is_said_again_is_kept_once_and_a_frozen_forecast_stays_after_new_data(office, clock):
    record, output = office.record, _target(office, "汽车产量")
    clock("2024-06-30")
    load_observations(Actor(office.analyst), _output(y2019="311.97", y2022="415.37", y2023="519.19"), "first.csv")
    frozen = next(each.outlook for (target, _), each in forecasts(record).items() if target == output)
    assert (frozen.issued, frozen.years, frozen.values) == ("2024-06-30", (2019, 2022, 2023), (311.97, 415.37, 519.19))
    clock("2024-07-31")
    assess_plan(record.pk)
    record.refresh_from_db()
    assert AssessmentRun.objects.filter(plan=record).count() == 1
    assert assessments_of(record).on == "2024-07-31"
    assert next(one.outlook for one in assessments_of(record).assessments if one.target == output) == frozen
    clock("2025-03-01")
    load_observations(Actor(office.analyst), _output(y2024="570.74"), "second.csv")
    assert AssessmentRun.objects.filter(plan=record).count() == 2
    assert forecasts(record)[output, frozen.sha256].outlook == frozen
    (score,) = [each for each in scores_of(record) if each.target == output]
    assert (score.sha256, score.year, score.outcome, score.inside) == (frozen.sha256, 2024, 570.74, True)


def test_a_forecast_goes_when_its_basis_has_ended_though_no_value_changed(office, clock):
    clock("2024-12-31")
    load_observations(Actor(office.analyst), _output(y2019="311.97", y2022="415.37", y2023="519.19"), "first.csv")
    clock("2025-01-01")
    assess_plan(office.record.pk)
    found = assessments_of(PlanRecord.objects.get(pk=office.record.pk))
    outlook = next(one.outlook for one in found.assessments if one.subject == "汽车产量")
    assert isinstance(outlook, NoOutlook)
    assert outlook.reason == "basis-ended"


def test_runs_and_observations_are_only_added_to(measured):
    run = AssessmentRun.objects.get()
    assert run.sha256 == json.loads(AuditEntry.objects.get(action="plan-assessed").detail)["sha256"]
    for row in (run, latest()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(sha256="0")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {row._meta.db_table}")


def test_the_page_shows_the_forecast_its_hash_and_how_the_earlier_one_did(measured, signed_in, clock):
    output = _target(measured, "汽车产量")
    frozen = next(each.outlook for (target, _), each in forecasts(measured.record).items() if target == output)
    address = f"/plans/{measured.record.key}/targets/{output}"
    client = signed_in(measured.lead)
    page = client.get(address).content.decode()
    assert frozen.sha256 in page
    assert f"{frozen.probability:.0%}" in page
    assert f"/plans/{measured.record.key}/review#{output}" in page
    clock("2026-11-22")
    assess_plan(measured.record.pk)
    page = signed_in(measured.lead).get(address).content.decode()
    assert frozen.sha256[:16] in page
    assert "570.74" in page
    assert "在 80% 区间内" in page


def test_assessments_turn_the_path_light(measured, signed_in):
    tied = {task for target in measured.plan.targets for task in target.tasks}
    paths = MatterRow.objects.filter(plan=measured.record, task__key__in=tied).values_list("lights", flat=True)
    assert paths
    assert all(json.loads(lights)["path"]["rule"] != "not-assessed" for lights in paths)
    assert PlanRecord.objects.get(pk=measured.record.pk).judged_on.isoformat() == "2024-12-31"


def test_daily_every_published_plan_is_assessed_once(measured, clock):
    before = PlanRecord.objects.get(pk=measured.record.pk).assessed
    assess_daily()
    assert PlanRecord.objects.get(pk=measured.record.pk).assessed == before
    clock("2025-01-01")
    assess_daily()
    assert PlanRecord.objects.get(pk=measured.record.pk).assessed > before


def test_the_button_has_a_plan_assessed(measured, signed_in, clock):
    clock("2025-12-31")
    assert signed_in(measured.analyst).post(f"/plans/{measured.record.key}/assess").status_code == 302
    record = PlanRecord.objects.get(pk=measured.record.pk)
    assert assessments_of(record).on == "2025-12-31"
    assert AuditEntry.objects.get(action="assessment-asked").account == "analyst"


# ---------------------------------------------------------------- pages


def test_the_list_is_the_same_as_page_json_and_csv(measured, signed_in):
    client = signed_in(measured.lead)
    address = f"/plans/{measured.record.key}/targets"
    page = html.unescape(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()))
    results = client.get(f"{address}.json").json()["results"]
    table = list(csv.reader(io.StringIO(client.get(f"{address}.csv").content.decode("utf-8-sig"))))
    assert len(results) == len(table) - 1 == len(measured.plan.targets)
    assert {row["probability"] for row in results} > {None}
    for row, written in zip(results, table[1:], strict=True):
        for value, cell in zip(row.values(), written, strict=True):
            assert cell.removeprefix("'") == ("" if value is None else str(value))
        shown = ("path", "subject", "figure", "reason", "latest", "basis", "source", "required", "aspirational")
        assert all(str(row[name]) in page for name in shown if row[name] is not None)
    unjudged = client.get(f"{address}.json", {"verdict": "off_path"}).json()["results"]
    assert [row["verdict"] for row in unjudged] == [row["verdict"] for row in results if row["verdict"] == "off_path"]


def test_the_table_under_a_chart_has_the_values_of_its_option(measured, signed_in):
    client = signed_in(measured.lead)
    drawn = 0
    for one in assessments_of(measured.record).assessments:
        page = client.get(f"/plans/{measured.record.key}/targets/{one.target}").content.decode()
        chart = option(one)
        assert ("charts/echarts.js" in page) == (chart is not None)
        if chart is None:
            continue
        drawn += 1
        assert json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.S)[1]) == chart
        table = re.search(r'<div id="told".*?</table>', page, re.S)[0]
        rows = [
            tuple(html.unescape(cell) for cell in found)
            for found in re.findall(r'<tr><td>(.*?)</td><th[^>]*>(.*?)</th><td class="number">(.*?)</td></tr>', table)
        ]
        years = chart["xAxis"][1]["data"]
        first = chart["xAxis"][0]["min"] + 0.5
        low: dict[str, list[float]] = {}
        for series in chart["series"]:
            if not series["name"]:
                low[series.get("stack", "")] = [item["value"][1] for item in series["data"]]
                continue
            of_series = [row for row in rows if row[0] == series["name"]]
            stack = series.get("stack")
            for place, item in enumerate(series["data"]):
                at, amount = item["value"]
                if at != int(at):
                    continue
                label = years[int(at - first)]
                (shown,) = [text for _, time, text in of_series if time == label]
                if stack is None:
                    assert float(shown.lstrip("≥≤~><")) == pytest.approx(amount, abs=0.005)
                else:
                    ends = [float(end) for end in shown.split(" – ")]
                    assert ends == pytest.approx([low[stack][place], low[stack][place] + amount], abs=0.005)
    assert drawn >= 4


def test_values_of_other_bases_stand_apart(measured, signed_in):
    address = f"/plans/{measured.record.key}/targets/{_target(measured, '新能源汽车公用充电桩')}"
    page = signed_in(measured.lead).get(address).content.decode()
    own, others = page.split("另一口径的数据", 1)
    assert "563000个" not in own
    assert "563000个" in others


def test_every_method_choice_and_reason_has_its_words():
    from typing import get_args

    from luodi.indicators.assessment import Reason
    from luodi.indicators.forecast.hindcast import AVERAGE, EITHER, GROWTH, Choice, name
    from luodi.indicators.forecast.trends import METHODS
    from luodi.messages import say

    methods = {AVERAGE, EITHER, GROWTH, *(name(each, on) for each in METHODS for on in ("level", "log", "logit"))}
    for language in ("zh", "en"):
        for method in methods:
            assert say(f"site.targets.method-{method}", language)
        for choice in get_args(Choice):
            assert say(f"site.targets.choice-{choice}", language)
        for reason in get_args(Reason):
            assert say(f"site.targets.none-{reason}", language, have=2)


@pytest.mark.parametrize("format", ["docx", "xlsx", "pdf"])
def test_the_scorecard_is_given_out_as_a_document(measured, signed_in, format):
    answer = signed_in(measured.lead).get(f"/plans/{measured.record.key}/scorecard.{format}")
    assert answer.status_code == 200
    assert answer.content[:4] == (b"%PDF" if format == "pdf" else b"PK\x03\x04")
    assert f".{format}" in answer["Content-Disposition"]


def test_plan_and_task_pages_show_the_verdicts(measured, signed_in):
    client = signed_in(measured.lead)
    assert "进度正常 3" in client.get(f"/plans/{measured.record.key}").content.decode()
    target = next(target for target in measured.plan.targets if target.tasks)
    page = client.get(f"/plans/{measured.record.key}/tasks/{target.tasks[0]}").content.decode()
    assert "无法判断" in page


def test_before_the_first_assessment_a_target_says_so(office, signed_in):
    client = signed_in(office.lead)
    address = f"/plans/{office.record.key}/targets"
    assert "还没有评估" in client.get(address).content.decode()
    page = client.get(f"{address}/{office.plan.targets[0].id}").content.decode()
    assert "还没有评估" in page
    assert "echarts" not in page
    assert client.get(f"{address}/g-none").status_code == 404


def test_targets_of_a_draft_are_not_there_for_others(measured, signed_in):
    PlanRecord.objects.update(state="draft")
    for path in ("targets", "targets.json", f"targets/{measured.plan.targets[0].id}", "scorecard.xlsx"):
        assert signed_in(measured.lead).get(f"/plans/{measured.record.key}/{path}").status_code == 404

"""Charts: what is drawn of an assessment, and that it can be read."""

from __future__ import annotations

import hashlib
import io
import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from PIL import Image, ImageChops

from luodi.indicators import Assessment, Assessments, Observations, assess
from luodi.indicators.assessment import Outlook
from luodi.indicators.chart import Option, charted, option
from luodi.indicators.outlook import with_outlooks
from luodi.indicators.trajectory import Mark, Trajectory
from luodi.plan import Plan
from luodi.plan.encode import plain_json
from luodi.publish.charts import png, svg
from luodi.publish.fonts import NoChineseFont, chinese_font

BUNDLE = Path(__file__).parents[2] / "bundle"


@pytest.fixture(scope="module")
def assessed(provincial: Plan, published: Observations) -> Assessments:
    return assess(provincial, published, date(2026, 11, 22))


def of(assessed: Assessments, subject: str) -> Assessment:
    return next(one for one in assessed.assessments if one.subject == subject)


def chart(assessed: Assessments, subject: str) -> Option:
    drawn = option(of(assessed, subject))
    assert drawn is not None
    return drawn


def series(drawn: Option) -> dict[str, list[list[float]]]:
    """Name -> its points, in time and amount."""
    return {one["name"]: [item["value"] for item in one["data"]] for one in drawn["series"] if one["name"]}


def texts(picture: str) -> list[str]:
    return [
        "".join(node.itertext()) for node in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    ]


# ---------------------------------------------------------------- what is drawn


def test_output_by_domicile_and_by_place_of_production_are_two_series_never_one(assessed: Assessments) -> None:
    drawn = series(chart(assessed, "汽车产量"))
    assert drawn["实际值"] == [[2019, 311.97], [2022, 415.37], [2023, 519.19], [2024, 570.74]]
    assert drawn["另一口径（不可比）：生产地（国家统计局，2025年起）"] == [[2025, 304.02]]
    assert drawn["目标 >530万辆（2025年）"] == [[2025, 530]]
    assert drawn["基期值"] == [[2022, 415.37]]


def test_value_of_half_a_year_lies_off_the_yearly_line_at_the_end_of_june(assessed: Assessments) -> None:
    drawn = series(chart(assessed, "汽车产量"))
    assert drawn["不满一年的累计数（不作全年数）"] == [[2023.5, 229.17]]


def test_path_runs_at_one_rate_from_the_baseline_to_the_target(assessed: Assessments) -> None:
    path = series(chart(assessed, "汽车产量"))["应有进度"]
    assert path[0] == [2022, 415.37]
    assert path[-1] == [2025, 530]
    [after_a_year] = [amount for at, amount in path if at == 2023]
    assert after_a_year == pytest.approx(415.37 * (530 / 415.37) ** (1 / 3))


def test_path_over_the_documents_own_milestones_shows_them(assessed: Assessments) -> None:
    one = of(assessed, "汽车产量")
    way = Trajectory("milestones", (Mark(2022, 415.37), Mark(2023, 460), Mark(2025, 530)))
    drawn = option(msgspec.structs.replace(one, trajectory=way))
    assert drawn is not None
    assert series(drawn)["应有进度（含阶段目标）"] == [[2022, 415.37], [2023, 460], [2025, 530]]


def test_derived_and_rounded_values_are_hollow_and_their_rivals_apart(assessed: Assessments) -> None:
    drawn = chart(assessed, "新能源汽车产量")
    assert series(drawn)["推算数、约数或界限值"] == [[2024, 362.0]]
    assert series(drawn)["同级来源的另一数值"] == [[2024, 322.2]]
    [soft] = [one for one in drawn["series"] if one["name"] == "推算数、约数或界限值"]
    assert soft["itemStyle"]["color"] == "#ffffff"
    assert soft["data"][0]["name"] == "~362"


def test_target_that_is_a_range_is_a_band(assessed: Assessments) -> None:
    drawn = chart(assessed, "产销量突破100万辆规模的整车企业")
    [target] = [one for one in drawn["series"] if one["name"].startswith("目标")]
    assert target["markArea"]["data"] == [[{"yAxis": 2.0}, {"yAxis": 3.0}]]


def test_minimum_counts_are_points_on_no_line(assessed: Assessments) -> None:
    drawn = chart(assessed, "产销量突破100万辆规模的整车企业")
    assert "实际值" not in series(drawn)
    [counted] = [one for one in drawn["series"] if one["name"] == "推算数、约数或界限值"]
    assert counted["lineStyle"] == {"width": 0}
    assert [item["name"] for item in counted["data"]] == ["≥2", "≥1"]


def test_every_series_of_another_basis_differs_by_mark_and_line(assessed: Assessments) -> None:
    for one in assessed.assessments:
        drawn = option(one)
        marks = [s["symbol"] for s in drawn["series"] if s["name"].startswith("另一口径")] if drawn else []
        assert "circle" not in marks
        assert len(set(marks)) == len(marks)


def test_nothing_is_drawn_where_there_is_only_a_baseline_or_nothing(assessed: Assessments) -> None:
    assert option(of(assessed, "汽车工业增加值")) is None
    assert option(of(assessed, "独角兽汽车企业")) is None


def test_chart_says_unit_and_basis(assessed: Assessments) -> None:
    for one in assessed.assessments:
        if drawn := option(one):
            assert drawn["yAxis"]["name"] == one.counted_in
            assert "口径：" in drawn["title"]["subtext"]


def test_charts_stand_in_the_json_of_assessments(assessed: Assessments) -> None:
    read = json.loads(plain_json(charted(assessed)))
    assert list(read)[:4] == ["schema", "document", "title", "on"]
    charts = {one["subject"]: one["chart"] for one in read["assessments"]}
    assert charts["汽车产量"] == json.loads(json.dumps(chart(assessed, "汽车产量")))
    assert charts["独角兽汽车企业"] is None


def test_fan_goes_on_from_the_last_value_behind_what_was_observed(provincial: Plan, published: Observations) -> None:
    ahead = with_outlooks(assess(provincial, published, date(2024, 12, 31)))
    drawn = chart(ahead, "汽车产量")
    bands = series(drawn)
    assert bands["预测中位数"][0] == bands["实际值"][-1] == [2023, 519.19]
    outlook = next(one.outlook for one in ahead.assessments if one.subject == "汽车产量")
    assert isinstance(outlook, Outlook)
    assert bands["预测中位数"][1:] == [[band.year, band.median] for band in outlook.bands]
    assert bands["预测 80% 区间"][1:] == [[band.year, band.high_80 - band.low_80] for band in outlook.bands]
    assert {"预测中位数", "预测 80% 区间", "实际值"} <= set(texts(svg(drawn)))


# ---------------------------------------------------------------- that it can be read


def test_picture_is_xml_with_the_words_of_the_chart(assessed: Assessments) -> None:
    said = texts(svg(chart(assessed, "汽车产量")))
    assert {"汽车产量", "万辆", "570.74", "304.02", ">530万辆", "目标 >530万辆（2025年）", "2025年"} <= set(said)
    assert any(text.startswith("口径：法人所在地") for text in said)


def test_same_chart_gives_the_same_picture_whatever_was_drawn_before(assessed: Assessments) -> None:
    first = svg(chart(assessed, "汽车产量"))
    svg(chart(assessed, "新能源汽车产量"))
    assert svg(chart(assessed, "汽车产量")) == first


def test_words_of_a_document_stay_words(assessed: Assessments) -> None:
    hostile = '<script>alert("1")</script>&amp;{a}\x00\ud800'
    one = msgspec.structs.replace(of(assessed, "汽车产量"), subject=hostile, figure="{b}<b>")
    drawn = option(one)
    assert drawn is not None
    picture = svg(drawn)
    assert "<script" not in picture
    assert '<script>alert("1")</script>&amp;{a}' in texts(picture)
    png(drawn)


def test_chinese_words_leave_ink(assessed: Assessments) -> None:
    drawn = chart(assessed, "汽车产量")
    bare = {**drawn, "title": {**drawn["title"], "text": "\u3000"}}
    pictures = [Image.open(io.BytesIO(png(each))).convert("L") for each in (drawn, bare)]
    place = ImageChops.difference(*pictures).getbbox()
    assert place is not None
    left, _, right, bottom = place
    assert right - left > 4 * 2 * 14  # four characters of 16 pixels, drawn twice as large
    assert bottom < 60


def test_machine_without_a_chinese_font_is_told_so(monkeypatch: pytest.MonkeyPatch, assessed: Assessments) -> None:
    monkeypatch.setattr("luodi.publish.fonts._FOLDERS", ())
    monkeypatch.setattr("luodi.publish.fonts.shutil.which", lambda name: None)
    chinese_font.cache_clear()
    try:
        with pytest.raises(NoChineseFont):
            png(chart(assessed, "汽车产量"))
    finally:
        chinese_font.cache_clear()


# ---------------------------------------------------------------- the bundle


def test_bundle_is_the_one_that_was_recorded_with_its_licences_beside_it() -> None:
    folder = files("luodi.publish.charts")
    recorded = (BUNDLE / "echarts.sha256").read_text().split()[0]
    bundle = folder.joinpath("bundle", "echarts.js").read_bytes()
    assert hashlib.sha256(bundle).hexdigest() == recorded
    versions = json.loads((BUNDLE / "package.json").read_text())
    exact = {**versions["dependencies"], **versions["devDependencies"]}.values()
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in exact)
    assert f"ECharts {versions['dependencies']['echarts']}".encode() in bundle[:200]
    licences = folder.joinpath("bundle", "echarts.LICENSE.txt").read_text("utf-8")
    for words in ("Apache License", "BSD 3-Clause License", "Mike Bostock", "Microsoft"):
        assert words in licences


def test_bundle_asks_for_nothing(assessed: Assessments) -> None:
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", svg(chart(assessed, "汽车产量")))

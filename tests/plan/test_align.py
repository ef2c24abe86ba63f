"""Two plans side by side: a city's table and the plan of its province."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml

from luodi.compiler import compile
from luodi.documents import read
from luodi.plan import Plan, PlanError
from luodi.plan.align import Alignment, align, proposals
from luodi.plan.confirmations import Confirmation, dump_confirmations, load_confirmations

SAMPLES = Path(__file__).parents[2] / "src" / "luodi" / "samples"
PAIRED: dict[str, list[str]] = {
    str(row["city"]): row["province"]
    for row in yaml.safe_load(Path(__file__).with_name("alignment.yaml").read_text("utf-8"))
}


@pytest.fixture(scope="module")
def province() -> Plan:
    return compile(read(SAMPLES / "guangdong-automobile-2023.txt"))


@pytest.fixture(scope="module")
def city() -> Plan:
    return compile(read(SAMPLES / "guangzhou-automobile-tasks-2020.txt"))


@pytest.fixture(scope="module")
def alignment(province: Plan, city: Plan) -> Alignment:
    return align(province, city)


def id_of(plan: Plan, path: str) -> str:
    return next(task.id for task in plan.tasks if task.path == path)


def confirmation(city: str, province: str | None) -> Confirmation:
    return Confirmation(city=city, province=province, who="李工", when="2024-03-01", why="来函")


# ---------------------------------------------------------------- proposals


def test_the_pairs_made_by_hand_are_of_these_plans(province: Plan, city: Plan) -> None:
    assert list(PAIRED) == [task.path for task in city.tasks]
    assert {path for paths in PAIRED.values() for path in paths} <= {task.path for task in province.tasks}
    assert sum(not paths for paths in PAIRED.values()) == 2


def test_a_right_task_is_among_three_for_nine_of_ten(alignment: Alignment) -> None:
    rows = [(PAIRED[pairing.task.path], pairing.candidates) for pairing in alignment.pairings]
    serving = [(right, [found.task.path for found in candidates]) for right, candidates in rows if right]
    assert all(len(paths) == 3 for _, paths in serving)
    assert sum(any(path in right for path in paths) for right, paths in serving) / len(serving) >= 0.9
    assert sum(paths[0] in right for right, paths in serving) / len(serving) >= 0.7


def test_a_plan_is_served_by_itself(province: Plan) -> None:
    alignment = align(province, province)
    assert all(pairing.serves == (pairing.task,) for pairing in alignment.pairings)
    assert alignment.unserved == ()
    assert {(pair.value, pair.differs) for pair in alignment.figures} == {("same", ())}
    assert len(alignment.figures) == len(province.targets)


def test_what_has_no_words_in_common_serves_none(province: Plan, city: Plan) -> None:
    strange = msgspec.structs.replace(city.tasks[0], title="粮食收购", text="粮食收购", assignments=(), clauses=())
    [pairing] = align(province, msgspec.structs.replace(city, tasks=(strange,))).pairings
    assert pairing.serves == ()


# ---------------------------------------------------------------- confirmations


def test_a_person_decides(province: Plan, city: Plan, alignment: Alignment) -> None:
    """Row 8 is proposed for 四/（一）/2; it serves the parks, and the layout too."""
    row = id_of(city, "8")
    decided = [confirmation(row, id_of(province, path)) for path in ("四/（五）/2", "三/（五）")]
    after = align(province, city, [*decided, confirmation(id_of(city, "15"), None)])
    served = {pairing.task.path: [name.path for name in pairing.serves] for pairing in after.pairings}
    assert served["8"] == ["四/（五）/2", "三/（五）"]
    assert served["15"] == []
    assert {name.path for name in alignment.unserved} - {name.path for name in after.unserved} == {
        "四/（五）/2",
        "三/（五）",
    }
    assert after.findings == ()


def test_a_confirmation_that_does_not_fit_is_a_finding(province: Plan, city: Plan) -> None:
    row = id_of(city, "15")
    entries = [
        confirmation(row, None),
        confirmation(row, id_of(province, "三/（四）")),
        confirmation("t-000000000000", None),
        confirmation(row, "t-000000000001"),
    ]
    alignment = align(province, city, entries)
    codes = sorted(found.code for found in alignment.findings)
    assert codes == ["confirmation-contradicts", "confirmation-unknown", "confirmation-unknown"]
    assert {"t-000000000000", "t-000000000001"} <= {found.values.get("id") for found in alignment.findings}
    pairing = next(pairing for pairing in alignment.pairings if pairing.task.id == row)
    assert pairing.confirmed == (entries[0],)


def test_the_file_of_proposals_decides_nothing_until_somebody_signs(province: Plan, city: Plan) -> None:
    written = dump_confirmations("说明", proposals(align(province, city)))
    assert load_confirmations(written) == ()
    assert written.count("- city: ") == len(city.tasks)
    row = id_of(city, "5")
    start = written.index(f"- city: {row}")
    signed = written[:start] + written[start:].replace("who: ''\n  when: ''", "who: 李工\n  when: 2024-03-01", 1)
    [entry] = load_confirmations(signed)
    assert entry.province == id_of(province, "四/（二）/3")
    again = dump_confirmations("说明", proposals(align(province, city, [entry])))
    assert load_confirmations(again) == (entry,)


@pytest.mark.parametrize(
    "data",
    [
        b"city: t-1",
        b"- {city: t-1}",
        b"- {city: t-1, province: null, who: x, when: yesterday, why: y}",
        b"- {city: t-1, province: 3, who: x, when: 2024-03-01, why: y}",
        b"\xff\xfe\x00",
        b"- &a [*a]",
        b"[" * 5000,
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(PlanError, match="不是可用的确认文件"):
        load_confirmations(data)


# ---------------------------------------------------------------- figures


def goals(text: str) -> Plan:
    return compile(read(f"某市行动计划（2024—2026年）\n一、工作目标\n{text}\n".encode(), name="市.txt"))


@pytest.mark.parametrize(
    ("text", "value", "differs"),
    [
        ("到2025年，汽车产量超过530万辆。", "same", ()),
        ("到2025年，汽车产量超过5300000辆。", "same", ()),
        ("到2025年，全市汽车产量超过330万辆。", "lower", ()),
        ("到2025年，汽车产量达到600万辆。", "higher", ("comparator",)),
        ("到2026年，汽车产量超过530万辆。", "same", ("year",)),
        ("到2025年，汽车产量力争超过530万辆。", "same", ("soft",)),
        ("到2025年，汽车产量超过530万台。", None, ("unit",)),
    ],
)
def test_figures_are_set_side_by_side(province: Plan, text: str, value: str | None, differs: tuple[str, ...]) -> None:
    [pair] = align(province, goals(text)).figures
    assert pair.province.subject == "汽车产量"
    assert (pair.value, pair.differs) == (value, differs)


def test_a_share_is_not_set_beside_a_number_of_things(province: Plan) -> None:
    assert {pair.province.unit for pair in align(province, goals("到2025年，汽车产量比重超过5%。")).figures} <= {"%"}

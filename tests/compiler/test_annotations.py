"""The plans of the two sample documents against annotations made by hand, from every format."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from luodi.plan import to_json

from .conftest import IDS, SOURCES, gold_of, plan_of, sample_path


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_every_task_names_the_bodies_that_the_annotator_names(document, path):
    gold = {
        task["path"]: {(role, name) for role in ("lead", "duty", "cooperate") for name in task[role]}
        for task in gold_of(document)["tasks"]
    }
    compiled = {task.path: {(a.role, a.name) for a in task.assignments} for task in plan_of(path).tasks}
    assert compiled == gold


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_tasks_have_the_titles_and_categories_of_the_annotation(document, path):
    tasks = {task.path: task for task in plan_of(path).tasks}
    for gold in gold_of(document)["tasks"]:
        task = tasks[gold["path"]]
        assert squeezed(task.title) == squeezed(gold["title"])
        if gold.get("category"):
            assert gold["category"] in task.category


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_targets_are_those_of_the_annotation(document, path):
    asked = [target for target in gold_of(document)["targets"] if not target.get("optional")]
    gold = [(t["path"], t["comparator"], Decimal(str(t["value"])), t["value_max"], t["unit"], t["year"]) for t in asked]
    compiled = [
        (t.path, t.comparator, t.value, None if t.value_max is None else int(t.value_max), t.unit, t.year)
        for t in plan_of(path).targets
    ]
    assert compiled == gold


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_targets_keep_qualifier_part_baseline_and_soft_aim(document, path):
    targets = {(t.path, t.value, t.unit): t for t in plan_of(path).targets}
    subjects = {t.id: t.subject for t in plan_of(path).targets}
    for gold in gold_of(document)["targets"]:
        target = targets.get((gold["path"], Decimal(str(gold["value"])), gold["unit"]))
        if target is None:
            assert gold.get("optional")
            continue
        if gold.get("qualifier"):
            assert target.qualifier is not None
            assert target.qualifier.value == Decimal(str(gold["qualifier"]["value"]))
            assert target.qualifier.unit == gold["qualifier"]["unit"]
            assert target.qualifier.of == gold["qualifier"]["of"]
        if gold.get("baseline"):
            assert target.baseline is not None
            assert (target.baseline.value, target.baseline.year) == (
                Decimal(str(gold["baseline"]["value"])),
                gold["baseline"]["year"],
            )
        assert target.aspirational == gold.get("aspirational")
        if gold.get("part_of") == "汽车产量":
            assert subjects[target.part_of] == "汽车产量"


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_facts_that_the_annotator_asks_for_are_found(document, path):
    facts = {(fact.value, fact.unit, fact.year) for fact in plan_of(path).facts}
    for gold in gold_of(document)["facts"]:
        if not gold.get("optional"):
            assert (Decimal(str(gold["value"])), gold["unit"], gold["year"]) in facts


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_the_document_says_who_issued_it_when_and_for_which_years(document, path):
    gold, compiled = gold_of(document)["document"], plan_of(path).document
    assert compiled.title == gold["title"]
    assert list(compiled.issuers) == gold["issuer"]
    assert compiled.number == gold["doc_number"]
    assert compiled.issued == gold["date"]
    if gold["period"]:
        assert f"{compiled.period.start[:4]}—{compiled.period.end[:4]}" == gold["period"]
    for field in ("urgency", "approved_by"):
        assert getattr(compiled, field) == gold.get(field)
    assert list(compiled.addressees) == gold.get("addressees", [])
    assert [f"《{b.title}》（{b.number}）" for b in compiled.basis] == gold.get("legal_basis", [])


def test_money_promised_in_a_row_is_kept_apart_from_targets():
    gold = {(m["row"], m["kind"], Decimal(m["amount"]), m["unit"]) for m in gold_of("guangzhou")["money"]}
    plan = plan_of(sample_path("guangzhou"))
    assert {(int(c.path), c.kind, c.amount, c.unit) for c in plan.commitments} == gold
    assert plan.targets == ()


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_a_plan_differs_between_formats_only_in_where_its_source_is(document, path):
    def without_source(plan):
        document_ = msgspec.structs.replace(plan.document, segments=(), furniture=(), source=None)
        return msgspec.structs.replace(plan, document=document_)

    assert without_source(plan_of(path)) == without_source(plan_of(sample_path(document)))


def test_the_same_bytes_come_out_twice():
    from luodi.compiler import compile
    from luodi.documents import read

    path = sample_path("guangdong")
    assert to_json(compile(read(path))) == to_json(compile(read(path)))


def test_the_outline_holds_every_printed_number():
    gold = gold_of("guangdong")["outline"]
    paths = [p.path for p in plan_of(sample_path("guangdong")).provisions]
    for number, _heading, children in gold:
        assert number in paths
        for child in children:
            assert f"{number}/{child[:3]}" in paths
    assert len(paths) == 2 + 5 + 3 + 4 + 6 + 6 + 13 + 5  # letter, preamble, sections, their items


def test_a_footnote_is_set_apart_and_remembers_its_place():
    document = plan_of(sample_path("guangdong")).document
    (note,) = document.footnotes
    assert note.text.startswith("三横：EV（电动汽车）")
    assert document.text[: note.at].endswith("“三横、三纵、三核”")

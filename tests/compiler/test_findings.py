"""Every error and warning on the sample documents, each judged by someone who has read the text.

Documents that are not part of the project are kept by code and path alone, and looked at where they are at hand.
"""

import json
from pathlib import Path

import pytest

from luodi.plan import Plan

from .conftest import SAMPLES, plan_of, sample_path

GOLDEN = json.loads(Path(__file__).with_name("findings.json").read_text("utf-8"))
ELSEWHERE = Path(__file__).parents[3] / "shared" / "corpus"
AT_HAND = {name: path for name in GOLDEN["elsewhere"] if (path := ELSEWHERE / f"{name}.txt").exists()}
PATHS = {**{name: sample_path(name) for name in SAMPLES}, **AT_HAND}


def said(plan: Plan) -> list[list[str]]:
    return [[found.code, found.values.get("path", "")] for found in plan.findings if found.severity != "info"]


@pytest.mark.parametrize("document", PATHS)
def test_what_is_said_against_a_document_is_known(document: str) -> None:
    judged = GOLDEN["samples"].get(document)
    known = GOLDEN["elsewhere"][document] if judged is None else [[each["code"], each["path"]] for each in judged]
    assert said(plan_of(PATHS[document])) == known


def test_every_finding_on_the_samples_is_judged_and_nine_of_ten_are_right() -> None:
    judgements = [each["judgement"] for found in GOLDEN["samples"].values() for each in found]
    assert all(judgement.startswith(("right: ", "wrong: ")) for judgement in judgements)
    assert sum(judgement.startswith("right: ") for judgement in judgements) >= 0.9 * len(judgements)

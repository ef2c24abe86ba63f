"""An id stays what it is when the document is printed again elsewhere."""

import re
from itertools import product

import pytest

from luodi.plan import document_id, record_id
from luodi.plan.identity import LETTERS

NUMBER = "云政办发〔2026〕7号"
TITLE = "云溪市充电设施建设行动方案（2026—2028年）"
ISSUERS = ("云溪市发展和改革委员会", "云溪市财政局")


@pytest.mark.parametrize(
    "printed",
    [
        "云政办发〔2026〕7号",
        "云政办发﹝2026﹞7号",
        "云政办发[2026]7号",
        "云政办发【2026】 7 号",
        "云政办发（２０２６）７号",
        "云政\n办发〔2026〕7号",
    ],
)
def test_a_number_is_one_however_it_is_printed(printed: str) -> None:
    assert document_id(printed, None, (), None) == document_id(NUMBER, TITLE, ISSUERS, "2026-03-18")


@pytest.mark.parametrize(
    "other", ["云政办发〔2026〕17号", "云政办发〔2025〕7号", "云政发〔2026〕7号", "云政办发〔20267〕号"]
)
def test_another_number_is_another_document(other: str) -> None:
    assert document_id(other, TITLE, ISSUERS, None) != document_id(NUMBER, TITLE, ISSUERS, None)


@pytest.mark.parametrize(
    "printed",
    [
        "云溪市充电设施建设行动方案(2026-2028年)",
        "云溪市充电设施 建设行动方案（2026－2028 年）",
        "云溪市充电设施建设行动方案（２０２６–２０２８年）",
    ],
)
def test_without_a_number_title_and_issuers_in_any_order_identify_it(printed: str) -> None:
    assert document_id(None, printed, ISSUERS[::-1], "2026-03-19") == document_id(None, TITLE, ISSUERS, None)


def test_the_same_title_from_another_issuer_is_another_document() -> None:
    assert document_id(None, TITLE, ISSUERS[:1], None) != document_id(None, TITLE, ISSUERS, None)


def test_without_number_and_title_the_date_tells_documents_apart() -> None:
    assert document_id(None, None, ISSUERS, "2026-03-18") != document_id(None, None, ISSUERS, "2026-03-19")


def test_a_record_is_known_by_document_kind_path_and_occurrence() -> None:
    document, other = document_id(NUMBER, None, (), None), document_id("云政发〔2026〕1号", None, (), None)
    ids = {record_id(*of) for of in product((document, other), LETTERS, ("二/（一）", "二/（二）"), (1, 2))}
    assert len(ids) == 2 * len(LETTERS) * 2 * 2


def test_a_path_is_one_however_its_brackets_are_printed() -> None:
    document = document_id(NUMBER, None, (), None)
    assert record_id(document, "task", "二/(一)/1", 1) == record_id(document, "task", "二/（一）/１", 1)


def test_ids_are_short_ascii_and_say_their_kind() -> None:
    document = document_id(NUMBER, None, (), None)
    assert re.fullmatch(r"d-[0-9a-f]{12}", document)
    assert re.fullmatch(r"t-[0-9a-f]{12}", record_id(document, "task", "二/（一）", 1))


def test_no_two_records_of_a_large_plan_share_an_id() -> None:
    document = document_id(NUMBER, None, (), None)
    paths = [f"{a}/（{b}）/{c}" for a, b, c in product(range(10), range(20), range(10))]
    ids = [record_id(document, kind, path, n) for path in paths for kind in LETTERS for n in (1, 2)]
    assert len(set(ids)) == len(ids) == 2000 * len(LETTERS) * 2


def test_ids_are_those_of_every_earlier_version() -> None:
    """Plans and corrections are kept for years. Made with sha256sum from the folded parts, joined by U+001F."""
    assert document_id(NUMBER, None, (), None) == "d-438b2ee5ccc8"
    assert record_id("d-438b2ee5ccc8", "task", "二/（一）", 1) == "t-a2fb59e1b49f"

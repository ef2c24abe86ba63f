"""Codes of batteries and what happened to them."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.systems.batteries.code import DIGITS, BatteryCode, CodeError, parse
from luodi.systems.batteries.trace import _FOLLOWS, CLOSED, EVENTS, Log, part, trace

EXAMPLE = "X12MCPM27KLPCLX2M2382320"  # published with the semantic model of a traction battery code
FULL = r"[A-Z0-9]{3}[PMC][A-GZ][A-Z0-9]{2}[A-Z0-9]{7}[1-9A-GH-NPR-Y][1-9A-C][0-9A-GH-NPR-Y][0-9]{7}"
REUSE = r"[A-Z0-9]{3}[PMC][A-GZ][A-Z0-9]{2}[1-9A-GH-NPR-Y][1-9A-C][0-9A-GH-NPR-Y][0-9]{7}R[PMC]"

letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=1)
codes = st.builds(
    BatteryCode,
    st.text("ABCXYZ019", min_size=3, max_size=3),
    st.sampled_from("PMC"),
    st.sampled_from("ABCDEFGZ"),
    st.text("ABCXYZ019", min_size=2, max_size=2),
    st.text("ABCXYZ019", min_size=7, max_size=7),
    st.dates(date(2011, 1, 1), date(2042, 12, 31)),
    st.text("0123456789", min_size=7, max_size=7),
)


def test_the_published_example_is_read():
    read = parse(EXAMPLE)
    assert (read.maker, read.product, read.battery_type, read.specification) == ("X12", "M", "C", "PM")
    assert (read.traceability, read.serial, read.chemistry) == ("27KLPCL", "2382320", None)
    assert str(read) == EXAMPLE
    assert parse("ABCPB01TRACE01ACV0000001").chemistry == "LFP"
    assert parse("ABCPB01TRACE01ACT0000001").produced == date(2020, 12, 27)


@given(codes)
def test_a_code_is_read_back_and_fits_the_published_pattern(code):
    assert parse(str(code)) == code
    assert re.fullmatch(FULL, str(code))
    again = BatteryCode(
        code.maker, code.product, code.battery_type, code.specification, "", code.produced, code.serial, "M"
    )
    assert parse(str(again)) == again
    assert re.fullmatch(REUSE, str(again))


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=24, max_size=24))
def test_what_the_parser_takes_the_pattern_takes(written):
    with contextlib.suppress(CodeError):
        assert re.fullmatch(FULL, str(parse(written)))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (EXAMPLE[:-1], "23"),
        ("", "0"),
        (EXAMPLE.lower(), "maker"),
        (EXAMPLE[:3] + "X" + EXAMPLE[4:], "product"),
        (EXAMPLE[:4] + "H" + EXAMPLE[5:], "battery_type"),
        (EXAMPLE[:14] + "O" + EXAMPLE[15:], "year"),
        (EXAMPLE[:15] + "D" + EXAMPLE[16:], "month"),
        (EXAMPLE[:16] + "0" + EXAMPLE[17:], "day"),
        (EXAMPLE[:17] + "A" + EXAMPLE[18:], "serial"),
        (EXAMPLE[:15] + "2" + DIGITS[29] + EXAMPLE[17:], "X2X|W|X2"),
        ("ABCPB01ACV0000001XP", "reuse"),
    ],
)
def test_what_is_wrong_with_a_code_names_the_field(written, said):
    with pytest.raises(CodeError, match=said):
        parse(written)


def log(events: list[tuple[str, str, int]]) -> Log:
    start = date(2024, 1, 1)
    return Log(
        np.array([code.encode() for code, _, _ in events], "S24"),
        np.array([EVENTS.index(what) for _, what, _ in events], np.uint8),
        np.array([start + timedelta(day) for _, _, day in events], "datetime64[D]"),
    )


def test_a_chain_closes_when_the_battery_is_reused_recycled_or_exported():
    whole = ["produced", "installed", "removed", "collected", "dismantled", "recycled"]
    events = [("a", what, n) for n, what in enumerate(whole)] + [("b", what, n) for n, what in enumerate(whole[:4])]
    events += [("c", "produced", 0), ("c", "installed", 1), ("d", "produced", 0), ("d", "recycled", 5)]
    traced = trace(log(events), date(2024, 2, 1))
    (found,) = traced.closure().values()
    assert (found.left, found.closed, found.unclear, found.rate) == (2, 1, 1, 0.5)
    assert (found.low, found.high) == (1 / 3, 2 / 3)
    (wrong,) = traced.impossible
    assert (wrong.code, wrong.what, wrong.after, wrong.day) == ("d", "recycled", "produced", date(2024, 1, 6))
    before = trace(log(events), date(2024, 1, 3)).closure()[""]
    assert (before.left, before.closed) == (2, 0)
    assert trace(log(events), date(2023, 1, 1)).closure()[""].rate is None


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from(EVENTS), st.integers(0, 9)), min_size=1, max_size=60
    ),
    st.integers(0, 10),
)
def test_columns_give_what_counting_one_by_one_gives(events, until):
    day = date(2024, 1, 1) + timedelta(until)
    traced = trace(log(events), day, listed=1000)
    counts: Counter[str] = Counter()
    wrong = 0
    for code in {code for code, _, n in events if n <= until}:
        chain = sorted((n, EVENTS.index(what)) for each, what, n in events if each == code and n <= until)
        state, sound = "", True
        for _, what in chain:
            if EVENTS[what] not in _FOLLOWS[state]:
                sound, wrong = False, wrong + 1
            state = EVENTS[what]
        if not sound:
            counts["unclear"] += 1
        elif state not in ("produced", "installed"):
            counts["left"] += 1
            counts["closed"] += state in CLOSED
    found = traced.closure().get("")
    assert found is not None
    assert (found.left, found.closed, found.unclear) == (counts["left"], counts["closed"], counts["unclear"])
    assert traced.wrong == wrong == len(traced.impossible)


def test_closure_by_maker_adds_up_to_the_whole():
    random = np.random.default_rng(1)
    makers = ("AAA", "BBB", "CCC")
    events = []
    for n in range(300):
        code = f"{makers[n % 3]}PB01TRACE01ACV{n:07d}"
        chain = ["produced", "installed", "removed", "collected", "reused", "collected", "dismantled", "recycled"]
        events += [(code, what, k) for k, what in enumerate(chain[: random.integers(1, 9)])]
    traced = trace(log(events), date(2025, 1, 1))
    by_maker = traced.closure(part(traced.code, 0, 3))
    assert list(by_maker) == list(makers)
    whole = traced.closure()[""]
    assert sum(each.left for each in by_maker.values()) == whole.left
    assert sum(each.closed for each in by_maker.values()) == whole.closed
    assert traced.wrong == 0


def test_columns_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="rows"):
        Log(np.array([b"a"]), np.array([], np.uint8), np.array([], "datetime64[D]"))
    with pytest.raises(ValueError, match="event 8"):
        Log(np.array([b"a"]), np.array([8], np.uint8), np.array(["2024-01-01"], "datetime64[D]"))

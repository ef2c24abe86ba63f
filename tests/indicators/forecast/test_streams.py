"""Random numbers: those that were do not change when more are asked for, and the tables are the distributions they say."""

from __future__ import annotations

import numpy as np
import pytest

from luodi.indicators.forecast.predictive import _order
from luodi.indicators.forecast.spreads import spreads
from luodi.indicators.forecast.streams import Streams

EVERY = np.arange(1 << 16, dtype=np.uint16)


# Percentage points of chi square, printed in any table of it.
@pytest.mark.parametrize(
    ("freedom", "probability", "value"),
    [(1, 0.95, 3.841), (2, 0.05, 0.1026), (5, 0.05, 1.145), (5, 0.95, 11.070), (10, 0.5, 9.342), (30, 0.05, 18.493),
     (30, 0.99, 50.892), (98, 0.5, 97.335)],
)  # fmt: skip
def test_spreads_are_quantiles_of_chi_square(freedom: int, probability: float, value: float):
    found = float(np.quantile(freedom / spreads(freedom, EVERY) ** 2, probability))
    assert found == pytest.approx(value, rel=2e-3)


@pytest.mark.parametrize("freedom", [1, 3, 11, 98])
def test_the_mean_of_chi_square_is_its_degrees_of_freedom(freedom: int):
    assert (1 / spreads(freedom, EVERY) ** 2).mean() == pytest.approx(1, abs=5e-4)


def test_more_numbers_extend_fewer_whatever_was_drawn_before():
    streams = Streams(1, "output")
    long, uniform = streams.whole(0, 1000), streams.uniform(2, 1000)
    out = np.empty(50)
    streams.normal(1, out)
    assert (streams.whole(0, 7) == long[:7]).all()
    assert (streams.uniform(2, 5) == uniform[:5]).all()
    again = np.empty(20)
    streams.normal(1, again)
    assert (again == out[:20]).all()


def test_no_two_quantities_and_no_two_series_share_their_numbers():
    numbers = {Streams(seed, key).uniform(q, 1)[0] for seed in (1, 2) for key in ("a", "b") for q in (0, 1, 2)}
    assert len(numbers) == 12


def test_whole_numbers_are_spread_evenly():
    counts = np.bincount(Streams(1, "output").whole(0, 1 << 16) >> 12, minlength=16)
    assert counts == pytest.approx(4096, rel=0.06)


@pytest.mark.parametrize("members", [2, 4, 7])
def test_in_every_block_each_member_has_one_draw(members: int):
    turn = Streams(3, "output").whole(0, 500)
    order = _order(members, turn).reshape(members, 500)
    assert sorted(order.ravel()) == list(range(members * 500))
    assert (order // members == np.arange(500)).all()
    first = np.bincount(order[0] % members, minlength=members)
    assert first.min() > 0.6 * 500 / members

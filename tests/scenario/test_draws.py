"""A draw is a function of seed, name and index; distributions are those of the textbooks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from luodi.scenario.distribution import Beta, Lognormal, Normal, Triangular, Uniform
from luodi.scenario.draws import correlated, uniforms

U = np.linspace(0.001, 0.999, 997)


@given(st.integers(0, 10**6), st.integers(0, 5000), st.integers(1, 500), st.integers(0, 2**40))
def test_any_part_of_the_draws_is_the_same_bits(seed, first, count, offset):
    whole = uniforms(seed, "life", offset, first + count)
    assert (uniforms(seed, "life", offset + first, count) == whole[first:]).all()


def test_draws_are_uniform_inside_nought_and_one_and_differ_by_name_and_seed():
    drawn = uniforms(7, "life", 0, 200_000)
    assert 0 < drawn.min() < drawn.max() < 1
    assert stats.kstest(drawn, "uniform").pvalue > 1e-3
    for other in (uniforms(8, "life", 0, 200_000), uniforms(7, "pack", 0, 200_000)):
        assert abs(np.corrcoef(drawn, other)[0, 1]) < 0.01


@pytest.mark.parametrize(("a", "b"), [(0.8, 0.5), (1.0, 1.0), (-0.6, 0.9), (0.0, 0.7)])
def test_names_that_share_a_factor_are_correlated_by_the_product_of_their_loadings(a, b):
    n = 200_000
    one, two = (
        stats.norm.ppf(correlated(3, name, "life", loading, 0, n)) for name, loading in (("car", a), ("bus", b))
    )
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(a * b, abs=0.01)
    assert stats.kstest(one, "norm").pvalue > 1e-3


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Uniform(2, 5), stats.uniform(2, 3)),
        (Triangular(1, 2, 5), stats.triang(0.25, 1, 4)),
        (Normal(10, 2), stats.norm(10, 2)),
        (Normal(10, 8, low=0, high=30), stats.truncnorm(-1.25, 2.5, 10, 8)),
        (Lognormal(3, 1.5), stats.lognorm(np.log(1.5), scale=3)),
        (Beta(2, 5, 1, 3), stats.beta(2, 5, 1, 2)),
    ],
)
def test_quantiles_are_those_of_scipy_in_any_unit(ours, theirs):
    assert ours.quantile(U) == pytest.approx(theirs.ppf(U), rel=1e-9)
    assert ours.scaled(1000.0).quantile(U) == pytest.approx(1000 * theirs.ppf(U), rel=1e-9)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Uniform(2, 2),
        lambda: Triangular(1, 6, 5),
        lambda: Normal(0, 0),
        lambda: Normal(5, 1, low=6),
        lambda: Lognormal(-1, 2),
        lambda: Lognormal(1, 1),
        lambda: Beta(0, 1),
        lambda: Uniform(float("nan"), 1),
        lambda: Uniform(0, float("inf")),
    ],
)
def test_parameters_that_make_no_distribution_are_refused(make):
    with pytest.raises(ValueError):  # noqa: PT011 (the sentence is made where the cell is known)
        make()

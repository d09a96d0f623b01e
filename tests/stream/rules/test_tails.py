"""Tails, against values worked out by hand or from tables."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream.rules.tails import (
    LEAST_P,
    bounded,
    chi_square_tail_9,
    hypergeometric,
    log_factorials,
    normal_tail,
    sum_tail,
    weighted_tail,
)


def test_normal_and_chi_square_are_those_of_the_tables():
    assert normal_tail(1.959964) == pytest.approx(0.025, rel=1e-5)
    assert [chi_square_tail_9(x) for x in (16.919, 21.666, 27.877)] == pytest.approx(
        [0.05, 0.01, 0.001], rel=1e-3
    )
    assert chi_square_tail_9(0) == 1


def test_probabilities_are_kept_within_bounds():
    assert [bounded(p) for p in (-1.0, 0.0, 0.5, 1.1)] == [LEAST_P, LEAST_P, 0.5, 1]


def test_hypergeometric_is_that_of_an_urn():
    # 2 of 4 with one mark, 2 with the other: none, one or both in common.
    assert hypergeometric((4, 2, 2), log_factorials(4)) == pytest.approx([1 / 6, 4 / 6, 1 / 6])
    # 3 and 2 of 4 have at least one in common.
    assert hypergeometric((4, 3, 2), log_factorials(4)) == pytest.approx([0, 1 / 2, 1 / 2])


def test_the_tail_of_a_sum_is_that_of_all_ways_to_reach_it():
    halves, thirds = np.array([0.5, 0.5]), np.array([1 / 3, 1 / 3, 1 / 3])

    def tail(total):
        return sum_tail(total, [halves, thirds], np.array([2, 1]))

    # Two coins and a die of 0, 1, 2: four is both heads and a two.
    assert tail(4) == pytest.approx(1 / 12)
    assert tail(3) == pytest.approx(1 / 12 + 1 / 12 + 2 / 12)
    assert tail(0) == 1
    assert sum_tail(3, [], np.array([], dtype=np.int64)) == 1


def outcomes(events):
    """Return chances and weights of events, and the chance and the sum of each outcome."""
    chance, weight = map(np.array, zip(*events, strict=True))
    happened = np.arange(2 ** len(events))[:, None] >> np.arange(len(events)) & 1
    each = np.where(happened, chance, 1 - chance).prod(axis=1)
    return chance, weight, each, happened @ weight


EVENT = st.tuples(st.floats(0.01, 0.99), st.floats(0.5, 30))


@given(st.lists(EVENT, min_size=1, max_size=12), st.integers(0))
def test_the_tail_of_a_few_events_is_the_sum_over_all_outcomes(events, which):
    chance, weight, each, sums = outcomes(events)
    total = float(sums[which % len(sums)])

    exact = each[sums >= total - 1e-9 * weight.sum()].sum()
    assert weighted_tail(total, chance, weight) == pytest.approx(exact)


@given(
    st.lists(st.tuples(st.floats(0.05, 0.95), st.floats(0.5, 3)), min_size=17, max_size=18),
    st.floats(0.55, 0.8),
)
@settings(max_examples=20, deadline=None)
def test_the_saddlepoint_is_near_the_sum_over_all_outcomes(events, far):
    chance, weight, each, sums = outcomes(events)
    total = far * weight.sum() + (1 - far) * float(weight @ chance)
    above, below = each[sums >= total].sum(), each[sums > total - weight.max()].sum()

    # A sum of few events has steps; the smooth tail runs between those to either side.
    beyond = each[sums >= total + weight.max()].sum()
    assert beyond * 0.5 <= weighted_tail(total, chance, weight) <= max(below, above) * 1.5


def test_far_out_the_saddlepoint_is_right_where_a_normal_tail_is_not():
    # Poisson-like: 1,000 events of chance 0.01; 26 and more have probability 1.8e-5.
    chance, weight = np.full(1000, 0.01), np.ones(1000)
    exact = sum(math.comb(1000, k) * 0.01**k * 0.99 ** (1000 - k) for k in range(26, 120))
    # Half a step below, because the events come one by one.
    assert weighted_tail(25.5, chance, weight) == pytest.approx(exact, rel=0.05)
    assert normal_tail(15.5 / math.sqrt(9.9)) < exact / 10


@pytest.mark.parametrize(
    ("events", "total", "expected"),
    [
        (2, 0.0, 1.0),
        (2, 1.0, 7 / 16),
        (2, 2.0, 1 / 16),
        (20, 0.0, 1.0),
        (20, 20.0, 0.25**20),
    ],
)
def test_the_ends_are_exact(events, total, expected):
    found = weighted_tail(total, np.full(events, 0.25), np.ones(events))
    assert found == pytest.approx(expected)


def test_without_events_nothing_is_surprising():
    assert weighted_tail(0.0, np.zeros(0), np.zeros(0)) == 1

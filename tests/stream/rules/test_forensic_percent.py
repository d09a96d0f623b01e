"""F402: whole percentages, and the chance that a figure is one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.rules.forensic_finding import levels
from stream.rules.forensic_percent import (
    ballots_at,
    is_whole,
    nearest_percent,
    whole_chances,
    whole_percentages,
)


def one(part, whole):
    return np.array([part]), np.array([whole])


@pytest.mark.parametrize(
    ("part", "whole", "percent", "yes"),
    [
        (250, 500, 50, True),  # 50 % to the ballot
        (251, 500, 50, False),
        (107, 150, 71, True),  # 71 % of 150 is 106.5, half up
        (106, 150, 71, False),
        (710, 999, 71, False),  # 709.29 is nearest to 709
        (709, 999, 71, True),
    ],
)
def test_a_figure_is_whole_if_it_is_nearest_to_its_percentage(part, whole, percent, yes):
    assert nearest_percent(*one(part, whole)).tolist() == [percent]
    assert is_whole(*one(part, whole), np.array([percent])).tolist() == [yes]


@given(st.integers(101, 3000), st.integers(0, 100))
def test_every_percentage_has_one_number_of_ballots_and_is_nearest_to_it(whole, percent):
    part = ballots_at(np.array([whole]), np.array([percent]))

    assert nearest_percent(part, np.array([whole])).tolist() == [percent]


@given(st.integers(101, 3000), st.floats(0, 1))
def test_the_chance_is_the_sum_over_all_numbers_of_ballots(whole, share):
    part = round(share * whole)
    p = part / whole
    numbers = np.arange(whole + 1)
    fits = is_whole(numbers, np.full(whole + 1, whole), nearest_percent(numbers, whole))
    exact = sum(
        math.comb(whole, k) * p**k * (1 - p) ** (whole - k)
        if whole < 500
        else math.exp(
            math.lgamma(whole + 1) - math.lgamma(k + 1) - math.lgamma(whole - k + 1)
            + k * math.log(max(p, 1e-300)) + (whole - k) * math.log(max(1 - p, 1e-300))
        )
        for k in numbers[fits].tolist()
    )  # fmt: skip

    # Where draws are wide the share of whole numbers stands for the sum; among few numbers
    # it may differ by some hundredths.
    assert whole_chances(*one(part, whole))[0] == pytest.approx(exact, abs=0.1)
    if 100 * math.sqrt(p * (1 - p) / whole) < 1:
        assert whole_chances(*one(part, whole))[0] == pytest.approx(exact, abs=1e-4)


def test_small_stations_tell_nothing(figures):
    found = whole_percentages(figures([100] * 40, [50] * 40, [[25]] * 40))

    assert (found.p, found.evidence) == (1.0, {})


def test_stations_that_all_aim_at_a_percentage_are_found_and_it_is_named(figures):
    rolls = [700 + 13 * at for at in range(60)]
    found_ = [round(0.8 * roll) for roll in rolls]
    votes = [[round(0.413 * each)] for each in found_]

    found = whole_percentages(figures(rolls, found_, votes))

    assert found.p <= levels(14).nation
    assert found.evidence["turnout"][0] == 80
    assert found.stations == 60


def test_figures_that_come_as_they_come_are_not(figures):
    dice = np.random.default_rng(5)
    rolls = dice.integers(300, 2500, 1000)
    found = dice.binomial(rolls, dice.uniform(0.4, 0.9, 1000))
    votes = dice.binomial(found, dice.uniform(0.3, 0.9, 1000))[:, None]

    assert whole_percentages(figures(rolls, found, votes)).p > 0.01

"""What is done to a station's hours: done as said, and found where it is large."""

import numpy as np
import pytest

from bench.detection.hours import DONE, Hours, evened, rounded, rushed

VOTERS = [12, 40, 75, 130, 190, 230, 251, 270, 300, 340, 361, 377, 391]


@pytest.fixture(scope="module")
def hours():
    return Hours(3, "kz-2021-08-01")


@pytest.fixture
def dice():
    return np.random.default_rng(1)


def test_a_rush_moves_voters_into_one_hour_and_loses_none(dice):
    told = np.diff(rushed(VOTERS, 0.5, dice), prepend=0)
    came = np.diff(VOTERS, prepend=0)
    assert told.sum() == VOTERS[-1]
    assert (told > came).sum() == 1
    assert told.max() >= VOTERS[-1] / 2


def test_even_hours_have_as_many_voters_each(dice):
    told = np.diff(evened(VOTERS, 0.6, dice), prepend=0).tolist()
    assert max(map(told.count, told)) >= 8
    assert sum(told) == pytest.approx(VOTERS[-1], abs=4)


def test_round_figures_are_multiples_of_ten(dice):
    told = rounded(VOTERS, 1.0, dice)
    assert all(number % 10 == 0 for number in told)
    assert max(abs(a - b) for a, b in zip(told, VOTERS, strict=True)) <= 5
    few = rounded(VOTERS, 0.25, dice)
    assert sum(a != b for a, b in zip(few, VOTERS, strict=True)) <= 3


@pytest.mark.parametrize("change", [rushed, evened, rounded])
def test_nothing_is_done_where_the_size_is_nothing(change, dice):
    assert change(VOTERS, 0.0, dice) == VOTERS


def test_a_station_told_what_it_said_is_as_it_was(hours):
    for state in hours.stations:
        again = hours.told(state, [*state.figures().values()])
        assert again.turnout() == state.turnout()
        assert again.prefix == state.prefix


@pytest.mark.parametrize("done", DONE, ids=lambda done: done.what)
def test_nothing_is_found_of_nothing_and_more_of_more(hours, done):
    assert hours.recall(done, 0.0, 1) == 0
    assert hours.recall(done, 1.0, 1) >= 0.6

"""Family F4 as a whole: laws that hold whatever the figures are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.rulebook import thresholds
from stream.rules.forensic import CODES, look
from stream.rules.forensic_finding import levels
from stream.rules.peers import far_invalid, far_turnout
from stream.station_figures import NOBODY, StationFigures


@st.composite
def elections(draw):
    """Some stations with any figures, sound or not, in any order."""
    size = draw(st.integers(0, 120))
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    places = draw(st.integers(1, 4))
    registered = dice.integers(0, draw(st.sampled_from([5, 200, 3000])), size)
    found = dice.binomial(registered, dice.uniform(0, draw(st.sampled_from([0.5, 1.0])), size))
    votes = dice.multinomial(found, dice.dirichlet([0.5] * (places + 1)), size)
    votes[dice.random(votes.shape) < 0.1] = NOBODY
    return StationFigures(
        row=dice.permutation(size),
        region=dice.integers(0, 3, size),
        contest=dice.integers(0, draw(st.sampled_from([1, 40])), size),
        registered=registered,
        issued=found + dice.integers(0, 2, size),
        found=found,
        invalid=np.maximum(votes[:, -1], 0),
        votes=votes[:, :-1],
    )


@given(elections(), st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_the_order_in_which_stations_came_changes_nothing(figures, seed):
    mixed = figures.at(np.random.default_rng(seed).permutation(len(figures)))

    assert look(mixed) == look(figures) == look(figures)
    assert far_turnout(mixed) == far_turnout(figures)
    assert far_invalid(mixed) == far_invalid(figures)


@given(elections())
@settings(max_examples=25, deadline=None)
def test_whatever_is_counted_each_rule_answers_with_a_probability(figures):
    found = look(figures)

    assert tuple(one.code for one in found) == CODES
    for one in found:
        assert 0 < one.p <= 1
        assert np.isfinite(one.statistic)
        for value in one.evidence.values():
            assert all(type(each) in (int, str) for each in np.atleast_1d(value).tolist())
            assert isinstance(value, int | str | list)


@pytest.mark.parametrize("regions", [0, 1, 2, 14])
def test_all_looks_at_nation_and_regions_together_spend_the_error_stated(regions):
    given_ = thresholds()
    level = levels(regions)
    looks = len(given_.looks) + 1  # the last is taken again in the end

    spent = looks * (level.nation + regions * level.region)
    assert spent == pytest.approx(given_.forensic_p)
    assert level.region <= level.nation


def test_a_single_region_is_not_looked_at_beside_the_nation():
    assert levels(1).region == 0


def test_one_station_alone_tells_nothing(figures):
    found = look(figures([1000], [700], [[350, 350]]))

    assert {one.code for one in found if one.p < 0.005} == set()

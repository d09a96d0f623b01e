"""F405: turnout and the leader's share rise together, inside groups of like stations."""

import numpy as np
import pytest

from stream.rules.forensic_correlation import mean_ranks, rise_together
from stream.rules.forensic_finding import levels
from stream.rules.likes import Compared

PAIRS = 60


def pairs(figures, up):
    """Contests of two stations; in the first `up` of them the fuller one is stronger."""
    votes = [[each] for at in range(PAIRS) for each in ((250, 300) if at < up else (300, 250))]
    contests = [at // 2 for at in range(2 * PAIRS)]
    return figures([1000, 800] * PAIRS, [500] * 2 * PAIRS, votes, contest=contests)


def test_equal_values_share_their_rank():
    assert mean_ranks(np.array([5.0, 1.0, 5.0, 9.0])).tolist() == [2, 0.5, 2, 3.5]


def test_if_the_fuller_station_is_always_the_stronger_one_it_is_found(figures):
    told = rise_together(Compared(pairs(figures, PAIRS)))

    assert told.p <= levels(14).nation
    assert told.statistic > 0.9


@pytest.mark.parametrize("up", [PAIRS // 2, 0])
def test_if_it_is_so_as_often_as_not_or_never_it_is_not(figures, up):
    assert rise_together(Compared(pairs(figures, up))).p > 0.05


def test_of_pairs_the_test_is_a_walk_of_as_many_steps(figures):
    # All steps are alike: z is (ups - downs) / sqrt(pairs), the correlation their mean.
    told = rise_together(Compared(pairs(figures, 40)))

    assert told.evidence["deviations"] == f"{20 / PAIRS**0.5:.1f}"
    assert told.statistic == pytest.approx(20 / PAIRS)


def test_what_goes_with_size_alone_is_not_found(figures):
    dice = np.random.default_rng(8)
    size = 400
    rolls = np.exp(dice.uniform(4, 8, size)).astype(int)
    rise = np.log(rolls) / 4
    found = dice.binomial(rolls, 1 / (1 + np.exp(rise - 1 + 0.2 * dice.normal(size=size))))
    votes = dice.binomial(found, 1 / (1 + np.exp(rise - 1 + 0.2 * dice.normal(size=size))))
    given = figures(rolls, found, votes[:, None])

    assert rise_together(Compared(given.counted())).p > 0.01


def test_too_few_stations_tell_nothing(figures):
    assert rise_together(Compared(figures([100] * 20, [50] * 20, [[25]] * 20))).p == 1

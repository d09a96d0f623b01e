"""F401: the corner of high turnout and high share, against chance and the opposite corner."""

import numpy as np
import pytest

from stream.rules.forensic_finding import levels
from stream.rules.forensic_joint import Corner, fuller, joint_outliers, most_frequent
from stream.rules.likes import Compared, Likes

SIZE = 1000


def cloud(seed, together=0.0):
    """Stations of one contest; `together` bonds turnout and share honestly."""
    dice = np.random.default_rng(seed)
    common = dice.normal(size=SIZE)
    own = np.sqrt(1 - together)
    one = np.sqrt(together) * common + own * dice.normal(size=SIZE)
    other = np.sqrt(together) * common + own * dice.normal(size=SIZE)
    rolls = dice.integers(400, 1600, SIZE)
    found = dice.binomial(rolls, 1 / (1 + np.exp(-0.4 * one)))
    votes = dice.binomial(found, 1 / (1 + np.exp(-0.4 * other)))
    return rolls, found, votes


def of(figures, rolls, found, votes):
    return figures(rolls, found, np.stack([votes, (found - votes) // 2], axis=1))


def test_the_chance_of_a_corner_is_that_of_an_urn(figures):
    likes = Likes.of(figures([10] * 4, [5] * 4, [[5]] * 4))
    one, other = np.array([1, 1, 0, 0], bool), np.array([1, 1, 0, 0], bool)

    corner = Corner.of(likes, one, other)

    assert (corner.count, corner.expected) == (2, 1.0)
    assert corner.chance == pytest.approx(1 / 6)


@pytest.mark.parametrize(
    ("high", "low", "p"), [(5, 0, 1 / 32), (0, 5, 1), (2, 1, 1 / 2), (0, 0, 1)]
)
def test_two_corners_are_held_against_each_other_as_a_coin(high, low, p):
    assert fuller(high, low) == pytest.approx(p)


def test_ballots_put_in_at_a_tenth_of_the_stations_are_found(figures):
    rolls, found, votes = cloud(1)
    more = (rolls - found)[:100] // 2
    found[:100] += more
    votes[:100] += more

    told = joint_outliers(Compared(of(figures, rolls, found, votes)))

    assert told.p <= levels(14).nation
    assert told.evidence["far_up"] > 3 * told.evidence["far_down"]
    assert set(told.evidence["rows"]) & set(range(100))


@pytest.mark.parametrize("together", [0.0, 0.5])
def test_neither_chance_nor_an_honest_bond_is(figures, together):
    assert joint_outliers(Compared(of(figures, *cloud(2, together)))).p > 0.001


def test_stations_alone_in_their_contest_tell_nothing(figures):
    alone = figures([100] * 9, [9 * at + 9 for at in range(9)], [[9]] * 9, contest=range(9))
    told = joint_outliers(Compared(alone))

    assert (told.p, told.stations) == (1.0, 0)


def test_the_most_frequent_come_first():
    assert most_frequent(np.array([3, 1, 1, 2, 2, 9]), 3) == [1, 2, 3]

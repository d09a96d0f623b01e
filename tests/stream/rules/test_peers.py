"""T207 and P308: a station that stands alone among those of its region."""

import numpy as np
import pytest

from stream.rules.peers import TO_DEVIATION, far_invalid, far_turnout, robust

PEERS = 30
ROLL = 1_000


def spread(turnout):
    """Turnout of peers around a half, then a station's own."""
    return [*(480 + 2 * at for at in range(PEERS)), turnout]


def around(figures, found, invalid=None, peers=PEERS):
    found = [*spread(0)[:peers], found]
    spoilt = [*(10 + at % 5 for at in range(peers)), invalid or 10]
    return figures([ROLL] * (peers + 1), found, [[1]] * (peers + 1), invalid=spoilt)


@pytest.mark.parametrize("found", [980, 20])
def test_a_station_far_above_or_below_its_peers_is_named_with_what_shows_it(figures, found):
    (one,) = far_turnout(around(figures, found))

    assert (one.row, one.value, one.peers) == (PEERS, found / ROLL, PEERS + 1)
    assert one.median == pytest.approx(0.51, abs=0.003)
    assert abs(one.deviations) > 5
    assert (one.deviations > 0) == (found > 500)


@pytest.mark.parametrize("apart", [1, 8], ids=["chance is all", "stations differ besides"])
def test_the_deviations_are_those_of_the_definition(apart, figures):
    rolls = [ROLL + 20 * at for at in range(PEERS)] + [3 * ROLL]
    found = [roll // 2 + apart * (at - PEERS // 2) for at, roll in enumerate(rolls)]
    given = figures(rolls, [*found[:PEERS], int(2.9 * ROLL)], [[1]] * (PEERS + 1))
    logit = np.log((given.found + 0.5) / (given.registered - given.found + 0.5))
    off = np.abs(logit - np.median(logit))
    middle = 1 / (1 + np.exp(-np.median(logit)))
    chance = 1 / (given.registered * middle * (1 - middle))
    spread_ = (TO_DEVIATION * np.median(off)) ** 2
    assert (spread_ > np.median(chance)) == (apart > 1)

    (one,) = far_turnout(given)

    besides = max(spread_ - np.median(chance), 0)
    assert one.deviations == pytest.approx(off[-1] / np.sqrt(besides + chance[-1]))


def test_among_too_few_peers_nothing_is_far(figures):
    assert far_turnout(around(figures, 980, peers=19))
    assert not far_turnout(around(figures, 980, peers=18))


def test_a_small_station_is_forgiven_its_own_chance(figures):
    rolls, found = [ROLL] * PEERS + [10], [*spread(0)[:PEERS], 10]

    assert not far_turnout(figures(rolls, found, [[1]] * (PEERS + 1)))


def test_only_a_high_share_of_invalid_ballots_that_is_large_in_itself_is_named(figures):
    assert [one.row for one in far_invalid(around(figures, 500, invalid=100))] == [PEERS]
    assert not far_invalid(around(figures, 1000, invalid=49))
    assert not far_invalid(around(figures, 500, invalid=1))


def test_medians_are_of_each_group():
    centre, deviation, size = robust(
        np.array([1.0, 5.0, 3.0, 10.0, 20.0]), np.array([7, 7, 7, 2, 2])
    )

    assert centre.tolist() == [3, 3, 3, 15, 15]
    assert deviation.tolist() == pytest.approx([2 * TO_DEVIATION] * 3 + [5 * TO_DEVIATION] * 2)
    assert size.tolist() == [3, 3, 3, 2, 2]


def test_without_stations_nothing_is_far(figures):
    nobody = figures([100], [0], [[0]])

    assert not far_turnout(nobody)
    assert not far_invalid(nobody)

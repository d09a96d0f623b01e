"""Figures of stations: what counts, in which order, and who leads."""

import numpy as np
import pytest

from stream.station_figures import NOBODY, logits


def test_what_cannot_be_read_as_shares_is_left_out(figures):
    #                  sound, empty, above the roll, votes above found, issued above the roll
    given = figures(
        [100, 100, 100, 100, 100],
        [50, 0, 101, 50, 50],
        [[50], [0], [101], [51], [50]],
        issued=[50, 0, 101, 50, 101],
    )

    assert given.counted().row.tolist() == [0]


def test_counted_figures_are_in_order_of_their_rows(figures):
    given = figures([100, 200, 300], [50, 60, 70], [[1], [2], [3]])

    assert given.at(np.array([2, 0, 1])).counted().registered.tolist() == [100, 200, 300]


def test_the_leader_is_of_the_contest_and_stations_weigh_alike(figures):
    given = figures(
        [1000] * 4,
        [10, 1000, 100, 100],
        [[9, 1], [450, 550], [20, 80], [NOBODY, 100]],
        contest=[0, 0, 1, 1],
    )

    # 0.9 + 0.45 of the first column against 0.1 + 0.55, though the second has more votes.
    assert given.leader.tolist() == [9, 450, 80, 100]


def test_a_stratum_is_a_contest_in_a_region(figures):
    given = figures([9] * 4, [9] * 4, [[9]] * 4, contest=[0, 0, 1, 1], region=[0, 1, 1, 1])

    first, second, *rest = given.stratum.tolist()
    assert first != second
    assert rest[0] == rest[1]
    assert rest[0] not in (first, second)


def test_logits_are_finite_at_both_ends():
    value, chance = logits(np.array([0, 50, 100]), np.array([100, 100, 100]))

    assert value == pytest.approx([-np.log(201), 0, np.log(201)])
    assert chance[1] == pytest.approx(2 / 50.5)

"""Groups of like stations: one contest, one region, about one size."""

import numpy as np
import pytest

from stream.rules.likes import LARGE, Likes


def test_a_contest_is_cut_by_size_into_groups_of_twenty_at_least(figures):
    rolls = [1000 - at for at in range(45)] + [50, 60]
    given = figures(rolls, [9] * 47, [[9]] * 47, contest=[0] * 45 + [1, 1])

    likes = Likes.of(given)

    assert sorted(likes.size.tolist()) == [2, 22, 23]
    small, big = likes.group[44], likes.group[0]
    assert small != big
    assert (likes.group[:22] == big).all()
    assert likes.group[45] == likes.group[46] not in (small, big)


def test_residuals_are_drawn_out_where_a_group_hugs_its_own_median(figures):
    likes = Likes.of(figures([10, 20, 30], [5] * 3, [[5]] * 3, contest=[0, 0, 1]))

    left = likes.residual(np.array([1.0, 3.0, 7.0]))

    assert left == pytest.approx([-np.sqrt(2), np.sqrt(2), 0])


def test_in_a_large_group_what_goes_with_size_and_its_square_is_taken_off(figures):
    rolls = [100 + 10 * at for at in range(LARGE)]
    likes = Likes.of(figures(rolls, [50] * LARGE, [[5]] * LARGE))
    size = np.log(np.array(rolls))

    assert likes.levelled(3 + 2 * size - size**2) == pytest.approx(np.zeros(LARGE), abs=1e-9)
    assert likes.free.tolist() == [LARGE - 3]


def test_in_a_small_group_only_the_mean_is_taken_off(figures):
    likes = Likes.of(figures([10, 20, 30], [5] * 3, [[5]] * 3))

    assert likes.levelled(np.array([1.0, 2.0, 6.0])) == pytest.approx([-2, -1, 3])
    assert likes.free.tolist() == [2]


def test_stations_of_one_size_have_no_curve(figures):
    likes = Likes.of(figures([100] * 12, [5] * 12, [[5]] * 12))
    value = np.arange(12.0)

    assert likes.levelled(value) == pytest.approx(value - 5.5)

"""Figures that somebody invented."""

from itertools import pairwise

import pytest

from sim.injects.regular import (
    EvenFigures,
    RoundFigures,
    suspiciously_even,
    suspiciously_round,
)
from tests.sim.injects.scenes import HOURS, scene


def course(trick, kind, **changes):
    found = trick(scene(kind, **changes))
    return found.course(found.scene.turnout())


@pytest.mark.parametrize("share", [0.1, 0.7, 1])
def test_even_hours_are_as_many_as_wanted_or_as_it_takes(share):
    voters, total = course(EvenFigures, "even-figures", strength=share)
    growth = [after - before for before, after in pairwise((0, *voters))]

    assert max(growth.count(each) for each in growth) >= max(8, share * 13)
    assert suspiciously_even(voters)
    assert total == 150
    assert list(voters) == sorted(voters)
    assert voters[-1] <= HOURS[-1]


@pytest.mark.parametrize("share", [0.1, 0.8, 1])
def test_round_hours_are_as_many_as_wanted_or_as_it_takes(share):
    voters, total = course(RoundFigures, "round-figures", strength=share)

    assert sum(figure % 10 == 0 for figure in voters) >= max(8, share * 13)
    assert suspiciously_round(voters)
    assert total == 150
    assert list(voters) == sorted(voters)


@pytest.mark.parametrize(
    ("trick", "kind"), [(EvenFigures, "even-figures"), (RoundFigures, "round-figures")]
)
def test_where_hardly_anybody_votes_nothing_is_made_up(trick, kind):
    few = (0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4)

    assert course(trick, kind, hours=few) == (few, 150)


def test_honest_figures_are_not_suspicious():
    assert not suspiciously_even(HOURS)
    assert not suspiciously_round(HOURS)

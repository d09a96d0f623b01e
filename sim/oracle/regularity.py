"""T206: figures that chance hardly brings, asked once the station has closed."""

from __future__ import annotations

import math
from itertools import groupby, pairwise
from typing import Final

from config.rulebook import thresholds
from sim.oracle.standing import Standing
from sim.oracle.terms import Terms

FEWEST: Final = 5
"""Hourly figures below which nothing is called regular."""

_UNLIKELY: Final = thresholds().regular_p


def even(standing: Standing, terms: Terms) -> bool:
    """Say whether as many voters came in too many hours running."""
    voters = _of_the_day(standing, terms)
    growth = [later - earlier for earlier, later in pairwise([0, *voters])]
    runs = [(new, len(list(hours))) for new, hours in groupby(growth)]
    return any(
        new > 0 and _chance_of_run(new, hours, len(growth)) < _UNLIKELY for new, hours in runs
    )


def mostly_round(standing: Standing, terms: Terms) -> bool:
    """Say whether too many of the different figures are multiples of ten; 0 is not asked about."""
    figures = {voters for voters in _of_the_day(standing, terms) if voters}
    round_ones = sum(voters % 10 == 0 for voters in figures)
    return _chance_of_round(round_ones, len(figures)) < _UNLIKELY


def _of_the_day(standing: Standing, terms: Terms) -> list[int]:
    """Return the hourly figures of the polling hours; none before the closing, or of too few."""
    if standing.closed is None:
        return []
    voters = [voters for as_of, voters in standing.hours if as_of <= terms.closes]
    return voters if len(voters) >= FEWEST else []


def _chance_of_run(new: int, hours: int, of: int) -> float:
    """Return how probable it is that a run of some hours with equal growth begins in the day.

    Args:
        new: voters in each hour, and the mean of the Poisson distribution they are drawn from.
        hours: of the run.
        of: hours of the day.
    """
    equal = min(1.0, 0.5 / math.sqrt(math.pi * new))
    begins = of - hours + 1
    return 1.0 if hours == 1 else min(1.0, begins * equal ** (hours - 1))


def _chance_of_round(round_ones: int, figures: int) -> float:
    """Return how probable so many multiples of ten, or more, are among some figures."""
    others = range(figures - round_ones + 1)
    ways: int = sum(math.comb(figures, n) * 9**n for n in others)
    return ways / int(10**figures)

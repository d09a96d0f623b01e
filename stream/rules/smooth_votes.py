"""The votes of many stations as a histogram, and the smooth one they would be drawn from.

The null of Kobak et al. for digits: every count drawn anew around itself, here as Poisson
numbers (standard deviation sqrt(v)), which wipes out every trace of single digits from about
fifty votes on. One such draw also flattens what is honestly bent, so it is taken twice and
the bend put back: twice the first smoothing less the second ("twicing", Tukey, "Exploratory
data analysis", 1977, chapter 16). Nothing is drawn by lot: the mean of all draws is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from stream.station_figures import Integers, Reals, StationFigures

Score: TypeAlias = Callable[[Integers], Reals]

_REACH: Final = 4.5
_MOST: Final = 20_000
"""Votes beyond which a count is left out: no station has so many voters."""

_PAGE: Final = 500


@dataclass(frozen=True, eq=False)
class SmoothVotes:
    """Counts of votes.

    Attributes:
        counts: [m] how many candidates at stations have 0, 1, ... votes.
    """

    counts: Integers

    @classmethod
    def of(cls, figures: StationFigures) -> SmoothVotes:
        """Gather the votes of all candidates at all stations."""
        votes = figures.votes[(figures.votes >= 0) & (figures.votes < _MOST)]
        top = int(votes.max(initial=0))
        need = top + int(2 * _REACH * np.sqrt(top + 1)) + 12
        # Whole pages, so that the draws of one look serve the next.
        return cls(np.bincount(votes, minlength=-(-need // _PAGE) * _PAGE))


class _Edges(NamedTuple):
    """From how many votes to how many draws lead.

    Attributes:
        end, weight: [e] the draws and their chances, those of fewer votes first.
        first: [m] where those of each number of votes begin.
    """

    end: Integers
    weight: Reals
    first: Integers


@lru_cache(maxsize=1)
def _edges(size: int) -> _Edges:
    """Return the edges below `size`."""
    votes = np.arange(size)
    deviation = np.sqrt(np.maximum(votes, 0.25))
    reach = np.ceil(_REACH * deviation).astype(np.int64)
    low, high = np.maximum(votes - reach, 0), np.minimum(votes + reach, size - 1)
    width = high - low + 1
    first = np.cumsum(width) - width
    start = np.repeat(votes, width)
    end = np.arange(len(start)) - first[start] + low[start]
    weight = np.exp(-(((end - start) / deviation[start]) ** 2) / 2)
    return _Edges(end, weight / np.bincount(start, weight)[start], first)


@lru_cache(maxsize=256)
def drawn(score: Score, size: int, least: int) -> Reals:
    """Return, for a count of 0, 1, ... votes, the score of what is drawn in its place, [size].

    Summed over the counts it is the score of the smooth histogram. Scores add up.

    Args:
        score: of each number of votes; the same function each time, as what came out is kept.
        size: numbers of votes.
        least: votes below which the score is 0.
    """
    once = _expected(scored(score, size, least))
    twice: Reals = 2 * once - _expected(once)
    return twice


def scored(score: Score, size: int, least: int) -> Reals:
    """Return the score of a count of 0, 1, ... votes itself, [size]; see `drawn`."""
    votes = np.arange(size)
    return np.where(votes >= least, score(votes), 0.0)


def _expected(value: Reals) -> Reals:
    edges = _edges(len(value))
    expected: Reals = np.add.reduceat(value[edges.end] * edges.weight, edges.first)
    return expected

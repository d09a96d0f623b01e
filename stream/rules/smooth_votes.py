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
from functools import cached_property, lru_cache
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
    """Counts of votes, and how they smear.

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

    @cached_property
    def smooth(self) -> Reals:
        """[m] the histogram without traces of single digits."""
        once = _smeared(self.counts.astype(np.float64))
        twice: Reals = 2 * once - _smeared(once)
        return twice


class _Edges(NamedTuple):
    """From how many votes to how many draws lead.

    Attributes:
        end, weight: [e] the draws and their chances, those of fewer votes first.
        first, width: [m] where those of each number of votes begin, and how many they are.
    """

    end: Integers
    weight: Reals
    first: Integers
    width: Integers


@lru_cache(maxsize=4)
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
    return _Edges(end, weight / np.bincount(start, weight)[start], first, width)


@lru_cache(maxsize=16)
def surprise(score: Score, size: int, least: int) -> Reals:
    """Return, for a count of 0, 1, ... votes, its score less that of its draws, [size].

    Summed over the counts it is the score of the histogram less that of the smooth one. A sum
    of scores surprises as much as they do one by one.

    Args:
        score: of each number of votes; the same function each time, as what came out is kept.
        size: numbers of votes.
        least: votes below which the score is 0.
    """
    votes = np.arange(size)
    value = np.where(votes >= least, score(votes), 0.0)
    once = _expected(value)
    left: Reals = value - 2 * once + _expected(once)
    return left


def _expected(value: Reals) -> Reals:
    edges = _edges(len(value))
    expected: Reals = np.add.reduceat(value[edges.end] * edges.weight, edges.first)
    return expected


def _smeared(value: Reals) -> Reals:
    """Let each count draw anew; of few different ones only their draws are gone through."""
    edges = _edges(len(value))
    some = np.flatnonzero(value)
    width = edges.width[some]
    at = np.arange(width.sum()) + np.repeat(edges.first[some] - np.cumsum(width) + width, width)
    smeared: Reals = np.bincount(
        edges.end[at], np.repeat(value[some], width) * edges.weight[at], len(value)
    ).astype(np.float64)
    return smeared

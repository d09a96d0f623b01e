"""The votes of many stations as a histogram, and the smooth one they would be drawn from.

The null of Kobak et al. for digits: every count drawn anew around itself, here as Poisson
numbers (standard deviation sqrt(v)), which wipes out every trace of single digits from about
fifty votes on. One such draw also flattens what is honestly bent, so it is taken twice and
the bend put back: twice the first smoothing less the second ("twicing", Tukey, "Exploratory
data analysis", 1977, chapter 16). Nothing is drawn by lot: the mean of all draws is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from stream.station_figures import Integers, Reals, StationFigures

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

    @property
    def _edges(self) -> tuple[Integers, Integers, Reals]:
        return _edges(len(self.counts))

    def _smeared(self, value: Reals) -> Reals:
        start, end, weight = self._edges
        smeared: Reals = np.bincount(end, value[start] * weight, len(value)).astype(np.float64)
        return smeared

    def _expected(self, value: Reals) -> Reals:
        start, end, weight = self._edges
        expected: Reals = np.add.reduceat(
            value[end] * weight, np.searchsorted(start, np.arange(len(value)))
        )
        return expected

    @cached_property
    def smooth(self) -> Reals:
        """[m] the histogram without traces of single digits."""
        once = self._smeared(self.counts.astype(np.float64))
        twice: Reals = 2 * once - self._smeared(once)
        return twice

    def surprise(self, score: Reals) -> Reals:
        """Return, for a count of 0, 1, ... votes, its score less that of its draws, [m].

        Summed over the counts it is the score of the histogram less that of the smooth one.
        """
        once = self._expected(score)
        left: Reals = score - 2 * once + self._expected(once)
        return left


@lru_cache(maxsize=4)
def _edges(size: int) -> tuple[Integers, Integers, Reals]:
    """Return from how many votes to how many draws lead, below `size`, and with which chance."""
    votes = np.arange(size)
    deviation = np.sqrt(np.maximum(votes, 0.25))
    reach = np.ceil(_REACH * deviation).astype(np.int64)
    first, last = np.maximum(votes - reach, 0), np.minimum(votes + reach, size - 1)
    width = last - first + 1
    start = np.repeat(votes, width)
    end = np.arange(len(start)) - np.repeat(np.cumsum(width) - width, width) + first[start]
    weight = np.exp(-(((end - start) / deviation[start]) ** 2) / 2)
    return start, end, weight / np.bincount(start, weight)[start]

"""Groups of like stations, inside which the rules on many stations compare.

Turnout and shares differ between ballots, between places, and between large stations and
small ones, with no fraud anywhere. What is left inside a group of one contest, one region and
about one size is exchangeable, which is what a permutation test needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from config.rulebook import thresholds
from stream.rules.peers import medians
from stream.station_figures import Integers, Reals, StationFigures


@dataclass(frozen=True, eq=False)
class Likes:
    """The group of each station.

    Attributes:
        group: [n] index, from 0 without a gap.
        size: [g] stations of each group.
    """

    group: Integers
    size: Integers

    @classmethod
    def of(cls, figures: StationFigures) -> Likes:
        """Cut each contest in each region, in order of the rolls, into groups of alike size.

        There are at least `peers_least` stations in a group, unless the whole contest has fewer
        there.
        """
        least = int(thresholds().peers_least)
        stratum = figures.stratum
        members = np.bincount(stratum)
        cuts = np.maximum(members // least, 1)
        order = np.lexsort((figures.row, figures.registered, stratum))
        start = np.cumsum(members) - members
        place = np.arange(len(stratum)) - start[stratum[order]]
        of = stratum[order]
        group = np.empty(len(stratum), dtype=np.int64)
        group[order] = (np.cumsum(cuts) - cuts)[of] + place * cuts[of] // members[of]
        return cls(group, np.bincount(group))

    def mean(self, value: Reals) -> Reals:
        """Return the mean of each station's group, [n]."""
        means: Reals = (np.bincount(self.group, value) / self.size)[self.group]
        return means

    def residual(self, value: Reals) -> Reals:
        """Return the distance from the group's median, [n].

        Small groups hug their own median; the distances are drawn out by sqrt(m / (m - 1)).
        Alone in a group, a station has none.
        """
        centre = medians(value, self.group, self.size)[self.group]
        drawn = np.sqrt(self.size / np.maximum(self.size - 1, 1))[self.group]
        left: Reals = (value - centre) * drawn
        return left

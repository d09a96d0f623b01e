"""Groups of like stations, inside which the rules on many stations compare.

Turnout and shares differ between ballots, between places, and between large stations and
small ones, with no fraud anywhere. What is left inside a group of one contest, one region and
about one size is exchangeable, which is what a permutation test needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from config.rulebook import thresholds
from stream.rules.peers import medians
from stream.station_figures import Flags, Integers, Reals, StationFigures, logits

LARGE: Final = 10
"""Stations from which a group is large."""

_NOTHING: Final = 1e-9  # stations of one size have no curve by size


@dataclass(frozen=True, eq=False)
class Likes:
    """The group of each station.

    Attributes:
        group: [n] index, from 0 without a gap.
        size: [g] stations of each group.
        roll: [n] logarithm of the voters on the list.
    """

    group: Integers
    size: Integers
    roll: Reals

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
        return cls(group, np.bincount(group), np.log(figures.registered))

    def mean(self, value: Reals) -> Reals:
        """Return the mean of each station's group, [n]."""
        means: Reals = (np.bincount(self.group, value) / self.size)[self.group]
        return means

    @cached_property
    def large(self) -> Flags:
        """[g] whether a group has stations enough for two corners, or a curve, of its own."""
        return self.size >= LARGE

    @property
    def free(self) -> Integers:
        """[g] degrees of freedom that `levelled` leaves in each group, at least 1."""
        left: Integers = np.maximum(self.size - 1 - 2 * self.large, 1)
        return left

    def levelled(self, value: Reals) -> Reals:
        """Return what is left of the values without the mean, and the curve by size, [n].

        Where town and country share a contest, a group spans small stations and large ones;
        in a large group, what goes with the logarithm of the roll and its square is taken off.
        """
        straight, bent = self._curve
        left = value - self.mean(value)
        left = left - self._along(left, straight)
        level: Reals = left - self._along(left, bent)
        return level

    @cached_property
    def _curve(self) -> tuple[Reals, Reals]:
        """Size and its square in large groups, at right angles to each other and to the mean."""
        large = self.large[self.group]
        straight = np.where(large, self.roll - self.mean(self.roll), 0.0)
        bent = straight**2 - self.mean(straight**2)
        return straight, bent - self._along(bent, straight)

    def _along(self, value: Reals, other: Reals) -> Reals:
        """The part of a value that goes along with another, group by group."""
        groups = len(self.size)
        both = np.bincount(self.group, value * other, groups)
        across = np.bincount(self.group, other**2, groups)
        told = across > _NOTHING
        slope = np.zeros(groups)
        slope[told] = both[told] / across[told]
        part: Reals = slope[self.group] * other
        return part

    def residual(self, value: Reals) -> Reals:
        """Return the distance from the group's median, [n].

        Small groups hug their own median; the distances are drawn out by sqrt(m / (m - 1)).
        Alone in a group, a station has none.
        """
        centre = medians(value, self.group, self.size)[self.group]
        drawn = np.sqrt(self.size / np.maximum(self.size - 1, 1))[self.group]
        left: Reals = (value - centre) * drawn
        return left


@dataclass(frozen=True, eq=False)
class Compared:
    """Turnout and the leader's share of each station, as against those of its like.

    Attributes:
        figures: `counted()`, one station at least.
    """

    figures: StationFigures

    @cached_property
    def likes(self) -> Likes:
        """The groups."""
        return Likes.of(self.figures)

    @cached_property
    def together(self) -> Flags:
        """[n] whether a station has others in its group."""
        alike: Flags = self.likes.size[self.likes.group] > 1
        return alike

    @cached_property
    def turnout(self) -> Distance:
        """Of ballots found by voters on the list."""
        return Distance.of(self.likes, self.figures.found, self.figures.registered)

    @cached_property
    def share(self) -> Distance:
        """Of the leader's votes by ballots found."""
        return Distance.of(self.likes, self.figures.leader, self.figures.found)


class Distance(NamedTuple):
    """How far shares are from those of their like, on the logit scale.

    Attributes:
        left: [n] what is left of each without its group.
        chance: [n] the variance that chance alone gives it.
    """

    left: Reals
    chance: Reals

    @classmethod
    def of(cls, likes: Likes, part: Integers, whole: Integers) -> Distance:
        """Take the shares part / whole, [n] each."""
        value, chance = logits(part, whole)
        return cls(likes.residual(value), chance)

"""A place whose stations the forensic rules look at together: the nation, or one region."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from config.rulebook import thresholds
from stream.protocol_slots import ProtocolSlots
from stream.rules.forensic_finding import levels

ALL: Final = None
"""The nation's number among the regions: it has none."""


@dataclass(eq=False)
class LookPlace:
    """How far the count has come at one place, and which looks were taken there.

    Attributes:
        scope: of its alerts.
        id: of the region; of the election for the nation.
        number: of the region; `ALL` for the nation.
        stations: it has.
        level: error that a rule may spend at one look here.
        counted: stations counted by now.
        taken: looks taken, or passed over.
        unseen: whether protocols have come since the last look.
        again: whether the last look was taken again.
    """

    scope: Literal["nation", "region"]
    id: str
    number: int | None
    stations: int
    level: float
    counted: int = 0
    taken: int = 0
    unseen: bool = False
    again: bool = False

    @property
    def region(self) -> str:
        """The region its alerts lie in; "" for the nation."""
        return self.id if self.scope == "region" else ""

    @property
    def next(self) -> float:
        """So many stations have to be counted until the next look; inf after the last."""
        shares = thresholds().looks
        if self.taken == len(shares):
            return math.inf
        return math.ceil(shares[self.taken] * self.stations)

    @property
    def due(self) -> bool:
        """Whether a look is."""
        return self.counted >= self.next

    def reach(self) -> bool:
        """Pass over the looks that are due; say whether there was one."""
        before = self.taken
        while self.due:
            self.taken += 1
        return self.taken > before

    @property
    def percent(self) -> int:
        """Share of the stations that is counted, in whole per cent."""
        return round(100 * self.counted / max(self.stations, 1))


def look_places(slots: ProtocolSlots) -> tuple[LookPlace, ...]:
    """Return the nation, and each region that has stations; where it has one only, the nation."""
    here = slots.roster.unit_of >= 0
    of_station = np.full(len(here), -1)
    of_station[slots.row] = slots.region
    number = np.bincount(of_station[here], minlength=len(slots.regions)).tolist()
    regions = [(at, id_) for at, id_ in enumerate(slots.regions) if number[at]]
    level = levels(len(regions))
    nation = LookPlace("nation", slots.roster.election, ALL, int(here.sum()), level.nation)
    return (nation, *_regions(regions if len(regions) > 1 else [], number, level.region))


def _regions(
    regions: list[tuple[int, str]], stations: list[int], level: float
) -> Iterator[LookPlace]:
    for at, id_ in regions:
        yield LookPlace("region", id_, at, stations[at], level)

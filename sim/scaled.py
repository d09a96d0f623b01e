"""An election of any size, dealt block by block like cards from an endless pack.

A block is a region of its own with nothing published: its contests, rolls and
candidates are drawn first, then its day with the code that draws the real regions.
Nothing of a block depends on another, and none is kept, so a million stations
need the memory of one block.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Final

import numpy as np

from config.election import INDEPENDENT
from sim.apportion import Integers
from sim.chance import stream
from sim.electorate import Day, drawn
from sim.ground import NOBODY, Ground
from sim.known import Known

BLOCK: Final = 4096
PARTIES: Final = (*(f"party-{letter}" for letter in "abcdef"), INDEPENDENT)
STATION_CAP: Final = 3000
HELD_ON: Final = date(2021, 7, 25)
OPENS: Final = time(7)
CLOSES: Final = time(20)
_HOURS: Final = CLOSES.hour - OPENS.hour
STATEMENTS: Final = _HOURS + 3
"""What a station says: that it opens, each hour, that it closes, its count."""

# As on 25 July 2021: 1,847 stations for 730 contests, 655 voters a station, 2,307
# candidates, of whom 1,433 had nominated themselves; the first party stood in 578 contests.
_MORE_STATIONS: Final = 1847 / 730 - 1
_ROLL: Final = 655.0
_ROLL_SPREAD: Final = 0.65  # log-normal
_LEAST_ROLL: Final = 15
_MORE_CANDIDATES: Final = 2307 / 730 - 2
MOST_CANDIDATES: Final = 8
_FIRST_PARTY: Final = 578 / 730
_SMALL_PARTY: Final = 296 / (2307 - 578)


@dataclass(frozen=True, eq=False)
class Block:
    """Some thousand stations with their contests and their voters' day.

    Attributes:
        index: from 0.
        first: number of its first station, from 1.
        ground: rolls, contests and candidates.
        day: who votes when and for whom.
    """

    index: int
    first: int
    ground: Ground
    day: Day

    @property
    def region(self) -> str:
        """Id of the region it is."""
        return region_id(self.index)

    @cached_property
    def station_ids(self) -> list[str]:
        """Ids of its stations."""
        return [
            f"{self.region}-{number:04d}"
            for number in range(self.first, self.first + self.ground.stations)
        ]

    @cached_property
    def contest_ids(self) -> list[str]:
        """Ids of its contests."""
        return contest_ids(self.index, self.ground)


def blocks(
    stations: int, seed: int, block: int = BLOCK, home_share: float = 0.03
) -> Iterator[Block]:
    """Deal an election out, one block after the other.

    Args:
        stations: how many in all.
        seed: draws the definition and the day.
        block: stations in a block; the last may have fewer.
        home_share: share of the voters who vote at home.

    Raises:
        ValueError: a number of stations below one.
    """
    for index, first, size in cuts(stations, block):
        ground = ground_of(seed, index, size)
        day = drawn(
            ground, Known(), (), seed, region_id(index), home_share,
            hours=_HOURS, opening=OPENS.hour,
        )  # fmt: skip
        yield Block(index=index, first=first, ground=ground, day=day)


def region_id(index: int) -> str:
    """Id of the region that a block is."""
    return f"r{index + 1:04d}"


def cuts(stations: int, block: int) -> Iterator[tuple[int, int, int]]:
    """Yield index, number of the first station and size of each block."""
    if stations < 1 or block < 1:
        raise ValueError(f"{stations} stations in blocks of {block}: both have to be at least 1")
    for index, done in enumerate(range(0, stations, block)):
        yield index, done + 1, min(block, stations - done)


def ground_of(seed: int, index: int, stations: int) -> Ground:
    """Draw rolls, contests and candidates of a block."""
    dice = stream(seed, "scaled", region_id(index))
    sizes = 1 + dice.poisson(_MORE_STATIONS, stations)
    ends = np.cumsum(sizes)
    contests = int(np.searchsorted(ends, stations)) + 1
    starts = np.concatenate([[0], ends[: contests - 1], [stations]]).astype(np.int64)
    mean = np.log(_ROLL) - _ROLL_SPREAD**2 / 2
    roll = np.clip(dice.lognormal(mean, _ROLL_SPREAD, stations), _LEAST_ROLL, STATION_CAP)
    return Ground(
        registered=np.rint(roll).astype(np.int64),
        station_of=np.arange(stations),
        starts=starts,
        nominated=_nominated(contests, dice),
        elected=np.full(contests, NOBODY, dtype=np.int64),
        parties=PARTIES,
    )


def _nominated(contests: int, dice: np.random.Generator) -> Integers:
    """Nominations by contest and place: at most one of a party, two candidates at least."""
    standing = 2 + np.minimum(dice.poisson(_MORE_CANDIDATES, contests), MOST_CANDIDATES - 2)
    small = len(PARTIES) - 2
    independent = len(PARTIES) - 1
    order = dice.permuted(np.tile(np.arange(1, small + 1), (contests, 1)), axis=1)
    nominated = np.full((contests, MOST_CANDIDATES), independent, dtype=np.int64)
    nominated[:, 0] = np.where(dice.random(contests) < _FIRST_PARTY, 0, independent)
    nominated[:, 1 : small + 1] = np.where(
        dice.random((contests, small)) < _SMALL_PARTY, order, independent
    )
    nominated[np.arange(MOST_CANDIDATES)[None, :] >= standing[:, None]] = NOBODY
    return nominated[:, : standing.max()]


def contest_ids(index: int, ground: Ground) -> list[str]:
    """Return the ids of the contests of a block."""
    return [f"{region_id(index)}-k{at:04d}" for at in range(1, ground.contests + 1)]

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

from config.collector import at_rest
from config.election import (
    INDEPENDENT,
    Calendar,
    Candidate,
    Contest,
    District,
    Election,
    Names,
    Party,
    Region,
    Station,
)
from config.unchecked import unchecked
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
_CLOSE: Final = time(20)
_HOURS: Final = _CLOSE.hour - OPENS.hour
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
_CONTESTS_A_DISTRICT: Final = 40
_WEST: Final = 3  # every third region is an hour behind, so that the day ends twice


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
        return _contest_ids(self.index, self.ground)


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
    for index, first, size in _cuts(stations, block):
        ground = _ground(seed, index, size)
        day = drawn(
            ground, Known(), (), seed, region_id(index), home_share,
            hours=_HOURS, opening=OPENS.hour,
        )  # fmt: skip
        yield Block(index=index, first=first, ground=ground, day=day)


@at_rest()
def scaled_election(stations: int, seed: int, block: int = BLOCK) -> Election:
    """Return the definition of the election that `blocks` deals, as one model.

    It is built without validation, for speed; use it up to some 100,000 stations.

    Raises:
        ValueError: a number of stations below one.
    """
    regions: list[Region] = []
    districts: list[District] = []
    contests: list[Contest] = []
    candidates: list[Candidate] = []
    polling: list[Station] = []
    for index, first, size in _cuts(stations, block):
        ground = _ground(seed, index, size)
        regions.append(region_of(index))
        held = _contests(index, ground)
        contests += held
        districts += _districts(index, held)
        candidates += _candidates(held, ground)
        polling += _stations(index, first, held, ground)
    return Election.model_construct(
        id=f"scaled-{stations}-{seed}",
        date=HELD_ON,
        name=_names(f"Scaled election, {stations} stations"),
        sources=("synthetic",),
        calendar=_calendar(),
        contests_announced=len(contests),
        station_cap=STATION_CAP,
        parties=tuple(
            Party(id=party, name=_names(party), short=party, colour=f"#{40 + 25 * at:02x}7080")
            for at, party in enumerate(PARTIES)
        ),
        reporters=(),
        regions=tuple(regions),
        districts=tuple(districts),
        contests=tuple(contests),
        candidates=tuple(candidates),
        stations=tuple(polling),
    )


def region_id(index: int) -> str:
    """Id of the region that a block is."""
    return f"r{index + 1:04d}"


def _cuts(stations: int, block: int) -> Iterator[tuple[int, int, int]]:
    """Index, number of the first station and size of each block."""
    if stations < 1 or block < 1:
        raise ValueError(f"{stations} stations in blocks of {block}: both have to be at least 1")
    for index, done in enumerate(range(0, stations, block)):
        yield index, done + 1, min(block, stations - done)


def _ground(seed: int, index: int, stations: int) -> Ground:
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


def _names(text: str) -> Names:
    return unchecked(Names, en=text, kk=text, ru=text)


def _contest_ids(index: int, ground: Ground) -> list[str]:
    return [f"{region_id(index)}-k{at:04d}" for at in range(1, ground.contests + 1)]


def region_of(index: int) -> Region:
    """Return the region that a block is."""
    west = index % _WEST == _WEST - 1
    return Region(
        id=region_id(index),
        name=_names(f"Region {index + 1}"),
        iso="",
        kato="",
        timezone="Asia/Aqtobe" if west else "Asia/Almaty",
        utc_offset="+05:00" if west else "+06:00",
    )


def _calendar() -> Calendar:
    return Calendar(
        polls_open=OPENS,
        polls_close=_CLOSE,
        official_offset="+06:00",
        bulletins=tuple(time(hour) for hour in range(10, 21, 2)),
        preliminary=time(21),
        count_hours=12,
        results_days=3,
        registration_days=7,
    )


def _contests(index: int, ground: Ground) -> list[Contest]:
    region = region_id(index)
    return [
        unchecked(
            Contest,
            id=name,
            region=region,
            district=f"{region}-d{at // _CONTESTS_A_DISTRICT + 1:02d}",
            name=_names(f"Contest {name}"),
            kind="rural-district",
            illustrative=True,
        )
        for at, name in enumerate(_contest_ids(index, ground))
    ]


def _districts(index: int, contests: list[Contest]) -> list[District]:
    return [
        District(
            id=name, region=region_id(index), name=_names(f"District {name}"), illustrative=True
        )
        for name in dict.fromkeys(contest.district for contest in contests)
    ]


def _candidates(contests: list[Contest], ground: Ground) -> list[Candidate]:
    return [
        unchecked(
            Candidate,
            contest=contest.id,
            id=f"c{place}",
            name=f"Candidate {place}",
            nominated_by=PARTIES[party],
            party=PARTIES[party],
            national_party=PARTIES[party],
            illustrative=True,
        )
        for contest, row in zip(contests, ground.nominated.tolist(), strict=True)
        for place, party in enumerate(row, 1)
        if party != NOBODY
    ]


def _stations(index: int, first: int, contests: list[Contest], ground: Ground) -> list[Station]:
    region = region_id(index)
    return [
        unchecked(
            Station,
            id=f"{region}-{number:04d}",
            number=number,
            region=region,
            district=contests[contest].district,
            contests=(contests[contest].id,),
            name=_names(f"Station {number}"),
            registered=roll,
            illustrative=True,
        )
        for number, (roll, contest) in enumerate(
            zip(ground.registered.tolist(), ground.first_contest.tolist(), strict=True), first
        )
    ]

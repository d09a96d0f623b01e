"""The definition of a scaled election: what `sim.scaled` deals, as one model."""

from __future__ import annotations

from datetime import time
from typing import Final

from config.collector import at_rest
from config.election import (
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
from sim.ground import NOBODY, Ground
from sim.scaled import (
    BLOCK,
    CLOSES,
    HELD_ON,
    OPENS,
    PARTIES,
    STATION_CAP,
    contest_ids,
    cuts,
    ground_of,
    region_id,
)

_CONTESTS_A_DISTRICT: Final = 40
_WEST: Final = 3  # every third region is an hour behind, so that the day ends twice


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
    for index, first, size in cuts(stations, block):
        ground = ground_of(seed, index, size)
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


def _names(text: str) -> Names:
    return unchecked(Names, en=text, kk=text, ru=text)


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
        polls_close=CLOSES,
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
        for at, name in enumerate(contest_ids(index, ground))
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

"""The definition of 25 July 2021 as a draughtsman makes it, once, from the sources.

What was published (regions, rolls, seats, candidates by party) is kept exactly;
what was not (contests, stations, who stands where) is drawn with a seed of its
own, marked illustrative, and then it is data: the seed of a run changes none of it.

`python -m sim.draft_2021` writes the files, `--check` compares them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from config.election import Names
from sim.chance import stream
from sim.draft_2021.ballot import Standing, counted_with_nur_otan, standings
from sim.draft_2021.places import Place, district_name, places
from sim.draft_2021.rolls import (
    contest_rolls,
    station_counts,
    station_rolls,
    stations_by_region,
)
from sim.draft_2021.sources import Sources

SEED: Final = 20210725
# Stations are numbered from the south by the west and the north to the east: own
# order, in which number 659 lies in Turkistan, as the source has it.
REGIONS: Final = (
    "almaty", "jambyl", "kyzylorda", "turkistan",
    "aktobe", "atyrau", "mangystau", "west-kazakhstan",
    "akmola", "karaganda", "kostanay", "north-kazakhstan", "pavlodar",
    "east-kazakhstan",
)  # fmt: skip
_NAMED_STATION: Final = ("turkistan-kurkeles", 659)


@dataclass(frozen=True)
class Drawn:
    """A region as drawn: places in the order of their stations' numbers."""

    region: str
    places: list[Place]
    rolls: list[list[int]]
    ballots: list[list[Standing]]
    first: int


def draft(sources: Sources) -> dict[str, str]:
    """Return the definition files of 25 July 2021, text by file name.

    Raises:
        ValueError: the sources do not admit a definition; they are the project's own.
    """
    stations = stations_by_region(sources, REGIONS)
    counted = counted_with_nur_otan(sources, REGIONS)
    regions = []
    first = 1
    for region in REGIONS:
        regions.append(_region(sources, region, stations[region], counted[region], first))
        first += stations[region]
    return {
        "districts.csv": _districts(sources, regions),
        "contests.csv": _contests(regions),
        "candidates.csv": _candidates(regions),
        "stations.csv": _stations(regions),
        "outcome.csv": _outcome(regions),
    }


def _region(sources: Sources, region: str, stations: int, counted: int, first: int) -> Drawn:
    found = places(
        sources, region, sources.figure(region, "seats"), stream(SEED, "draft-places", region)
    )
    dice = stream(SEED, "draft-rolls", region)
    contests = contest_rolls(sources, region, found, dice)
    numbers = station_counts(contests, stations)
    rolls = [
        station_rolls(roll, number, dice).tolist()
        for roll, number in zip(contests.tolist(), numbers.tolist(), strict=True)
    ]
    ballots = standings(sources, region, contests, counted, stream(SEED, "draft-ballot", region))
    start = _start(found, numbers.tolist(), first)
    order = [*range(start, len(found)), *range(start)]
    return Drawn(
        region=region,
        places=[found[at] for at in order],
        rolls=[rolls[at] for at in order],
        ballots=[ballots[at] for at in order],
        first=first,
    )


def _start(found: list[Place], stations: list[int], first: int) -> int:
    """Where the numbering of a region begins, so that a numbered station lies where it should."""
    contest, number = _NAMED_STATION
    ids = [place.id for place in found]
    if contest not in ids:
        return 0
    at = ids.index(contest)
    for back in range(len(found)):
        before = sum(stations[(at - step) % len(found)] for step in range(1, back + 1))
        if first + before <= number < first + before + stations[at]:
            return (at - back) % len(found)
    raise ValueError(f"no order of contests puts station {number} into {contest}")


def _text(header: str, rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue()


def _flag(illustrative: bool) -> str:
    return "yes" if illustrative else "no"


def _trio(name: Names) -> tuple[str, str, str]:
    return name.en, name.kk, name.ru


def _districts(sources: Sources, regions: list[Drawn]) -> str:
    named = set(sources.districts.values())
    rows = []
    for drawn in regions:
        seen = {place.district: place for place in drawn.places}
        for district, place in sorted(seen.items()):
            name = district_name(place.district_kk, place.district_ru)
            rows.append((district, drawn.region, *_trio(name), _flag(district not in named)))
    return _text("id,region,name_en,name_kk,name_ru,illustrative", rows)


def _contests(regions: list[Drawn]) -> str:
    rows = [
        (place.id, drawn.region, place.district, place.kind, *_trio(place.name),
         _flag(place.illustrative))
        for drawn in regions
        for place in drawn.places
    ]  # fmt: skip
    return _text("id,region,district,kind,name_en,name_kk,name_ru,illustrative", rows)


def _candidates(regions: list[Drawn]) -> str:
    rows = [
        (place.id, f"c{at}", f"Candidate {at}", one.nominated_by, one.party, one.national_party,
         "yes")
        for drawn in regions
        for place, ballot in zip(drawn.places, drawn.ballots, strict=True)
        for at, one in enumerate(ballot, 1)
    ]  # fmt: skip
    return _text("contest,id,name,nominated_by,party,national_party,illustrative", rows)


def _outcome(regions: list[Drawn]) -> str:
    rows = [
        (place.id, f"c{at}")
        for drawn in regions
        for place, ballot in zip(drawn.places, drawn.ballots, strict=True)
        for at, one in enumerate(ballot, 1)
        if one.elected
    ]
    return _text("contest,candidate", rows)


def _stations(regions: list[Drawn]) -> str:
    rows = []
    for drawn in regions:
        number = drawn.first
        for place, rolls in zip(drawn.places, drawn.rolls, strict=True):
            names = _station_names(place, len(rolls))
            for turn in _turns(place, number, len(rolls)):
                rows.append(
                    (f"{drawn.region}-{number:04d}", number, drawn.region, place.district,
                     place.id, *_trio(names[turn]), rolls[turn],
                     _flag(place.illustrative))
                )  # fmt: skip
                number += 1
    header = "id,number,region,district,contests,name_en,name_kk,name_ru,registered,illustrative"
    return _text(header, rows)


def _turns(place: Place, number: int, stations: int) -> list[int]:
    """The stations of a contest in numbering order; the named one is that of the centre."""
    contest, fixed = _NAMED_STATION
    centre = fixed - number if place.id == contest else 0
    return [(at - centre) % stations for at in range(stations)]


def _station_names(place: Place, stations: int) -> list[Names]:
    """Villages in turn, the centre first; a village's further stations are counted."""
    names = []
    for at in range(stations):
        turn, village = divmod(at, len(place.villages))
        name = place.villages[village]
        if turn:
            more = f" {turn + 1}"
            name = Names(en=name.en + more, kk=name.kk + more, ru=name.ru + more)
        names.append(name)
    return names

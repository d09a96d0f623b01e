"""The outline of a run: what does not change while it is shown, names and the map among it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np

from config.election import Election, Names
from config.targets import Targets
from console.atlas import Points, outlines
from console.board.showing import Billing
from console.overview import LANGUAGE_IDS, short_name
from stream.bulletin import hours

_WIDTH: Final = 1000
_EDGE: Final = 8


def outline(billing: Billing) -> dict[str, Any]:
    """Return the outline as plain data; moments are milliseconds since 1970 UTC."""
    election = billing.election
    closes = election.last_closing
    day = timedelta(days=1)
    counted = closes + timedelta(hours=election.calendar.count_hours)
    regions, box = _map(election)
    return {
        "id": billing.id,
        "kind": billing.kind,
        "run": billing.run,
        "election": election.id,
        "name": _names(election.name),
        "scenario": billing.scenario,
        "seed": billing.seed,
        "date": election.date.isoformat(),
        "offset": election.calendar.official_offset,
        "opens": _ms(election.first_opening),
        "closes": _ms(closes),
        "count_until": _ms(counted),
        "results_until": _ms(closes + election.calendar.results_days * day),
        "registered_until": _ms(closes + election.calendar.registration_days * day),
        "bulletins": [{"key": hour.key, "at": _ms(hour.at)} for hour in hours(election)],
        "parties": [
            {
                "id": party.id,
                "name": _names(party.name),
                "short": party.short,
                "colour": party.colour,
            }
            for party in election.parties
        ],
        "regions": regions,
        "box": box,
        "districts": [
            {"id": one.id, "region": one.region, "name": _names(one.name)}
            for one in election.districts
        ],
        "contests": _contests(election),
        "checkpoints": _checkpoints(election, billing.targets),
        "has_report": billing.folder is not None and (billing.folder / "report.html").is_file(),
    }


def contest(election: Election, id_: str) -> dict[str, Any]:
    """Return what is known of a contest: names, candidates in ballot order, stations.

    Raises:
        KeyError: there is none of this id.
    """
    one = election.contest_by_id[id_]
    return {
        "id": one.id,
        "region": one.region,
        "district": one.district,
        "name": _names(one.name),
        "illustrative": one.illustrative,
        "roll": election.roll_of[one.id],
        "candidates": [
            {
                "id": each.id,
                "name": each.name,
                "nominated_by": each.nominated_by,
                "party": each.party,
                "illustrative": each.illustrative,
            }
            for each in election.candidates_of[one.id]
        ],
        "stations": [each.id for each in election.stations if one.id in each.contests],
    }


def stations(election: Election) -> list[list[Any]]:
    """Return id, number, region, district, contests, names and roll of each station."""
    return [
        [
            one.id,
            one.number,
            one.region,
            one.district,
            list(one.contests),
            _names(one.name),
            one.registered,
        ]
        for one in election.stations
    ]


def _contests(election: Election) -> list[list[Any]]:
    numbers: dict[str, int] = {}
    for station in election.stations:
        for each in station.contests:
            numbers[each] = numbers.get(each, 0) + 1
    return [
        [
            one.id,
            one.region,
            one.district,
            _names(one.name),
            numbers.get(one.id, 0),
            election.roll_of[one.id],
        ]
        for one in election.contests
    ]


def _checkpoints(election: Election, targets: Targets | None) -> list[dict[str, Any]]:
    return [
        {
            "at": _ms(election.instant(point.at, election.official_zone)),
            "level": point.level,
            "region": point.region,
            "place": point.place,
            "turnout_pct": point.turnout_pct,
            "source": point.source,
        }
        for point in (targets.checkpoints if targets else ())
    ]


def _map(election: Election) -> tuple[list[dict[str, Any]], list[int]]:
    """Return the regions with their paths, and the size of the box they are in."""
    drawn = {one.region: one for one in outlines()} if election.id.startswith("kz-") else {}
    held = {station.region for station in election.stations}
    points = [ring for one in drawn.values() for ring in one.rings]
    low = np.min([ring.min(axis=0) for ring in points], axis=0) if points else np.zeros(2)
    high = np.max([ring.max(axis=0) for ring in points], axis=0) if points else np.ones(2)
    scale = (_WIDTH - 2 * _EDGE) / float(high[0] - low[0])
    height = round(float(high[1] - low[1]) * scale) + 2 * _EDGE

    def flat(ring: Points) -> Points:
        x = (ring[:, 0] - low[0]) * scale + _EDGE
        y = (high[1] - ring[:, 1]) * scale + _EDGE
        return np.column_stack([x, y])

    regions = []
    for region in election.regions:
        mine = [station for station in election.stations if station.region == region.id]
        one = drawn.get(region.id)
        regions.append(
            {
                "id": region.id,
                "name": _names(region.name),
                "short": {code: short_name(region.name, code) for code in LANGUAGE_IDS},
                "offset": region.utc_offset,
                "opens": _ms(election.opens(region.id)),
                "closes": _ms(election.closes(region.id)),
                "stations": len(mine),
                "roll": sum(station.registered for station in mine),
                "held": region.id in held,
                "path": "".join(_path(flat(ring)) for ring in one.rings) if one else "",
                "centre": flat(np.array([one.centre])).round().astype(int)[0].tolist()
                if one
                else [0, 0],
            }
        )
    return regions, [_WIDTH, height] if drawn else [0, 0]


def _path(ring: Points) -> str:
    """Return a closed ring as an SVG path in whole units, each point by its step from the last."""
    at = ring.round().astype(int)
    moved = np.concatenate([[True], (np.diff(at, axis=0) != 0).any(axis=1)])
    at = at[moved]
    steps = np.diff(at, axis=0).tolist()
    first = at[0].tolist()
    return f"M{first[0]} {first[1]}l" + " ".join(f"{x} {y}" for x, y in steps) + "z"


def _names(names: Names) -> dict[str, str]:
    return {"en": names.en, "kk": names.kk, "ru": names.ru}


def _ms(moment: datetime) -> int:
    return round(1000 * moment.timestamp())

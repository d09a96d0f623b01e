"""Published figures held against folded ones, row by row.

A row is exact, or one of the listed contradictions of its source with itself,
or wrong. Candidates and announced contests belong to the definition of the
election; all else is folded from the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from config.election import Election
from config.targets import Checkpoint, Leader, PublishedRow, Targets
from console.overview import highest
from stream.bulletin import FINAL_KEY, Bulletin, bulletins
from stream.contest_stage import Tallies
from stream.percent import percent
from stream.station import StationState
from stream.table import TOTAL, Row

Verdict: TypeAlias = Literal["exact", "contradiction", "wrong"]
Origin: TypeAlias = Literal["journal", "definition"]
Figures: TypeAlias = Mapping[tuple[str, str, str, str, str], str]

DEFINED: Final = ("candidates", "contests_announced")
"""Metrics that are part of the definition and not folded from the journal."""

_BASE: Final = {"votes": "ballots", "seats": "seats"}
_NONE_COUNTED: Final = ("votes", "seats", "candidates")


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What became of one published row.

    `value` and `pct` are what came out; `pct` is empty where none is printed.
    `reason` explains a contradiction, or names what differs.
    """

    row: PublishedRow
    verdict: Verdict
    origin: Origin
    value: str
    pct: str
    reason: str


@dataclass(frozen=True, slots=True)
class PointVerdict:
    """What became of one checkpoint, or of one leading region.

    `what` says it by id, `name` as people say it; `level` is that of the
    checkpoint, or "leader".
    """

    level: str
    what: str
    name: str
    at: str
    expected: str
    found: str
    holds: bool
    source: str


def figures(rows: Iterable[Row], election: Election) -> Figures:
    """Return figures by what they speak of: the folded rows, and those of the definition."""
    found = {(row.scope, row.region, row.contest, row.metric, row.key): row.value for row in rows}
    found.update(_defined(election))
    return found


def compare(targets: Targets, found: Figures) -> list[RowVerdict]:
    """Hold every published row against the figures, in the order of the source."""
    return [_row_verdict(row, targets, found) for row in targets.published]


def checkpoints(
    targets: Targets, election: Election, tallies: Tallies, stations: Iterable[StationState]
) -> list[PointVerdict]:
    """Hold every checkpoint and every leading region against the bulletins of the day."""
    issued = {bulletin.key: bulletin for bulletin in bulletins(election, tallies)}
    states = list(stations)
    points = [
        _point_verdict(point, election, tallies, issued, states) for point in targets.checkpoints
    ]
    return points + [_leader_verdict(leader, election, issued) for leader in targets.leaders]


def _defined(election: Election) -> dict[tuple[str, str, str, str, str], str]:
    numbers: dict[tuple[str, str], int] = {}
    for candidate in election.candidates:
        region = election.contest_by_id[candidate.contest].region
        for area in (region, ""):
            for key in (candidate.nominated_by, TOTAL):
                numbers[area, key] = numbers.get((area, key), 0) + 1
    found = {
        ("region" if area else "national", area, "", "candidates", key): str(number)
        for (area, key), number in numbers.items()
    }
    announced = ("contests_announced", TOTAL)
    found["national", "", "", *announced] = str(election.contests_announced)
    for region_ in election.regions:
        found["region", region_.id, "", *announced] = str(region_.contests_announced)
    return found


def _row_verdict(row: PublishedRow, targets: Targets, found: Figures) -> RowVerdict:
    scope = "contest" if row.scope == "by-election" else row.scope

    def figure(metric: str, key: str) -> str:
        absent = "0" if metric in _NONE_COUNTED else ""
        return found.get((scope, row.region, row.contest, metric, key), absent)

    if row.metric == "turnout_pct":
        value = _share(figure("ballots", TOTAL), figure("registered", TOTAL), row.value)
    else:
        value = figure(row.metric, row.key)
    pct = ""
    if row.printed_pct:
        pct = _share(value, figure(_BASE.get(row.metric, row.metric), TOTAL), row.printed_pct)
    listed = [
        line
        for field in ("value", "printed_pct")
        if (line := targets.contradictions_at.get((row.at, field))) is not None
    ]
    expected = {"value": row.value, "printed_pct": row.printed_pct}
    expected.update({line.field: line.folded for line in listed})
    differing = [
        f"{name} {came or 'missing'}, not {expected[name]}"
        for name, came in (("value", value), ("printed_pct", pct))
        if came != expected[name]
    ]
    verdict: Verdict = "exact"
    reason = "; ".join(line.reason for line in listed)
    if differing:
        verdict, reason = "wrong", "; ".join(differing)
    elif any(not line.resolved for line in listed):
        verdict = "contradiction"
    origin: Origin = "definition" if row.metric in DEFINED else "journal"
    return RowVerdict(row, verdict, origin, value, pct, reason)


def _share(part: str, whole: str, printed: str) -> str:
    """Return `part` of `whole` in percent, with as many decimals as are printed."""
    if not part or not whole:
        return ""
    return percent(int(part), int(whole), len(printed.partition(".")[2]))


def _point_verdict(
    point: Checkpoint,
    election: Election,
    tallies: Tallies,
    issued: Mapping[str, Bulletin],
    states: list[StationState],
) -> PointVerdict:
    moment = election.instant(point.at, election.official_zone)
    key = f"{point.at:%H:%M}"
    if point.level == "region" and key in issued:
        voters, roll = issued[key].regions[point.region]
    elif point.level == "contest":
        mine = [s for s in election.stations if point.place in s.contests]
        ids, until = {station.id for station in mine}, moment.timestamp()
        voters = sum(_voters_by(state, until) for state in states if state.source.id in ids)
        roll = sum(station.registered for station in mine)
    else:
        areas = tallies.regions if point.level == "region" else tallies.districts
        area = areas[point.place or point.region]
        voters, roll = area.voters_by(moment), area.roll
    turnout = 100 * voters / roll if roll else 0.0
    holds = abs(turnout - point.turnout_pct) <= point.tolerance
    expected = f"{point.turnout_pct:g} % ± {point.tolerance:g}"
    if point.ballots is not None:
        holds = holds and voters == point.ballots
        expected = f"{point.ballots:,} ballots"
    return PointVerdict(
        level=point.level,
        what=f"{point.level} {point.place or point.region}",
        name=_name(point, election),
        at=key,
        expected=expected,
        found=f"{voters:,} of {roll:,}, {percent(voters, roll)} %",
        holds=holds,
        source=point.source,
    )


def _name(point: Checkpoint, election: Election) -> str:
    if point.level == "contest":
        return election.contest_by_id[point.place].name.en
    if point.level == "district":
        return next(d.name.en for d in election.districts if d.id == point.place)
    return election.region_by_id[point.region].name.en


def _voters_by(state: StationState, until: float) -> int:
    """Return a station's voters by a moment (seconds since 1970 UTC): its latest figure then."""
    by_then = [voters for at, voters in state.turnout() if at <= until]
    return by_then[-1] if by_then else 0


def _leader_verdict(
    leader: Leader, election: Election, issued: Mapping[str, Bulletin]
) -> PointVerdict:
    key = FINAL_KEY if leader.at is None else f"{leader.at:%H:%M}"
    region = election.region_by_id.get(leader.region)
    expected = region.name.en if region else leader.region
    if leader.above_pct is not None:
        expected += f", above {leader.above_pct:g} %"
    bulletin = issued.get(key)
    if bulletin is None:
        found, holds = "no bulletin at that hour", False
    else:
        first = highest(bulletin)
        found = f"{election.region_by_id[first].name.en}, {bulletin.turnout_of(first)} %"
        voters, roll = bulletin.regions[first]
        floor = -1.0 if leader.above_pct is None else leader.above_pct
        holds = first == leader.region and 100 * voters > floor * roll
    at = "final" if leader.at is None else key
    name = "Highest turnout of all regions"
    return PointVerdict("leader", "leading region", name, at, expected, found, holds, leader.source)

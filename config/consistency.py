"""Whether the files of an election fit together; each finding names the line to mend."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from config.election import (
    AGAINST_ALL,
    INDEPENDENT,
    INVALID,
    Calendar,
    Candidate,
    Contest,
    District,
    Party,
    Region,
    Reporter,
    Station,
)
from config.errors import InputError
from config.near_miss import one_of
from config.tables import Table


@dataclass(frozen=True)
class Definition:
    """The tables of an election with their lines, and what `election.toml` adds to them."""

    where: object
    date: date
    station_cap: int
    calendar: Calendar
    parties: tuple[Party, ...]
    reporters: tuple[Reporter, ...]
    regions: Table[Region]
    districts: Table[District]
    contests: Table[Contest]
    candidates: Table[Candidate]
    stations: Table[Station]


def known(where: str, field: str, value: str, names: Collection[str]) -> None:
    """Refuse a reference to something that does not exist.

    Raises:
        InputError: naming the reference and what there is.
    """
    if value not in names:
        raise InputError(
            f"{where}, column {field}", f'"{value}" does not exist', one_of(names, value)
        )


def check_definition(given: Definition) -> None:
    """Check everything that no single row can show.

    Raises:
        InputError: naming file, line and column, the bad value and what is expected.
    """
    regions = {region.id: region for region in given.regions.rows}
    districts = {district.id: district for district in given.districts.rows}
    contests = {contest.id: contest for contest in given.contests.rows}
    _check_document(given)
    _check_filled(given)
    for where, region in given.regions:
        _check_clock(where, region, given.date)
    for where, district in given.districts:
        known(where, "region", district.region, regions)
    for where, contest in given.contests:
        _check_place(where, contest, regions, districts)
    _check_candidates(given, contests)
    _check_stations(given, regions, districts, contests)
    _check_nobody_missing(given)


def _check_document(given: Definition) -> None:
    """Check ids and hours of `election.toml`."""
    for field, entries in (("parties", given.parties), ("reporters", given.reporters)):
        ids = [entry.id for entry in entries]
        for name in ids:
            if ids.count(name) > 1:
                raise InputError(f"{given.where}, {field}", f'"{name}" again', "each id once")
    ids = [party.id for party in given.parties]
    for name in (AGAINST_ALL, INVALID):
        if name in ids:
            what = f'"{name}" is no party but an outcome of a ballot'
            raise InputError(f"{given.where}, parties", what, "another id")
    if INDEPENDENT not in ids:
        what = f'"{INDEPENDENT}" is missing'
        raise InputError(f"{given.where}, parties", what, "an entry for the self-nominated")
    hours = (*given.calendar.bulletins, given.calendar.preliminary)
    for earlier, later in pairwise(hours):
        if earlier >= later:
            where = f"{given.where}, calendar.bulletins"
            raise InputError(where, f"{later} after {earlier}", "hours in order, preliminary last")


def _check_clock(where: str, region: Region, day: date) -> None:
    """Check that the region's offset is that of its time zone on election day."""
    try:
        clock = ZoneInfo(region.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        expected = one_of(available_timezones(), region.timezone)
        what = f'"{region.timezone}" does not exist'
        raise InputError(f"{where}, column timezone", what, expected) from error
    noon = datetime.combine(day, time(12))
    if region.zone.utcoffset(noon) != clock.utcoffset(noon):
        offset = noon.replace(tzinfo=clock).isoformat()[19:]
        what, expected = f"is {region.utc_offset}", f"{offset}, as in {region.timezone} on {day}"
        raise InputError(f"{where}, column utc_offset", what, expected)


def _check_filled(given: Definition) -> None:
    """Check that no table is only a header."""
    tables: tuple[Table[Any], ...] = (
        given.regions,
        given.districts,
        given.contests,
        given.candidates,
        given.stations,
    )
    for table in tables:
        if not table.rows:
            raise InputError(table.path, "has a header only", "at least one line below it")


def _check_place(
    where: str,
    entry: Contest | Station,
    regions: Mapping[str, Region],
    districts: Mapping[str, District],
) -> None:
    """Check that region and district exist and belong together."""
    known(where, "region", entry.region, regions)
    known(where, "district", entry.district, districts)
    if (home := districts[entry.district].region) != entry.region:
        what = f'"{entry.district}" lies in {home}, not in {entry.region}'
        raise InputError(f"{where}, column district", what, f"a district of {entry.region}")


def _check_candidates(given: Definition, contests: Mapping[str, Contest]) -> None:
    """Check contests and parties, and that no two entries of a ballot read the same."""
    parties = [party.id for party in given.parties]
    ballot: dict[tuple[str, str, str], str] = {}
    for where, candidate in given.candidates:
        known(where, "contest", candidate.contest, contests)
        for field in ("nominated_by", "party", "national_party"):
            known(where, field, getattr(candidate, field), parties)
        if candidate.id in (AGAINST_ALL, INVALID):
            what = f'"{candidate.id}" is no candidate but an outcome of a ballot'
            raise InputError(f"{where}, column id", what, "another id")
        entry = (candidate.contest, candidate.nominated_by, candidate.name)
        if entry in ballot:
            what = f'"{candidate.name}" of {candidate.nominated_by} again in {candidate.contest}'
            raise InputError(f"{where}, column name", what, f"another name than on {ballot[entry]}")
        ballot[entry] = where.rpartition(", ")[2]


def _check_stations(
    given: Definition,
    regions: Mapping[str, Region],
    districts: Mapping[str, District],
    contests: Mapping[str, Contest],
) -> None:
    """Check ids, places, contests and rolls."""
    numbers: dict[int, str] = {}
    for where, station in given.stations:
        _check_place(where, station, regions, districts)
        if station.number in numbers:
            expected = f"another number than on {numbers[station.number]}"
            raise InputError(f"{where}, column number", f"{station.number} again", expected)
        numbers[station.number] = where.rpartition(", ")[2]
        if station.id != (name := f"{station.region}-{station.number:04d}"):
            what = f'"{station.id}" does not say region and number'
            raise InputError(f"{where}, column id", what, f'"{name}"')
        for contest in station.contests:
            known(where, "contests", contest, contests)
            if (home := contests[contest].region) != station.region:
                what = f'"{contest}" lies in {home}, not in {station.region}'
                raise InputError(f"{where}, column contests", what, f"contests of {station.region}")
        if len(set(station.contests)) < len(station.contests):
            what = f'"{" ".join(station.contests)}" names a contest twice'
            raise InputError(f"{where}, column contests", what, "each contest once")
        if station.registered > given.station_cap:
            expected = f"at most {given.station_cap}, the station_cap of the election"
            raise InputError(f"{where}, column registered", f"is {station.registered}", expected)


def _check_nobody_missing(given: Definition) -> None:
    """Check that every contest can be voted in."""
    stand = {candidate.contest for candidate in given.candidates.rows}
    vote = {contest for station in given.stations.rows for contest in station.contests}
    for where, contest in given.contests:
        for served, who, file in (
            (stand, "candidate", given.candidates.path),
            (vote, "station", given.stations.path),
        ):
            if contest.id not in served:
                what = f'contest "{contest.id}" has no {who}'
                raise InputError(where, what, f"at least one in {file.name}")

"""An election on paper: who votes where, in which contests, for whom.

The models are frozen. They hold what is known before the polls open; nothing
here says who wins. A station may host several contests: each of its voters
receives one ballot for each of them.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from config.unfit import unfit

INDEPENDENT = "independent"
AGAINST_ALL = "against-all"
INVALID = "invalid"

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9:-]*$")]
Offset = Annotated[str, Field(pattern=r"^[+-]((0\d|1[0-3]):[0-5]\d|14:00)$")]
Line = Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Some text without line breaks and other control characters."""
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
Count = Annotated[int, Field(ge=0)]


def zone(offset: str) -> timezone:
    """Return the fixed zone of an offset such as "+06:00"."""
    sign = -1 if offset[0] == "-" else 1
    hours, minutes = offset[1:].split(":")
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))


class Model(BaseModel):
    """Frozen, and strict about fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Names(Model):
    """A name in the three languages of the interface."""

    en: Line
    kk: Line
    ru: Line


class Party(Model):
    """A party, or the column of the self-nominated ("independent")."""

    id: Slug
    name: Names
    short: str
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Region(Model):
    """One of the regions of the day, with its clock."""

    id: Slug
    name: Names
    iso: str
    kato: str
    timezone: str
    utc_offset: Offset
    contests_announced: Count = 0

    @property
    def zone(self) -> tzinfo:
        """The region's offset from UTC on election day."""
        return zone(self.utc_offset)


class District(Model):
    """A rayon or a town of its own, between contest and region."""

    id: Slug
    region: Slug
    name: Names
    illustrative: bool


class Contest(Model):
    """One office to fill."""

    id: Slug
    region: Slug
    district: Slug
    name: Names
    kind: Literal["rural-district", "village", "settlement", "town"]
    illustrative: bool


class Candidate(Model):
    """A name on the ballot of one contest.

    `nominated_by` is who put the candidate up, `party` the party of the
    regional table, `national_party` that of the national table.
    """

    contest: Slug
    id: Slug
    name: Line
    nominated_by: Slug
    party: Slug
    national_party: Slug
    illustrative: bool


class Station(Model):
    """A polling station; its id is the source of its events."""

    id: Slug
    number: Annotated[int, Field(ge=1)]
    region: Slug
    district: Slug
    contests: Annotated[tuple[Slug, ...], Field(min_length=1)]
    name: Names
    registered: Annotated[int, Field(ge=1)]
    illustrative: bool


class Reporter(Model):
    """A source of incident reports that is not a station."""

    id: Slug
    role: Literal["observer", "journalist", "voter", "candidate", "press", "commission"]


def _whole_hour(at: time) -> time:
    """Refuse a time within an hour: stations report, and hours are drawn, by the clock."""
    if at != time(at.hour):
        raise ValueError("a whole hour such as 07:00:00")
    return at


WholeHour = Annotated[time, AfterValidator(_whole_hour)]


class Calendar(Model):
    """Hours of the day and the deadlines after it; grounds in docs/explanation/law.md."""

    polls_open: WholeHour
    polls_close: WholeHour
    official_offset: Offset
    bulletins: Annotated[tuple[time, ...], Field(min_length=1)]
    preliminary: time
    count_hours: Annotated[int, Field(ge=1, le=72)]
    results_days: Annotated[int, Field(ge=0)]
    registration_days: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _open_before_closed(self) -> Self:
        if self.polls_open >= self.polls_close:
            what = f"polls_open is {self.polls_open} and polls_close {self.polls_close}"
            raise unfit(what, "polls_open before polls_close")
        return self


class Election(Model):
    """Everything that is known before the polls open."""

    id: Slug
    date: Day
    name: Names
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    calendar: Calendar
    contests_announced: Count
    station_cap: Annotated[int, Field(ge=1)]
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    reporters: tuple[Reporter, ...] = ()
    regions: Annotated[tuple[Region, ...], Field(min_length=1)]
    districts: Annotated[tuple[District, ...], Field(min_length=1)]
    contests: Annotated[tuple[Contest, ...], Field(min_length=1)]
    candidates: Annotated[tuple[Candidate, ...], Field(min_length=1)]
    stations: Annotated[tuple[Station, ...], Field(min_length=1)]

    @property
    def fingerprint(self) -> str:
        """Hash over all of the definition, hexadecimal: an edited one has another.

        Not kept, for an edited copy (`model_copy`) would take it over. It takes 5 ms for
        2,000 stations and 0.15 s for 65,536.
        """
        return hashlib.blake2b(self.model_dump_json().encode(), digest_size=16).hexdigest()

    @cached_property
    def region_by_id(self) -> dict[str, Region]:
        """Regions by id."""
        return {region.id: region for region in self.regions}

    @cached_property
    def contest_by_id(self) -> dict[str, Contest]:
        """Contests by id."""
        return {contest.id: contest for contest in self.contests}

    @cached_property
    def station_by_id(self) -> dict[str, Station]:
        """Stations by id."""
        return {station.id: station for station in self.stations}

    @cached_property
    def candidates_of(self) -> dict[str, tuple[Candidate, ...]]:
        """Candidates of each contest, in ballot order."""
        of: dict[str, list[Candidate]] = {contest.id: [] for contest in self.contests}
        for candidate in self.candidates:
            of[candidate.contest].append(candidate)
        return {contest: tuple(candidates) for contest, candidates in of.items()}

    @cached_property
    def roll_of(self) -> dict[str, int]:
        """Voters on the lists of all stations of each contest."""
        of = {contest.id: 0 for contest in self.contests}
        for station in self.stations:
            for contest in station.contests:
                of[contest] += station.registered
        return of

    @cached_property
    def official_zone(self) -> tzinfo:
        """The zone the bulletins are dated in (Nur-Sultan's for Kazakhstan 2021)."""
        return zone(self.calendar.official_offset)

    def instant(self, at: time, offset: tzinfo) -> datetime:
        """Return the aware moment of a wall-clock time on election day."""
        return datetime.combine(self.date, at, tzinfo=offset)

    def opens(self, region: str) -> datetime:
        """When the polls of a region open."""
        return self.instant(self.calendar.polls_open, self.region_by_id[region].zone)

    def closes(self, region: str) -> datetime:
        """When the polls of a region close; who stands in line still votes."""
        return self.instant(self.calendar.polls_close, self.region_by_id[region].zone)

    @property
    def first_opening(self) -> datetime:
        """When the first polls open."""
        return min(self.opens(region.id) for region in self.regions)

    @property
    def last_closing(self) -> datetime:
        """When the last polls close."""
        return max(self.closes(region.id) for region in self.regions)

    def bulletin_times(self) -> tuple[datetime, ...]:
        """Moments the bulletins speak of, the preliminary one last."""
        times = (*self.calendar.bulletins, self.calendar.preliminary)
        return tuple(self.instant(at, self.official_zone) for at in times)

"""What a scenario puts into the day: incidents, withdrawals, outages, standing rules."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from config.clock import EXPECTED, clock_time
from config.election import Model, Slug
from config.unfit import unfit

BEFORE: Final = "before-the-day"
STATION: Final = "station"

Window = tuple[time, time]
Role = Literal["observer", "journalist", "voter", "candidate", "press", "commission"]


def _moment(value: object) -> time | Window | str:
    """Read an hour, a window of two hours, or the words for the time before the opening."""
    if value == BEFORE:
        return BEFORE
    try:
        if isinstance(value, list | tuple):
            start, end = map(clock_time, value)
            if start < end:
                return start, end
        else:
            return clock_time(value)
    except ValueError as error:
        raise ValueError(f'{EXPECTED}, ["07:00", "20:00"] or "{BEFORE}"') from error
    raise ValueError('a window from an earlier to a later time, such as ["07:00", "20:00"]')


def _day(value: object) -> date | str:
    """Read a day, or the words for some day before."""
    if value == BEFORE:
        return BEFORE
    try:
        return value if type(value) is date else date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f'a date such as 2021-07-17, or "{BEFORE}"') from error


def _list(value: object) -> object:
    """Let one text stand for a list of one."""
    return (value,) if isinstance(value, str) else value


Moment = Annotated[time | Window | Literal["before-the-day"], BeforeValidator(_moment)]
Regions = Annotated[tuple[Slug, ...], BeforeValidator(_list)]


class Incident(Model):
    """Something that somebody reports.

    Attributes:
        id: names it in the truth.
        at: local time; a window from which the seed draws a time for each place;
            or before the opening.
        region: the regions it may happen in; none means any of the election.
        station: where, if the source says so.
        count: how many illustrative stations the seed picks where `station` is absent,
            dealt out evenly over the regions; 0 where the scope is wider than a station.
        category: kind of violation.
        scope: how far it reaches.
        role: the reporter's part in the election.
        reporter: id of a reporter of the election, or "station" for the station's own report.
        what: what was seen, people named by their role only.
        named_in_source: whether the source names it (`False`: planted for practice).
    """

    id: Slug
    at: Moment
    region: Regions = ()
    station: Slug | None = None
    count: Annotated[int, Field(ge=0)] = 0
    category: Slug
    scope: Literal["station", "region", "nation"]
    role: Role
    reporter: Slug
    what: str = Field(min_length=1)
    named_in_source: bool

    @property
    def _site(self) -> str:
        regions = ", ".join(self.region) or "none"
        station = self.station or "none"
        return f"scope is {self.scope}, region {regions}, station {station}, count {self.count}"

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if self.scope == STATION and (self.station is None) == (self.count == 0):
            raise unfit(self._site, "either a station or a count of at least 1 for scope station")
        if self.scope != STATION and (self.station or self.count):
            raise unfit(self._site, "no station and no count for a scope wider than a station")
        if (self.scope == "region" and not self.region) or (self.scope == "nation" and self.region):
            raise unfit(self._site, "a region for scope region, and none for scope nation")
        if self.reporter == STATION and self.scope != STATION:
            what = f'reporter is "{self.reporter}" and scope "{self.scope}"'
            raise unfit(what, "scope station where the station itself reports")
        return self


class Withdrawal(Model):
    """A candidate who was removed; such candidates are not on the list of candidates.

    Attributes:
        id: names it in the truth.
        contest: where.
        candidate: a label, for people are not named.
        ground: why.
        when: the day, or some time before election day.
        named_in_source: whether the source names it.
    """

    id: Slug
    contest: Slug
    candidate: Slug
    ground: str = Field(min_length=1, max_length=100)
    when: Annotated[date | Literal["before-the-day"], BeforeValidator(_day)]
    named_in_source: bool


class Outage(Model):
    """Desks that close for a while, or a power cut.

    Attributes:
        id: names it in the truth.
        kind: some desks close, or all stand still.
        region: the regions it may hit; none means any of the election.
        station: where, if that is fixed.
        count: how many illustrative stations the seed picks where `station` is absent.
        at: local time it begins.
        minutes: how long it lasts.
        desks_left: desks that stay open; 0 in a power cut.
    """

    id: Slug
    kind: Literal["desks", "power"]
    region: Regions = ()
    station: Slug | None = None
    count: Annotated[int, Field(ge=0)] = 0
    at: Annotated[time, BeforeValidator(clock_time)]
    minutes: Annotated[float, Field(gt=0, le=1440)]
    desks_left: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if (self.station is None) == (self.count == 0):
            what = f"station is {self.station or 'none'} and count {self.count}"
            raise unfit(what, "either a station or a count of at least 1")
        if self.kind == "power" and self.desks_left:
            raise unfit(f"desks_left is {self.desks_left}", "desks_left = 0 in a power cut")
        return self


class StandingRule(Model):
    """What holds all day at every station: told to the reader, no event of its own."""

    id: Slug
    what: str = Field(min_length=1)
    named_in_source: bool

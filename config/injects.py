"""An inject: a violation that a scenario plants, for practice and for tests."""

from __future__ import annotations

from datetime import time
from math import floor
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from config.clock import EXPECTED, clock_time
from config.election import Election, Model, Slug, Station
from config.entries import Regions, Window
from config.inject_kinds import KINDS, Kind
from config.near_miss import one_of
from config.rulebook import thresholds
from config.unfit import unfit

OBSERVER: Final = "observer"
"""Role of who reports a carousel."""


def _hours(value: object) -> time | Window:
    """Read a time of day, or a window of two."""
    expected = f'{EXPECTED}, or a window from an earlier to a later time: ["09:00", "15:00"]'
    try:
        if isinstance(value, list | tuple):
            first, last = map(clock_time, value)
            if first < last:
                return first, last
        else:
            return clock_time(value)
    except ValueError as error:
        raise ValueError(expected) from error
    raise ValueError(expected)


def _kind(value: object) -> object:
    if isinstance(value, str) and value in KINDS:
        return value
    raise ValueError(one_of(KINDS, str(value)))


class Inject(Model):
    """A violation at some stations.

    At a station there is one at most: the seed picks among those that have none yet.

    Attributes:
        id: names it in the truth.
        kind: what is done, of `config.inject_kinds.KINDS`.
        region: the regions it may happen in; none means any of the election.
        station: where, if that is fixed.
        count: how many illustrative stations the seed picks otherwise, dealt out over the
            regions as evenly as can be;
        share: or which share of them, at least one.
        at: local time it begins, or a window from which the seed draws one for each
            station; if not given, what is usual for the kind.
        minutes: how long it lasts, where it lasts; if not given, what is usual.
        strength: what it means depends on the kind; if not given, what is usual.
        corrected_minutes: after how long the station corrects what it said; 0 is never.
        named_in_source: never: it is planted.
    """

    id: Slug
    kind: Annotated[str, BeforeValidator(_kind)]
    region: Regions = ()
    station: Slug | None = None
    count: Annotated[int, Field(ge=0)] = 0
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    at: Annotated[time | Window | None, BeforeValidator(_hours)] = None
    minutes: Annotated[float, Field(ge=0, le=1440)] | None = None
    strength: Annotated[float, Field(gt=0)] | None = None
    corrected_minutes: Annotated[float, Field(ge=0, le=1440)] = 0
    named_in_source: Literal[False] = False

    @property
    def what(self) -> Kind:
        """Its kind."""
        return KINDS[self.kind]

    @property
    def how_strong(self) -> float:
        """Its strength, what is usual for the kind if none is given."""
        return self.what.usual if self.strength is None else self.strength

    @property
    def how_long(self) -> float:
        """How many minutes it lasts, 0 for a kind that has no length."""
        return (self.what.lasts or 0) if self.minutes is None else self.minutes

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        given = (self.station is not None, self.count > 0, self.share is not None)
        if sum(given) != 1:
            share = "none" if self.share is None else f"{self.share:g}"
            what = f"station is {self.station or 'none'}, count {self.count}, share {share}"
            raise unfit(what, "one of them: a station, a count of at least 1, or a share")
        return self

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        kind = self.what
        if self.strength is not None and not kind.strength:
            raise unfit(f"strength is {self.strength:g}", f"none: it means nothing for {kind.id}")
        if not kind.least <= self.how_strong <= kind.most:
            expected = f"{kind.least:g} to {kind.most:g} ({kind.strength}) for {kind.id}"
            raise unfit(f"strength is {self.how_strong:g}", expected)
        if self.minutes is not None and kind.lasts is None:
            raise unfit(f"minutes is {self.minutes:g}", f"none: {kind.id} has no length")
        if self.minutes == 0 and kind.id != "overdue-count":
            raise unfit("minutes is 0", "more than 0; 0 is for good, and only of an overdue count")
        if self.corrected_minutes and not kind.corrects:
            what = f"corrected_minutes is {self.corrected_minutes:g}"
            raise unfit(what, f"none: what {kind.id} says is not corrected")
        return self

    @model_serializer(mode="wrap")
    def _as_given(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what is not given: the id of a run is a hash over its scenario."""
        fields: dict[str, Any] = dump(self)
        return {
            name: value
            for name, value in fields.items()
            if name in ("id", "kind")
            or getattr(self, name) != type(self).model_fields[name].default
        }

    def fits(self, station: Station, election: Election) -> bool:
        """Say whether this can happen at a station, marked illustrative, of its regions."""
        return (
            station.illustrative
            and (not self.region or station.region in self.region)
            and self.possible(station, election)
        )

    def possible(self, station: Station, election: Election) -> bool:
        """Say whether this can happen at a station by its list and its ballots."""
        kind = self.what
        if station.registered < kind.least_roll:
            return False
        if min(len(election.candidates_of[c]) for c in station.contests) < kind.least_candidates:
            return False
        if self.kind == "rush":
            return _rushes(station.registered, self.how_strong)
        if self.kind == "winner-changed":
            return any(_decides(station, contest, election) for contest in station.contests)
        return True

    def wanted(self, room: int) -> int:
        """Return at how many stations it happens, of so many where it can."""
        if self.share is not None:
            return min(max(1, floor(self.share * room + 0.5)), room)
        return 1 if self.station is not None else self.count


def most_an_hour(registered: int) -> int:
    """Return how many voters the desks of a station can serve in an hour, by the rule book."""
    given = thresholds()
    desks = -(-registered // int(given.voters_per_desk))
    return desks * int(3600 / given.fastest_service_seconds)


def _rushes(registered: int, strength: float) -> bool:
    """Say whether more voters than can be served in an hour are on the list at all."""
    most = most_an_hour(registered)
    return most + max(1, round(strength * most)) <= registered


def _decides(station: Station, contest: str, election: Election) -> bool:
    """Say whether most of a contest's voters are on the list of a station."""
    return 2 * station.registered > election.roll_of[contest]

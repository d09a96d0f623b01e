"""A scenario: how the day goes, on top of what the election is.

Speeds, error rates and delays hold for any election; incidents, withdrawals,
outages and injects happen at places, and therefore belong to the elections the scenario
names. In another election they do not take place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import time
from typing import Any, Self

from pydantic import (
    Field,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from config.election import Election, Model, Names, Slug
from config.entries import BEFORE, STATION, Incident, Outage, StandingRule, Withdrawal
from config.errors import InputError
from config.injects import OBSERVER, Inject
from config.near_miss import one_of
from config.rates import Counting, Delivery, Desks, Mistakes, Share
from config.unfit import unfit

__all__ = [
    "BEFORE",
    "STATION",
    "Counting",
    "Delivery",
    "Desks",
    "Incident",
    "Inject",
    "Mistakes",
    "Outage",
    "Scenario",
    "StandingRule",
    "Withdrawal",
]


class Scenario(Model):
    """Everything that decides how a day goes, apart from the seed.

    Attributes:
        elections: those whose places incidents, withdrawals, outages and injects name; none
            means that they have to fit any election the scenario is used with.
        home_share: share of voters who vote at home.
        injects: violations that are planted.
    """

    id: Slug
    title: Names
    description: str = Field(min_length=1)
    elections: tuple[Slug, ...] = ()
    counting: Counting
    desks: Desks
    home_share: Share = 0.03
    mistakes: Mistakes
    delivery: Delivery
    incidents: tuple[Incident, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    outages: tuple[Outage, ...] = ()
    standing_rules: tuple[StandingRule, ...] = ()
    injects: tuple[Inject, ...] = ()

    _where: str = PrivateAttr("")

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        ids = [
            *(incident.id for incident in self.incidents),
            *(withdrawal.id for withdrawal in self.withdrawals),
            *(outage.id for outage in self.outages),
            *(rule.id for rule in self.standing_rules),
            *(inject.id for inject in self.injects),
        ]
        for name, times in Counter(ids).items():
            if times > 1:
                raise unfit(f'"{name}" stands {times} times', "each id once among all entries")
        return self

    @model_validator(mode="after")
    def _one_inject_a_station(self) -> Self:
        taken: dict[str, str] = {}
        for inject in self.injects:
            if inject.station is not None:
                other = taken.setdefault(inject.station, inject.id)
                if other != inject.id:
                    what = f'injects "{other}" and "{inject.id}" name {inject.station}'
                    raise unfit(what, "one inject at a station")
        return self

    @model_validator(mode="after")
    def _somewhere_to_go_astray(self) -> Self:
        for inject in self.injects:
            if inject.kind == "wrong-partition" and self.delivery.partitions < 2:
                what = f'inject "{inject.id}" is of kind wrong-partition, and partitions is 1'
                raise unfit(what, "2 partitions or more, so that one of them is wrong")
        return self

    @model_serializer(mode="wrap")
    def _without_what_is_not_there(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out injects where there are none.

        The id of a run is a hash over its scenario, and a day without them is the day that it
        was before there were any.
        """
        fields: dict[str, Any] = dump(self)
        if not self.injects:
            del fields["injects"]
        return fields

    @property
    def where(self) -> str:
        """What complaints name: the scenario's file, or its id."""
        return self._where or f"scenario {self.id}"

    def named(self, where: object) -> Self:
        """Return the scenario with what complaints have to name."""
        named = self.model_copy()
        named._where = str(where)
        return named

    def at(self, election: Election) -> Self:
        """Return the scenario as it goes at `election`, its counts within the time it gives.

        Args:
            election: its places and reporters have to be those the scenario names.

        Raises:
            InputError: if a place or reporter does not exist there, stations are too few, or
                something happens at another time than it has to.
        """
        here = self._within(election.calendar.count_hours)
        if self.elections and election.id not in self.elections:
            nothing: dict[str, Any] = {"incidents": (), "withdrawals": (), "outages": ()}
            return here.model_copy(update={**nothing, "injects": ()})
        for withdrawal in self.withdrawals:
            if withdrawal.when != BEFORE and withdrawal.when >= election.date:
                what = f"is {withdrawal.when}"
                expected = f"a day before {election.date}"
                raise InputError(f"{self.where}, {withdrawal.id}, when", what, expected)
        for entry, field, wrong, known in self._unknown(election):
            what = f'"{wrong}" is not in {election.id}'
            raise InputError(f"{self.where}, {entry}, {field}", what, one_of(known, wrong))
        self._check_hours(election)
        self._check_room(election)
        for inject in self.injects:
            self._check_inject(inject, election)
        return here

    def _within(self, hours: float) -> Self:
        """Return the scenario with counts of at most so many hours."""
        if self.counting.max_hours <= hours:
            return self
        if self.counting.minimum_minutes >= 60 * hours:
            where = f"{self.where}, counting.minimum_minutes"
            what = f"is {self.counting.minimum_minutes:g}"
            raise InputError(where, what, f"less than the count_hours of the election, {hours:g}")
        counting = self.counting.model_copy(update={"max_hours": hours})
        return self.model_copy(update={"counting": counting})

    def _check_hours(self, election: Election) -> None:
        """Check that nothing of the day happens before the polls open, nor outages after."""
        opens, closes = election.calendar.polls_open, election.calendar.polls_close
        for incident in self.incidents:
            first = incident.at[0] if isinstance(incident.at, tuple) else incident.at
            if isinstance(first, time) and first < opens:
                expected = f'{opens:%H:%M}, when the polls open, or later, or "{BEFORE}"'
                raise InputError(f"{self.where}, {incident.id}, at", f"is {first:%H:%M}", expected)
        for outage in self.outages:
            if not opens <= outage.at < closes:
                expected = f"a time while the polls are open, {opens:%H:%M} to {closes:%H:%M}"
                raise InputError(
                    f"{self.where}, {outage.id}, at", f"is {outage.at:%H:%M}", expected
                )

    def _check_room(self, election: Election) -> None:
        """Check that the seed finds as many illustrative stations as an entry asks for."""
        rooms = Counter(station.region for station in election.stations if station.illustrative)
        sites: tuple[Incident | Outage, ...] = (*self.incidents, *self.outages)
        for site in sites:
            regions = set(site.region or election.region_by_id)
            room = sum(rooms[region] for region in regions)
            if site.count > room:
                names = ", ".join(site.region) or election.id
                expected = f"at most {room}, the illustrative stations of {names}"
                raise InputError(f"{self.where}, {site.id}, count", f"is {site.count}", expected)

    def _check_inject(self, inject: Inject, election: Election) -> None:
        """Check that an inject finds its hour, its stations and who reports it."""
        where, kind = f"{self.where}, {inject.id}", inject.what
        opens, closes = election.calendar.polls_open, election.calendar.polls_close
        if inject.at is not None:
            window = inject.at if isinstance(inject.at, tuple) else (inject.at, inject.at)
            latest = minutes_of(closes) - max(kind.ends, 1)
            if window[0] < opens or minutes_of(window[1]) > latest:
                told = " to ".join(f"{at:%H:%M}" for at in dict.fromkeys(window))
                last = f"{int(latest // 60):02}:{int(latest % 60):02}"
                expected = f"from {opens:%H:%M}, when the polls open, to {last} for {kind.id}"
                raise InputError(f"{where}, at", f"is {told}", expected)
        if kind.id == "repeat-voting" and OBSERVER not in {r.role for r in election.reporters}:
            what = f"nobody of role {OBSERVER} to report inject {inject.id}"
            raise InputError(f"election {election.id}, reporters", what, "an observer")
        if inject.station is not None:
            station = election.station_by_id[inject.station]
            if not station.illustrative:
                what = f"{station.id} is a station that a source names"
                raise InputError(f"{where}, station", what, "one that is marked illustrative")
            if not inject.possible(station, election):
                what = f"{kind.id} cannot happen at {station.id}"
                expected = "a station with a longer list, or more candidates"
                raise InputError(f"{where}, station", what, expected)
            return
        room = sum(inject.fits(station, election) for station in election.stations)
        if inject.wanted(room) > room or not room:
            names = ", ".join(inject.region) or election.id
            asked = f"is {inject.count}" if inject.count else f"share is {inject.share:g}"
            expected = f"at most {room}, the illustrative stations of {names} for {kind.id}"
            raise InputError(f"{where}, count", asked, expected)

    def _unknown(self, election: Election) -> Iterator[tuple[str, str, str, Iterable[str]]]:
        """Yield entry, field, bad value and known values of every name the election lacks."""
        roles = {reporter.id: reporter.role for reporter in election.reporters}
        sites: tuple[Incident | Outage | Inject, ...]
        sites = (*self.incidents, *self.outages, *self.injects)
        for site in sites:
            for region in site.region:
                if region not in election.region_by_id:
                    yield site.id, "region", region, election.region_by_id
            if site.station and site.station not in election.station_by_id:
                yield site.id, "station", site.station, election.station_by_id
        for incident in self.incidents:
            if incident.reporter != STATION and incident.reporter not in roles:
                yield incident.id, "reporter", incident.reporter, (*roles, STATION)
            elif (role := roles.get(incident.reporter, "commission")) != incident.role:
                yield incident.id, "role", incident.role, (role,)
        for withdrawal in self.withdrawals:
            if withdrawal.contest not in election.contest_by_id:
                yield withdrawal.id, "contest", withdrawal.contest, election.contest_by_id


def minutes_of(at: time) -> int:
    """Return the minutes of a time of day since midnight."""
    return 60 * at.hour + at.minute

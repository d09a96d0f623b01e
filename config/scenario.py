"""A scenario: how the day goes, on top of what the election is.

Speeds, error rates and delays hold for any election; incidents, withdrawals and
outages happen at places, and therefore belong to the elections the scenario
names. In another election they do not take place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import time
from typing import Self

from pydantic import Field, PrivateAttr, model_validator

from config.election import Election, Model, Names, Slug
from config.entries import BEFORE, STATION, Incident, Outage, StandingRule, Withdrawal
from config.errors import InputError
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
    "Mistakes",
    "Outage",
    "Scenario",
    "StandingRule",
    "Withdrawal",
]


class Scenario(Model):
    """Everything that decides how a day goes, apart from the seed.

    Attributes:
        elections: those whose places incidents, withdrawals and outages name; none
            means that they have to fit any election the scenario is used with.
        home_share: share of voters who vote at home.
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

    _where: str = PrivateAttr("")

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        ids = [
            *(incident.id for incident in self.incidents),
            *(withdrawal.id for withdrawal in self.withdrawals),
            *(outage.id for outage in self.outages),
            *(rule.id for rule in self.standing_rules),
        ]
        for name, times in Counter(ids).items():
            if times > 1:
                raise unfit(f'"{name}" stands {times} times', "each id once among all entries")
        return self

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
            return here.model_copy(update={"incidents": (), "withdrawals": (), "outages": ()})
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

    def _unknown(self, election: Election) -> Iterator[tuple[str, str, str, Iterable[str]]]:
        """Yield entry, field, bad value and known values of every name the election lacks."""
        roles = {reporter.id: reporter.role for reporter in election.reporters}
        sites: tuple[Incident | Outage, ...] = (*self.incidents, *self.outages)
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

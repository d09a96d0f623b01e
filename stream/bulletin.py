"""Bulletins: the turnout at the hours the commission publishes, and the final one.

A bulletin sums, for every station, its latest report for that hour or an
earlier one. It is taken half an hour after its hour, when the reports are in;
a correction that comes later revises it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from config.election import Election
from stream.contest_stage import Tallies
from stream.percent import percent

ISSUE_DELAY: Final = timedelta(minutes=30)
FINAL_KEY: Final = "total"


class Bulletin(Struct, frozen=True):
    """Turnout as of one moment.

    Attributes:
        key: the hour in official time ("10:00"), "total" for the final one.
        at: the moment it speaks of; None for the final one.
        voters, registered: of the nation; voters received a ballot (final: ballots found).
        regions: (voters, registered) by region.
    """

    key: str
    kind: Literal["turnout", "preliminary", "final"]
    at: datetime | None
    voters: int
    registered: int
    regions: dict[str, tuple[int, int]]

    @property
    def turnout(self) -> str:
        """National turnout in per cent, two decimals."""
        return percent(self.voters, self.registered)

    def turnout_of(self, region: str) -> str:
        """Turnout of a region in per cent, two decimals."""
        return percent(*self.regions[region])

    @property
    def issued(self) -> datetime | None:
        """When it is taken; None for the final one."""
        return self.at + ISSUE_DELAY if self.at else None


class Hour(NamedTuple):
    """An hour of the day that the commission publishes the turnout of.

    Attributes:
        key: in official time ("10:00").
        at: the moment.
    """

    key: str
    at: datetime


def hours(election: Election) -> tuple[Hour, ...]:
    """Return the hours of all bulletins but the final one, in their order."""
    zone = election.official_zone
    return tuple(
        Hour(moment.astimezone(zone).strftime("%H:%M"), moment)
        for moment in election.bulletin_times()
    )


def bulletins(election: Election, tallies: Tallies) -> list[Bulletin]:
    """Return the bulletins of the day as the statements stand now, the final one last.

    Registered are the voters on the lists by the definition.
    """
    found: list[Bulletin] = []
    moments = hours(election)
    for key, moment in moments:
        regions = {
            region: (area.voters_by(moment), area.roll) for region, area in tallies.regions.items()
        }
        found.append(
            Bulletin(
                key=key,
                kind="preliminary" if moment == moments[-1].at else "turnout",
                at=moment,
                voters=tallies.nation.voters_by(moment),
                registered=tallies.nation.roll,
                regions=regions,
            )
        )
    final = {region: (area.ballots, area.ballots_roll) for region, area in tallies.regions.items()}
    nation = tallies.nation
    found.append(Bulletin(FINAL_KEY, "final", None, nation.ballots, nation.ballots_roll, final))
    return found

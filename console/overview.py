"""The picture of one moment: what every view shows, worked out once.

An `Overview` is plain data. The live view paints it, the plain view prints what
is new in it, the report sets it in a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from config.election import AGAINST_ALL, INVALID, Election, Names
from stream.alerts import Alert
from stream.bulletin import Bulletin, bulletins
from stream.contest_stage import AreaTally
from stream.pipeline import Pipeline
from stream.rules.catalogue import RULES

if TYPE_CHECKING:
    from console.messages import Message

Language: TypeAlias = Literal["en", "kk", "ru"]
LANGUAGE_IDS: Final[tuple[Language, ...]] = ("en", "kk", "ru")

_UNITS: Final = (" Region", " облысы", " область")


def name_in(names: Names, language: Language) -> str:
    """Return a name in the language of the interface."""
    name: str = getattr(names, language)
    return name


def short_name(names: Names, language: Language) -> str:
    """Return a region's name without "Region" and without other spellings in brackets."""
    name = name_in(names, language)
    for unit in _UNITS:
        name = name.removesuffix(unit)
    return name.split(" (")[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One area (the nation, or a region) at one moment.

    `roll` is by the definition, so that early in the day the turnout is that of
    the whole area. `votes` are by nomination, `seats` by the party of the
    area's table.
    """

    id: str
    name: str
    stations: int
    roll: int
    voters: int
    opened: int
    reporting: int
    counted: int
    ballots: int
    contests: int
    decided: int
    votes: Mapping[str, int]
    seats: Mapping[str, int]

    @property
    def turnout(self) -> float:
        """Percent of the roll that received a ballot."""
        return 100 * self.voters / self.roll if self.roll else 0.0

    def leader(self) -> tuple[str, float] | None:
        """Return the nomination with most votes and its percentage, or None before any count.

        Of equals the one that comes first in the alphabet is named.
        """
        votes = {key: n for key, n in self.votes.items() if key not in (AGAINST_ALL, INVALID)}
        if not self.ballots or not any(votes.values()):
            return None
        key = min(votes, key=lambda key: (-votes[key], key))
        return key, 100 * votes[key] / self.ballots


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert as one line says it."""

    id: str
    code: str
    severity: str
    title: str
    place: str
    opened: datetime
    cleared: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is shown of one moment; moments are in the official zone."""

    at: datetime
    nation: Line
    regions: tuple[Line, ...]
    bulletins: tuple[Bulletin, ...]
    alerts: tuple[AlertLine, ...]
    voting: float
    accepted: int
    duplicates: int
    rejected: int
    messages: tuple[Message, ...] = ()

    @property
    def counted(self) -> float:
        """Share of the stations whose counts are in."""
        return self.nation.counted / self.nation.stations if self.nation.stations else 0.0

    @property
    def open_alerts(self) -> int:
        """Alerts whose condition still holds."""
        return sum(alert.cleared is None for alert in self.alerts)


class Observer:
    """Makes overviews of one election from its pipeline, and from what people report."""

    def __init__(
        self,
        election: Election,
        pipeline: Pipeline,
        language: Language = "en",
        messages: Callable[[], tuple[Message, ...]] = tuple,
    ) -> None:
        self.election = election
        self.language: Language = language
        self._pipeline = pipeline
        self._messages = messages
        self._zone = election.official_zone
        self._opens = election.first_opening
        self._closes = election.last_closing

    def look(self, now: int) -> Overview:
        """Return the overview at `now`, milliseconds since 1970 UTC."""
        at = moment(now).astimezone(self._zone)
        tallies = self._pipeline.tallies()
        issued = tuple(
            bulletin
            for bulletin in bulletins(self.election, tallies)
            if bulletin.issued is not None and bulletin.issued <= at
        )
        name = name_in(self.election.name, self.language)
        return Overview(
            at=at,
            nation=_line(self.election.id, name, tallies.nation),
            regions=tuple(
                _line(region.id, short_name(region.name, self.language), tallies.regions[region.id])
                for region in self.election.regions
                if region.id in tallies.regions
            ),
            bulletins=issued,
            alerts=alert_lines(self._pipeline.alerts(), self.election),
            voting=min(1.0, max(0.0, (at - self._opens) / (self._closes - self._opens))),
            accepted=self._pipeline.accepted,
            duplicates=self._pipeline.duplicates,
            rejected=self._pipeline.rejected,
            messages=self._messages(),
        )


def highest(bulletin: Bulletin) -> str:
    """Return the region with the highest turnout in a bulletin; of equals the first."""

    def turnout(region: str) -> float:
        voters, roll = bulletin.regions[region]
        return voters / roll if roll else 0.0

    return max(bulletin.regions, key=turnout)


def moment(milliseconds: int) -> datetime:
    """Return the moment of a receive time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def alert_lines(alerts: Sequence[Alert], election: Election) -> tuple[AlertLine, ...]:
    """Return the lines of alerts, in the order given; times in the official zone."""
    zone = election.official_zone
    return tuple(
        AlertLine(
            id=alert.id,
            code=alert.code,
            severity=alert.severity,
            title=RULES[alert.code].title,
            place=alert.place,
            opened=moment(alert.opened).astimezone(zone),
            cleared=None if alert.cleared is None else moment(alert.cleared).astimezone(zone),
        )
        for alert in alerts
    )


def _line(place: str, name: str, tally: AreaTally) -> Line:
    return Line(
        id=place,
        name=name,
        stations=tally.stations,
        roll=tally.roll,
        voters=tally.voters,
        opened=tally.opened,
        reporting=tally.reporting,
        counted=tally.counted,
        ballots=tally.ballots,
        contests=tally.contests,
        decided=tally.decided,
        votes=dict(tally.votes),
        seats=dict(tally.seats),
    )

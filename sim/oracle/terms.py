"""The terms a station is judged by: what the election's definition says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.election import Election, Station
from sim.oracle.moments import HOUR, since_epoch


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known of a station before the polls open.

    Attributes:
        registered: voters on its list.
        opens, closes: when its polls do, microseconds since 1970 UTC.
        counted: until when its counts have to be done.
        ballots: ids of the candidates of each of its contests.
    """

    registered: int
    opens: int
    closes: int
    counted: int
    ballots: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, election: Election, station: Station) -> Terms:
        """Take them from the definition."""
        closes = since_epoch(election.closes(station.region))
        return cls(
            registered=station.registered,
            opens=since_epoch(election.opens(station.region)),
            closes=closes,
            counted=closes + election.calendar.count_hours * HOUR,
            ballots={
                contest: frozenset(candidate.id for candidate in election.candidates_of[contest])
                for contest in station.contests
            },
        )

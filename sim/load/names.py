"""What is known by name at an election: regions, contests and nominations that ids stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from config.election import AGAINST_ALL, INVALID, Election

UNKNOWN: Final = "unknown"
"""Stands for a name that does not follow; no such row is expected, so it is noticed."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of an election and a run.

    Attributes:
        run: id of the run whose figures count.
        region_of_contest: by contest.
        region_of_station: by station.
        contest_of_station: by station, of those that hold exactly one.
        nominees: "NOMINATION:NAME" by contest and candidate.
    """

    run: str
    region_of_contest: Mapping[str, str]
    region_of_station: Mapping[str, str]
    contest_of_station: Mapping[str, str]
    nominees: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, election: Election, run: str) -> Self:
        """Take the names from an election."""
        return cls(
            run,
            {contest.id: contest.region for contest in election.contests},
            {station.id: station.region for station in election.stations},
            {
                station.id: station.contests[0]
                for station in election.stations
                if len(station.contests) == 1
            },
            {
                (one.contest, one.id): f"{one.nominated_by}:{one.name}"
                for one in election.candidates
            },
        )

    def region(self, contest: str | None, station: str | None) -> str:
        """Return the region of a contest or, without one, of a station."""
        if contest is not None and contest in self.region_of_contest:
            return self.region_of_contest[contest]
        return self.region_of_station.get(station or "", UNKNOWN)

    def contest(self, station: str) -> str:
        """Return the one contest of a station."""
        return self.contest_of_station.get(station, UNKNOWN)

    def nominee(self, contest: str, candidate: str) -> str:
        """Return a candidate as in the rows of a contest; ballots for nobody keep their name."""
        if candidate in (AGAINST_ALL, INVALID):
            return candidate
        return self.nominees.get((contest, candidate), f"{UNKNOWN}:{candidate}")

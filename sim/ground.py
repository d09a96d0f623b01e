"""The ground an election is fought on, as arrays: who may vote where, and for whom.

A row of votes belongs to a contest at a station; rows are ordered by contest and,
inside it, by station. A station with several contests has a row in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from config.election import INDEPENDENT, Candidate, Election, Station
from sim.apportion import Integers

NOBODY: Final = -1


@dataclass(frozen=True, eq=False)
class Ground:
    """One region, or one block of a scaled election.

    Attributes:
        registered: (S) voters on the list of each station.
        station_of: (P) station of each row.
        starts: (C + 1) the rows of contest c are `starts[c]:starts[c + 1]`; none is empty.
        nominated: (C, K) index of the nominating party by place on the ballot, or `NOBODY`.
        elected: (C) place on the ballot of the winner to be, or `NOBODY` where it is open.
        parties: names of the nominations.
    """

    registered: Integers
    station_of: Integers
    starts: Integers
    nominated: Integers
    elected: Integers
    parties: tuple[str, ...]

    @property
    def stations(self) -> int:
        """S."""
        return len(self.registered)

    @property
    def contests(self) -> int:
        """C."""
        return len(self.elected)

    @property
    def places(self) -> int:
        """K, the most candidates in a contest."""
        return int(self.nominated.shape[1])

    @cached_property
    def contest_of(self) -> Integers:
        """(P) contest of each row."""
        return np.repeat(np.arange(self.contests), np.diff(self.starts))

    @cached_property
    def first_contest(self) -> Integers:
        """(S) the first contest of each station, which its turnout follows."""
        first = np.full(self.stations, NOBODY, dtype=np.int64)
        first[self.station_of[::-1]] = self.contest_of[::-1]
        return first

    @cached_property
    def candidates(self) -> Integers:
        """(C) candidates of each contest."""
        numbers: Integers = (self.nominated != NOBODY).sum(axis=1)
        return numbers

    @cached_property
    def strongest(self) -> int:
        """The party that stands in most contests, independents aside; `NOBODY` without parties."""
        numbers = np.bincount(self.nominated[self.nominated != NOBODY], minlength=len(self.parties))
        numbers[[party == INDEPENDENT for party in self.parties]] = 0
        return int(numbers.argmax()) if numbers.any() else NOBODY

    def rows_of(self, contest: int) -> slice:
        """Where the rows of a contest lie."""
        return slice(int(self.starts[contest]), int(self.starts[contest + 1]))


def survey(
    stations: tuple[Station, ...],
    ballots: dict[str, tuple[Candidate, ...]],
    outcome: dict[str, str],
    parties: tuple[str, ...],
) -> Ground:
    """Lay stations and ballots out as arrays.

    Args:
        stations: of one region, in the order of the election.
        ballots: candidates by contest in ballot order, for the contests of these stations.
        outcome: candidate elected by contest; may be empty or lack contests.
        parties: ids of the parties.
    """
    contests = {contest: at for at, contest in enumerate(ballots)}
    rows: list[list[int]] = [[] for _ in contests]
    for at, station in enumerate(stations):
        for contest in station.contests:
            rows[contests[contest]].append(at)
    party = {name: at for at, name in enumerate(parties)}
    nominated = np.full((len(contests), max(map(len, ballots.values()))), NOBODY, dtype=np.int64)
    elected = np.full(len(contests), NOBODY, dtype=np.int64)
    for at, (contest, candidates) in enumerate(ballots.items()):
        nominated[at, : len(candidates)] = [party[one.nominated_by] for one in candidates]
        if contest in outcome:
            elected[at] = [one.id for one in candidates].index(outcome[contest])
    return Ground(
        registered=np.array([station.registered for station in stations], dtype=np.int64),
        station_of=np.concatenate([np.array(row, dtype=np.int64) for row in rows]),
        starts=np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64),
        nominated=nominated,
        elected=elected,
        parties=parties,
    )


def survey_region(election: Election, outcome: dict[str, str], region: str) -> Ground:
    """Lay one region of an election out as arrays."""
    stations = tuple(station for station in election.stations if station.region == region)
    if not stations:
        raise ValueError(f"no station in region {region!r}")
    held = {contest for station in stations for contest in station.contests}
    ballots = {
        contest.id: election.candidates_of[contest.id]
        for contest in election.contests
        if contest.id in held
    }
    return survey(stations, ballots, outcome, tuple(party.id for party in election.parties))

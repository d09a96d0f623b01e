"""Who may speak on election day, and for whom: the definition as the pipeline needs it.

A `Unit` is a set of stations of one district that vote on the same contests
(what NIST's format calls a ballot style). Sums are kept by unit, because
districts, regions and contests are each made of whole units.
"""

from __future__ import annotations

import copy
import hashlib
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from config.collector import at_rest
from config.election import Election
from stream.key_index import KeyIndex
from stream.partition import partitions_of

T = TypeVar("T")

DEFAULT_PARTITIONS: Final = 4
NOWHERE: Final = -1
NO_UNIT: Final = -1
"""Stands for the unit of a source that has none: a reporter."""


class Unit(Struct, frozen=True, gc=False):
    """Stations of one district with the same contests."""

    index: int
    region: str
    district: str
    contests: tuple[str, ...]


class Source(Struct, frozen=True, gc=False):
    """One permitted source: a polling station, or a reporter (`unit` is None).

    `role` is the reporter's, empty for a station.
    """

    id: str
    partition: int
    unit: Unit | None
    registered: int
    role: str = ""


class Nominee(Struct, frozen=True, array_like=True, gc=False):
    """A candidate as the tally needs it; see `config.election.Candidate`."""

    name: str
    nominated_by: str
    party: str
    national_party: str


class Race(Struct, frozen=True):
    """One contest as the tally needs it.

    `stations` and `registered` are the number of its stations and their rolls.
    """

    id: str
    region: str
    district: str
    candidates: Mapping[str, Nominee]
    stations: int
    registered: int


class PollingHours(Struct, frozen=True, gc=False):
    """When the polls of a region open and close, and until when its counts have to be done.

    Seconds since 1970 UTC. Without them nothing is early, late or overdue.
    """

    opens: float = -math.inf
    closes: float = math.inf
    counted: float = math.inf


ALWAYS: Final = PollingHours()


class Roster:
    """Sources, units and races of one run of one election.

    Args:
        hours: by region; `ALWAYS` for others.
        sizes: (stations, voters on their lists) by unit index; None counts them.

    Attributes:
        sources: all by id, also those without a row here.
        sizes: (stations, voters on their lists) by unit index.
        by_row: the sources with a row; a source's row in any array over all of them is
            its place here.
        hours: polling hours by region.
        unit_of: int64[sources], the index of the unit of each, or `NO_UNIT`.
        rolls: int64[sources], the voters on the list of each.
        partition_of: int64[sources + 1], the partition of each; `NOWHERE` for the row
            of an unknown key, which is the last.
    """

    def __init__(
        self,
        election: str,
        run: str,
        partitions: int,
        sources: Iterable[Source],
        units: Iterable[Unit],
        races: Iterable[Race],
        hours: Mapping[str, PollingHours] | None = None,
        sizes: list[tuple[int, int]] | None = None,
    ) -> None:
        self.election = election
        self.run = run
        self.partitions = partitions
        self.sources = {source.id: source for source in sources}
        self.units = tuple(units)
        self.races = {race.id: race for race in races}
        self.hours = dict(hours or {})
        said = msgspec.msgpack.encode([(unit.district, unit.contests) for unit in self.units])
        self._units_digest = hashlib.blake2b(said, digest_size=16).digest()
        self.by_row = list(self.sources.values())
        indexes = [source.unit.index if source.unit else NO_UNIT for source in self.by_row]
        self.unit_of = np.array(indexes, np.int64)
        self.rolls = np.array([source.registered for source in self.by_row], np.int64)
        places = [source.partition for source in self.by_row]
        self.partition_of = np.array([*places, NOWHERE], np.int64)
        self._index: KeyIndex | None = None
        self._shared: dict[str, Any] = {}
        self.sizes = _sizes(self.by_row, len(self.units)) if sizes is None else sizes

    def part(self, number: int) -> Roster:
        """Return the roster with rows for the sources of one partition only."""
        part = copy.copy(self)
        rows = np.flatnonzero(self.partition_of[:-1] == number)
        part.by_row = [self.by_row[row] for row in rows.tolist()]
        part.unit_of, part.rolls = self.unit_of[rows], self.rolls[rows]
        part.partition_of = np.append(self.partition_of[rows], NOWHERE)
        part._index = None
        return part

    def outline(self) -> Roster:
        """Return the roster without sources: units and contests alone."""
        outline = copy.copy(self)
        outline.sources, outline.by_row, outline._shared = {}, [], {}
        none = np.array([], np.int64)
        outline.unit_of, outline.rolls, outline._index = none, none, None
        outline.partition_of = np.array([NOWHERE])
        return outline

    def hours_of(self, source: Source) -> PollingHours:
        """Return the hours of a station; `ALWAYS` of a reporter."""
        return self.hours.get(source.unit.region, ALWAYS) if source.unit else ALWAYS

    def rows_of(self, contest: str) -> NDArray[np.int64]:
        """Return the rows of the stations that vote in a contest."""
        units = [unit.index for unit in self.units if contest in unit.contests]
        return np.flatnonzero(np.isin(self.unit_of, units))

    def by_unit(
        self, name: str, value: Callable[[Unit], float], none: float
    ) -> NDArray[np.float64]:
        """Return a value of each row's unit, float64[rows]; `none` for sources without one.

        Under its name it is kept for all parts of the roster.
        """
        values = self.shared(name, lambda: np.array([*map(value, self.units), none], np.float64))
        return values[self.unit_of]  # the unit of a reporter, -1, is the last

    def shared(self, name: str, make: Callable[[], T]) -> T:
        """Return what is made once, under its name, for this roster and all its parts."""
        if name not in self._shared:
            self._shared[name] = make()
        made: T = self._shared[name]
        return made

    def digest(self) -> bytes:
        """Return 16 bytes that tell this roster's rows and units from those of any other."""
        found = hashlib.blake2b(str(self.partitions).encode(), digest_size=16)
        found.update("\n".join([source.id for source in self.by_row]).encode())
        found.update(self.unit_of.tobytes())
        found.update(self._units_digest)
        return found.digest()

    @property
    def index(self) -> KeyIndex:
        """What finds the rows of keys; made when it is first asked for."""
        if self._index is None:
            self._index = KeyIndex([source.id for source in self.by_row])
        return self._index

    @classmethod
    @at_rest()
    def of(cls, election: Election, run: str, partitions: int = DEFAULT_PARTITIONS) -> Roster:
        """Build the roster of an election for one run."""
        units: dict[tuple[str, tuple[str, ...]], Unit] = {}
        sources: list[Source] = []
        stations: dict[str, int] = {}
        rolls: dict[str, int] = {}
        names = [station.id for station in election.stations]
        names += [reporter.id for reporter in election.reporters]
        places = partitions_of(names, partitions).tolist()
        for station, place in zip(election.stations, places, strict=False):
            style = (station.district, station.contests)
            unit = units.get(style)
            if unit is None:
                unit = units[style] = Unit(len(units), station.region, *style)
            sources.append(Source(station.id, place, unit, station.registered))
            for contest in station.contests:
                stations[contest] = stations.get(contest, 0) + 1
                rolls[contest] = rolls.get(contest, 0) + station.registered
        sources.extend(
            Source(reporter.id, place, None, 0, reporter.role)
            for reporter, place in zip(election.reporters, places[len(sources) :], strict=True)
        )
        races = (
            Race(
                contest.id,
                contest.region,
                contest.district,
                {
                    each.id: Nominee(each.name, each.nominated_by, each.party, each.national_party)
                    for each in election.candidates_of[contest.id]
                },
                stations.get(contest.id, 0),
                rolls.get(contest.id, 0),
            )
            for contest in election.contests
        )
        hours = all_hours(election)
        return cls(election.id, run, partitions, sources, units.values(), races, hours)


def all_hours(election: Election) -> dict[str, PollingHours]:
    """Return the polling hours of all regions of an election."""
    return hours_of(election, (region.id for region in election.regions))


def hours_of(election: Election, regions: Iterable[str]) -> dict[str, PollingHours]:
    """Return the polling hours of some regions of an election."""
    found: dict[str, PollingHours] = {}
    for region in regions:
        closes = election.closes(region).timestamp()
        counted = closes + election.calendar.count_hours * 3600
        found[region] = PollingHours(election.opens(region).timestamp(), closes, counted)
    return found


def _sizes(sources: Iterable[Source], units: int) -> list[tuple[int, int]]:
    """Return (stations, voters on their lists) of each unit."""
    stations, rolls = [0] * units, [0] * units
    for source in sources:
        if source.unit is not None:
            stations[source.unit.index] += 1
            rolls[source.unit.index] += source.registered
    return list(zip(stations, rolls, strict=True))

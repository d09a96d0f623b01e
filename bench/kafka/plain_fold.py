"""The fold that all contestants in Python share: plain Python, a record at a time.

It does less than our worker: no rules, no alerts, no sums by candidate, refused
records are only counted. What has to come out is the same: the turnout and the
votes of every region.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, Self, TypeAlias

import msgspec

from bench.kafka.task import PUBLISH_EVERY_S, Place, Task, let_the_collector_rest, say_ready
from stream.events import (
    AnyEvent,
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
    decode,
)
from stream.keys import KeyRing

Headers: TypeAlias = Iterable[tuple[str, bytes]]

State: TypeAlias = list[int]
"""What is known of a station, as numbers that any store can keep; see `NEW`."""

NEW: Final = (0, 0, 0, 0, 0, 0, 0)
SEEN, SPOKE, VOTERS, REGISTERED, VERSION, BALLOTS, VOTES = range(7)
"""Places in a state: numbers seen (a bit each), number of the latest figure of voters, that
figure, voters on the list, version of the protocol, its ballots and votes for candidates."""

SUMMED: Final = (VOTERS, REGISTERED, BALLOTS, VOTES)


class RegionTotal(msgspec.Struct):
    """What is published of a region, absolute.

    Attributes:
        region: its id.
        events: distinct ones taken in.
        voters, registered, ballots, votes: of its stations.
    """

    region: str
    events: int = 0
    voters: int = 0
    registered: int = 0
    ballots: int = 0
    votes: int = 0


class PlainFold:
    """Checks, decodes and folds; keeps sums by unit and region, but no station's state.

    Args:
        keys: to check the records' codes.
        places: of all stations.
        records: to come in all; with the last of them totals are published at once.

    Attributes:
        records, repeated, refused: taken in; of these, said before, and not believed.
    """

    def __init__(self, keys: KeyRing, places: Mapping[str, Place], records: int) -> None:
        self.records = self.repeated = self.refused = 0
        self._keys = keys
        self._places = places
        self._expected = records
        self._regions: dict[str, RegionTotal] = {}
        self._units: dict[int, list[int]] = {}
        self._changed: set[str] = set()
        self._next = 0.0

    @classmethod
    def of(cls, task: Task) -> Self:
        """Make the fold of a task, and let the garbage collector rest."""
        fold = cls(KeyRing.read(Path(task.keys)), task.read_places(), task.records)
        let_the_collector_rest()
        return fold

    def admit(self, key: str, headers: Headers, value: bytes) -> AnyEvent | None:
        """Check a record's code and decode it; None if it is not believed."""
        if not self.records:
            say_ready()
        self.records += 1
        key_id = mac = b""
        for name, content in headers:
            if name == "mac":
                mac = content
            elif name == "key_id":
                key_id = content
        try:
            if self._keys.proves(key, key_id.decode(), value, mac.decode()):
                event: AnyEvent = decode(value)
                if event.source == key:
                    return event
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass  # counted, as all that is not believed
        self.refused += 1
        return None

    def fold(self, state: State | None, event: AnyEvent) -> State | None:
        """Take an event in; return its station's new state, None if the event was known."""
        state = list(NEW) if state is None else state
        bit = 1 << event.seq
        if state[SEEN] & bit:
            self.repeated += 1
            return None
        before = [state[place] for place in SUMMED]
        state[SEEN] |= bit
        if isinstance(event, TurnoutReported | StationClosed):
            if event.seq > state[SPOKE]:
                state[SPOKE], state[VOTERS] = event.seq, event.voters
        elif isinstance(event, StationOpened):
            state[REGISTERED] = event.registered
        elif isinstance(event, CountReported) and event.version > state[VERSION]:
            state[VERSION], state[BALLOTS] = event.version, event.found
            state[VOTES] = sum(event.votes.values())
        self._add(event.source, [state[place] for place in SUMMED], before)
        return state

    def _add(self, station: str, after: list[int], before: list[int]) -> None:
        region, unit = self._places[station]
        voters, registered, ballots, votes = (
            new - old for new, old in zip(after, before, strict=True)
        )
        total = self._regions.get(region)
        if total is None:
            total = self._regions[region] = RegionTotal(region)
        total.events += 1
        total.voters += voters
        total.registered += registered
        total.ballots += ballots
        total.votes += votes
        sums = self._units.get(unit)
        if sums is None:
            sums = self._units[unit] = [0, 0, 0, 0]
        sums[0] += voters
        sums[1] += registered
        sums[2] += ballots
        sums[3] += votes
        self._changed.add(region)

    @property
    def due(self) -> bool:
        """Whether totals should be published now."""
        return self.records >= self._expected or time.monotonic() >= self._next

    def news(self) -> Iterator[bytes]:
        """Yield the totals that changed since the last time, as JSON."""
        self._next = time.monotonic() + PUBLISH_EVERY_S
        for region in sorted(self._changed):
            yield msgspec.json.encode(self._regions[region])
        self._changed.clear()

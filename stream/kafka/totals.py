"""Totals: the partials of all partitions added up into rows that people read.

Nothing here knows Kafka; the worker hands partials in and sends the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import msgspec

from config.election import Election
from stream import table
from stream.contest_stage import Tallies
from stream.kafka.halt import read
from stream.kafka.part import PROGRESS, WITHDRAWN, Partial
from stream.kafka.topics import PARTIALS
from stream.roster import Roster
from stream.running_tallies import RunningTallies
from stream.table import Figure, Name, Place

News: TypeAlias = tuple[bytes, bytes | None]
"""Key and value of a row; None takes it back."""

_PROGRESS: Final = "progress"

_decoder = msgspec.msgpack.Decoder(Partial)
encode = msgspec.msgpack.Encoder().encode
"""Write a partial."""


def key_of(run: str, partition: int, unit: int) -> bytes:
    """Return the key of a partial; a compacted topic keeps the last of each."""
    return f"{run}/{partition}/{unit}".encode()


def row_key(run: str, place: Place, name: Name) -> str:
    """Return the key of a row: `run|scope|region|contest|metric|key`."""
    return "|".join((run, *place, *name))


def progress_key(run: str, partition: int) -> str:
    """Return the key of the row that says how far a partition is in the figures."""
    return row_key(run, Place(_PROGRESS, "", ""), ("offset", str(partition)))


def is_figure(key: str) -> bool:
    """Say whether the row of a key is a figure of the tally, not one of progress."""
    return key.split("|", 2)[1:2] != [_PROGRESS]


class Totals:
    """Adds up partials and says which rows changed.

    Args:
        election, roster: of the run; partials of other runs are passed over.

    Attributes:
        changed: whether something was taken in since the last news.
        rows: figures said that hold.
    """

    def __init__(self, election: Election, roster: Roster) -> None:
        self._run = roster.run
        self._running = RunningTallies(roster)
        self._regions = {region.id: Place("region", region.id, "") for region in election.regions}
        self._districts = {
            district.id: Place(f"district:{district.id}", district.region, "")
            for district in election.districts
        }
        self._hours = table.hours(election)
        self._offsets: dict[bytes, int] = {}
        self._reached: dict[int, int] = {}
        self._said: dict[Place, dict[Name, str]] = {}
        self._said_of_progress: dict[int, int] = {}
        self.changed = False
        self.rows = 0

    def take(self, key: bytes, content: bytes) -> None:
        """Take a partial in; one with a lower offset than is known for its key changes nothing."""
        run, part, place = key.decode().rsplit("/", 2)
        if run != self._run:
            return
        partial = read(_decoder.decode, content, f"topic {PARTIALS}, key {key!r}")
        if partial.offset < self._offsets.get(key, 0):
            return
        self._offsets[key] = partial.offset
        unit = int(place)
        if unit == PROGRESS:
            self._reached[int(part)] = partial.offset
        elif unit == WITHDRAWN:
            self._running.withdraw(part, partial.withdrawn)
        elif partial.sums is not None:
            self._running.replace(part, unit, partial.sums)
        self.changed = True

    def tallies(self) -> Tallies:
        """Return the tallies of what was taken in; they go on changing."""
        return self._running.tallies

    def news(self) -> Iterator[News]:
        """Yield the rows that changed since the last time, in the end how far partitions are.

        Whoever reads the row of a partition's progress has read all rows that the
        reports below its offset changed.
        """
        self.changed = False
        reached = dict(self._reached)
        for place, figures in self._changed():
            yield from self._news_of(place, dict(figures))
        for partition, offset in reached.items():
            if self._said_of_progress.get(partition) != offset:
                self._said_of_progress[partition] = offset
                yield self._progress(partition, offset)

    def again(self) -> Iterator[News]:
        """Yield all rows said so far, round and round; between two of them there may be news.

        It ends when no row was said yet.
        """
        while self._said:
            for place in tuple(self._said):
                prefix = self._prefix(place)
                for name in tuple(self._said[place]):
                    if name in self._said[place]:
                        yield _key(prefix, name), self._said[place][name].encode()
            for partition in tuple(self._said_of_progress):
                yield self._progress(partition, self._said_of_progress[partition])

    def _changed(self) -> Iterator[tuple[Place, Iterator[Figure]]]:
        """Yield the places where something changed, each with all its figures."""
        changes, tallies, hours = self._running.changed(), self._running.tallies, self._hours
        if changes.nation:
            yield table.NATION, table.area_figures(tallies.nation, hours)
        for region in sorted(changes.regions):
            yield self._regions[region], table.area_figures(tallies.regions[region], hours)
        for district in sorted(changes.districts):
            area = tallies.districts[district]
            yield self._districts[district], table.area_figures(area, hours)
        for contest in sorted(changes.contests):
            tally = tallies.contests[contest]
            yield table.place_of(tally.race), table.contest_figures(tally)

    def _news_of(self, place: Place, figures: dict[Name, str]) -> Iterator[News]:
        """Yield what is new of one place."""
        said = self._said.get(place, {})
        if figures == said:
            return
        self._said[place] = figures
        self.rows += len(figures) - len(said)
        prefix = self._prefix(place)
        for name, value in figures.items():
            if said.get(name) != value:
                yield _key(prefix, name), value.encode()
        if said.keys() != figures.keys():
            for name in said.keys() - figures.keys():
                yield _key(prefix, name), None

    def _prefix(self, place: Place) -> str:
        return "|".join((self._run, *place, ""))

    def _progress(self, partition: int, offset: int) -> News:
        return progress_key(self._run, partition).encode(), str(offset).encode()


def _key(prefix: str, name: Name) -> bytes:
    return f"{prefix}{name[0]}|{name[1]}".encode()

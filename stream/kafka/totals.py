"""Totals: the partials of all partitions added up into figures that people read.

Nothing here knows Kafka; the adder hands partials in and sends the figures.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import msgspec
from msgspec import Struct

from config.election import Election
from stream import table
from stream.contest_stage import Tallies
from stream.kafka import figures
from stream.kafka.halt import read
from stream.kafka.part import PROGRESS, WITHDRAWN, Partial
from stream.kafka.topics import PARTIALS
from stream.roster import Roster
from stream.running_tallies import RunningTallies
from stream.table import Name, Number, Place

News: TypeAlias = tuple[bytes, bytes | None]
"""Key and value of a place, see `figures`; None takes it back."""

log = logging.getLogger("saylau.adder")
_decoder = msgspec.msgpack.Decoder(Partial)
encode = msgspec.msgpack.Encoder().encode
"""Write a partial."""


def key_of(run: str, partition: int, unit: int) -> bytes:
    """Return the key of a partial; a compacted topic keeps the last of each."""
    return f"{run}/{partition}/{unit}".encode()


class _Known(Struct):
    """Whose partials come under a key, and the offset of the last that counted."""

    part: str
    unit: int
    offset: int = 0


class Totals:
    """Adds up partials and says the figures of which places changed.

    Args:
        election, roster: of the run; partials of other runs are passed over.

    Attributes:
        changed: whether something was taken in since the last news.
    """

    def __init__(self, election: Election, roster: Roster) -> None:
        self._run = roster.run
        self._of_run = f"{roster.run}|".encode()
        self._progress = figures.key_of(roster.run, figures.PROGRESS)
        self._units = len(roster.units)
        self._running = RunningTallies(roster)
        self._regions = {region.id: Place("region", region.id, "") for region in election.regions}
        self._districts = {
            district.id: Place(f"district:{district.id}", district.region, "")
            for district in election.districts
        }
        self._hours = table.hours(election)
        self._keys: dict[Place, bytes] = {}
        self._known: dict[bytes, _Known] = {}
        self._odd = 0
        self._reached: dict[int, int] = {}
        self._said: dict[bytes, bytes | None] = {}
        """By key. A place taken back stays, as None: see `again`."""
        self._unsure: set[bytes] = set()
        self.changed = False

    @property
    def places(self) -> int:
        """How many something was said of so far, those taken back too."""
        return len(self._said)

    def take(self, key: bytes | None, content: bytes | None) -> None:
        """Take a partial in; one with a lower offset than is known for its key changes nothing."""
        known = self._known.get(key) if key is not None else None
        if known is None:
            known = self._meet(key)
            if known is None:
                return
        if content is None:
            self._pass_over(key)
            return
        try:
            partial = _decoder.decode(content)
        except ValueError:
            partial = read(_decoder.decode, content, f"topic {PARTIALS}, key {key!r}")
        if partial.offset < known.offset:
            return
        known.offset = partial.offset
        if known.unit == PROGRESS:
            self._reached[int(known.part)] = partial.offset
        elif known.unit == WITHDRAWN:
            self._running.withdraw(known.part, partial.withdrawn)
        elif partial.sums is not None:
            self._running.replace(known.part, known.unit, partial.sums)
        self.changed = True

    def heard(self, key: bytes, value: bytes | None) -> None:
        """Learn the last that somebody said of a place before; other runs are passed over.

        With the next news it is taken back unless there is such a place. Once something
        was said of it here, that is newer, and nothing is learned. What has another form,
        of another version, is taken back once and forgotten.
        """
        if not key.startswith(self._of_run) or key in self._said:
            return
        if figures.is_place(key):
            self._said[key] = value
        if figures.is_place(key) or value is not None:
            self._unsure.add(key)
            self.changed = True

    def tallies(self) -> Tallies:
        """Return the tallies of what was taken in; they go on changing."""
        return self._running.tallies

    def news(self) -> Iterator[News]:
        """Yield the places that changed since the last time, in the end how far partitions are.

        Whoever reads the progress of a partition has read all figures that the reports
        below its offset changed.
        """
        self.changed = False
        unsure, self._unsure = self._unsure, set()
        for place, numbers in self._changed():
            yield from self._news_of(place, figures.values_of(numbers))
        if unsure:  # all places are gone through to tell
            for key in sorted(unsure.difference(self._keys.values(), (self._progress,))):
                yield from self._taken_back(key)
        if self._reached or self._progress in self._said:
            reached = figures.progress(sorted(self._reached.items()))
            yield from self._news_of(figures.PROGRESS, reached)

    def again(self) -> Iterator[News]:
        """Yield all places said so far, round and round; between two of them there may be news.

        Those taken back are among them: a worker that was held up may have said them
        later. It ends when there is none.
        """
        while keys := tuple(self._said):
            for key in keys:
                yield key, self._said[key]

    def _meet(self, key: bytes | None) -> _Known | None:
        """Return what a new key stands for; None if it is of another run, or of no worker."""
        try:
            run, part, place = (key or b"").decode().rsplit("/", 2)
            if run != self._run:
                return None
            known = _Known(str(int(part)), int(place))
        except ValueError:
            known = None
        if key is None or known is None or known.unit not in range(PROGRESS, self._units):
            self._pass_over(key)
            return None
        self._known[key] = known
        return known

    def _pass_over(self, key: bytes | None) -> None:
        """Pass over what no worker writes; the first is told, there may be very many."""
        if not self._odd:
            log.warning("%s, key %r: no partial of a worker, passed over", PARTIALS, key)
        self._odd += 1

    def _changed(self) -> Iterator[tuple[Place, Iterable[tuple[Name, Number]]]]:
        """Yield the places where something changed, each with its figures."""
        changes, tallies = self._running.changed(), self._running.tallies
        if changes.nation:
            yield table.NATION, table.area_numbers(tallies.nation, self._hours)
        for region in sorted(changes.regions):
            area = tallies.regions[region]
            yield self._regions[region], table.area_numbers(area, self._hours)
        for district in sorted(changes.districts):
            area = tallies.districts[district]
            yield self._districts[district], table.area_numbers(area, self._hours)
        for contest in sorted(changes.contests):
            tally = tallies.contests[contest]
            yield table.place_of(tally.race), table.contest_numbers(tally)

    def _taken_back(self, key: bytes) -> Iterator[News]:
        """Take a key back that stands for no place here; one of another form is not kept."""
        if key not in self._said:
            yield key, None
        elif self._said[key] is not None:
            self._said[key] = None
            yield key, None

    def _news_of(self, place: Place, values: figures.Values) -> Iterator[News]:
        """Yield what is new of a place, if anything is."""
        key = self._keys.get(place)
        if key is None:
            key = self._keys[place] = figures.key_of(self._run, place)
        value = figures.encode(values)
        if self._said.get(key) != value:
            self._said[key] = value
            yield key, value

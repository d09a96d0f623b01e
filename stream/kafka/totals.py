"""Totals: the partials of all partitions added up into rows that people read.

Nothing here knows Kafka; the worker hands partials in and sends the rows.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct

from config.election import Election
from stream import table
from stream.contest_stage import AreaTally, ContestTally, Tallies
from stream.kafka.halt import read
from stream.kafka.part import PROGRESS, WITHDRAWN, Partial
from stream.kafka.topics import PARTIALS
from stream.roster import Roster
from stream.running_tallies import RunningTallies
from stream.table import Name, Number, Place

News: TypeAlias = tuple[bytes, bytes | None]
"""Key and value of a row; None takes it back."""

_Numbers: TypeAlias = dict[bytes, Number]
"""What the figures of a place are made of, by `metric|key`."""

_PROGRESS: Final = Place("progress", "", "")
_COLUMNS: Final = 6
"""Of the key of a row."""

log = logging.getLogger("saylau.adder")
_decoder = msgspec.msgpack.Decoder(Partial)
encode = msgspec.msgpack.Encoder().encode
"""Write a partial."""


def key_of(run: str, partition: int, unit: int) -> bytes:
    """Return the key of a partial; a compacted topic keeps the last of each."""
    return f"{run}/{partition}/{unit}".encode()


def row_key(run: str, place: Place, name: Name) -> str:
    """Return the key of a row: `run|scope|region|contest|metric|key`."""
    return (_prefix(run, place) + _suffix(name)).decode()


def progress_key(run: str, partition: int) -> str:
    """Return the key of the row that says how far a partition is in the figures."""
    return row_key(run, _PROGRESS, _offset_of(partition))


def is_figure(key: str) -> bool:
    """Say whether the row of a key is a figure of the tally, not one of progress."""
    return key.split("|", 2)[1:2] != [_PROGRESS.scope]


class _Known(Struct):
    """Whose partials come under a key, and the offset of the last that counted."""

    part: str
    unit: int
    offset: int = 0


class Totals:
    """Adds up partials and says which rows changed.

    Args:
        election, roster: of the run; partials of other runs are passed over.

    Attributes:
        changed: whether something was taken in since the last news.
        rows: said so far, those taken back too.
    """

    def __init__(self, election: Election, roster: Roster) -> None:
        self._run = roster.run
        self._units = len(roster.units)
        self._running = RunningTallies(roster)
        self._regions = {region.id: Place("region", region.id, "") for region in election.regions}
        self._districts = {
            district.id: Place(f"district:{district.id}", district.region, "")
            for district in election.districts
        }
        self._hours = table.hours(election)
        self._of_area = tuple(map(_suffix, table.area_names(self._hours)))
        self._of_candidates: dict[str, dict[str, bytes]] = {}
        self._prefixes: dict[Place, bytes] = {}
        self._known: dict[bytes, _Known] = {}
        self._odd = 0
        self._reached: dict[int, int] = {}
        self._numbers: dict[bytes, _Numbers] = {}
        self._said: dict[bytes, dict[bytes, bytes | None]] = {}
        """By prefix and rest of the key. A row taken back stays, as None: see `again`."""
        self._unsure: set[bytes] = set()
        self.changed = False
        self.rows = 0

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
        """Learn the last that somebody said of a row before; rows of other runs are passed over.

        With the next news it is taken back unless it holds. Once something was said of
        the row here, that is newer, and nothing is learned.
        """
        columns = key.split(b"|", _COLUMNS - 2)
        if columns[0] == self._run.encode() and key.count(b"|") >= _COLUMNS - 1:
            rest = columns.pop()
            prefix = b"|".join((*columns, b""))
            said = self._said.setdefault(prefix, {})
            if rest not in said:
                self.rows += 1
                said[rest] = value
                self._unsure.add(prefix)
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
        reached: _Numbers = {_suffix(_offset_of(n)): at for n, at in self._reached.items()}
        unsure, self._unsure = self._unsure, set()
        for place, numbers in self._changed():
            prefix = self._prefixes.get(place)
            if prefix is None:
                prefix = self._prefixes[place] = _prefix(self._run, place)
            yield from self._news_of(prefix, numbers)
        progress = _prefix(self._run, _PROGRESS)
        for prefix in unsure - {progress}:
            yield from self._news_of(prefix, self._numbers.get(prefix, {}))
        yield from self._news_of(progress, reached)

    def again(self) -> Iterator[News]:
        """Yield all rows said so far, round and round; between two of them there may be news.

        Those taken back are among them: a worker that was held up may have said them
        later. It ends when there is none.
        """
        rows = -1
        while rows:
            rows = 0
            for prefix, said in tuple(self._said.items()):
                for rest in tuple(said):
                    rows += 1
                    yield prefix + rest, said[rest]

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

    def _changed(self) -> Iterator[tuple[Place, _Numbers]]:
        """Yield the places where something changed, each with what all its figures are made of."""
        changes, tallies = self._running.changed(), self._running.tallies
        if changes.nation:
            yield table.NATION, self._of(tallies.nation)
        for region in sorted(changes.regions):
            yield self._regions[region], self._of(tallies.regions[region])
        for district in sorted(changes.districts):
            yield self._districts[district], self._of(tallies.districts[district])
        for contest in sorted(changes.contests):
            tally = tallies.contests[contest]
            yield table.place_of(tally.race), self._of_contest(tally)

    def _of(self, area: AreaTally) -> _Numbers:
        found = dict(zip(self._of_area, table.area_numbers(area, self._hours), strict=True))
        for party, number in area.votes.items():
            found[_suffix(("votes", party))] = number
        for party, number in area.seats.items():
            found[_suffix(("seats", party))] = number
        return found

    def _of_contest(self, tally: ContestTally) -> _Numbers:
        race = tally.race
        found: _Numbers = {}
        known = self._of_candidates.setdefault(race.id, {})
        for candidate, number in tally.votes.items():
            name = known.get(candidate)
            if name is None:
                name = known[candidate] = _suffix(("votes", table.name_of(candidate, race)))
            found[name] = number
        found.update(zip(_OF_CONTEST, table.contest_numbers(tally), strict=True))
        if tally.standing.winner:
            found[_suffix(("elected", table.name_of(tally.standing.winner, race)))] = 1
        return found

    def _news_of(self, prefix: bytes, now: _Numbers) -> Iterator[News]:
        """Yield what is new of one place."""
        before = self._numbers.get(prefix, {})
        said = self._said.setdefault(prefix, {})
        self._numbers[prefix] = now
        for name, number in now.items():
            if before.get(name) != number:
                value = table.value_of(number).encode()
                if said.get(name) != value:
                    self.rows += name not in said
                    said[name] = value
                    yield prefix + name, value
        if len(said) > len(now):
            gone = [name for name, value in said.items() if value is not None and name not in now]
            for name in gone:
                said[name] = None
                yield prefix + name, None


def _offset_of(partition: int) -> Name:
    return "offset", str(partition)


def _prefix(run: str, place: Place) -> bytes:
    return "|".join((run, *place, "")).encode()


def _suffix(name: Name) -> bytes:
    return f"{name[0]}|{name[1]}".encode()


_OF_CONTEST: Final = tuple(map(_suffix, table.CONTEST))

"""Totals: the partials of all partitions added up into rows that people read.

Nothing here knows Kafka; the worker hands partials in and sends the rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from config.election import Election
from stream.contest_stage import ContestStage, Tallies
from stream.kafka.part import WITHDRAWN, Partial
from stream.roster import Roster
from stream.table import rows
from stream.tally import Sums

_decoder = msgspec.msgpack.Decoder(Partial)
encode = msgspec.msgpack.Encoder().encode
"""Write a partial."""


def key_of(run: str, partition: int, unit: int) -> bytes:
    """Return the key of a partial; a compacted topic keeps the last of each."""
    return f"{run}/{partition}/{unit}".encode()


class Totals:
    """Adds up partials and says which rows changed.

    Args:
        election, roster: of the run; partials of other runs are passed over.
    """

    def __init__(self, election: Election, roster: Roster) -> None:
        self._election = election
        self._run = roster.run
        self._stage = ContestStage(roster)
        self._offsets: dict[bytes, int] = {}
        self._sums: dict[str, dict[int, Sums]] = {}
        self._withdrawn: dict[str, list[tuple[str, str]]] = {}
        self._said: dict[str, str] = {}
        self.changed = False

    def take(self, key: bytes, content: bytes) -> None:
        """Take a partial in; one with a lower offset than is known for its key changes nothing."""
        run, part, unit = key.decode().rsplit("/", 2)
        if run != self._run:
            return
        partial = _decoder.decode(content)
        if partial.offset < self._offsets.get(key, 0):
            return
        self._offsets[key] = partial.offset
        if int(unit) == WITHDRAWN:
            self._withdrawn[part] = partial.withdrawn
        elif partial.sums is not None:
            self._sums.setdefault(part, {})[int(unit)] = partial.sums
        self.changed = True

    def tallies(self) -> Tallies:
        """Return the tallies of what was taken in."""
        for part in self._sums.keys() | self._withdrawn.keys():
            self._stage.take(part, self._sums.get(part, {}), self._withdrawn.get(part, ()))
        return self._stage.result()

    def forget(self) -> None:
        """Let the next news be all rows, as if none had been said."""
        self._said = {}
        self.changed = True

    def news(self) -> Iterator[tuple[str, str | None]]:
        """Yield key and value of the rows that changed since the last time; None takes one back."""
        self.changed = False
        before, self._said = self._said, {}
        for row in rows(self._election, self.tallies(), ()):
            *place, value = row
            key = "|".join((self._run, *place))
            self._said[key] = value
            if before.get(key) != value:
                yield key, value
        for key in before.keys() - self._said.keys():
            yield key, None

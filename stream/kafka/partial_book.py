"""Partials of all partitions kept, the newest of each, and added up.

Nothing here knows Kafka: keys and contents in, tallies out.
"""

from __future__ import annotations

import logging

import msgspec
from msgspec import Struct

from stream.kafka.halt import read
from stream.kafka.part import PROGRESS, WITHDRAWN, Partial
from stream.kafka.topics import PARTIALS
from stream.roster import Roster
from stream.running_tallies import RunningTallies

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


class PartialBook:
    """Keeps the newest partial of each unit and partition.

    Args:
        roster: of the run; partials of other runs are passed over.

    Attributes:
        run: its id.
        running: the tallies of all partials.
        reached: the offset of each partition up to which all is in them.
        changed: whether something was taken in; whoever looks at the tallies says that it is not.
        begun: whether anything of this run was ever taken in.
    """

    def __init__(self, roster: Roster) -> None:
        self.run = roster.run
        self.running = RunningTallies(roster)
        self.reached: dict[int, int] = {}
        self.changed = False
        self.begun = False
        self._units = len(roster.units)
        self._known: dict[bytes, _Known] = {}
        self._odd = 0

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
        except (ValueError, RecursionError):
            partial = read(_decoder.decode, content, f"topic {PARTIALS}, key {key!r}")
        if partial.offset < known.offset:
            return
        known.offset = partial.offset
        if known.unit == PROGRESS:
            self.reached[int(known.part)] = partial.offset
        elif known.unit == WITHDRAWN:
            self.running.withdraw(known.part, partial.withdrawn)
        elif partial.sums is not None:
            self.running.replace(known.part, known.unit, partial.sums)
        self.changed = True

    def _meet(self, key: bytes | None) -> _Known | None:
        """Return what a new key stands for; None if it is of another run, or of no worker."""
        try:
            run, part, place = (key or b"").decode().rsplit("/", 2)
            if run != self.run:
                return None
            known = _Known(str(int(part)), int(place))
        except ValueError:
            known = None
        if key is None or known is None or known.unit not in range(PROGRESS, self._units):
            self._pass_over(key)
            return None
        self._known[key] = known
        self.begun = True
        return known

    def _pass_over(self, key: bytes | None) -> None:
        """Pass over what no worker writes; the first is told, there may be very many."""
        if not self._odd:
            log.warning("%s, key %r: no partial of a worker, passed over", PARTIALS, key)
        self._odd += 1

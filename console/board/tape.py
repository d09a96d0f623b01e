"""A tape: the records of a run in the order they were received, while they come or all there."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec
import zstandard

from stream.record import Record

BEFORE_MS: Final = 3_600_000
"""So long before the polls open there is something to see: stations open."""

BLOCK: Final = 1024
"""Records that are packed together."""

_LEVEL: Final = 1
_AT_HAND: Final = 4
"""Blocks that are kept unpacked: who plays the day goes through one after the other."""

_pack: Final = msgspec.msgpack.Encoder().encode
_unpack: Final = msgspec.msgpack.Decoder(list[tuple[int, int, str, str, str, bytes]]).decode


class Tape:
    """Records that can be wound to any moment; all but the latest are kept packed.

    One thread may extend it while another reads.

    Args:
        begin, end: between which moments there is something to see, milliseconds since 1970 UTC.

    Attributes:
        begin: as given; what was received before, perhaps a week, is there from the beginning.
        end: as given, or later if something was received later.
        complete: whether nothing comes any more.
        edge: up to which moment all is there.
    """

    def __init__(self, begin: int, end: int) -> None:
        self.begin, self.end = begin, end
        self.complete = False
        self.edge = begin
        self._blocks: list[bytes] = []
        self._latest: list[Record] = []
        self._received = array("q")
        self._of: dict[str, array[int]] = {}
        self._packing = threading.Lock()
        self._unpacked = lru_cache(_AT_HAND)(self._block)

    @classmethod
    def between(cls, first: datetime, last: datetime) -> Tape:
        """Make an empty one for the time between two moments, and somewhat before."""
        begin = round(first.timestamp() * 1000) - BEFORE_MS
        return cls(begin, round(last.timestamp() * 1000))

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self._received)

    def extend(self, records: Sequence[Record]) -> None:
        """Add records that were received after all before them; others count as received then."""
        self._latest += records
        for record in records:
            latest = self._received[-1] if self._received else record.received
            places = self._of.get(record.key)
            if places is None:
                places = self._of[record.key] = array("L")
            places.append(len(self._received))
            self._received.append(max(record.received, latest))
        while len(self._latest) >= BLOCK:
            block = _packed(self._latest[:BLOCK])
            with self._packing:
                self._blocks.append(block)
                del self._latest[:BLOCK]
        if self._received:
            self.end = max(self.end, self._received[-1])
            self.edge = max(self.edge, self._received[-1])

    def reach(self, moment: int) -> None:
        """Note that nothing received before a moment comes any more."""
        self.edge = max(self.edge, moment)

    def finish(self) -> None:
        """Note that nothing comes any more."""
        self.complete = True
        self.edge = max(self.edge, self.end)

    def place(self, moment: int) -> int:
        """Return how many records were received by a moment."""
        return bisect_right(self._received, moment)

    def part(self, start: int, stop: int) -> Sequence[Record]:
        """Return the records from one place to before another."""
        found: list[Record] = []
        while start < stop:
            number, first = divmod(start, BLOCK)
            until = min(BLOCK, first + stop - start)
            with self._packing:
                packed = number < len(self._blocks)
                # Of what is not packed yet there may be more than a block.
                at = start - BLOCK * len(self._blocks)
                some = [] if packed else self._latest[at : at + until - first]
            found += self._unpacked(number)[first:until] if packed else some
            if not packed and len(some) < until - first:
                break
            start += until - first
        return found

    def of(self, source: str, moment: int) -> Iterator[Record]:
        """Yield what was received of a source by a moment."""
        places = self._of.get(source, array("L"))
        until = self.place(moment)
        for at in places[: bisect_left(places, until)]:
            yield from self.part(at, at + 1)

    def _block(self, number: int) -> list[Record]:
        rows = _unpack(zstandard.ZstdDecompressor().decompress(self._blocks[number]))
        return [Record(*row) for row in rows]


def _packed(records: Sequence[Record]) -> bytes:
    rows = [
        (one.received, one.partition, one.key, one.key_id, one.mac, bytes(one.value))
        for one in records
    ]
    return zstandard.ZstdCompressor(level=_LEVEL).compress(_pack(rows))

"""A tape: the records of a run in the order they were received, while they come or all there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from stream.record import Record

BEFORE_MS: Final = 3_600_000
"""So long before the polls open there is something to see: stations open."""


class Tape:
    """Records that can be wound to any moment.

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
        self._records: list[Record] = []
        self._received: list[int] = []
        self._of: dict[str, list[int]] = {}

    @classmethod
    def between(cls, first: datetime, last: datetime) -> Tape:
        """Make an empty one for the time between two moments, and somewhat before."""
        begin = round(first.timestamp() * 1000) - BEFORE_MS
        return cls(begin, round(last.timestamp() * 1000))

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self._records)

    def extend(self, records: Sequence[Record]) -> None:
        """Add records that were received after all before them; others count as received then."""
        for record in records:
            latest = self._received[-1] if self._received else record.received
            self._of.setdefault(record.key, []).append(len(self._records))
            self._records.append(record)
            self._received.append(max(record.received, latest))
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
        return self._records[start:stop]

    def of(self, source: str, moment: int) -> Iterator[Record]:
        """Yield what was received of a source by a moment."""
        places = self._of.get(source, ())
        until = self.place(moment)
        yield from (self._records[at] for at in places[: bisect_left(places, until)])

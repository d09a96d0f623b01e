"""Which records count: told apart from the pipeline's own code that admits them."""

from __future__ import annotations

from typing import Final

import msgspec

from config.election import Election
from stream.events import AnyEvent, CandidateWithdrawn, CountReported, TurnoutReported, decode
from stream.keys import KeyRing
from stream.moment import moments
from stream.partition import partition
from stream.record import Record

MOST_STATEMENTS: Final = 1_000
"""The highest number that a station may use."""


class Genuine:
    """Tells what counts of the records of a run.

    Args:
        election: the definition.
        keys: that prove who sent what.
        run: the run's id.
        partitions: how many the records are spread over.
    """

    def __init__(self, election: Election, keys: KeyRing, run: str, partitions: int) -> None:
        self._election, self._run = election.id, run
        self._keys = keys
        self._contests = {station.id: station.contests for station in election.stations}
        self._partitions = partitions
        self._partition_of: dict[str, int] = {}

    def event(self, record: Record) -> AnyEvent | None:
        """Return what a station says in a record; None if it has to be refused."""
        contests = self._contests.get(record.key)
        if contests is None or record.partition != self._partition(record.key):
            return None
        if not self._keys.proves(record.key, record.key_id, record.value, record.mac):
            return None
        try:
            event: AnyEvent = decode(record.value)
            moments[event.at]
            if isinstance(event, TurnoutReported):
                moments[event.as_of]
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None
        ours = (event.source, event.run, event.election) == (record.key, self._run, self._election)
        if isinstance(event, CandidateWithdrawn):  # which the commission alone may say
            return None
        elsewhere = isinstance(event, CountReported) and event.contest not in contests
        return event if ours and not elsewhere and event.seq <= MOST_STATEMENTS else None

    def _partition(self, source: str) -> int:
        if source not in self._partition_of:
            self._partition_of[source] = partition(source, self._partitions)
        return self._partition_of[source]

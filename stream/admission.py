"""What a record has to pass before it is folded: key, code, schema, meaning, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

import msgspec

from stream.events import (
    VERSION,
    AnyEvent,
    CandidateWithdrawn,
    CountReported,
    IncidentReported,
    TurnoutReported,
    decode,
    told,
)
from stream.keys import KeyRing
from stream.moment import moments
from stream.record import Record
from stream.rejection import ReasonCode, Rejection
from stream.roster import Roster, Source

LONGEST_REASON: Final = 200

MOST_STATEMENTS: Final = 1_000
MOST_REPORTS: Final = 100_000
"""Numbers a station and a reporter may use in a run.

No honest one comes near, and no other fills the memory or the time of a fold.
"""

WITHDRAWS: Final = "commission"
"""Only the commission takes a candidate off the ballot."""


class RefusedError(Exception):
    """Why one record is not admitted; caught where the record is at hand."""

    def __init__(self, code: ReasonCode, reason: str, version: int | None = None) -> None:
        self.code: ReasonCode = code
        self.reason = reason[:LONGEST_REASON]
        self.version = version
        super().__init__(code, reason, version)


REFUSALS: Final = (RefusedError, msgspec.DecodeError, ValueError, RecursionError)
"""What `Admission` raises where a record is not admitted.

Decoding raises `RecursionError` on brackets nested thousands deep.
"""


class Admission:
    """Checks records against the roster and, where keys are given, their codes."""

    def __init__(self, roster: Roster, keys: KeyRing | None) -> None:
        self._roster = roster
        self._election = roster.election
        self._run = roster.run
        self._keys = keys

    def admit(self, record: Record, partition: int) -> AnyEvent:
        """Check partition, code, schema and where the event belongs; return it.

        `partition` is that of the record's key.

        All but hourly reports that come straight on have to be examined as well.
        Raises one of `REFUSALS`. The comparisons stand here in line: this is the
        hottest path of the pipeline.
        """
        if record.partition != partition:
            misplaced(f"partition {record.partition}, expected {partition}")
        keys = self._keys
        if keys is not None and not keys.proves(
            record.key, record.key_id, record.value, record.mac
        ):
            raise RefusedError("S102", "the code does not fit source, key and bytes")
        try:
            event: AnyEvent = decode(record.value)
        except REFUSALS as error:
            self._refuse_other_version(record, error)
            raise
        if event.source != record.key:
            misplaced(f"key {record.key}, but the event names source {event.source}")
        if event.run != self._run or event.election != self._election:
            misplaced(f"event of run {event.run} of {event.election}")
        return event

    def _refuse_other_version(self, record: Record, error: Exception) -> None:
        """Refuse an event of another version as such, unless it names another run."""
        event = told(record.value)
        ours = not isinstance(event.run, str) or event.run == self._run
        if ours and event.v != VERSION:
            reason = f"contract version {event.v}, known is {VERSION}"
            raise RefusedError("S105", reason, event.v) from error

    def admit_all(self, records: Sequence[Record], placed: Sequence[bool]) -> list[AnyEvent | None]:
        """Return the events of many records; None for each that is refused.

        The same checks as `admit`, a column at a time. `placed` says which records are
        of a known source and on its partition; all others are refused unseen.
        """
        try:
            events: list[AnyEvent | None] = [decode(record.value) for record in records]
        except REFUSALS:
            events = [_decoded(record) for record in records]
        keys, run, election = self._keys, self._run, self._election
        if keys is not None:
            placed = [
                right and keys.proves(record.key, record.key_id, record.value, record.mac)
                for record, right in zip(records, placed, strict=True)
            ]
        return [
            event
            if right
            and event is not None
            and event.source == record.key
            and event.run == run
            and event.election == election
            else None
            for record, event, right in zip(records, events, placed, strict=True)
        ]

    def examine(self, event: AnyEvent, source: Source) -> None:
        """Check what an event says: its moments, its contest, whether this source may say it."""
        moments[event.at]
        most = MOST_STATEMENTS if source.unit else MOST_REPORTS
        if event.seq > most:
            raise RefusedError("S105", f"seq {event.seq} is above {most}")
        if isinstance(event, TurnoutReported):
            moments[event.as_of]
        if isinstance(event, CandidateWithdrawn):
            if event.contest not in self._roster.races:
                raise RefusedError("S105", f"no contest {event.contest!r} in this election")
            if source.role != WITHDRAWS:
                raise RefusedError("S105", f"{source.id} may not withdraw a candidate")
        if source.unit is None:
            if not isinstance(event, IncidentReported | CandidateWithdrawn):
                raise RefusedError("S105", f"{source.id} is not a station: incidents only")
        elif isinstance(event, CountReported) and event.contest not in source.unit.contests:
            raise RefusedError("S105", f"contest {event.contest!r} is not voted on at {source.id}")


def _decoded(record: Record) -> AnyEvent | None:
    try:
        return decode(record.value)  # type: ignore[no-any-return]
    except REFUSALS:
        return None


def misplaced(reason: str) -> NoReturn:
    """Refuse a record that does not belong here."""
    raise RefusedError("S107", reason)


def rejection(record: Record, error: Exception) -> Rejection:
    """Return the rejection that an error of `Admission` stands for."""
    if isinstance(error, RefusedError):
        return Rejection(error.code, error.reason, record, error.version)
    return Rejection("S105", str(error)[:LONGEST_REASON], record)


def absent(record: Record, roster: Roster) -> Rejection:
    """Return the rejection of a record whose key has no row in a roster."""
    source = roster.sources.get(record.key)
    if source is None:
        return Rejection("S101", f"no source {record.key!r} in this election", record)
    reason = f"partition {record.partition}, expected {source.partition}"
    return Rejection("S107", reason, record)

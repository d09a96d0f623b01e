"""What a record has to pass before it is folded: key, code, schema, meaning, in this order."""

from __future__ import annotations

from typing import Final, NoReturn

import msgspec

from stream.events import (
    AnyEvent,
    CandidateWithdrawn,
    CountReported,
    IncidentReported,
    TurnoutReported,
    decode,
)
from stream.keys import KeyRing
from stream.moment import moments
from stream.record import Record
from stream.rejection import ReasonCode, Rejection
from stream.roster import Roster, Source

LONGEST_REASON: Final = 200


class RefusedError(Exception):
    """Why one record is not admitted; caught where the record is at hand."""

    def __init__(self, code: ReasonCode, reason: str) -> None:
        self.code: ReasonCode = code
        self.reason = reason[:LONGEST_REASON]
        super().__init__(code, reason)


REFUSALS: Final = (RefusedError, msgspec.DecodeError, ValueError)
"""What `Admission` raises where a record is not admitted."""


class Admission:
    """Checks records against the roster and, where keys are given, their codes."""

    def __init__(self, roster: Roster, keys: KeyRing | None) -> None:
        self._roster = roster
        self._election = roster.election
        self._run = roster.run
        self._keys = keys

    def admit(self, record: Record, source: Source) -> AnyEvent:
        """Return what is said; raises `RefusedError` or a decoding error if it is not admitted.

        The comparisons every record has to pass stand here in line: this is the
        hottest path of the pipeline.
        """
        if record.partition != source.partition:
            misplaced(f"partition {record.partition}, expected {source.partition}")
        if self._keys is not None:
            self._by_code(record, self._keys)
        event: AnyEvent = decode(record.value)
        if event.source != source.id:
            misplaced(f"key {source.id}, but the event names source {event.source}")
        if event.run != self._run or event.election != self._election:
            misplaced(f"event of run {event.run} of {event.election}")
        if type(event) is TurnoutReported and source.unit is not None:
            moments[event.as_of]
        else:
            self._by_meaning(source, event)
        moments[event.at]
        return event

    def source(self, record: Record) -> Source:
        """Return who speaks, by the record's key; raises `RefusedError` for a stranger."""
        source = self._roster.sources.get(record.key)
        if source is None:
            raise RefusedError("S101", f"no source {record.key!r} in this election")
        return source

    def _by_code(self, record: Record, keys: KeyRing) -> None:
        if record.key_id.rpartition("/")[0] != record.key:
            raise RefusedError("S102", f"key_id {record.key_id!r} is not a key of {record.key}")
        if not keys.proves(record.key_id, record.value, record.mac):
            raise RefusedError("S102", "the code does not fit the bytes and the key")

    def _by_meaning(self, source: Source, event: AnyEvent) -> None:
        if source.unit is None:
            if not isinstance(event, IncidentReported | CandidateWithdrawn):
                raise RefusedError("S105", f"{source.id} is not a station: incidents only")
        elif isinstance(event, CountReported) and event.contest not in source.unit.contests:
            raise RefusedError("S105", f"contest {event.contest!r} is not voted on at {source.id}")
        if isinstance(event, CandidateWithdrawn) and event.contest not in self._roster.races:
            raise RefusedError("S105", f"no contest {event.contest!r} in this election")


def misplaced(reason: str) -> NoReturn:
    """Refuse a record that does not belong here."""
    raise RefusedError("S107", reason)


def rejection(record: Record, error: Exception) -> Rejection:
    """Return the rejection that an error of `Admission` stands for."""
    if isinstance(error, RefusedError):
        return Rejection(error.code, error.reason, record)
    return Rejection("S105", str(error)[:LONGEST_REASON], record)

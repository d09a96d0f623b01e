"""What people report: incidents seen and candidates taken off the ballot.

The rules of family I raise an alert of each: that it was reported, not that it is so. Views
and report show the messages besides as what they are, something that somebody said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from config.election import Election
from console.wording import Wording
from stream.events import CandidateWithdrawn, IncidentReported, decode
from stream.keys import KeyRing
from stream.record import Record

INCIDENT: Final = "INCIDENT"
WITHDRAWN: Final = "WITHDRAWN"
_INCIDENT: Final = b"incident-reported"
_WITHDRAWAL: Final = b"candidate-withdrawn"


@dataclass(frozen=True, slots=True)
class Message:
    """One message: when it came (official zone), of which kind, where, what, from whom."""

    at: datetime
    kind: str
    place: str
    what: str
    role: str

    def __str__(self) -> str:
        """Return it as a line without the time."""
        return f"{self.kind} {self.place}: {self.what} ({self.role})"


class MessageLog:
    """Collects the messages of a stream; what cannot be proved or was said before is left out.

    Args:
        election: whose names are used.
        keys: to check the records' codes.
        run: whose they are; None takes those of all runs.
    """

    def __init__(self, election: Election, keys: KeyRing, run: str | None = None) -> None:
        self._zone = election.official_zone
        self._wording = Wording(election)
        self._roles = {reporter.id: reporter.role for reporter in election.reporters}
        self._keys = keys
        self._run = run
        self._heard: set[tuple[str, int]] = set()
        self._messages: list[Message] = []

    def take(self, records: Sequence[Record]) -> None:
        """Keep what is a message among some records."""
        for record in records:
            value = bytes(record.value)
            if (_INCIDENT in value or _WITHDRAWAL in value) and self._keys.proves(
                record.key, record.key_id, value, record.mac
            ):
                self._keep(record.received, value)

    def __call__(self) -> tuple[Message, ...]:
        """Return all messages in the order they came."""
        return tuple(self._messages)

    def _keep(self, received: int, value: bytes) -> None:
        try:
            event = decode(value)
        except (msgspec.DecodeError, RecursionError):
            return  # The pipeline refuses it too, and raises an alert that says so.
        if (event.source, event.seq) in self._heard or self._run not in (None, event.run):
            return
        at = datetime.fromtimestamp(received / 1000, UTC).astimezone(self._zone)
        if isinstance(event, IncidentReported):
            what, place, kind = event.category.replace("-", " "), event.place, INCIDENT
            role: str = event.role
        elif isinstance(event, CandidateWithdrawn):
            what, place, kind = f"{event.candidate}, {event.ground}", event.contest, WITHDRAWN
            role = self._roles.get(event.source, event.source)
        else:
            return
        self._heard.add((event.source, event.seq))
        self._messages.append(Message(at, kind, self._wording.place(place), what, role))

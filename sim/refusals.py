"""Refusals: which delivered records a pipeline must not take in, and why.

The checks run in the order key, code, schema, meaning, with codes checked; so of
each kind of fault it is known which of them stops the record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from sim.expected_alerts import ExpectedAlert
from sim.parcel import Fault
from stream.record import Record
from stream.rejection import ReasonCode

ACCEPTABLE: Final[Mapping[Fault, tuple[ReasonCode, ...]]] = {
    "corrupted": ("S102",),
    "forged": ("S102",),
    "misplaced": ("S107",),
    "foreign": ("S107",),
    "unknown": ("S101",),
    "garbled": ("S105",),
}
"""Codes by kind of fault, any of which will do.

Key and partition are right where bytes were damaged or forged, so the code is what
stops them, before anybody reads what they say. What is garbled was signed so, and is
stopped where it is read.
"""

STRANGERS: Final = ("S101",)
"""Of sources that are on no list: their alerts are the election's, one a partition."""


class RefusedTruth(Struct, frozen=True):
    """A delivered record that has to be refused.

    Attributes:
        kind: what was done: corrupted, forged, misplaced, foreign, unknown or garbled.
        source: its key.
        seq: number of the genuine statement it was made of.
        received: receive time, milliseconds since 1970 UTC.
        partition: the one it arrived on.
        digest: BLAKE2b of its exact bytes, 16 bytes, hexadecimal; with source, receive
            time and partition it says which record is meant.
        codes: acceptable reasons, with codes checked.
    """

    kind: str
    source: str
    seq: int
    received: int
    partition: int
    digest: str
    codes: tuple[str, ...]

    @property
    def accused(self) -> str:
        """The source that its alert names; none if it is on no list."""
        return "" if self.codes == STRANGERS else self.source


def refused(record: Record, seq: int, fault: Fault) -> RefusedTruth:
    """Return what the truth says of a record with a fault.

    Args:
        record: as delivered.
        seq: number of the statement it was made of.
        fault: any but "".
    """
    return RefusedTruth(
        kind=fault,
        source=record.key,
        seq=seq,
        received=record.received,
        partition=record.partition,
        digest=digest(bytes(record.value)),
        codes=ACCEPTABLE[fault],
    )


def digest(value: bytes) -> str:
    """Return the digest of a record's bytes, 32 hexadecimal digits."""
    return hashlib.blake2b(value, digest_size=16).hexdigest()


def refusal_alerts(records: Iterable[RefusedTruth], election: str = "") -> list[ExpectedAlert]:
    """Return the alerts that refused records have to raise.

    Args:
        records: in the order received. The first of a source and a reason opens the alert;
            it never clears, and the others only add to it. Records on a wrong partition
            raise one for each partition, and so do unknown sources, all of them together.
        election: its id, which unknown sources are laid to.
    """
    first: dict[tuple[str, tuple[str, ...], str], int] = {}
    for one in records:
        part = str(one.partition) if one.kind in ("misplaced", "unknown") else ""
        first.setdefault((one.accused or election, one.codes, part), one.received)
    return [
        ExpectedAlert(codes, source, opened, None, part)
        for (source, codes, part), opened in first.items()
    ]


def joined(alerts: Iterable[ExpectedAlert]) -> list[ExpectedAlert]:
    """Return the alerts of several parts of a day: of those on strangers the first counts."""
    found: list[ExpectedAlert] = []
    strangers: dict[str, ExpectedAlert] = {}
    for alert in alerts:
        if alert.codes != STRANGERS:
            found.append(alert)
        elif alert.part not in strangers or alert.opened < strangers[alert.part].opened:
            strangers[alert.part] = alert
    return [*found, *strangers.values()]

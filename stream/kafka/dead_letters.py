"""Dead letters: records that were refused, as they came, each with its reason.

The key is where the record lies, so that a compacted topic holds each once.
"""

from __future__ import annotations

import base64
from typing import Final

import msgspec
from msgspec import Struct

from stream.record import Record
from stream.rejection import ReasonCode, Rejection


class DeadLetter(Struct, frozen=True):
    """A refused record.

    Attributes:
        code, reason: why.
        topic, partition, offset: where it lies.
        received: milliseconds since 1970 UTC.
        key, key_id, mac: as they came.
        value: the exact bytes, base64; cut where there are more than `LONGEST`.
    """

    code: ReasonCode
    reason: str
    topic: str
    partition: int
    offset: int
    received: int
    key: str
    key_id: str
    mac: str
    value: str

    @property
    def record(self) -> Record:
        """Return the record as it came."""
        value = base64.b64decode(self.value)
        return Record(self.received, self.partition, self.key, self.key_id, self.mac, value)


LONGEST: Final = 8 << 20
"""Bytes of a record that a letter has at most; of a longer one it has the beginning."""

LONGEST_TEXT: Final = 1_000
"""Characters of key, headers and reason."""

_decoder: Final = msgspec.json.Decoder(DeadLetter)
decode: Final = _decoder.decode
"""Read a dead letter; raises `msgspec.DecodeError` if it is none."""


def dead_letter(rejection: Rejection, topic: str, offset: int) -> tuple[bytes, bytes]:
    """Return key and value of a dead letter."""
    record = rejection.record
    value, reason = bytes(record.value), rejection.reason[:LONGEST_TEXT]
    if len(value) > LONGEST:
        reason += f"; its {len(value):,} bytes are cut to {LONGEST:,}"
    letter = DeadLetter(
        rejection.code,
        reason,
        topic,
        record.partition,
        offset,
        record.received,
        record.key[:LONGEST_TEXT],
        record.key_id[:LONGEST_TEXT],
        record.mac[:LONGEST_TEXT],
        base64.b64encode(value[:LONGEST]).decode(),
    )
    return f"{topic}/{record.partition}/{offset}".encode(), msgspec.json.encode(letter)

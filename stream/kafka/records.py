"""A record as Kafka carries it: key, headers and the event's exact bytes.

Headers follow CloudEvents in binary mode (v1.0); `key_id` and `mac` prove the
source. The mac is also the event's id: it is one for one source and content.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from stream.record import Record

Header = tuple[str, str | bytes | None]

SPEC_VERSION: Final = "1.0"
TYPE: Final = "kz.saylau.report.v1"
CONTENT_TYPE: Final = "application/json"


class Delivered(Protocol):
    """What a Kafka client hands over; `timestamp` is in milliseconds since 1970 UTC."""

    timestamp: int
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Iterable[tuple[str, bytes]]


def headers_of(record: Record) -> list[Header]:
    """Return the headers of a record."""
    return [
        ("key_id", record.key_id.encode()),
        ("mac", record.mac.encode()),
        ("ce_specversion", SPEC_VERSION.encode()),
        ("ce_type", TYPE.encode()),
        ("ce_source", record.key.encode()),
        ("ce_id", record.mac.encode()),
        ("content-type", CONTENT_TYPE.encode()),
    ]


def record_of(delivered: Delivered) -> Record:
    """Return what was delivered as a record; what is missing or no text is left to admission."""
    key_id = mac = b""
    for name, content in delivered.headers:
        if name == "mac":
            mac = content or b""
        elif name == "key_id":
            key_id = content or b""
    return Record(
        delivered.timestamp,
        delivered.partition,
        (delivered.key or b"").decode("utf-8", "replace"),
        key_id.decode("utf-8", "replace"),
        mac.decode("utf-8", "replace"),
        delivered.value or b"",
    )

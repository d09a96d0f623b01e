"""A record as Kafka carries it: key, headers and the event's exact bytes.

Headers follow CloudEvents in binary mode (v1.0); `key_id` and `mac` prove the
source. The mac is also the event's id: it is one for one source and content.
"""

from __future__ import annotations

from typing import Final

from confluent_kafka import Message

from stream.record import Record

Header = tuple[str, str | bytes | None]

SPEC_VERSION: Final = "1.0"
TYPE: Final = "kz.saylau.report.v1"
CONTENT_TYPE: Final = "application/json"


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


def record_of(message: Message) -> Record:
    """Return the record of a message; what is missing or no text is left to admission."""
    try:
        headers = dict(message.headers() or ())
    except (SystemError, UnicodeDecodeError):  # the client cannot read a name that is no UTF-8
        headers = {}
    _, received = message.timestamp()
    return Record(
        received,
        message.partition() or 0,
        _text(message.key()),
        _text(headers.get("key_id")),
        _text(headers.get("mac")),
        bytes_of(message.value()) or b"",
    )


def bytes_of(content: str | bytes | None) -> bytes | None:
    """Return what a client hands over as key or value, as bytes; None as it is."""
    return content.encode() if isinstance(content, str) else content


def _text(content: str | bytes | None) -> str:
    return content if isinstance(content, str) else (content or b"").decode("utf-8", "replace")

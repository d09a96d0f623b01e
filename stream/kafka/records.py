"""A record as Kafka carries it: key, headers and the event's exact bytes.

Headers follow CloudEvents in binary mode (v1.0); `key_id` and `mac` prove the
source. The mac is also the event's id: it is one for one source and content.
"""

from __future__ import annotations

from typing import Final

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

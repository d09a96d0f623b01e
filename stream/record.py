"""A record: one delivery of one event, as Kafka or the journal hands it over."""

from __future__ import annotations

from msgspec import Raw, Struct


class Record(Struct, array_like=True, gc=False):
    """Receive time, place, key, headers and the exact bytes of one delivery.

    Attributes:
        received: receive time, milliseconds since 1970-01-01 UTC (broker's or journal's).
        partition: the partition it arrived on.
        key: the record's key; names the source.
        key_id: header: which key the code was made with, `<source>/<generation>`.
        mac: header: keyed BLAKE2b of the value, 32 hexadecimal digits.
        value: the exact bytes of the event.
    """

    received: int
    partition: int
    key: str
    key_id: str
    mac: str
    value: bytes | Raw

    @property
    def is_tick(self) -> bool:
        """Whether it says nothing but that receive time has passed: it has no key and no value."""
        return not self.key and not self.value

"""Fetched records, made straight of what the client unpacked.

aiokafka makes a `ConsumerRecord` of each, of which the record of `stream` is then made;
both together took four of the six microseconds a record costs to fetch. Here the topic
of the reports goes without the one between. aiokafka has no setting for it, so its own
class is replaced in this process; `batches.TESTED` says with which versions that was tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from aiokafka.consumer import fetcher
from aiokafka.structs import TopicPartition

from stream.kafka.topics import REPORTS
from stream.record import Record


class Unpacked(Protocol):
    """What the client unpacks; `timestamp` is in milliseconds since 1970 UTC."""

    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Iterable[tuple[str, bytes | None]]


class Fetched(Record, array_like=True, gc=False, kw_only=True):
    """A record with the place where it lies in its partition."""

    offset: int


def fetched(partition: int, unpacked: Unpacked) -> Fetched:
    """Return a record as it was fetched; what is missing or no text is left to admission."""
    key_id = mac = b""
    for name, content in unpacked.headers:
        if name == "mac":
            mac = content or b""
        elif name == "key_id":
            key_id = content or b""
    return Fetched(
        unpacked.timestamp,
        partition,
        (unpacked.key or b"").decode("utf-8", "replace"),
        key_id.decode("utf-8", "replace"),
        mac.decode("utf-8", "replace"),
        unpacked.value or b"",
        offset=unpacked.offset,
    )


class ReportRecords(fetcher.PartitionRecords):  # type: ignore[misc]
    """Unpacks reports as `Fetched`."""

    def __iter__(self) -> Iterator[Fetched]:
        # The client asks this object for each record, and it the iterator; one step less does.
        records: Iterator[Fetched] = self._records_iterator
        return records

    def _consumer_record(self, tp: TopicPartition, record: Unpacked) -> Fetched:
        return fetched(tp.partition, record)


_stock: Final = fetcher.PartitionRecords


def records_of(tp: TopicPartition, *rest: object) -> fetcher.PartitionRecords:
    """Return what unpacks the records of a partition; arguments as of the client's class."""
    return (ReportRecords if tp.topic == REPORTS else _stock)(tp, *rest)


def replace_records() -> None:
    """Let all consumers of this process unpack reports so."""
    fetcher.PartitionRecords = records_of

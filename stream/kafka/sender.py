"""Sends records to the reports topic, each to the partition it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from stream.kafka.outlet import Outlet
from stream.kafka.records import headers_of
from stream.kafka.topics import REPORTS
from stream.record import Record

MOST_WAITING: Final = 200_000


class Sender:
    """Sends with the record's own receive time, key, headers and bytes.

    Args:
        config: of librdkafka; has `bootstrap.servers`.
        topic: where they go; has a partition for each that a record names.
    """

    def __init__(
        self, config: Mapping[str, str | int | float | bool], topic: str = REPORTS
    ) -> None:
        self._topic = topic
        self._outlet = Outlet(config, MOST_WAITING, counts=True)

    @property
    def confirmed(self) -> int:
        """Records that all brokers in sync have."""
        return self._outlet.confirmed

    def send(self, records: Iterable[Record]) -> None:
        """Send records; waits while too many are under way.

        Raises:
            SaylauError: a record before was not taken.
        """
        for record in records:
            self._outlet.put(
                self._topic,
                record.key.encode(),
                bytes(record.value),
                partition=record.partition,
                timestamp=record.received,
                headers=headers_of(record),
            )
        self._outlet.poll()

    def tick(self, partitions: int, moment: int) -> None:
        """Say on all partitions that receive time has passed (milliseconds since 1970 UTC).

        What is missing by then is noticed though nothing more comes.
        """
        for partition in range(partitions):
            self._outlet.put(self._topic, b"", b"", partition=partition, timestamp=moment)

    def finish(self) -> None:
        """Wait until all is confirmed.

        Raises:
            SaylauError: not all was.
        """
        self._outlet.flush()

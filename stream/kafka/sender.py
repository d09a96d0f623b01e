"""Sends records to the reports topic, each to the partition it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from confluent_kafka import KafkaError, Message, Producer

from config.errors import SaylauError
from stream.kafka.records import headers_of
from stream.kafka.topics import REPORTS
from stream.record import Record

ALL_SENT_WITHIN_S: Final = 60.0


class Sender:
    """Sends with the record's own receive time, key, headers and bytes.

    Args:
        config: of librdkafka; has `bootstrap.servers`.

    Attributes:
        confirmed: records that all brokers in sync have.
    """

    def __init__(self, config: Mapping[str, str | int | float | bool]) -> None:
        self.confirmed = 0
        self._error: KafkaError | None = None
        self._producer = Producer(
            {
                "enable.idempotence": True,
                "linger.ms": 5,
                "log_level": 0,  # what matters comes as an error of a message
                "compression.type": "lz4",
                "queue.buffering.max.messages": 200_000,
                **config,
            }
        )

    def send(self, records: Iterable[Record]) -> None:
        """Send records; waits while too many are under way.

        Raises:
            SaylauError: a record before was not taken.
        """
        for record in records:
            while True:
                try:
                    self._producer.produce(
                        REPORTS,
                        value=bytes(record.value),
                        key=record.key,
                        partition=record.partition,
                        timestamp=record.received,
                        headers=headers_of(record),
                        on_delivery=self._delivered,
                    )
                except BufferError:
                    self._producer.poll(0.1)
                else:
                    break
        self._producer.poll(0)
        self._check()

    def finish(self) -> None:
        """Wait until all is confirmed.

        Raises:
            SaylauError: not all was.
        """
        left = self._producer.flush(ALL_SENT_WITHIN_S)
        self._check()
        if left:
            raise SaylauError(
                f"{left:,} records were not confirmed within {ALL_SENT_WITHIN_S:.0f} s"
            )

    def _delivered(self, error: KafkaError | None, _message: Message) -> None:
        if error is None:
            self.confirmed += 1
        else:
            self._error = error

    def _check(self) -> None:
        if self._error is not None:
            raise SaylauError(f"a record was not taken: {self._error.str()}")

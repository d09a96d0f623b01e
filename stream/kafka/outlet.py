"""Messages on their way to the brokers: what a worker publishes, and the reports of a replay.

Faust sends a message in some 40 microseconds, librdkafka in two; a worker
publishes more messages than it has statements to keep.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from confluent_kafka import KafkaError, Message, Producer

from config.errors import SaylauError
from stream.kafka.records import Header
from stream.kafka.topics import LARGEST_MESSAGE

CONFIRMED_WITHIN_S: Final = 60.0
MOST_WAITING: Final = 1_000_000
NOW: Final = 0
"""The timestamp that lets the client say when it is."""


class Outlet:
    """Sends messages; waits while too many are under way.

    Args:
        config: of librdkafka; has `bootstrap.servers`.
        most: messages that may be under way.
        counts: whether to count what is confirmed, which costs a microsecond a message.

    Attributes:
        confirmed: messages that all brokers in sync have, if they are counted.
    """

    def __init__(
        self,
        config: Mapping[str, str | int | float | bool],
        most: int = MOST_WAITING,
        *,
        counts: bool = False,
    ) -> None:
        self.confirmed = 0
        self._error: KafkaError | None = None
        self._producer = Producer(
            {
                "enable.idempotence": True,
                "linger.ms": 5,
                "log_level": 0,  # what matters comes as an error of a message
                "compression.type": "lz4",
                "message.max.bytes": LARGEST_MESSAGE,
                "queue.buffering.max.messages": most,
                "delivery.report.only.error": not counts,
                **config,
            }
        )

    def put(
        self,
        topic: str,
        key: bytes,
        value: bytes | None,
        *,
        partition: int = 0,
        timestamp: int = NOW,
        headers: list[Header] | None = None,
    ) -> None:
        """Send a message; None takes the key back. `timestamp` is in milliseconds since 1970 UTC.

        Raises:
            SaylauError: a message before was not taken.
        """
        while True:
            try:
                self._producer.produce(
                    topic,
                    value,
                    key,
                    partition,
                    on_delivery=self._delivered,
                    timestamp=timestamp,
                    headers=headers,
                )
            except BufferError:
                self._producer.poll(0.1)
            else:
                break
        self._check()

    def poll(self) -> None:
        """Hear how earlier messages fared; raises `SaylauError` if one was not taken."""
        self._producer.poll(0)
        self._check()

    def flush(self) -> None:
        """Wait until the brokers have all that was sent.

        Raises:
            SaylauError: they do not.
        """
        left = self._producer.flush(CONFIRMED_WITHIN_S)
        self._check()
        if left:
            raise SaylauError(f"{left:,} messages not confirmed in {CONFIRMED_WITHIN_S:.0f} s")

    def _delivered(self, error: KafkaError | None, _message: Message) -> None:
        if error is None:
            self.confirmed += 1
        else:
            self._error = error

    def _check(self) -> None:
        if self._error is not None:
            raise SaylauError(f"a message was not taken: {self._error.str()}")

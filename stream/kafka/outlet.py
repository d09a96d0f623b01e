"""What a worker publishes: partials, totals, alerts and dead letters, on their way to the brokers.

Faust sends a message in some 40 microseconds, librdkafka in two; a worker
publishes more messages than it has statements to keep.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from confluent_kafka import KafkaError, Message, Producer

from config.errors import SaylauError

CONFIRMED_WITHIN_S: Final = 60.0


class Outlet:
    """Sends to topics of one partition.

    Args:
        config: of librdkafka; has `bootstrap.servers`.
    """

    def __init__(self, config: Mapping[str, str | int | float | bool]) -> None:
        self._error: KafkaError | None = None
        self._producer = Producer(
            {
                "enable.idempotence": True,
                "linger.ms": 5,
                "log_level": 0,  # what matters comes as an error of a message
                "compression.type": "lz4",
                "queue.buffering.max.messages": 1_000_000,
                **config,
            }
        )

    def put(self, topic: str, key: bytes, value: bytes | None) -> None:
        """Send a message; None takes the key back.

        Raises:
            SaylauError: a message before was not taken.
        """
        while True:
            try:
                self._producer.produce(topic, value, key, on_delivery=self._delivered)
            except BufferError:
                self._producer.poll(0.1)
            else:
                break
        self._check()

    def poll(self) -> None:
        """Hear how earlier messages fared; raises `SaylauError` if one was not taken."""
        self._producer.poll(0)
        self._check()

    async def confirmed(self) -> None:
        """Wait until the brokers have all that was sent.

        Raises:
            SaylauError: they do not.
        """
        left = await asyncio.to_thread(self._producer.flush, CONFIRMED_WITHIN_S)
        self._check()
        if left:
            raise SaylauError(f"{left:,} messages not confirmed in {CONFIRMED_WITHIN_S:.0f} s")

    def _delivered(self, error: KafkaError | None, _message: Message) -> None:
        if error is not None:
            self._error = error

    def _check(self) -> None:
        if self._error is not None:
            raise SaylauError(f"a message was not taken: {self._error.str()}")

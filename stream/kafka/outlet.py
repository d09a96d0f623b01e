"""Messages on their way to the brokers: what a worker publishes, and the reports of a replay.

Faust sends a message in some 40 microseconds, librdkafka in two; a worker
publishes more messages than it has statements to keep.

What has to be confirmed before something else is sent goes through an outlet of its own:
the client says nothing of a single message unless it does of all, and who waits for all
waits for what others keep adding.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from config.errors import SaylauError
from stream.kafka.records import Header
from stream.kafka.topics import LARGEST_MESSAGE

CONFIRMED_WITHIN_S: Final = 60.0
MOST_WAITING: Final = 200_000
MOST_WAITING_KB: Final = 256 << 10
"""Kilobytes that may be under way: sixteen of the largest messages. The client's limit is 1 GB."""

CLIENT: Final[Mapping[str, str | int | float | bool]] = {
    "enable.idempotence": True,
    "linger.ms": 5,
    "compression.type": "lz4",
}
"""How messages are sent: each once, gathered for some milliseconds and packed."""

LOOK_EVERY_S: Final = 0.01
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
        self._most = most
        self._error: KafkaError | None = None
        self._producer = Producer(
            {
                **CLIENT,
                "log_level": 0,  # what matters comes as an error of a message
                "message.max.bytes": LARGEST_MESSAGE,
                "queue.buffering.max.messages": most,
                "queue.buffering.max.kbytes": MOST_WAITING_KB,
                "delivery.report.only.error": not counts,
                **config,
            }
        )

    @property
    def waiting(self) -> int:
        """Messages under way: sent, and neither confirmed nor given up."""
        return len(self._producer)

    @property
    def full(self) -> bool:
        """Whether half of what may be under way is: what can wait had better do so."""
        return self.waiting >= self._most // 2

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

        It stands still while too many are under way: in an event loop ask `full` before
        sending what can wait.

        Raises:
            SaylauError: a message before was not taken, or this one is too large for any broker.
        """
        while not self._sent(topic, key, value, partition, timestamp, headers):
            self._producer.poll(LOOK_EVERY_S)
        self._check()

    async def deliver(self, messages: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Send messages (topic, key and value), and return once the brokers have all that was sent.

        Others go on meanwhile. It waits as long as the client keeps trying, five minutes.

        Raises:
            SaylauError: a message was not taken.
        """
        for topic, key, value in messages:
            while not self._sent(topic, key, value):
                await self._later()
        while self.waiting:
            await self._later()
        self.poll()

    async def _later(self) -> None:
        await asyncio.sleep(LOOK_EVERY_S)
        self.poll()

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

    def forget(self) -> None:
        """Send nothing more of what waits; an outlet that failed once takes nothing more."""
        self._producer.purge()

    def _sent(
        self,
        topic: str,
        key: bytes,
        value: bytes | None,
        partition: int = 0,
        timestamp: int = NOW,
        headers: list[Header] | None = None,
    ) -> bool:
        """Send a message if there is room for it; say whether there was."""
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
            return False
        except KafkaException as error:
            raise SaylauError(f"a message was not taken: {error.args[0].str()}") from error
        return True

    def _delivered(self, error: KafkaError | None, _message: Message) -> None:
        if error is None:
            self.confirmed += 1
        else:
            self._error = error

    def _check(self) -> None:
        if self._error is not None:
            raise SaylauError(f"a message was not taken: {self._error.str()}")

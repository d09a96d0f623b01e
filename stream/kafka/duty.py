"""What one worker does for all: the duty of whoever holds partition 0."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, KafkaTimeoutError
from mode import Service

from stream.kafka.access import Access
from stream.kafka.broker import NoAnswerError

EVERY_S: Final = 0.1
"""How often is looked whether this worker has the duty."""

AGAIN_S: Final = 0.5
"""Between two tries while no broker answers."""

log = logging.getLogger("saylau.duty")


class Duty(Service):
    """Serves while it is on duty; begins again where the brokers did not answer.

    What is served starts with what the topics hold, so to begin again loses nothing.

    Args:
        on_duty: whether this worker is the one.
    """

    abstract = True

    def __init__(self, on_duty: Callable[[], bool]) -> None:
        super().__init__()
        self._on_duty = on_duty

    async def serve(self) -> None:
        """Serve until the duty passes to somebody else."""
        raise NotImplementedError

    @property
    def serving(self) -> bool:
        """Whether it is still on duty."""
        return self._on_duty() and not self.should_stop

    @Service.task
    async def _wait_and_serve(self) -> None:
        while not self.should_stop:
            if not self._on_duty():
                await self.sleep(EVERY_S)
                continue
            try:
                await self.serve()
            except (KafkaError, NoAnswerError) as error:
                if not _passes(error):
                    raise
                log.warning("%s begins again: %s", type(self).__name__.lower(), error)
                await self.sleep(AGAIN_S)


@asynccontextmanager
async def follow(access: Access, place: TopicPartition) -> AsyncIterator[AIOKafkaConsumer]:
    """Give a consumer that reads a partition from its start."""
    consumer = AIOKafkaConsumer(
        auto_offset_reset="earliest", enable_auto_commit=False, **access.aiokafka
    )
    consumer.assign([place])
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


def _passes(error: KafkaError | NoAnswerError) -> bool:
    """Say whether an error is one of brokers that are away for a while."""
    return isinstance(error, NoAnswerError | KafkaTimeoutError) or error.retriable

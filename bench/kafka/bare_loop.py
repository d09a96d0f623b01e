"""The limit: confluent-kafka in a loop, and one of two folds.

With the plain fold it is what no framework in Python comes below that does the
same work; with the stages of our core (`core`) it is our worker's own bound:
the same client work, decoding and fold, without Faust, pages and partials. State
is in memory and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Final, Protocol, cast

from confluent_kafka import Consumer, KafkaException, Producer

from bench.kafka.core_fold import CoreFold
from bench.kafka.delivered import Delivered
from bench.kafka.plain_fold import PlainFold, State
from bench.kafka.task import COMMIT_EVERY_S, Place, Task, given
from stream.keys import KeyRing

BATCH: Final = 8_000
WAIT_S: Final = 0.05


class Fold(Protocol):
    """Takes messages in and says what to publish."""

    @property
    def due(self) -> bool:
        """Whether it has something to publish."""

    def take(self, messages: list[Delivered]) -> None:
        """Take messages in."""

    def news(self) -> Iterator[bytes]:
        """Yield what is to be published."""


class DictFold(PlainFold):
    """The plain fold with the stations' state in a dictionary."""

    def __init__(self, keys: KeyRing, places: Mapping[str, Place], records: int) -> None:
        super().__init__(keys, places, records)
        self._states: dict[str, State] = {}

    def take(self, messages: list[Delivered]) -> None:
        """Take messages in."""
        states = self._states
        for message in messages:
            key = message.key().decode()
            event = self.admit(key, message.headers(), message.value())
            if event is not None:
                state = self.fold(states.get(key), event)
                if state is not None:
                    states[key] = state


def run(task: Task, fold: Fold) -> None:
    """Fold until the process is ended; offsets are committed after the fold."""
    consumer = Consumer(
        {
            "bootstrap.servers": task.servers,
            "group.id": task.group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    producer = Producer({"bootstrap.servers": task.servers, "compression.type": "lz4"})
    consumer.subscribe([task.topic])
    commit_at, behind = 0.0, False
    while True:
        messages = cast(list[Delivered], consumer.consume(BATCH, WAIT_S))
        for message in messages:
            if message.error() is not None:
                raise KafkaException(message.error())
        if messages:
            fold.take(messages)
            behind = True
        if fold.due:
            for total in fold.news():
                producer.produce(task.out, total)
            producer.poll(0)
        if behind and time.monotonic() >= commit_at:
            consumer.commit(asynchronous=True)
            commit_at, behind = time.monotonic() + COMMIT_EVERY_S, False


def main() -> None:
    """Run the variant that the task names."""
    task = given()
    run(task, CoreFold.of(task) if task.variant == "core" else DictFold.of(task))


if __name__ == "__main__":
    main()

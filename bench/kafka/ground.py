"""The broker the contestants meet on: its topics, what is committed, what was published."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaError,
    KafkaException,
    TopicPartition,
)

from bench.kafka.delivered import Delivered
from stream.kafka.broker import connect, make_topics
from stream.kafka.topics import Topic
from tests.kafka.cluster import Cluster

PATIENCE_S: Final = 60.0
LOOK_EVERY_S: Final = 0.02
_ANSWER_S: Final = 10.0
_MOST: Final = 5_000


class LateError(RuntimeError):
    """Something did not come in time."""


def until(holds: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    """Look again and again until something holds; raises `LateError` after some seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise LateError(f"not within {seconds:.0f} s: {what}")
        time.sleep(LOOK_EVERY_S)


class Ground:
    """A broker of our own with its topics.

    Args:
        servers: its HOST:PORT.
    """

    def __init__(self, servers: str) -> None:
        self.servers = servers
        self._client = connect({"bootstrap.servers": servers})

    def names(self) -> set[str]:
        """Return the names of all topics but the broker's own."""
        return {name for name in self._client.list_topics().topics if not name.startswith("__")}

    def make(self, topics: Sequence[Topic]) -> None:
        """Make topics."""
        make_topics(self._client, self.servers, topics, 1)

    def clear(self, keep: set[str], group: str) -> None:
        """Remove all topics but some, and a group: the next round begins with nothing known."""
        until(lambda: self._forgot(group), f"the group {group} is gone")
        topics = sorted(self.names() - keep)
        for removed in (self._client.delete_topics(topics) if topics else {}).values():
            removed.result()
        until(lambda: self.names() <= keep, "the topics of the round before are gone")

    def _forgot(self, group: str) -> bool:
        """Delete a group; return whether it is gone, which takes until its members are."""
        try:
            self._client.delete_consumer_groups([group])[group].result()
        except KafkaException as error:
            code = error.args[0].code()
            if code != KafkaError.NON_EMPTY_GROUP:
                if code == KafkaError.GROUP_ID_NOT_FOUND:
                    return True
                raise
            return False
        return True


@contextmanager
def ground(folder: Path, gathers_ms: int = 0) -> Iterator[Ground]:
    """Start a broker for as long as the context lasts; see `Cluster`."""
    cluster = Cluster(folder, gathers_ms=gathers_ms)
    cluster.start()
    try:
        yield Ground(cluster.bootstrap)
    finally:
        cluster.stop()


class Commits:
    """What a group has committed of a topic.

    Args:
        servers: HOST:PORT of a broker.
        group: of the contestant.
        topic: whose reports it reads.
        ends: records of each partition.
    """

    def __init__(self, servers: str, group: str, topic: str, ends: Sequence[int]) -> None:
        self._client = Consumer({"bootstrap.servers": servers, "group.id": group, "log_level": 0})
        self._places = [TopicPartition(topic, number) for number in range(len(ends))]
        self._ends = ends

    def left(self) -> int:
        """Return how many records are not committed yet."""
        try:
            found = self._client.committed(self._places, timeout=_ANSWER_S)
        except KafkaException as error:
            if error.args[0].code() == KafkaError._TIMED_OUT:
                return sum(self._ends)
            raise
        done = (max(0, place.offset) for place in found)
        return sum(end - offset for end, offset in zip(self._ends, done, strict=True))

    def close(self) -> None:
        """Leave the broker."""
        self._client.close()


class Listener:
    """Reads what is published on a topic of one partition, from its beginning on."""

    def __init__(self, servers: str, topic: str) -> None:
        self._client = Consumer(
            {
                "bootstrap.servers": servers,
                "group.id": "saylau-bench-listener",
                "enable.auto.commit": False,
                "log_level": 0,
            }
        )
        self._client.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])

    def more(self) -> list[Delivered]:
        """Return what is new."""
        messages = cast(list[Delivered], self._client.consume(_MOST, LOOK_EVERY_S))
        for message in messages:
            if message.error() is not None:
                raise KafkaException(message.error())
        return messages

    def close(self) -> None:
        """Leave the broker."""
        self._client.close()

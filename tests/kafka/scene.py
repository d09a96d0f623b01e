"""A topic of two partitions on a real broker, and those who take what is sent to it."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition

from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.outlet import Outlet
from stream.kafka.records import headers_of
from stream.kafka.topics import Topic
from stream.record import Record
from tests.kafka.taker import Taker


class Scene:
    """A topic of two partitions, a group, and those who take for it.

    Args:
        bootstrap: addresses of the brokers.
        stack: ends what was started.

    Attributes:
        topic: its name.
    """

    def __init__(self, bootstrap: str, stack: ExitStack) -> None:
        self.topic = f"test-{uuid.uuid4().hex}"
        self._access = Access.of(f"kafka://{bootstrap}")
        self._group = f"group-{uuid.uuid4().hex}"
        self._stack = stack
        self._sent = [0, 0]
        config = self._access.librdkafka
        kept = Topic(self.topic, 2, {"retention.ms": "-1"})  # the records are from 1970
        make_topics(connect(config), self._access.url, [kept], 1)
        self._outlet = Outlet(config)
        self._asking = Consumer(config | {"group.id": self._group, "log_level": 0})
        stack.callback(self._asking.close)

    def send(self, partition: int, count: int) -> None:
        """Send more records to a partition; return once the broker has them."""
        for offset in range(self._sent[partition], self._sent[partition] + count):
            record = record_at(partition, offset)
            self._outlet.put(
                self.topic,
                record.key.encode(),
                record.value,
                partition=partition,
                timestamp=record.received,
                headers=headers_of(record),
            )
        self._outlet.flush()
        self._sent[partition] += count

    def taker(self, **named: Any) -> Taker:
        """Start one who takes."""
        taker = Taker(self._access.faust_url, self.topic, self._group, **named)
        return self._stack.enter_context(taker)

    def committed(self, partition: int = 0) -> int | None:
        """Return what the broker has as committed, None without a commit."""
        places = [TopicPartition(self.topic, partition)]
        offset = int(self._asking.committed(places, timeout=5)[0].offset)
        return offset if offset >= 0 else None

    def answers(self) -> bool:
        """Say whether the broker answers."""
        try:
            self._asking.list_topics(timeout=0.5)
        except KafkaException:
            return False
        return True


def record_at(partition: int, offset: int) -> Record:
    """Return the record that lies at an offset."""
    key = f"source-{offset % 7}"
    return Record(1 + offset, partition, key, f"{key}/1", f"{offset:032x}", b'{"n":%d}' % offset)

"""Reads what a worker publishes for one run, and notes when it was readable."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import starmap
from typing import Final

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, TopicPartition

from bench.alert_latency import Raised
from bench.claims import METRICS, Claim
from stream.alerts import Alert
from stream.kafka.figures import PROGRESS, Figures, key_of
from stream.kafka.topics import ALERTS, TALLIES
from stream.roster import DEFAULT_PARTITIONS
from stream.table import NATION, TOTAL

PATIENCE_S: Final = 120.0
_READ_S: Final = 0.005
_MOST_READ: Final = 10_000

_decode = msgspec.json.Decoder(Alert).decode


class Reader:
    """Reads the tallies and the alerts of one run from their beginning.

    Args:
        servers: HOST:PORT of a broker.
        run: whose they are.

    Attributes:
        claims: of each partition, as often as its progress was another, in the order read.
        reached: the offset of each partition up to which the figures go.
        raised: alerts in the order they were read, each as often as it came.
    """

    def __init__(self, servers: str, run: str) -> None:
        self.claims: list[Claim] = []
        self.reached = [0] * DEFAULT_PARTITIONS
        self.raised: list[Raised] = []
        self._said: dict[bytes, bytes] = {}
        self._nation, self._progress = key_of(run, NATION), key_of(run, PROGRESS)
        self._consumer = Consumer(
            {"bootstrap.servers": servers, "group.id": "bench-latency", "log_level": 0}
        )
        # Both by one client, so that what it read is told the same time.
        both = [TopicPartition(topic, 0, OFFSET_BEGINNING) for topic in (TALLIES, ALERTS)]
        self._consumer.assign(both)

    def read_until(self, holds: Callable[[], bool], what: str) -> None:
        """Read on until something holds; raises `RuntimeError` if it takes too long."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > deadline:
                raise RuntimeError(f"not within {PATIENCE_S:.0f} s: {what}")
            self.read()

    def read_for(self, seconds: float) -> float:
        """Read on for so long; return when it ended, seconds of the monotonic clock."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.read()
        return time.monotonic()

    def read(self) -> None:
        """Take in what is new."""
        messages = self._consumer.consume(_MOST_READ, _READ_S)
        at = time.monotonic()
        for message in messages:
            if message.error() is not None:
                raise KafkaException(message.error())
            key, value = message.key() or b"", message.value()
            if message.topic() == ALERTS:
                alert = _decode(value or b"")
                self.raised.append(Raised(at, alert.id, alert.opened))
            elif key == self._progress:
                self._claim(at, Figures.of(key, value))
            elif value is None:
                self._said.pop(key, None)
            else:
                self._said[key] = value

    @property
    def figures(self) -> dict[str, str]:
        """The figures that hold, by `run|scope|region|contest|metric|key`."""
        return {
            "|".join((said.run, *said.place, *name)): value
            for said in starmap(Figures.of, self._said.items())
            for name, value in said.by_name.items()
        }

    def _claim(self, at: float, progress: Figures) -> None:
        nation = Figures.of(self._nation, self._said.get(self._nation))
        figures = tuple(nation.number((metric, TOTAL)) for metric in METRICS)
        for partition, offset in progress.offsets.items():
            if self.reached[partition] != offset:
                self.reached[partition] = offset
                self.claims.append(Claim(at, partition, offset, figures))

    def close(self) -> None:
        """Leave the broker."""
        self._consumer.close()

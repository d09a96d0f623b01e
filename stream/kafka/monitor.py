"""What Faust tells of a worker: fetches, and how the partitions are shared out."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import cast

from faust.sensors.monitor import Monitor
from faust.types import TP, AppT, ConsumerMessage

from stream.kafka.batches import BatchConsumer, BatchTransport
from stream.kafka.health import RECOVERING, SHARING, Health
from stream.kafka.metrics import Metrics
from stream.kafka.topics import REPORTS

log = logging.getLogger("saylau.worker")


class WorkerMonitor(Monitor):
    """Hands on to metrics and health what Faust says.

    Args:
        metrics, health: of the worker.
    """

    abstract = False

    def __init__(self, metrics: Metrics, health: Health) -> None:
        super().__init__()
        self.metrics = metrics
        self.health = health

    def on_rebalance_start(self, app: AppT) -> dict[str, float]:
        """Be not ready; Faust calls it in the thread of its client."""
        self.health.wait(SHARING)
        self.metrics.shared_out()
        log.info("shared out anew")
        return cast(dict[str, float], super().on_rebalance_start(app))

    def on_rebalance_return(self, app: AppT, state: dict[str, float]) -> None:
        """Say that the state has yet to be read."""
        self.health.wait(RECOVERING)
        super().on_rebalance_return(app, state)

    def on_rebalance_end(self, app: AppT, state: dict[str, float]) -> None:
        """Be ready, with the partitions that fell to this worker."""
        self.metrics.forget()
        held = sorted(tp.partition for tp in app.consumer.assignment() if tp.topic == REPORTS)
        self.health.begin(held)
        said = ", ".join(map(str, held)) or "nothing"
        log.info("ready, holds %s", said, extra={"partitions": held})
        super().on_rebalance_end(app, state)


class WatchedConsumer(BatchConsumer):
    """Tells the monitor of what was fetched."""

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:
        """Yield one message for each batch of a partition."""
        monitor = self.app.monitor
        fetched = super().getmany(timeout)
        async with aclosing(cast(AsyncGenerator[tuple[TP, ConsumerMessage]], fetched)) as batches:
            async for tp, message in batches:
                if tp.topic in self.batched and isinstance(monitor, WorkerMonitor):
                    monitor.metrics.fetched(tp.partition, message.offset + 1)
                yield tp, message


class WatchedTransport(BatchTransport):
    """Kafka, by the batch, watched."""

    Consumer = WatchedConsumer

"""What Faust tells of a worker reaches its health and its figures."""

import asyncio
from collections import deque
from types import SimpleNamespace

import faust
import pytest
from faust.types import TP

from stream.kafka.batches import BatchConsumer
from stream.kafka.health import Health
from stream.kafka.metrics import Metrics
from stream.kafka.monitor import WatchedConsumer, WorkerMonitor
from stream.kafka.topics import REPORTS


@pytest.fixture
def monitor():
    return WorkerMonitor(Metrics("calm-1", "small", checked=True), Health())


def _app(monitor, *held):
    app = faust.App("monitored", monitor=monitor)
    app.consumer = SimpleNamespace(assignment=lambda: set(held))
    return app


def _rebalances(monitor):
    return monitor.metrics.registry.get_sample_value("saylau_rebalances_total")


def test_a_worker_is_ready_only_between_two_sharings_out(monitor):
    app = _app(monitor, TP(REPORTS, 2), TP(REPORTS, 0), TP("the-changelog", 1))
    reasons = [monitor.health.ready().reason]
    state = monitor.on_rebalance_start(app)
    reasons.append(monitor.health.ready().reason)
    monitor.on_rebalance_return(app, state)
    reasons.append(monitor.health.ready().reason)
    monitor.on_rebalance_end(app, state)
    assert len(set(reasons)) == 3
    assert monitor.health.ready().partitions == (0, 2)
    assert _rebalances(monitor) == 1
    monitor.on_rebalance_start(app)
    assert not monitor.health.ready().ok
    assert _rebalances(monitor) == 2


def test_the_clock_starts_when_a_batch_of_reports_is_handed_over(monitor, monkeypatch):
    messages = deque([(TP(REPORTS, 1), 41), (TP("the-changelog", 1), 7)])

    async def fetched(_self, timeout):
        assert timeout == 1.0
        while messages:
            tp, offset = messages.popleft()
            yield tp, SimpleNamespace(offset=offset)

    monkeypatch.setattr(BatchConsumer, "getmany", fetched)
    consumer = WatchedConsumer.__new__(WatchedConsumer)
    consumer.app = _app(monitor)

    async def drain():
        return [tp.topic async for tp, _ in consumer.getmany(1.0)]

    assert asyncio.run(drain()) == [REPORTS, "the-changelog"]
    count = "saylau_publish_latency_seconds_count"
    for partition, offset, expected in ((1, 41, 0), (1, 42, 1), (1, 99, 1)):
        monitor.metrics.published(partition, offset)
        assert monitor.metrics.registry.get_sample_value(count) == expected

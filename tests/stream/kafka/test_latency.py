"""How long a batch is on its way."""

from stream.kafka.latency import Latency


class FakeHistogram(list):
    observe = list.append


class FakeClock:
    now = 0.0

    def __call__(self):
        return self.now


def _latency():
    into, clock = FakeHistogram(), FakeClock()
    return Latency(into, clock), into, clock


def test_each_batch_counts_once_when_its_end_is_reached():
    latency, into, clock = _latency()
    latency.fetched(0, 10)
    clock.now = 1.0
    latency.fetched(0, 20)
    clock.now = 3.0
    latency.reached(0, 9)
    assert into == []
    latency.reached(0, 19)
    latency.reached(0, 19)
    assert into == [3.0]
    latency.reached(0, 30)
    assert into == [3.0, 2.0]


def test_partitions_are_apart_and_what_is_forgotten_is_not_counted():
    latency, into, clock = _latency()
    latency.fetched(0, 10)
    latency.fetched(1, 5)
    latency.reached(2, 99)
    clock.now = 4.0
    latency.reached(1, 5)
    latency.forget()
    latency.reached(0, 10)
    assert into == [4.0]

"""Events go when they are meant to, whether or not the target keeps up. The client is a fake."""

import time

import numpy as np
import pytest

from sim.load.profile import constant
from sim.load.pushed import push
from sim.load.stop import INTERRUPTED, Stop
from sim.load.trace import Trace
from stream.record import Record


class FakeClient:
    """Takes every event so many seconds after it came; `stuck` takes none."""

    def __init__(self, trace, after=0.0, stuck=False, slow=0.0):
        self.trace, self.after, self.stuck, self.slow = trace, after, stuck, slow
        self.under_way = []
        self.records = []

    @property
    def waiting(self):
        return len(self.under_way)

    def put(self, records, first, _trace, _stop):
        until = time.monotonic() + self.slow * len(records)
        while time.monotonic() < until:
            pass
        self.records += records
        now = time.monotonic()
        self.under_way += [(now + self.after, first + at) for at in range(len(records))]

    def poll(self, seconds):
        if not self.stuck:
            now = time.monotonic()
            for due, number in [one for one in self.under_way if one[0] <= now]:
                self.trace.taken_at[number] = now
                self.under_way.remove((due, number))
        if seconds > 0:
            time.sleep(min(seconds, 0.001))


def events(number):
    return [Record(1000 * at, 0, f"s{at}", "", "", b"{}") for at in range(number)]


def pushed(number, profile, **fake):
    trace, stop = Trace(), Stop(patience_s=0.2)
    client = FakeClient(trace, **fake)
    all_of_them = events(number)
    batches = [all_of_them[at : at + 7] for at in range(0, number, 7)]
    push(batches, profile, client, trace, stop)
    return client, trace, stop


def test_all_events_go_in_their_order_and_none_before_its_moment():
    client, trace, stop = pushed(100, constant(500, 1))
    assert client.records == events(100)
    assert (trace.sent >= trace.meant).all()
    assert trace.meant - trace.begun == pytest.approx(np.arange(100) / 500)
    assert not np.isnan(trace.taken).any()
    assert not stop


def test_latency_counts_from_the_moment_meant_though_the_client_was_held_up():
    _, trace, _ = pushed(50, constant(10_000, 1), slow=0.004)
    # 50 events at 4 ms each: the last is handed over 200 ms late, and that is its latency.
    assert trace.taken[-1] - trace.meant[-1] > 0.19
    assert trace.sent[-1] - trace.meant[-1] > 0.19


def test_without_a_profile_events_go_at_once():
    _, trace, _ = pushed(100, None)
    assert (trace.sent - trace.meant >= 0).all()
    assert not np.isnan(trace.taken).any()


def test_a_target_that_takes_nothing_ends_the_load():
    client, trace, stop = pushed(30, None, stuck=True)
    assert "took nothing for 0.2 s" in stop.why
    assert client.waiting == 30
    assert np.isnan(trace.taken).all()


def test_a_target_that_is_slow_does_not():
    _, trace, stop = pushed(30, None, after=0.1)
    assert not stop
    assert ((trace.taken - trace.sent) >= 0.1).all()


def test_a_load_that_is_stopped_sends_no_more():
    trace, stop = Trace(), Stop(1)

    def batches():
        yield events(5)
        stop.interrupt()
        yield events(5)

    client = FakeClient(trace)
    push(batches(), None, client, trace, stop)
    assert stop.why == INTERRUPTED
    assert len(client.records) == 5


def test_patience_begins_anew_when_nothing_waits():
    now = [0.0]
    stop = Stop(10, clock=lambda: now[0])
    now[0] = 100
    stop.look(0)
    stop.look(3)
    assert not stop
    now[0] = 109
    stop.heard()
    now[0] = 118
    stop.look(3)
    assert not stop
    now[0] = 120
    stop.look(3)
    assert stop

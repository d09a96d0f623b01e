"""Traces keep three moments of every event, and what became of those without an answer."""

import numpy as np

from sim.load.trace import Trace


def test_a_trace_grows_and_keeps_what_it_had():
    trace = Trace()
    trace.keep_offsets()
    for _ in range(3):
        first = len(trace)
        trace.mean(np.full(50_000, float(first)))
        trace.taken_at[first] = first
        trace.offset_at[first] = first
    assert len(trace) == len(trace.offsets) == 150_000
    assert trace.taken[[0, 50_000, 100_000]].tolist() == [0, 50_000, 100_000]
    assert trace.offsets[[0, 1, 50_000, 100_000]].tolist() == [0, -1, 50_000, 100_000]
    assert np.isnan(trace.sent).all()
    assert trace.meant[149_999] == 100_000


def test_unknown_is_what_went_and_was_neither_taken_nor_refused():
    trace = Trace(room=4)
    trace.mean(np.zeros(4))
    trace.went(0, 3, 1.0)
    trace.taken_at[0] = 2.0
    trace.refused[1] = 2.0
    assert trace.unknown.tolist() == [False, False, True, False]


def test_a_trace_with_room_is_not_made_anew():
    trace = Trace(room=100_000)
    room = trace.taken_at
    trace.mean(np.zeros(100_000))
    assert trace.taken_at is room

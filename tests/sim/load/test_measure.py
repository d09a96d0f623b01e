"""Measures: what traces are condensed to."""

import numpy as np
import pytest
from hdrh.histogram import HdrHistogram
from hypothesis import given
from hypothesis import strategies as st

from sim.load.measure import Latency, series
from sim.load.trace import Trace


@given(st.lists(st.floats(1e-5, 100), min_size=1, max_size=200))
def test_percentiles_are_those_of_the_values(values):
    found = Latency.of(np.array([*values, np.nan]))
    ranked = sorted(values)
    assert found.count == len(values)
    for share, value in ((0.5, found.median), (0.9, found.p90), (0.99, found.p99)):
        at = ranked[max(1, int(share * len(ranked) + 0.5)) - 1]
        assert value == pytest.approx(1000 * at, rel=0.002, abs=0.002)
    assert found.longest == pytest.approx(1000 * ranked[-1], rel=1e-3, abs=0.001)


def test_the_histogram_can_be_read_by_others():
    found = Latency.of(np.array([0.001, 0.002, 0.003]))
    read = HdrHistogram.decode(found.histogram)
    assert read.get_total_count() == 3
    assert read.get_value_at_percentile(50) == pytest.approx(2000, rel=0.002)


def test_nothing_measured_is_no_time():
    found = Latency.of(np.array([np.nan]))
    assert (found.count, found.longest) == (0, 0)


def test_stretches_tell_what_happened_when():
    trace = Trace(100.0)
    trace.mean(100 + np.array([0.1, 0.2, 1.5, 2.9]))
    trace.went(0, 2, 100.3)
    trace.went(2, 3, 101.5)
    trace.taken_at[0], trace.taken_at[1] = 100.4, 102.2
    trace.refused[2] = 102.5
    trace.ended = 103.5
    width, found = series(trace)
    assert width == 1
    assert [one.meant for one in found] == [2, 1, 1, 0]
    assert [one.sent for one in found] == [2, 1, 0, 0]
    assert [one.taken for one in found] == [1, 0, 1, 0]
    assert [one.waiting for one in found] == [1, 2, 0, 0]
    assert found[0].longest_ms == pytest.approx(2000)
    assert found[0].median_ms == pytest.approx((300 + 2000) / 2)
    assert found[1].longest_ms is None


def test_a_long_load_has_longer_stretches():
    trace = Trace(0.0)
    trace.mean(np.arange(10_000, dtype=float))
    trace.ended = 10_000.0
    width, found = series(trace)
    assert width == 17
    assert sum(one.meant for one in found) == 10_000

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ticks import ticks
from stream.record import Record


def at(received):
    return Record(received, 0, "key", "key/1", "", b"{}")


def test_a_tick_holds_what_came_before_its_end():
    cut = list(ticks(map(at, [5, 10, 19, 20]), 10, 10))
    assert [(tick.until, [one.received for one in tick.records]) for tick in cut] == [
        (10, [5]),
        (20, [10, 19]),
        (30, [20]),
    ]


def test_quiet_spans_give_empty_ticks():
    assert [len(tick.records) for tick in ticks(map(at, [0, 35]), 10, 10)] == [1, 0, 0, 1]


def test_days_before_the_start_are_one_tick():
    assert [tick.until for tick in ticks(map(at, [1, 500_000]), 1_000_000, 10)] == [1_000_000]


def test_no_records_give_one_tick():
    assert [tick.until for tick in ticks([], 10, 5)] == [10]


def test_a_step_has_to_be_positive():
    with pytest.raises(ValueError, match="step is 0"):
        list(ticks([], 0, 0))


@given(st.lists(st.integers(0, 500)).map(sorted), st.integers(0, 100), st.integers(1, 50))
def test_ticks_keep_all_records_in_order_and_end_after_them(received, start, step):
    cut = list(ticks(map(at, received), start, step))
    assert [one.received for tick in cut for one in tick.records] == received
    assert all(one.received < tick.until for tick in cut for one in tick.records)
    assert [tick.until for tick in cut] == [start + n * step for n in range(len(cut))]

from datetime import UTC, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.clock import clock_time


@given(st.times())
def test_hours_and_minutes_are_read_back(at):
    assert clock_time(f"{at:%H:%M}") == at.replace(second=0, microsecond=0)


@given(st.times())
def test_a_time_is_taken_as_it_is(at):
    assert clock_time(at) is at


@pytest.mark.parametrize(
    "bad",
    ["24:00", "7:00", "07:60", "07.00", "07:00:00", "", " 07:00", 7, None, time(7, tzinfo=UTC)],
)
def test_anything_else_is_refused(bad):
    with pytest.raises(ValueError, match='a time of day such as "07:30"'):
        clock_time(bad)

"""The pace: a replay at any speed, on a clock that the test moves."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from sim.pace import Pace


class Clock:
    """Real time that passes only while somebody sleeps."""

    def __init__(self):
        self.now = 0.0
        self.at_sleep = {}

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        assert 0 < seconds <= 0.1
        self.now += seconds
        for moment in [moment for moment in self.at_sleep if moment <= self.now]:
            self.at_sleep.pop(moment)()


def pace_at(speed, start=None):
    clock = Clock()
    return Pace(speed, start, clock, clock.sleep), clock


@given(speed=st.floats(0.5, 5000), seconds=st.integers(1, 40_000))
def test_simulated_time_takes_its_share_of_real_time(speed, seconds):
    pace, clock = pace_at(max(speed, seconds / 50), start=0)

    pace.wait(seconds * 1000)

    assert clock.now == pytest.approx(seconds / pace.speed, abs=2e-4)


def test_at_most_speed_nothing_waits():
    pace, clock = pace_at(math.inf, start=0)

    pace.wait(10**12)

    assert clock.now == 0
    assert pace.now() == 10**12


def test_without_a_start_the_first_moment_is_the_start():
    pace, clock = pace_at(1)

    assert pace.now() is None
    pace.wait(5_000_000)
    assert clock.now == 0

    pace.wait(5_002_000)
    assert clock.now == pytest.approx(2)


def test_what_lies_before_the_start_does_not_wait():
    pace, clock = pace_at(1, start=1_000_000)

    pace.wait(1_000)

    assert clock.now == 0


def test_the_time_a_reader_takes_is_not_waited_again():
    pace, clock = pace_at(10, start=0)
    pace.wait(0)
    clock.now += 3

    pace.wait(20_000)
    assert clock.now == 3

    pace.wait(40_000)
    assert clock.now == pytest.approx(4)


def test_a_pause_in_the_middle_of_a_wait_holds_it_until_resumed():
    pace, clock = pace_at(1, start=0)
    clock.at_sleep = {1.0: pace.pause, 6.0: pace.resume}

    pace.wait(2_000)

    assert clock.now == pytest.approx(7, abs=0.2)
    assert not pace.paused


def test_simulated_time_stands_still_in_a_pause():
    pace, clock = pace_at(1, start=0)
    pace.wait(1_000)
    pace.pause()
    clock.now += 100

    assert pace.paused
    assert pace.now() == pytest.approx(1_000, abs=1)


def test_another_speed_holds_from_now_on():
    pace, clock = pace_at(1, start=0)
    pace.wait(1_000)
    pace.change(100)

    pace.wait(201_000)

    assert clock.now == pytest.approx(3, abs=0.01)


@pytest.mark.parametrize("speed", [0, -1, math.nan, -math.inf])
def test_a_speed_is_above_zero(speed):
    with pytest.raises(InputError, match="a number above 0"):
        Pace(speed)
    with pytest.raises(InputError, match="a number above 0"):
        Pace(1).change(speed)

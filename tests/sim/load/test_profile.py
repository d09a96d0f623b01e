"""Profiles: when events are meant to go."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from sim.load.profile import DayShape, Piece, Rates, burst, constant, ramp

NOWHEN = np.zeros(0, np.int64)

rates = st.floats(0.5, 1e5)
seconds = st.floats(0.5, 100)
pieces = st.lists(st.builds(Piece, seconds, rates, rates), min_size=1, max_size=4)


def moments(profile, events, first=0):
    return profile.moments(first, np.zeros(events, np.int64))


def test_a_constant_rate_sends_an_event_every_so_often():
    assert moments(constant(4, 10), 5).tolist() == [0, 0.25, 0.5, 0.75, 1]


def test_a_ramp_sends_as_many_as_lie_under_it():
    profile = ramp(100, 300, 10)
    assert profile.events == 2000
    found = moments(profile, 2001)
    assert found[2000] == pytest.approx(10)
    # After half of the time: 100 * 5 and a half of 100 * 5.
    assert np.searchsorted(found, 5) == pytest.approx(750, abs=1)


def test_bursts_end_every_period():
    profile = burst(10, 100, 30, 10, 2)
    assert profile.events == 3 * (8 * 10 + 2 * 100)
    found = moments(profile, profile.events)
    within = [np.count_nonzero((found >= a) & (found < a + 1)) for a in range(30)]
    assert within == 3 * [*(8 * [10]), *(2 * [100])]


def test_the_day_keeps_its_shape_only_faster():
    profile = DayShape(1_000_000, 60)
    found = profile.moments(7, np.array([400_000, 1_000_000, 1_060_000, 1_600_000]))
    assert found.tolist() == [0, 0, 1, 10]


def test_after_its_end_a_profile_goes_on_at_its_last_rate():
    found = moments(ramp(1, 10, 2), 31)
    assert np.diff(found[12:]) == pytest.approx(0.1)


@given(pieces, st.integers(1, 500), st.integers(0, 499))
def test_the_moments_of_an_event_do_not_depend_on_how_events_are_cut(parts, events, cut):
    profile = Rates("drawn", parts)
    whole = moments(profile, events)
    cut = min(cut, events)
    cuts = [*moments(profile, cut), *moments(profile, events - cut, cut)]
    assert cuts == pytest.approx(whole.tolist())
    assert (np.diff(whole) >= 0).all()
    assert np.isfinite(whole).all()


@given(pieces)
def test_as_many_events_lie_in_a_stretch_as_its_area_says(parts):
    profile = Rates("drawn", parts)
    end = sum(part.seconds for part in parts[:1])
    number = int(parts[0].events)
    if number:
        assert moments(profile, number + 1)[number] == pytest.approx(
            end, abs=2 / parts[0].last_rate + 1e-6
        )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: constant(0, 10),
        lambda: constant(10, -1),
        lambda: ramp(10, float("inf"), 10),
        lambda: ramp(10, float("nan"), 10),
        lambda: DayShape(0, 0),
        lambda: burst(1, 2, 30, 3, 3),
        lambda: burst(1, 2, 30, 31, 3),
    ],
)
def test_what_is_no_profile_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()

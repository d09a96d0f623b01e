import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.daily_curve import bent, shape, steady

PINS = st.dictionaries(st.integers(1, 12), st.floats(0.01, 0.99), max_size=5).map(
    lambda pins: dict(zip(sorted(pins), sorted(set(pins.values())), strict=False))
)


@pytest.mark.parametrize("hours", [1, 6, 13, 24])
def test_the_curve_rises_from_nobody_to_everybody(hours):
    curve = shape(hours)
    assert len(curve) == hours + 1
    assert (curve[0], curve[-1]) == (0, 1)
    assert (np.diff(curve) > 0).all()


@given(PINS)
def test_a_bent_curve_goes_through_its_pins_and_rises(pins):
    curve = bent(shape(13), pins)
    assert all(curve[hour] == pytest.approx(share, abs=1e-12) for hour, share in pins.items())
    assert (curve[0], curve[-1]) == (0, 1)
    assert (np.diff(curve) >= 0).all()


@given(st.lists(st.floats(-1, 1), min_size=12, max_size=12))
def test_a_curve_shifted_by_any_draw_still_rises(draw):
    curve = steady(np.array(draw), shape(13))
    assert (np.diff(curve) > 0).all()
    assert (curve[0], curve[-1]) == (0, 1)


@pytest.mark.parametrize("pins", [{0: 0.1}, {13: 0.9}, {14: 0.9}])
def test_a_pin_lies_inside_the_day(pins):
    with pytest.raises(ValueError, match="outside the day"):
        bent(shape(13), pins)


@pytest.mark.parametrize("pins", [{3: 0.5, 4: 0.5}, {3: 0.5, 4: 0.4}, {3: 1.0}])
def test_pins_rise(pins):
    with pytest.raises(ValueError, match="do not rise"):
        bent(shape(13), pins)

"""The shape of a load, as a user asks for it."""

import numpy as np
import pytest

from config.errors import InputError
from console.load.shape import PROFILES, Shape
from sim.load.profile import DayShape


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_has_numbers_of_its_own(name):
    shape = Shape(name, {})
    profile = shape.profile(0)
    assert shape.text.startswith(name)
    if name == "max":
        assert profile is None
    elif name == "day":
        assert profile == DayShape(0, 600)
        assert shape.stations is None
    else:
        assert (np.diff(profile.moments(0, np.zeros(1000, np.int64))) > 0).all()
        assert shape.stations


def test_so_many_stations_are_drawn_as_have_as_much_to_say():
    assert Shape("constant", {"rate": "160", "duration": "100"}).stations == 1000
    assert Shape("soak", {"rate": "16"}).stations == 600


def test_the_peak_is_ten_times_the_rate_unless_it_is_given():
    assert Shape("burst", {"rate": "7"})["peak"] == 70
    assert Shape("burst", {"rate": "7", "peak": "9"})["peak"] == 9


@pytest.mark.parametrize(
    ("name", "numbers", "says"),
    [
        ("nights", {}, "one of day"),
        ("constant", {"rate": "fast"}, "--rate"),
        ("constant", {"rate": "0"}, "--rate"),
        ("constant", {"rate": "nan"}, "--rate"),
        ("constant", {"rate": "inf"}, "--rate"),
        ("constant", {"speed": "600"}, "--rate, --duration"),
        ("day", {"rate": "5"}, "--speed"),
        ("max", {"rate": "5"}, "no numbers"),
        ("day", {"patience": "-1"}, "--patience"),
    ],
)
def test_what_does_not_fit_is_refused(name, numbers, says):
    with pytest.raises(InputError, match=says):
        Shape(name, numbers)

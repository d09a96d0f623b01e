"""Objectives are read as people write them, and asked of what was measured."""

import pytest

from config.errors import InputError
from sim.load.objective import Objective, objectives


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("p99<250ms", 249.9, True),
        ("p99<250ms", 250, False),
        ("p99<=250ms", 250, True),
        ("p99.9 < 0.5 s", 499, True),
        ("p99.9 < 0.5 s", 501, False),
        ("max<800us", 0.7, True),
        ("max<800us", 0.9, False),
        ("lost==0", 0, True),
        ("lost==0", 1, False),
        ("rate>=5000", 5000, True),
        ("rate>5000", 5000, False),
    ],
)
def test_an_objective_is_kept_or_not(text, value, holds):
    one = Objective.of(text)
    assert one.holds({one.measure: value}) is holds


def test_what_was_not_measured_keeps_nothing():
    one = Objective.of("wrong==0")
    assert not one.holds({})
    assert not one.holds({"wrong": float("nan")})


@pytest.mark.parametrize(
    "text", ["p98<1ms", "p99", "p99<", "p99<1h", "p99=1", "lost==0ms", "p99<-1ms", "p99<1e3ms"]
)
def test_what_is_no_objective_is_refused_with_what_would_be_one(text):
    with pytest.raises(InputError, match="--objective"):
        Objective.of(text)


def test_several_stand_with_commas_between_them():
    assert [one.text for one in objectives("p99<250ms, lost==0,")] == ["p99<250ms", "lost==0"]

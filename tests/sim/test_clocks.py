"""Clocks: wrong by the same seconds all day, and nothing but `at` is dated by them."""

from datetime import datetime

import msgspec
import numpy as np
import pytest

from sim.clocks import Clocks
from stream.events import TurnoutReported
from tests.sim.parcels import closing


def seconds(event):
    return datetime.fromisoformat(event.at).timestamp()


def test_right_clocks_leave_every_statement_as_it_is():
    clocks, event = Clocks(0, 1), closing()

    assert clocks.dated(event) is event
    assert clocks.wrong == {}


def test_a_source_is_off_by_the_same_all_day():
    clocks = Clocks(60, 1)
    off = {
        seconds(clocks.dated(closing(seq, at=at))) - seconds(closing(at=at))
        for seq, at in enumerate(("2021-07-25T07:00:00+05:00", "2021-07-25T23:59:59+05:00"), 1)
    }

    assert off == {clocks.fast("s-1")}
    assert clocks.wrong == {"s-1": clocks.fast("s-1")}


def test_only_at_is_changed_and_its_offset_stays():
    clocks = Clocks(600, 2)
    hour = "2021-07-25T10:00:00+05:00"
    event = TurnoutReported(1, "e", "r", "s-1", 3, "2021-07-25T10:01:00+05:00", hour, 17)
    dated = clocks.dated(event)

    assert dated != event
    assert msgspec.structs.replace(dated, at=event.at) == event
    assert dated.at.endswith("+05:00")


def test_errors_have_the_spread_they_are_given_and_lie_around_the_right_time():
    clocks = Clocks(60, 3)
    off = np.array([clocks.fast(f"s-{number}") for number in range(2000)])

    assert off.std() == pytest.approx(60, rel=0.06)
    assert abs(off.mean()) < 5
    assert {type(fast) for fast in clocks.wrong.values()} == {int}
    assert 0 not in clocks.wrong.values()


def test_a_clock_depends_on_its_seed_and_source_and_on_nothing_else():
    alone = Clocks(60, 3).fast("s-9")
    among = Clocks(60, 3)
    others = [among.fast(f"s-{number}") for number in range(9)]

    assert among.fast("s-9") == alone
    assert len(set(others)) > 1
    assert Clocks(60, 4).fast("s-9") != alone


def test_a_clock_that_is_made_wrong_is_wrong_besides():
    usual = Clocks(60, 1)
    planted = Clocks(60, 1, {"s-1": 600})

    assert Clocks(0, 1, {"s-1": -600}).fast("s-1") == -600
    assert planted.fast("s-1") == usual.fast("s-1") + 600
    assert planted.fast("s-2") == usual.fast("s-2")

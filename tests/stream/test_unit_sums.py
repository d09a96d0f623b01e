import numpy as np

from stream import unit_sums
from stream.tally import Sums
from stream.unit_sums import UnitSums
from tests.small_election import ROSTER


def _rows(*rows):
    return np.array(rows, np.int64)


def test_columns_are_in_the_sums_once_they_are_asked_for():
    sums = UnitSums(ROSTER)
    sums.open(_rows(0, 1, 3), _rows(300, 200, 250))
    sums.close(_rows(0))
    sums.count(_rows(0), _rows(-5), np.array([True]))
    sums.add_voters(_rows(0, 1, 0), np.array([10.0, 10.0, 20.0]), _rows(5, 6, 7))
    assert sums.of(ROSTER.by_row[0]) == Sums()
    east = Sums(opened=2, reporting=2, closed=1, counted=1, registered=495)
    east.turnout = {10.0: 11, 20.0: 7}
    west = Sums(opened=1, reporting=1, registered=250)
    assert sums.all() == {0: east, 1: west}
    assert sums.all() == {0: east, 1: west}


def test_voters_taken_out_before_they_were_added_leave_nothing():
    sums = UnitSums(ROSTER)
    sums.add_voters(_rows(0), np.array([10.0]), _rows(5))
    sums.of(ROSTER.by_row[0]).add_voters(10.0, -5)
    assert sums.all()[0] == Sums()


def test_what_waits_is_added_up_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(unit_sums, "MOST_WAITING", 3)
    sums = UnitSums(ROSTER)
    for number in range(100):
        sums.add_voters(_rows(0), np.array([1.0 + number % 2]), _rows(1))
        assert len(sums._voters) <= 3
    assert sums.all()[0].turnout == {1.0: 50, 2.0: 50}


def test_hours_beyond_those_with_a_column_wait_like_other_moments(monkeypatch):
    monkeypatch.setattr(unit_sums, "MOST_HOURS", 2)
    sums = UnitSums(ROSTER)
    hours = [3600.0 * number for number in range(5)]
    for hour in hours * 2:
        sums.add_voters(_rows(0, 3, 0), np.array([hour, hour, 7.0]), _rows(1, 2, 3))
    assert len(sums._by_hour) == 2
    assert sums.heard_of() == {0, 1}
    assert sums.some([0])[0].turnout == {**dict.fromkeys(hours, 2), 7.0: 30}
    assert sums.all()[1].turnout == dict.fromkeys(hours, 4)


def test_the_sums_of_some_units_have_all_that_waited_for_them():
    sums, whole = UnitSums(ROSTER), UnitSums(ROSTER)
    for each in (sums, whole):
        each.open(_rows(0, 3), _rows(300, 250))
        each.add_voters(_rows(0, 3, 0), np.array([10.0, 10.0, 20.0]), _rows(5, 6, 7))
    assert sums.heard_of() == {0, 1}
    assert sums.some([1]) == {1: whole.all()[1]}
    assert sums.some([0]) == {0: whole.all()[0]}
    assert sums.all() == whole.all()

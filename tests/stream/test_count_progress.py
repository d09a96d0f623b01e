"""How far the count is: protocol by protocol, or many that are new at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stream.count_progress import CountProgress
from stream.protocol_slots import ProtocolSlots
from stream.roster import Roster
from tests.small_election import RUN, small_election


def slots():
    """Slots of five stations, two of them with two contests."""
    election = small_election()
    stations = tuple(
        station.model_copy(update={"contests": ("east-a", "west-b")})
        if station.number in (2, 4)
        else station
        for station in election.stations
    )
    return ProtocolSlots(Roster.of(election.model_copy(update={"stations": stations}), RUN))


def test_a_station_is_counted_with_the_last_of_its_protocols():
    known = slots()
    progress = CountProgress(known)
    first, second = np.flatnonzero(np.bincount(known.row)[known.row] == 2)[:2].tolist()
    assert progress.note(first, stands=True) == 0
    assert progress.note(first, stands=True) == 0  # said again
    assert progress.note(second, stands=True) == 1
    assert progress.note(first, stands=False) == -1
    assert progress.note(first, stands=True) == 1


@given(st.permutations(range(7)), st.integers(0, 7))
def test_many_at_once_are_as_one_by_one(order, cut):
    known = slots()
    assert len(known.row) == 7
    one, many = CountProgress(known), CountProgress(known)
    for slot in order[:cut]:
        one.note(slot, stands=True)
        many.note(slot, stands=True)
    rest = np.array(order[cut:], np.int64)
    assert many.are_new(rest)
    expected = [at for at, slot in enumerate(rest.tolist()) if one.note(slot, stands=True)]
    assert many.completing(rest).tolist() == expected
    many.take(rest)
    assert not len(rest) or not many.are_new(rest[:1])


def test_what_comes_twice_is_not_new():
    progress = CountProgress(slots())
    assert not progress.are_new(np.array([3, 3]))

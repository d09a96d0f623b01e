import numpy as np

from stream.hour_buffer import SLOTS, HourBuffer, Reports
from stream.station import StationState
from stream.tally import Sums
from tests.small_election import ROSTER, Voice


def _buffer(*sources):
    buffer = HourBuffer(len(ROSTER.by_row))
    for row in sources:
        source = ROSTER.by_row[row]
        state = buffer.states[row] = StationState(source, row, Sums())
        state.enter(Voice(source.id).opened())
        buffer.follow([row])
    return buffer


def _enter(buffer, *reports):
    """Enter reports given as (row, seq, as_of, voters)."""
    rows, seqs, as_ofs, voters = (list(column) for column in zip(*reports, strict=True))
    columns = Reports(
        np.array(seqs), np.array(as_ofs, float), np.array(as_ofs, float), np.array(voters)
    )
    return buffer.enter(np.array(rows), columns).tolist()


def test_reports_of_several_stations_wait_until_their_stations_are_looked_at():
    buffer = _buffer(0, 1)
    assert _enter(buffer, (0, 2, 10, 5), (1, 2, 10, 7), (0, 3, 20, 6)) == [True] * 3
    assert buffer.states[0].hours() == {}
    buffer.settle(np.array([0]))
    assert buffer.states[0].hours() == {10.0: 5, 20.0: 6}
    assert buffer.states[0].sums.turnout == {10.0: 5, 20.0: 1}
    assert buffer.states[1].hours() == {}
    buffer.settle()
    assert buffer.states[1].hours() == {10.0: 7}


def test_what_is_not_straight_is_left_to_the_general_way():
    buffer = _buffer(0)
    assert _enter(buffer, (0, 2, 10, 5)) == [True]
    repeated, ahead, earlier, fallen, above = (
        (0, 2, 10, 5),
        (0, 4, 20, 6),
        (0, 3, 10, 6),
        (0, 3, 20, 4),
        (0, 3, 20, 301),
    )
    assert _enter(buffer, repeated, ahead, earlier, fallen, above) == [False] * 5
    assert _enter(buffer, (0, 3, 20, 300)) == [True]


def test_a_source_that_was_not_heard_of_has_no_straight_report():
    assert _enter(_buffer(0), (1, 2, 10, 5), (1, 0, 10, 0)) == [False, False]


def test_a_full_row_has_to_be_settled_first():
    buffer = _buffer(0)
    full = [(0, 2 + number, number + 1, number) for number in range(SLOTS)]
    assert _enter(buffer, *full) == [True] * SLOTS
    further = (0, 2 + SLOTS, SLOTS + 1, SLOTS)
    assert _enter(buffer, further) == [False]
    buffer.settle(np.array([0]))
    assert _enter(buffer, further) == [True]

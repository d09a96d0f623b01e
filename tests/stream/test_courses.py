import numpy as np
import pytest

from stream import stand
from stream.courses import NO_CONTEST, SLOTS, Courses
from stream.headings import Headings
from stream.rules import turnout
from stream.stand import Statements
from stream.tally import Sums
from stream.unit_sums import UnitSums
from tests.small_election import ROSTER, Voice

UNIT = 0


@pytest.fixture
def courses():
    return Courses(ROSTER, UnitSums(ROSTER), Headings(ROSTER))


def _statements(*rows_and_seqs, at=10.0):
    rows, seqs = (np.array(column) for column in zip(*rows_and_seqs, strict=True))
    return Statements(rows, seqs, np.full(len(rows), at), np.full(len(rows), np.inf))


def _open(courses, *rows):
    voices = [Voice(ROSTER.by_row[row].id) for row in rows]
    statements = _statements(*((row, 1) for row in rows), at=1.0)
    return courses.open(statements, [voice.opened() for voice in voices]).tolist()


def _report(courses, *reports):
    """Enter reports given as (row, seq, as_of, voters)."""
    rows, seqs, as_ofs, voters = (list(column) for column in zip(*reports, strict=True))
    any_moment = np.full(len(rows), np.inf)
    statements = Statements(np.array(rows), np.array(seqs), np.array(as_ofs, float), any_moment)
    return courses.report(statements, np.array(as_ofs, float), np.array(voters)).tolist()


def _close(courses, row, seq, voters, at=100.0):
    event = Voice(ROSTER.by_row[row].id).closed(voters, seq=seq)
    return courses.close(_statements((row, seq), at=at), np.array([voters]), [event]).tolist()


def _count(courses, row, seq, contest=0, votes=20, at=10_000.0):
    event = Voice(ROSTER.by_row[row].id).counted({"c1": votes}, seq=seq)
    statements = _statements((row, seq), at=at)
    return courses.count(statements, np.array([contest]), [event]).tolist()


def _sums(courses):
    return courses.sums.all()[UNIT]


def test_a_whole_day_waits_until_its_station_is_looked_at_and_is_summed_before(courses):
    assert _open(courses, 0, 1) == [True, True]
    assert _report(courses, (0, 2, 10, 5), (1, 2, 10, 7), (0, 3, 20, 6)) == [True] * 3
    assert _close(courses, 0, 4, 20) == [True]
    assert _count(courses, 0, 5) == [True]
    assert courses.states[0] is None
    sums = _sums(courses)
    assert (sums.opened, sums.closed, sums.counted, sums.registered) == (2, 1, 1, 600)
    assert sums.turnout == {10.0: 12, 20.0: 1, 100.0: 14}
    assert sums.contests["east-a"].clean.votes == {"c1": 20}
    before = Sums()
    before += sums
    courses.settle(np.array([0]))
    state = courses.states[0]
    assert state.figures() == {10.0: 5, 20.0: 6}
    assert [type(each).__name__ for each in state.prefix] == [
        "StationOpened",
        "tuple",
        "tuple",
        "StationClosed",
        "CountReported",
    ]
    assert courses.states[1] is None
    courses.settle()
    assert courses.states[1].figures() == {10.0: 7}
    assert _sums(courses) == before


def test_what_is_not_straight_is_left_to_the_general_way(courses):
    _open(courses, 0)
    assert _report(courses, (0, 2, 10, 5)) == [True]
    repeated, ahead, earlier, fallen, above, rushing = (
        (0, 2, 10, 5),
        (0, 4, 20, 6),
        (0, 3, 10, 6),
        (0, 3, 20, 4),
        (0, 3, 7200, 301),
        (0, 3, 20, 186),
    )
    others = (repeated, ahead, earlier, fallen, above, rushing)
    assert _report(courses, *others) == [False] * 6
    assert _report(courses, (0, 3, 20, 185)) == [True]
    assert _open(courses, 0) == [False]


def test_a_station_that_was_not_heard_of_can_only_open(courses):
    assert _report(courses, (1, 2, 10, 5), (1, 1, 10, 0)) == [False, False]
    assert _close(courses, 1, 1, 0) == [False]
    assert _count(courses, 1, 1) == [False]
    assert _open(courses, 1, 1) == [True, False]


def test_a_reporter_has_no_course(courses):
    row = next(row for row, source in enumerate(ROSTER.by_row) if source.unit is None)
    assert _open(courses, row) == [False]


def test_a_closing_ends_the_reports_and_a_count_needs_one(courses):
    _open(courses, 0)
    assert _count(courses, 0, 2) == [False]
    assert _close(courses, 0, 2, 301) == [False]
    assert _close(courses, 0, 2, 20) == [True]
    assert _report(courses, (0, 3, 200, 21)) == [False]
    assert _count(courses, 0, 3, NO_CONTEST) == [False]
    assert _count(courses, 0, 3, 1) == [False]
    assert _count(courses, 0, 3) == [True]
    assert _count(courses, 0, 4) == [False]


def test_a_full_row_has_to_be_settled_first(courses):
    _open(courses, 0)
    full = [(0, 2 + number, number + 1, number) for number in range(SLOTS)]
    assert _report(courses, *full) == [True] * SLOTS
    further = (0, 2 + SLOTS, SLOTS + 1, SLOTS)
    assert _report(courses, further) == [False]
    courses.settle(np.array([0]))
    assert _report(courses, further) == [True]


def test_after_something_else_the_course_goes_on_where_the_station_stands(courses):
    state = courses.begin(0)
    voice = Voice("east-0001")
    for event in (voice.opened(), voice.turnout(2, 30), voice.turnout(1, 20)):
        state.enter(event)
    courses.follow([0])
    assert _report(courses, (0, 4, state.moment, 40)) == [False]
    assert _report(courses, (0, 4, state.moment + 1, 40)) == [True]
    courses.settle()
    state.enter(voice.closed(40, seq=6))
    courses.follow([0])
    assert _close(courses, 0, 5, 40, at=1e12) == [False]


@pytest.mark.parametrize("least", [0.2, 1e-2, 1e-3, 1e-5, 1e-7, 1e-9])
@pytest.mark.parametrize("hours", [5, 9, 13])
def test_what_t206_calls_regular_is_left_to_it_whatever_the_threshold(monkeypatch, least, hours):
    monkeypatch.setattr(turnout, "REGULAR_P", least)
    monkeypatch.setattr(stand, "REGULAR_P", least)
    for round_ones in range(hours + 1):
        # 10 and 20 new ones by turns, so that equal growth says nothing.
        tens = [10 * n + 10 * (n // 2) for n in range(1, hours + 1)]
        figures = [ten + (n >= round_ones) * (n % 3 + 1) for n, ten in enumerate(tens)]
        columns = Courses(ROSTER, UnitSums(ROSTER), Headings(ROSTER))
        _open(columns, 0)
        reports = [(0, 2 + n, 3600 * (n + 1), voters) for n, voters in enumerate(figures)]
        assert _report(columns, *reports[:hours]) == [True] * hours
        state = Courses(ROSTER, UnitSums(ROSTER), Headings(ROSTER)).begin(0)
        voice = Voice("east-0001")
        said = [voice.turnout(hour, voters) for hour, voters in enumerate(figures, start=1)]
        for event in (voice.opened(), *said, voice.closed(figures[-1])):
            state.enter(event)
        straight = _close(columns, 0, 2 + hours, figures[-1], at=3600.0 * (hours + 1)) == [True]
        assert not (straight and list(turnout.regular(state, 0)))
        assert straight == (round_ones < stand.least_round(least))


def test_a_station_has_only_so_many_numbers_on_this_way_too(courses):
    _open(courses, 0)
    seq = 2
    while _report(courses, (0, seq, seq, 1)) == [True]:
        seq += 1
        courses.settle()
    assert seq == 1001

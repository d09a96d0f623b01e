"""The oracle of the rules: a slip opens an alert, its correction clears it."""

import pytest

from config.library import load_election
from sim.expected_alerts import ExpectedAlert, expected_alerts
from stream.events import CountReported, StationClosed, TurnoutReported

ELECTION = load_election("kz-2021-08-22")
STATION = ELECTION.stations[0]
CONTEST = STATION.contests[0]


def frame(seq):
    return {
        "v": 1,
        "election": ELECTION.id,
        "run": "r",
        "source": STATION.id,
        "seq": seq,
        "at": "2021-08-22T20:30:00+05:00",
    }


def hour(seq, at, voters):
    return TurnoutReported(**frame(seq), as_of=f"2021-08-22T{at:02d}:00:00+05:00", voters=voters)


def closed(seq, voters, at=None):
    dated = {"at": f"2021-08-22T{at}:00+05:00"} if at else {}
    return StationClosed(**(frame(seq) | dated), voters=voters, queued=0)


def count(seq, version, found, issued, told):
    return CountReported(
        **frame(seq),
        contest=CONTEST,
        version=version,
        registered=STATION.registered,
        ballots_received=1000,
        issued=issued,
        issued_home=0,
        unused=1000 - issued,
        spoiled=0,
        found_station=found,
        found_home=0,
        invalid=0,
        against_all=0,
        votes={"c1": told},
    )


def alerts(*events):
    """Judge statements received at 10, 20, 30, ... milliseconds."""
    heard = {STATION.id: [(10 * at, event) for at, event in enumerate(events, 1)]}
    return expected_alerts(ELECTION, ["aktobe"], heard)


def alert(code, opened, cleared, part="", times=1):
    return ExpectedAlert((code,), STATION.id, opened, cleared, part, times)


def test_a_rising_day_raises_nothing():
    assert alerts(hour(1, 8, 5), hour(2, 9, 5), hour(3, 10, 9), closed(4, 9)) == []


def test_a_fall_opens_t202_and_the_correction_clears_it():
    assert alerts(hour(1, 8, 50), hour(2, 9, 6), hour(3, 9, 60)) == [alert("T202", 20, 30)]


def test_a_fall_is_seen_whichever_report_comes_first():
    assert alerts(hour(2, 9, 6), hour(1, 8, 50)) == [alert("T202", 20, None)]


def test_a_closing_below_the_last_hour_is_a_fall():
    assert alerts(hour(1, 20, 50), closed(2, 49)) == [alert("T202", 20, None)]


def test_by_a_slow_clock_the_closing_speaks_of_the_last_hour_in_its_place():
    """As in the tally: two figures for one hour are no fall, the closing is the later word."""
    last = hour(2, 20, 50)

    assert alerts(hour(1, 19, 40), last, closed(3, 49, at="20:00")) == []
    assert alerts(hour(1, 19, 40), last, closed(3, 49, at="19:58")) == []
    assert alerts(hour(1, 19, 40), last, closed(3, 39, at="19:58")) == [alert("T202", 30, None)]
    assert alerts(hour(1, 19, 40), last, closed(3, 49, at="20:01")) == [alert("T202", 30, None)]


def test_a_figure_above_the_roll_opens_t201():
    above = STATION.registered + 1

    assert alerts(hour(1, 8, above), hour(2, 8, 10)) == [alert("T201", 10, 20)]


def test_the_roll_itself_is_not_above_it():
    assert alerts(hour(1, 8, STATION.registered)) == []


def test_a_condition_that_comes_again_is_one_alert():
    found = alerts(hour(1, 8, 50), hour(2, 9, 6), hour(3, 9, 60), hour(4, 10, 7), hour(5, 10, 70))

    assert found == [alert("T202", 20, 50, times=2)]


@pytest.mark.parametrize(
    ("figures", "codes"),
    [
        ((100, 100, 100), []),
        ((100, 100, 99), ["P301"]),
        ((101, 100, 101), ["P302"]),
        ((101, 100, 100), ["P301", "P302"]),
        ((99, 100, 99), []),
    ],
)
def test_protocols_are_judged_by_their_contest(figures, codes):
    expected = [alert(code, 10, None, CONTEST) for code in codes]

    assert alerts(count(1, 1, *figures)) == expected


def test_a_second_version_clears_the_first():
    found = alerts(count(1, 1, 100, 100, 90), count(2, 2, 100, 100, 100))

    assert found == [alert("P301", 10, 20, CONTEST)]


def test_a_late_first_version_does_not_count_against_the_second():
    assert alerts(count(2, 2, 100, 100, 100), count(1, 1, 100, 100, 90)) == []

"""T205 and P311: what has not come by a receive time."""

from sim.oracle.overdue import deadlines
from sim.oracle.terms import Terms
from tests.sim.oracle.diary import CONTEST, Diary, clock, quiet
from tests.small_election import ELECTION


def test_the_deadlines_of_a_day():
    found = [clock(at) for at in deadlines(Terms.of(ELECTION, ELECTION.stations[0]))]

    assert found == [*(f"{hour:02d}:30" for hour in range(7, 21)), "33:30"]


def test_a_station_that_is_never_heard_of():
    assert Diary().raises(end="07:29:59.999") == {}
    assert Diary().raises("T205", end="07:30") == {"T205": ("07:30", None)}
    assert Diary().raises("P311", end="19:59:59") == {}
    assert Diary().raises("P311", end="20:59:59.999") == {}


def test_once_all_polls_have_closed_the_day_is_over_and_all_deadlines_pass():
    """They close in the west at 21:00 by the eastern clock."""
    assert Diary().raises("P311", end="21:00") == {f"P311:{CONTEST}": ("33:30", None)}
    assert quiet().closes().raises("P311", end="21:00") == {f"P311:{CONTEST}": ("33:30", None)}


def test_reports_that_are_missing_when_the_run_ends_are_not_overdue_before_their_time():
    day = Diary().opens().hourly(5, 9)

    assert day.raises(end="10:29:59") == {}
    assert day.raises(end="10:30") == {"T205": ("10:30", None)}


def test_any_word_ends_the_silence_of_the_morning():
    assert Diary().opens(came="07:29:59.999").raises("T205", end="08:00") == {}
    assert Diary().opens(came="07:30").raises("T205") == {"T205": ("07:30", "07:30")}
    assert Diary().tells("x", "07:45").raises("T205") == {"T205": ("07:30", "07:45")}


def test_an_opening_does_not_stand_for_the_first_hour():
    day = Diary().opens("08:40")

    assert day.raises("T205") == {"T205": ("07:30", None)}
    assert day.reports("08:00", 9, came="09:10").raises("T205") == {"T205": ("07:30", "09:10")}


def test_a_report_half_an_hour_after_its_hour_is_overdue():
    in_time = Diary().opens().hourly(5).reports("09:00", 9, came="09:29:59.999")
    late = Diary().opens().hourly(5).reports("09:00", 9, came="09:30")

    assert in_time.raises("T205") == {}
    assert late.raises("T205") == {"T205": ("09:30", "09:30")}


def test_a_later_hour_stands_for_an_earlier_one():
    day = Diary().opens().hourly(5).reports("10:00", 12, came="10:05")

    assert day.raises("T205") == {"T205": ("09:30", "10:05")}
    assert Diary().opens().reports("20:00", 9, came="08:00").raises("T205", end="20:45") == {}


def test_an_hour_that_was_overdue_does_not_clear_what_is_overdue_by_now():
    day = Diary().opens().hourly(5).reports("09:00", 9, came="10:40")

    assert day.raises("T205") == {"T205": ("09:30", None)}


def test_a_closing_or_a_protocol_ends_the_wait_for_reports():
    closed = Diary().opens().closes("15:00", came="16:45")
    counted = Diary().opens().counts("15:00", came="16:45")

    assert closed.raises("T205", end="40:00") == {"T205": ("08:30", "16:45")}
    assert counted.raises("T205", end="40:00") == {"T205": ("08:30", "16:45")}


def test_the_last_hour_is_due_for_the_rest_of_the_day():
    day = Diary().opens().hourly(*range(1, 13)).closes("20:05", came="26:00")

    assert day.raises("T205", end="40:00") == {"T205": ("20:30", "26:00")}


def test_a_protocol_is_overdue_ninety_minutes_after_the_time_for_the_count():
    in_time = quiet().closes().counts(came="33:29:59.999")
    late = quiet().closes().counts(came="33:30")

    assert in_time.raises("P311", end="40:00") == {}
    assert late.raises("P311", end="40:00") == {f"P311:{CONTEST}": ("33:30", "33:30")}
    assert quiet().closes().counts(came="34:00").raises("P311") == {
        f"P311:{CONTEST}": ("33:30", "34:00")
    }

"""T201 to T204: impossible figures, and polls that were open at a wrong hour."""

import pytest

from tests.sim.oracle.diary import ROLL, Diary, quiet
from tests.small_election import ELECTION


def test_a_quiet_day_raises_nothing():
    assert quiet().closes().counts().raises(end="40:00") == {}


def test_a_figure_above_the_roll_opens_t201_and_the_correction_clears_it():
    day = Diary().reports("12:00", ROLL + 1, came="12:02").reports("12:00", 30, came="12:20")

    assert day.raises("T201") == {"T201": ("12:02", "12:20")}


def test_the_roll_itself_is_not_above_it():
    assert Diary().reports("12:00", ROLL).closes(voters=ROLL).raises("T201") == {}


def test_a_closing_above_the_roll_opens_t201():
    assert Diary().closes(voters=ROLL + 1).raises("T201") == {"T201": ("20:05", None)}


def test_a_fall_opens_t202_and_a_correction_of_either_figure_clears_it():
    day = Diary().hourly(50, 49)

    assert day.raises("T202") == {"T202": ("09:00", None)}
    day.reports("08:00", 49, came="09:30")
    assert day.raises("T202") == {"T202": ("09:00", "09:30")}


def test_an_hour_without_voters_is_no_fall():
    assert Diary().hourly(50, 50).raises("T202") == {}


def test_a_fall_is_seen_whichever_report_comes_first():
    day = Diary().reports("08:00", 50, came="09:10").reports("09:00", 6)

    assert day.raises("T202") == {"T202": ("09:10", None)}


def test_an_earlier_number_does_not_replace_a_later_one_when_it_comes_late():
    day = Diary().reports("08:00", 5, seq=2).reports("09:00", 6, seq=3)

    assert day.reports("08:00", 50, came="09:10", seq=1).raises("T202") == {}


def test_a_closing_below_the_last_hour_is_a_fall():
    assert Diary().hourly(50).closes(voters=49).raises("T202") == {"T202": ("20:05", None)}


@pytest.mark.parametrize(
    ("at", "voters", "raised"),
    [
        ("20:00", 49, {}),
        ("19:58", 49, {}),
        ("19:58", 39, {"T202": ("20:10", None)}),
        ("20:01", 49, {"T202": ("20:10", None)}),
    ],
)
def test_by_a_slow_clock_the_closing_speaks_of_the_last_hour_in_its_place(at, voters, raised):
    """As in the tally: two figures for one hour are no fall, the closing is the later word."""
    day = Diary().reports("19:00", 40).reports("20:00", 50)

    assert day.closes(at, voters=voters, came="20:10").raises("T202") == raised


def test_a_condition_that_comes_again_is_one_alert_that_clears_for_good_in_the_end():
    day = Diary().hourly(50, 6).reports("09:00", 60, came="09:30").reports("10:00", 7)

    assert day.raises("T202") == {"T202": ("09:00", None)}
    day.reports("10:00", 70, came="10:30")
    assert day.raises("T202") == {"T202": ("09:00", "10:30")}


def test_one_desk_serves_180_voters_an_hour_and_not_one_more():
    assert Diary().hourly(180).raises("T203") == {}
    assert Diary().hourly(181).raises("T203") == {"T203": ("08:00", None)}
    assert Diary().hourly(10, 190).raises("T203") == {}
    assert Diary().hourly(10, 191).raises("T203") == {"T203": ("09:00", None)}


def test_three_hundred_and_one_on_the_list_have_two_desks(monkeypatch):
    stations = [one.model_copy(update={"registered": ROLL + 1}) for one in ELECTION.stations]
    larger = ELECTION.model_copy(update={"stations": tuple(stations)})
    monkeypatch.setattr("tests.sim.oracle.diary.ELECTION", larger)

    assert Diary().hourly(ROLL + 1).raises("T203") == {}
    assert Diary().hourly(361).raises("T203") == {"T203": ("08:00", None)}


def test_a_longer_pause_serves_more_and_a_shorter_one_counts_as_an_hour():
    assert Diary().reports("08:30", 270).raises("T203") == {}
    assert Diary().reports("08:30", 271).raises("T203") == {"T203": ("08:30", None)}
    assert Diary().hourly(10).reports("08:10", 190).raises("T203") == {}
    assert Diary().hourly(10).reports("08:10", 191).raises("T203") == {"T203": ("08:10", None)}


def test_t203_looks_at_the_closing_and_clears_with_a_correction():
    day = quiet().closes(voters=280)

    assert day.raises("T203") == {"T203": ("20:05", None)}
    assert day.closes(voters=279, came="21:00").raises("T203") == {"T203": ("20:05", "21:00")}


def test_voters_before_the_polls_open():
    assert Diary().reports("07:00", 0).raises("T204") == {}
    day = Diary().reports("07:00", 1)
    assert day.raises("T204") == {"T204:before": ("07:00", None)}
    day.reports("07:00", 0, came="07:30")
    assert day.raises("T204") == {"T204:before": ("07:00", "07:30")}


def test_an_early_figure_of_none_hides_no_other():
    day = Diary().reports("06:00", 5).reports("06:30", 0)

    assert day.raises("T204") == {"T204:before": ("06:00", None)}


def test_voters_after_the_polls_close_may_have_stood_in_line():
    day = Diary().reports("20:00", 50).reports("21:00", 53)

    assert day.raises("T204") == {"T204:after": ("21:00", None)}
    assert day.closes("21:05", voters=53, queued=3).raises("T204") == {
        "T204:after": ("21:00", "21:05")
    }
    assert day.closes("21:05", voters=53, queued=2, came="21:30").raises("T204") == {
        "T204:after": ("21:00", None)
    }


def test_a_lower_figure_later_in_the_night_hides_no_other():
    day = Diary().reports("20:00", 50).reports("21:00", 51).reports("22:00", 50)

    assert day.raises("T204") == {"T204:after": ("21:00", None)}


def test_a_figure_for_the_moment_of_closing_is_of_the_polling_hours():
    assert Diary().reports("19:00", 50).reports("20:00", 53).raises("T204") == {}


def test_an_opening_more_than_half_an_hour_late():
    assert Diary().opens("07:30").raises("T204") == {}
    day = Diary().opens("07:30:01")
    assert day.raises("T204") == {"T204:opened-late": ("07:30:01", None)}


def test_a_closing_more_than_a_quarter_of_an_hour_early():
    assert quiet().closes("19:45").raises("T204") == {}
    assert quiet().closes("19:44:59", came="20:10").raises("T204") == {
        "T204:closed-early": ("20:10", None)
    }


def test_a_station_may_close_early_once_all_on_the_list_have_voted():
    assert Diary().closes("15:00", voters=ROLL).raises("T204") == {}
    day = Diary().closes("15:00", voters=ROLL - 1)
    assert day.raises("T204") == {"T204:closed-early": ("15:00", None)}


def test_a_wrong_hour_clears_when_it_is_stated_again():
    day = Diary().opens("08:00").opens("07:00", came="08:30")
    assert day.raises("T204") == {"T204:opened-late": ("08:00", "08:30")}
    day = quiet().closes("15:00", came="20:10").closes("20:05", came="20:30")
    assert day.raises("T204") == {"T204:closed-early": ("20:10", "20:30")}

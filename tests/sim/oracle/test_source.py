"""S103, S104 and S106: how a source numbers and dates its statements."""

import msgspec
import pytest

from tests.sim.oracle.diary import Diary


@pytest.mark.parametrize(
    ("came", "raised"),
    [
        ("09:10:59.999", {}),
        ("09:11", {"S103": ("09:11", "09:11")}),
        ("11:00", {"S103": ("09:11", "11:00")}),
    ],
)
def test_a_number_is_missing_for_ten_minutes_from_when_a_higher_one_came(came, raised):
    day = Diary().opens().reports("09:00", 9, came="09:01", seq=3)

    assert day.reports("08:00", 5, came=came, seq=2).raises("S103") == raised


def test_a_source_that_does_not_begin_with_one():
    assert Diary().opens("07:00", seq=2).raises("S103") == {"S103": ("07:10", None)}


def test_a_gap_at_the_end_is_overdue_after_the_last_record():
    day = Diary().opens("07:00").tells("x", "07:05", seq=3)

    assert day.raises("S103", end="07:06") == {"S103": ("07:15", None)}


def test_each_number_waits_from_its_own_moment():
    """That another number came in the meantime makes no difference to one that did not."""
    day = Diary().opens("07:00").tells("x", "07:05", seq=3).tells("x", "07:06", seq=5)
    day.tells("x", "07:14", seq=2)

    assert day.raises("S103", end="08:00") == {"S103": ("07:16", None)}


def test_gaps_that_overlap_are_one_spell_and_others_open_again():
    day = Diary().tells("x", "07:00", seq=3).tells("x", "07:20", seq=1)
    assert day.raises("S103") == {"S103": ("07:10", None)}
    day.tells("x", "07:30", seq=2)
    assert day.raises("S103") == {"S103": ("07:10", "07:30")}
    day.tells("x", "07:40", seq=5).tells("x", "08:00", seq=4)
    assert day.raises("S103") == {"S103": ("07:10", "08:00")}


def test_a_reporter_may_have_gaps_too():
    assert Diary("reporter-observers").tells("x", "09:00", seq=2).raises("S103") == {
        "S103": ("09:10", None)
    }


def test_another_statement_under_one_number():
    day = Diary().opens().reports("08:00", 5).reports("08:00", 6, came="08:20", seq=2)

    assert day.raises("S104") == {"S104": ("08:20", None)}


def test_the_same_statement_again_contradicts_nothing():
    assert Diary().opens().reports("08:00", 5).again().raises("S104") == {}


def test_the_same_moment_may_be_written_otherwise():
    day = Diary().opens("07:00").again()
    (_, event), (received, again) = day.heard
    day.heard[1] = (received, msgspec.structs.replace(again, at="2021-07-25T07:00:00.0+06:00"))

    assert event.at == "2021-07-25T01:00:00+00:00"
    assert day.raises("S104") == {}


def test_two_protocols_under_one_version():
    day = Diary().counts().counts("22:30")
    assert day.raises("S104") == {}
    assert day.counts("22:40", spoiled=3, unused=207).raises("S104") == {"S104": ("22:40", None)}


def test_another_version_is_no_rival():
    assert Diary().counts().counts("22:30", version=2, spoiled=3).raises("S104") == {}


@pytest.mark.parametrize(
    ("at", "came", "raised"),
    [
        ("12:05", "12:00", {}),
        ("12:05:01", "12:00", {"S106": ("12:00", None)}),
        ("11:00", "12:00", {}),
    ],
)
def test_a_statement_dated_after_it_came(at, came, raised):
    assert Diary().opens(at, came=came).raises("S106") == raised


@pytest.mark.parametrize(("at", "off"), [("11:55", False), ("11:54:59", True)])
def test_an_hour_reported_before_it_has_passed(at, off):
    day = Diary().reports("12:00", 5, at=at, came="12:01")

    assert day.raises("S106") == ({"S106": ("12:01", None)} if off else {})


def test_each_record_is_asked_how_it_is_dated_and_the_first_opens():
    day = Diary().opens("12:20", came="12:14:30").tells("x", "12:16")

    assert day.raises("S106") == {"S106": ("12:14:30", None)}
    assert day.again().raises("S106") == {"S106": ("12:14:30", None)}

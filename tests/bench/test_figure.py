"""Figures: what is asked is held against the median, and a sheet shows what missed."""

import pytest

from bench.figure import Figure, Sheet, share, shown

FAST = Figure("fold", (90.0, 110.0, 400.0), "events/s", 0.5, at_least=100, near="half of it")
SLOW = Figure("run", (9.0,), "s", at_most=8)
PLAIN = Figure("limit", (0.25,), "s")


def test_the_median_of_the_rounds_is_held_against_what_is_asked():
    assert FAST.value == 110
    assert [figure.holds for figure in (FAST, SLOW, PLAIN)] == [True, False, None]


@pytest.mark.parametrize("limit", [{"at_most": 2.0}, {"at_least": 2.0}])
def test_a_figure_that_is_just_as_asked_holds(limit):
    assert Figure("edge", (2.0,), "s", **limit).holds is True


def test_a_row_says_median_spread_time_limit_and_verdict():
    assert FAST.cells() == (
        "fold", "110 events/s", "90.0 to 400", "0.500 s", "at least 100 events/s", "yes",
        "half of it",
    )  # fmt: skip
    assert SLOW.cells() == ("run", "9.00 s", "", "", "at most 8.00 s", "NO", "")


def test_a_sheet_holds_only_if_no_figure_misses_and_every_check_is_true():
    assert Sheet("good", [FAST, PLAIN], {"equal": True}).holds
    assert not Sheet("slow", [FAST, SLOW]).holds
    assert not Sheet("wrong", [FAST], {"equal": False}).holds


def test_a_sheet_names_what_is_wrong_in_a_terminal_and_in_a_document():
    sheet = Sheet("wrong", [SLOW], {"equal": False})

    for text in (sheet.text(), sheet.markdown()):
        assert "equal: NO" in text
        assert "at most 8.00 s" in text
    rows = [line for line in sheet.markdown().splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {8}
    assert sheet.as_json()["holds"] is False


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1234, "0.123 s"), (1.234, "1.23 s"), (12.34, "12.3 s"), (1234567.8, "1,234,568 s")],
)
def test_numbers_have_the_digits_that_are_worth_reading(value, text):
    assert shown(value, "s") == text


def test_a_share_is_of_a_limit():
    assert share(1, 4, "the limit") == "25 % of the limit"

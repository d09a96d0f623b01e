"""T206: the same growth hour by hour, and round figures."""

from itertools import accumulate

import pytest

from tests.sim.oracle.diary import Diary

OTHERS = (3, 17, 8, 14, 5)


def closed(growth):
    return Diary().hourly(*accumulate(growth)).closes(voters=sum(growth)).raises("T206")


@pytest.mark.parametrize(
    ("growth", "regular"),
    [
        ((20,) * 7, True),  # one run, by chance 6.3e-8
        ((20,) * 7 + (9,), False),  # in one of two places, 1.3e-7
        ((20,) * 7 + OTHERS, False),
        ((20,) * 8 + OTHERS, True),  # in one of six places, 2.4e-8
        (OTHERS + (20,) * 8, True),
        ((5,) * 9, True),
        ((5,) * 9 + (2,), False),
        ((0,) * 13, False),
        ((299, 0, 0, 0, 0, 0, 0, 0), False),
    ],
)
def test_equal_hours_running_that_chance_hardly_brings(growth, regular):
    expected = {"T206:even": ("20:05", None)} if regular else {}
    found = closed(growth)
    found.pop("T206:round", None)

    assert found == expected


@pytest.mark.parametrize(
    ("figures", "regular"),
    [
        ((10, 30, 50, 60, 100, 110, 140), False),  # all of 7: exactly one in ten million
        ((10, 30, 50, 60, 100, 110, 140, 150), True),
        ((10, 10, 30, 50, 60, 100, 110, 140), False),  # 7 different ones
        ((0, 10, 30, 50, 60, 100, 110, 140), False),  # 0 is no figure
        ((10, 30, 50, 60, 100, 110, 140, 150, 170, 171, 174), True),  # 9 of 11: 4.6e-8
        ((10, 30, 50, 60, 100, 110, 140, 150, 170, 171, 174, 178), False),  # 9 of 12: 1.7e-7
    ],
)
def test_more_multiples_of_ten_than_chance_brings(figures, regular):
    found = Diary().hourly(*figures).closes(voters=180).raises("T206")

    assert found == ({"T206:round": ("20:05", None)} if regular else {})


def test_nothing_is_regular_before_the_closing_nor_in_four_figures():
    assert Diary().hourly(*range(20, 161, 20)).raises("T206") == {}
    assert closed((100_000, 100_000, 100_000, 100_000)) == {}
    assert "T206:even" in closed((100_000,) * 5)


def test_figures_after_the_polls_are_not_asked_about():
    day = Diary()
    for hour, voters in enumerate(accumulate((20,) * 8), start=16):
        day.reports(f"{hour}:00", voters)

    assert day.closes("23:30", voters=160).raises("T206") == {}


def test_a_correction_after_the_closing_clears_it():
    day = Diary().hourly(*accumulate((21,) * 7)).closes(voters=147)
    day.reports("08:00", 19, came="21:00")

    assert day.raises("T206") == {"T206:even": ("20:05", "21:00")}

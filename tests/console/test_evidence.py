"""The evidence of alerts in words."""

from datetime import timedelta, timezone

import pytest

from console.evidence import in_words
from console.wording import Wording
from tests.small_election import ELECTION

ZONE = timezone(timedelta(hours=6))


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (
            {"as_of": "2021-07-25T05:00:00Z", "voters": 1338, "registered": 764},
            "as of 25 Jul 11:00; voters 1,338; registered 764",
        ),
        (
            {"version": 1, "at": "2021-07-25T20:01:07.5+06:00", "earliest": "2021-07-25T14:10:00Z"},
            "version 1; at 25 Jul 20:01:07; earliest 25 Jul 20:10",
        ),
        ({"missing": [3, 4], "last": 9}, "missing 3, 4; last 9"),
        ({"unknown": [], "missing": ["c2"]}, "missing c2"),
        ({"seq": list(range(1, 9))}, "numbers 1, 2, 3, 4, 5 and 3 more"),
        ({"reason": "not\x1b[2J JSON"}, "reason not\\x1b[2J JSON"),
        ({"regions": ["east"], "candidate": "c1"}, "regions east; candidate c1"),
        ({"first": "", "now": "c2"}, "now c2"),
        ({}, ""),
    ],
)
def test_figures_are_said_plainly_and_moments_in_the_zone_of_the_page(evidence, words):
    assert in_words(evidence, Wording(ELECTION), ZONE) == words


def test_of_many_stations_the_probability_and_the_power_are_told():
    evidence = {
        "p": "0.00012",
        "power": "12 % of the stations: lifted",
        "stations": 1847,
        "counted_percent": 25,
        "correlation": "0.312",
    }
    assert in_words(evidence, Wording(ELECTION), ZONE) == (
        "p-value 0.00012; power (90 %) 12 % of the stations: lifted; stations 1,847;"
        " percent of the stations counted 25; correlation 0.312"
    )


def test_what_is_long_is_cut():
    assert len(in_words({"reason": "x" * 1000}, Wording(ELECTION), ZONE)) < 220

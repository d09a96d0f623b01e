"""T201 and P301 to P310 on the protocol of one contest."""

import pytest

from tests.sim.oracle.diary import CONTEST, ROLL, quiet

VOTES = {"c1": 60, "c2": 30, "c3": 0}


def found(**changed):
    """Return the codes that a protocol raises beside a right closing, 22:00 to the end."""
    raised = quiet().closes().counts(**changed).raises()
    assert set(raised.values()) <= {("22:00", None)}
    assert all(name.endswith(CONTEST) for name in raised)
    return {name.split(":")[0] for name in raised}


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, set()),
        ({"invalid": 4}, {"P301"}),
        ({"against_all": 6}, {"P301"}),
        ({"votes": VOTES | {"c3": 1}}, {"P301"}),
        ({"invalid": 4, "found_station": 96}, {"P302"}),
        ({"invalid": 2, "found_station": 94}, {"P309"}),
        ({"found_station": 96, "found_home": 4}, set()),
        ({"found_station": 94, "found_home": 6}, {"P303"}),
        ({"issued_home": 100}, set()),
        ({"issued_home": 101}, {"P303"}),
        ({"ballots_received": 311}, {"P303"}),
        ({"unused": 207}, {"P303"}),
        ({"spoiled": 3}, {"P303"}),
        ({"registered": ROLL + 1}, {"P304"}),
        ({"registered": ROLL - 1}, {"P304"}),
        ({"issued": 99, "unused": 209}, {"P302", "P305"}),
        ({"issued": 101, "unused": 207}, {"P305", "P309"}),
        ({"votes": {"c1": 60, "c2": 30}}, {"P306"}),
        ({"votes": VOTES | {"c4": 0}}, {"P306"}),
        ({"issued": ROLL, "unused": 8}, {"P305", "P309"}),
        ({"issued": ROLL + 1, "unused": 7}, {"P305", "P309", "T201"}),
    ],
)
def test_what_a_protocol_raises(changed, codes):
    assert found(**changed) == codes


def test_more_ballots_found_than_voters_on_the_list():
    votes = {"c1": 291, "c2": 0, "c3": 0}

    assert found(votes=votes, found_station=296) == {"T201", "P302"}
    assert found(votes=votes | {"c1": 290}, found_station=295) == {"P302"}


def test_an_empty_protocol():
    empty = {"found_station": 0, "found_home": 0, "invalid": 0, "against_all": 0}

    assert found(**empty, votes=dict.fromkeys(VOTES, 0)) == {"P307", "P309"}


def test_a_count_takes_ten_minutes_after_the_closing_at_least():
    assert quiet().closes("20:05").counts("20:15").raises("P310") == {}
    day = quiet().closes("20:05").counts("20:14:59", came="20:20")
    assert day.raises("P310") == {f"P310:{CONTEST}": ("20:20", None)}


def test_a_count_takes_a_second_for_each_ballot_found():
    """A stack of 700 ballots, wherever they come from: eleven minutes and forty seconds."""
    many = {"found_station": 695, "votes": {"c1": 690, "c2": 0, "c3": 0}}

    assert quiet().closes("20:05").counts("20:16:40", **many).raises("P310") == {}
    assert quiet().closes("20:05").counts("20:16:39", **many).raises("P310") != {}


def test_without_a_closing_a_count_begins_when_the_polls_close():
    assert quiet().counts("20:10").raises("P310") == {}
    day = quiet().counts("20:09:59", came="20:10")
    assert day.raises("P310") == {f"P310:{CONTEST}": ("20:10", None)}


def test_the_closing_that_comes_later_is_asked_too():
    day = quiet().counts("20:10", seq=20).closes("20:05", voters=101, came="20:30", seq=19)

    assert day.raises("P3") == {
        f"P310:{CONTEST}": ("20:30", None),
        f"P305:{CONTEST}": ("20:30", None),
    }
    day.closes("20:00", voters=100, came="20:40", seq=21)
    assert day.raises("P3") == {
        f"P310:{CONTEST}": ("20:30", "20:40"),
        f"P305:{CONTEST}": ("20:30", "20:40"),
    }


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"invalid": 4}, "P301"),
        ({"found_station": 96, "invalid": 4}, "P302"),
        ({"spoiled": 3}, "P303"),
        ({"registered": 1}, "P304"),
        ({"issued": 101, "found_station": 96, "invalid": 4, "unused": 207}, "P305"),
        ({"votes": {"c1": 60, "c2": 30}}, "P306"),
        ({"found_station": 94, "invalid": 2}, "P309"),
        ({"issued": ROLL + 1, "unused": 7}, "T201"),
    ],
)
def test_a_second_version_clears_the_first(wrong, code):
    day = quiet().closes().counts(**wrong).counts("23:00", version=2)

    assert day.raises(code) == {f"{code}:{CONTEST}": ("22:00", "23:00")}


def test_a_late_first_version_does_not_count_against_the_second():
    day = quiet().closes().counts("23:00", version=2, seq=20)

    assert day.counts("22:00", came="23:30", invalid=4, seq=19).raises("P3") == {}

from datetime import time

import pytest

from config.library import load_election
from sim.clock_hours import hours_open, polling_hours


@pytest.fixture(scope="module")
def election():
    return load_election("kz-2021-07-25")


def test_the_polls_are_open_for_13_hours(election):
    assert polling_hours(election) == 13


@pytest.mark.parametrize(
    ("region", "at", "hours"),
    [("almaty", 12, 5), ("mangystau", 12, 4), ("mangystau", 21, 13), ("almaty", 21, 14)],
)
def test_an_official_hour_is_an_hour_less_in_the_west(election, region, at, hours):
    assert hours_open(election, region, time(at)) == hours


@pytest.mark.parametrize(("region", "at"), [("almaty", time(12, 30)), ("mangystau", time(8))])
def test_only_whole_hours_of_the_polls_are_told(election, region, at):
    with pytest.raises(ValueError, match=f"{region}: {at:%H:%M} is no whole hour"):
        hours_open(election, region, at)


def test_polls_that_close_at_half_past_are_refused(election):
    calendar = election.calendar.model_copy(update={"polls_close": time(19, 30)})
    with pytest.raises(ValueError, match="no whole number of hours"):
        polling_hours(election.model_copy(update={"calendar": calendar}))

"""Attendance: the stations report what the electorate did."""

from dataclasses import replace

import pytest

from config.errors import InputError
from config.library import load_election, load_scenario, load_targets
from sim.attendance import attendance
from sim.electorate import electorate
from sim.plan import Plan

REGIONS = ["atyrau", "mangystau"]


@pytest.fixture(scope="module")
def plan():
    election = load_election("kz-2021-07-25")
    return Plan(election, load_targets("kz-2021-07-25"), load_scenario("calm"), 3)


@pytest.fixture(scope="module")
def came(plan):
    return attendance(plan, REGIONS)


def test_every_hour_and_ballot_of_the_electorate_is_there(plan, came):
    for region in REGIONS:
        part = electorate(plan.election, plan.targets, 3, region, plan.script.home_share)
        for at, station in enumerate(part.stations):
            here = came[station.id]
            assert list(here.voters[:-1]) == part.hourly[at].cumsum()[:-1].tolist()
            assert here.voters[-1] + here.queued == here.total == part.ballots[at]
            assert here.home == part.home[at]
            assert all(ballots.sum() == here.total for ballots in here.cast.values())


def test_the_votes_of_the_stations_add_up_to_those_of_the_contests(plan, came):
    part = electorate(plan.election, plan.targets, 3, "mangystau", plan.script.home_share)
    for contest, votes in part.votes.items():
        cast = [came[s.id].cast[contest] for s in part.stations if contest in s.contests]
        assert sum(cast).tolist() == votes.sum(axis=0).tolist()


def test_a_station_is_the_same_whichever_regions_are_asked_for(plan, came):
    for id_, here in attendance(plan, ["mangystau"]).items():
        assert (here.voters, here.total, here.last_ballot) == (
            came[id_].voters,
            came[id_].total,
            came[id_].last_ballot,
        )


def test_no_regions_have_no_stations(plan):
    assert attendance(plan, []) == {}


def test_desks_too_slow_for_the_voters_are_named_with_the_scenario_and_the_value(plan):
    desks = plan.scenario.desks.model_copy(update={"service_seconds": 86_400.0})
    slow = plan.scenario.model_copy(update={"desks": desks}).named("own.toml")

    with pytest.raises(InputError, match=r"own\.toml, desks\.service_seconds: is 86400, too long"):
        attendance(replace(plan, scenario=slow), ["atyrau"])

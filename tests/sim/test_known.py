from datetime import time

import pytest

from config.library import load_election, load_targets
from config.targets import Targets
from sim.known import known


@pytest.fixture(scope="module")
def election():
    return load_election("kz-2021-07-25")


@pytest.fixture(scope="module")
def targets():
    return load_targets("kz-2021-07-25")


def with_checkpoint(targets, region, place, **changes):
    points = tuple(
        point.model_copy(update=changes)
        if (point.region, point.place) == (region, place)
        else point
        for point in targets.checkpoints
    )
    return targets.model_copy(update={"checkpoints": points})


def test_nothing_is_known_without_targets(election):
    facts = known(election, Targets(), "almaty")
    assert (facts.totals, facts.pins, facts.points, facts.leads) == ((), {}, (), ())
    assert (facts.region_votes, facts.contest_votes) == ({}, {})


def test_a_checkpoint_becomes_ballots_by_an_hour_since_the_opening(election, targets):
    assert known(election, targets, "almaty").pins == {5: 74897}
    assert known(election, targets, "jambyl").pins == {9: round(0.787 * 104391)}
    assert known(election, targets, "mangystau").pins == {6: round(0.366 * 14144)}


def test_districts_and_contests_become_sets_of_stations_with_a_range(election, targets):
    facts = known(election, targets, "kostanay")
    assert len(facts.points) == len(facts.at(7)) == 19
    assert facts.at(8) == ()
    stations = sorted(at for point in facts.points for at in point.stations.tolist())
    assert stations == list(range(114))
    assert all(point.low < point.ballots < point.high for point in facts.points)


def test_published_totals_cover_their_stations(election, targets):
    (total,) = known(election, targets, "akmola").totals
    assert total.ballots == 75833
    assert len(total.stations) == 218


def test_votes_of_a_region_are_known_by_nomination(election, targets):
    votes = known(election, targets, "akmola").region_votes
    assert sum(votes.values()) == 75833
    assert votes["against-all"] == 4880
    assert known(election, targets, "aktobe").region_votes == {}


def test_votes_of_a_contest_are_known_in_ballot_order():
    election, targets = load_election("kz-2021-08-22"), load_targets("kz-2021-08-22")
    facts = known(election, targets, "aktobe")
    assert facts.contest_votes == {"2021-08-22:bershugir": (473, 234, 6, 3, 4, 48)}


def test_published_votes_and_candidates_have_to_be_the_same_people():
    election, targets = load_election("kz-2021-08-22"), load_targets("kz-2021-08-22")
    fewer = targets.model_copy(
        update={"published": tuple(r for r in targets.published if r.key != "invalid")}
    )
    with pytest.raises(ValueError, match="votes and candidates differ in invalid"):
        known(election, fewer, "aktobe")


def test_a_checkpoint_after_the_polls_have_closed_is_refused(election, targets):
    late = with_checkpoint(targets, "jambyl", "", at=time(20))
    with pytest.raises(ValueError, match="checkpoint at 20:00 after the polls closed"):
        known(election, late, "jambyl")


def test_two_checkpoints_of_the_same_stations_at_one_hour_are_refused(election, targets):
    twice = targets.model_copy(
        update={"checkpoints": (*targets.checkpoints, targets.checkpoints[-1])}
    )
    with pytest.raises(ValueError, match="two checkpoints of hour 6 share stations"):
        known(election, twice, "mangystau")


def test_ballots_published_twice_for_the_same_stations_are_refused(election, targets):
    row = targets.published_at["region", "almaty", "", "ballots", "total"]
    contest = next(c.id for c in election.contests if c.region == "almaty")
    again = row.model_copy(update={"contest": contest, "scope": "by-election"})
    twice = targets.model_copy(update={"published": (*targets.published, again)})
    with pytest.raises(ValueError, match="speak twice of the same stations"):
        known(election, twice, "almaty")

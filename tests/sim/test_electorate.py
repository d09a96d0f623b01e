from collections import Counter
from datetime import timedelta
from functools import cache

import numpy as np
import pytest

from config.errors import InputError
from config.library import load_election, load_targets
from config.targets import Targets, percentage
from sim.electorate import electorate
from sim.scaled_election import scaled_election

DAY = "kz-2021-07-25"
BY_ELECTIONS = ("kz-2021-08-01", "kz-2021-08-08", "kz-2021-08-22")
HOUR = timedelta(hours=1)


@cache
def drawn(election, seed):
    definition = load_election(election)
    targets = load_targets(election)
    return {
        region.id: electorate(definition, targets, seed, region.id) for region in definition.regions
    }


def recounted(election, seed):
    """Every figure of the kinds that are published, counted from the stations."""
    definition = load_election(election)
    outcome = load_targets(election).outcome
    got = Counter()
    for region, voters in drawn(election, seed).items():
        for station, ballots in zip(voters.stations, voters.ballots.tolist(), strict=True):
            contest = station.contests[0] if election != DAY else ""
            for at in ((region, contest), ("", "")):
                got[*at, "registered", "total"] += station.registered
                got[*at, "ballots", "total"] += ballots
            got["", "", "polling_stations", "total"] += 1
        for contest, votes in voters.votes.items():
            candidates = definition.candidates_of[contest]
            totals = votes.sum(axis=0).tolist()
            counted = dict(zip([one.id for one in candidates], totals, strict=False))
            winner = max(candidates, key=lambda one: counted[one.id])
            assert winner.id == outcome[contest]
            place = contest if election != DAY else ""
            for candidate in candidates:
                name = f":{candidate.name}" if election != DAY else ""
                key = f"{candidate.nominated_by}{name}"
                got[region, place, "votes", key] += counted[candidate.id]
                for where in (region, ""):
                    got[where, "", "candidates", candidate.nominated_by] += 1
                    got[where, "", "candidates", "total"] += 1
            for key, count in zip(("against-all", "invalid"), totals[-2:], strict=True):
                got[region, place, "votes", key] += count
            got[region, "", "seats", winner.party] += 1
            got["", "", "seats", winner.national_party] += 1
            for where in (region, ""):
                got[where, "", "seats", "total"] += 1
    return got


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("election", [DAY, *BY_ELECTIONS])
def test_every_published_figure_comes_out(election, seed):
    targets = load_targets(election)
    got = recounted(election, seed)
    settled = {line.at: line.folded for line in targets.contradictions if line.field == "value"}
    for row in targets.published:
        at = (row.region, row.contest, row.metric, row.key)
        if row.metric == "contests_announced":
            continue  # a definition, nothing that is drawn
        expected = settled.get(row.at, row.value)
        if row.metric == "turnout_pct":
            at = (row.region, row.contest)
            ballots, roll = got[*at, "ballots", "total"], got[*at, "registered", "total"]
            assert percentage(ballots, roll) == expected, row
        else:
            assert str(got[at]) == expected, row


def turnout(voters, at, definition, inside=None):
    """Share of the roll that has a ballot at an official time, in percent."""
    when = definition.instant(at, definition.official_zone)
    hours = (when - definition.opens(voters.region)) // HOUR
    chosen = np.array(
        [inside is None or inside in (s.district, *s.contests) for s in voters.stations]
    )
    roll = sum(s.registered for s, keep in zip(voters.stations, chosen, strict=True) if keep)
    ballots = int(voters.hourly[chosen, :hours].sum())
    return ballots, 100 * ballots / roll


@pytest.mark.parametrize("seed", range(1, 21))
def test_the_day_passes_every_checkpoint_and_the_right_region_leads(seed):
    definition, targets = load_election(DAY), load_targets(DAY)
    regions = drawn(DAY, seed)
    for point in targets.checkpoints:
        ballots, share = turnout(regions[point.region], point.at, definition, point.place or None)
        if point.ballots is None:
            assert abs(share - point.turnout_pct) <= point.tolerance, point
        else:
            assert ballots == point.ballots, point
    for leader in targets.leaders:
        if leader.at is None:
            continue
        shares = {
            region: turnout(voters, leader.at, definition)[1] for region, voters in regions.items()
        }
        assert max(shares, key=shares.__getitem__) == leader.region, (leader, shares)
        assert shares[leader.region] > (leader.above_pct or 0)


@pytest.mark.parametrize("seed", range(1, 21))
def test_people_add_up_at_every_station(seed):
    definition, targets = load_election(DAY), load_targets(DAY)
    for region, voters in drawn(DAY, seed).items():
        registered = np.array([station.registered for station in voters.stations])
        assert (voters.ballots <= registered).all()
        assert (voters.ballots >= 1).all()
        assert (voters.hourly >= 0).all()
        assert (voters.hourly.sum(axis=1) == voters.ballots).all()
        assert (voters.home_hourly >= 0).all()
        assert (voters.home_hourly <= voters.hourly).all()
        assert (voters.home_hourly.sum(axis=1) == voters.home).all()
        assert not voters.home_hourly[:, :3].any()
        assert not voters.home_hourly[:, 10:].any()
        for contest, votes in voters.votes.items():
            at = [n for n, station in enumerate(voters.stations) if contest in station.contests]
            candidates = definition.candidates_of[contest]
            assert votes.dtype == np.int64
            assert votes.shape == (len(at), len(candidates) + 2)
            assert (votes >= 0).all()
            assert (votes.sum(axis=1) == voters.ballots[at]).all()
            elected = [one.id for one in candidates].index(targets.outcome[contest])
            totals = votes.sum(axis=0)[:-1]
            assert totals[elected] > np.delete(totals, elected).max(), (region, contest)


@pytest.mark.parametrize("seed", range(1, 21))
def test_no_hour_of_a_station_is_steeper_than_desks_can_serve(seed):
    for voters in drawn(DAY, seed).values():
        large = voters.ballots > 200
        assert (voters.hourly[large] / voters.ballots[large, None]).max() <= 0.25


def test_about_three_in_a_hundred_vote_at_home():
    voters = drawn(DAY, 1)["almaty"]
    assert voters.home.sum() / voters.ballots.sum() == pytest.approx(0.03, abs=0.003)


def test_a_region_is_the_same_whatever_others_are_drawn():
    definition, targets = load_election(DAY), load_targets(DAY)
    alone = electorate(definition, targets, 4, "pavlodar")
    among = drawn(DAY, 4)["pavlodar"]
    for part in ("ballots", "home", "hourly", "home_hourly"):
        assert (getattr(alone, part) == getattr(among, part)).all()
    assert all((alone.votes[contest] == among.votes[contest]).all() for contest in alone.votes)


def test_another_seed_is_another_day():
    one, other = drawn(DAY, 1)["pavlodar"], drawn(DAY, 2)["pavlodar"]
    assert (one.ballots != other.ballots).any()
    assert (one.hourly != other.hourly).any()


def test_stations_differ_from_each_other():
    voters = drawn(DAY, 1)["turkistan"]
    roll = np.array([station.registered for station in voters.stations])
    share = voters.ballots / roll
    assert 0.03 < share.std() < 0.15
    assert share.min() > 0.3


def test_a_station_gives_each_voter_a_ballot_for_each_contest():
    single = scaled_election(12, seed=3)
    first, second, *_ = single.contests
    stations = tuple(
        station.model_copy(update={"contests": (second.id, first.id)})
        if first.id in station.contests
        else station
        for station in single.stations
    )
    definition = single.model_copy(update={"stations": stations})
    voters = electorate(definition, Targets(), 3, "r0001")
    for contest in (first.id, second.id):
        at = [n for n, station in enumerate(stations) if contest in station.contests]
        assert (voters.votes[contest].sum(axis=1) == voters.ballots[at]).all()
    shared = sum(first.id in station.contests for station in stations)
    assert len(voters.votes[second.id]) > shared


def test_targets_that_cannot_be_met_are_named():
    definition, targets = load_election(DAY), load_targets(DAY)
    rows = tuple(
        row.model_copy(update={"value": "14145"})
        if (row.region, row.metric) == ("mangystau", "ballots")
        else row
        for row in targets.published
    )
    broken = targets.model_copy(update={"published": rows})
    with pytest.raises(InputError, match=r"region mangystau: a total of 14145 does not fit"):
        electorate(definition, broken, 1, "mangystau")

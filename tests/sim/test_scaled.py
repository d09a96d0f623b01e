from collections import Counter
from itertools import islice

import numpy as np
import pytest

from config.election import INDEPENDENT, Election
from config.targets import Targets
from sim.electorate import electorate, votes_of
from sim.scaled import PARTIES, STATION_CAP, blocks
from sim.scaled_election import scaled_election


@pytest.fixture(scope="module")
def pack():
    return list(blocks(700, seed=5, block=300))


@pytest.fixture(scope="module")
def election():
    return scaled_election(700, seed=5, block=300)


def same(one, other):
    return all(
        (getattr(one.day, part) == getattr(other.day, part)).all()
        for part in ("ballots", "home", "hourly", "home_hourly", "votes")
    )


def test_blocks_cover_the_stations_once(pack):
    assert [block.ground.stations for block in pack] == [300, 300, 100]
    assert [block.first for block in pack] == [1, 301, 601]
    ids = [name for block in pack for name in block.station_ids]
    assert len(set(ids)) == 700
    assert ids[300] == "r0002-0301"


def test_a_block_is_the_same_whatever_was_dealt_before_it(pack):
    longer = list(blocks(1200, seed=5, block=300))
    assert same(longer[0], pack[0])
    assert same(longer[1], pack[1])
    assert not np.array_equal(longer[2].day.ballots[:100], longer[1].day.ballots[:100])


def test_another_seed_deals_other_blocks(pack):
    (other, *_) = blocks(300, seed=6, block=300)
    assert not np.array_equal(other.ground.registered, pack[0].ground.registered)


def test_people_add_up_in_every_block(pack):
    for block in pack:
        ground, day = block.ground, block.day
        assert (day.ballots <= ground.registered).all()
        assert (day.hourly.sum(axis=1) == day.ballots).all()
        assert (day.votes.sum(axis=1) == day.ballots[ground.station_of]).all()
        assert (day.home_hourly <= day.hourly).all()
        assert (day.home_hourly.sum(axis=1) == day.home).all()
        assert ground.starts[-1] == ground.stations
        assert (np.diff(ground.starts) >= 1).all()


def test_the_election_is_what_the_blocks_deal(pack, election):
    assert [region.id for region in election.regions] == [block.region for block in pack]
    for block in pack:
        voters = electorate(election, Targets(), 5, block.region)
        assert [station.id for station in voters.stations] == block.station_ids
        assert list(voters.votes) == block.contest_ids
        assert (voters.hourly == block.day.hourly).all()
        assert (voters.home_hourly == block.day.home_hourly).all()
        for at, votes in enumerate(voters.votes.values()):
            assert (votes == votes_of(block.ground, block.day, at)).all()


def test_the_election_holds_up_to_validation(election):
    assert Election.model_validate(election.model_dump()) == election


def test_ballots_look_like_those_of_july(election):
    big = scaled_election(8000, seed=1)
    standing = Counter(candidate.contest for candidate in big.candidates)
    assert min(standing.values()) >= 2
    for contest, candidates in election.candidates_of.items():
        parties = Counter(one.party for one in candidates)
        del parties[INDEPENDENT]
        assert max(parties.values(), default=1) == 1, contest
    assert len(big.stations) / len(big.contests) == pytest.approx(1847 / 730, rel=0.05)
    assert len(big.candidates) / len(big.contests) == pytest.approx(2307 / 730, rel=0.05)
    rolls = [station.registered for station in big.stations]
    assert sum(rolls) / len(rolls) == pytest.approx(655, rel=0.05)
    assert max(rolls) <= STATION_CAP
    assert {one.party for one in big.candidates} == set(PARTIES)


def test_the_day_ends_twice(election):
    assert len({election.closes(region.id) for region in election.regions}) == 2


def test_millions_of_stations_are_dealt_one_block_at_a_time():
    dealt = islice(blocks(5_000_000, seed=1, block=50), 2)
    assert [block.ground.stations for block in dealt] == [50, 50]


@pytest.mark.parametrize(("stations", "block"), [(0, 10), (10, 0)])
def test_an_election_has_at_least_one_station(stations, block):
    with pytest.raises(ValueError, match="at least 1"):
        next(blocks(stations, seed=1, block=block))

import pytest

from config.library import load_election, load_targets
from sim.ground import NOBODY, survey_region


@pytest.fixture(scope="module")
def election():
    return load_election("kz-2021-08-01")


@pytest.fixture(scope="module")
def ground(election):
    return survey_region(election, load_targets("kz-2021-08-01").outcome, "kyzylorda")


def test_rows_are_ordered_by_contest_and_then_by_station(election, ground):
    for at, contest in enumerate(election.contests):
        rows = ground.rows_of(at)
        stations = [n for n, s in enumerate(election.stations) if contest.id in s.contests]
        assert ground.station_of[rows].tolist() == stations
        assert set(ground.contest_of[rows].tolist()) == {at}
    assert ground.starts[-1] == len(ground.station_of) == ground.stations


def test_ballots_name_their_nominations_in_order(election, ground):
    for at, contest in enumerate(election.contests):
        standing = election.candidates_of[contest.id]
        assert ground.candidates[at] == len(standing)
        assert [ground.parties[party] for party in ground.nominated[at, : len(standing)]] == [
            one.nominated_by for one in standing
        ]
        assert (ground.nominated[at, len(standing) :] == NOBODY).all()


def test_the_elected_is_a_place_on_the_ballot_and_open_without_an_outcome(election, ground):
    assert ground.elected.tolist() == [0, 0]
    assert survey_region(election, {}, "kyzylorda").elected.tolist() == [NOBODY, NOBODY]


def test_the_strongest_party_stands_in_most_contests_and_is_no_independent(ground):
    assert ground.parties[ground.strongest] == "nur-otan"


def test_a_station_follows_its_first_contest(election):
    first, second = election.contests
    stations = tuple(
        station.model_copy(update={"contests": (first.id, second.id)})
        for station in election.stations
    )
    both = survey_region(election.model_copy(update={"stations": stations}), {}, "kyzylorda")
    assert len(both.station_of) == 2 * both.stations
    assert (both.first_contest == 0).all()


def test_a_region_without_stations_is_refused(election):
    with pytest.raises(ValueError, match="no station in region 'almaty'"):
        survey_region(election, {}, "almaty")

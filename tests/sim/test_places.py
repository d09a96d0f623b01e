"""Places: the seed picks stations, never one that the sources name."""

from collections import Counter
from itertools import pairwise
from types import SimpleNamespace

import pytest

from config.errors import InputError
from config.library import load_election
from sim.places import stations_of


@pytest.fixture(scope="module")
def election():
    return load_election("kz-2021-07-25")


def site(**changes):
    usual = {"id": "x", "region": (), "station": None, "count": 0}
    return SimpleNamespace(**(usual | changes))


def test_a_named_station_is_taken(election):
    (station,) = stations_of(site(station="turkistan-0659"), election, 1)

    assert station.id == "turkistan-0659"


def test_picked_stations_are_illustrative_distinct_and_dealt_out_evenly(election):
    regions = ("akmola", "pavlodar", "karaganda")
    stations = stations_of(site(region=regions, count=20), election, 3)

    assert len({station.id for station in stations}) == 20
    assert all(station.illustrative for station in stations)
    by_region = Counter(station.region for station in stations)
    assert set(by_region) == set(regions)
    assert max(by_region.values()) - min(by_region.values()) <= 1


def test_the_seed_picks(election):
    picks = [
        [station.id for station in stations_of(site(count=5), election, seed)]
        for seed in (1, 1, 2, 3)
    ]

    assert picks[0] == picks[1]
    assert all(one != other for one, other in pairwise(picks[1:]))


def test_more_than_there_are_is_refused(election):
    with pytest.raises(InputError, match=r"entry x, count: 999 stations, but pavlodar have"):
        stations_of(site(region=("pavlodar",), count=999), election, 1)

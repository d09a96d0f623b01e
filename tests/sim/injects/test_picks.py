"""Where and when injects happen."""

from datetime import datetime

import pytest

from config.errors import InputError
from config.injects import Inject
from config.library import load_election, load_scenario
from sim.injects.picks import planted, sightings
from tests.small_election import ELECTION

BIG = load_election("kz-2021-07-25")


def picked(*injects, election=BIG, seed=1):
    script = load_scenario("ideal").model_copy(update={"injects": injects})
    return planted(election, script, seed)


def _with_short_lists():
    """The small election, in which there can be a rush at one station only."""
    stations = [
        one if one.id == "east-0001" else one.model_copy(update={"registered": 150})
        for one in ELECTION.stations
    ]
    return ELECTION.model_copy(update={"stations": tuple(stations)})


def test_only_illustrative_stations_are_picked_and_each_once():
    found = picked(
        Inject(id="a", kind="fall", share=0.5),
        Inject(id="b", kind="stuffing", share=0.3),
        Inject(id="c", kind="rush", count=40),
    )
    stations = [one.station for one in found]

    assert all(station.illustrative for station in stations)
    assert len({station.id for station in stations}) == len(stations)
    room = sum(station.illustrative and station.registered >= 30 for station in BIG.stations)
    numbers = [sum(one.inject.id == id_ for one in found) for id_ in "abc"]
    assert numbers == [int(0.5 * room + 0.5), int(0.3 * room + 0.5), 40]


def test_a_count_is_dealt_out_over_the_regions():
    found = picked(Inject(id="a", kind="fall", count=10, region=("almaty", "karaganda")))
    regions = [one.station.region for one in found]

    assert {regions.count(region) for region in ("almaty", "karaganda")} == {5}
    here = picked(Inject(id="a", kind="fall", count=5, region=("aktobe",)))
    assert {one.station.region for one in here} == {"aktobe"}


def test_what_fits_few_stations_chooses_first():
    found = picked(
        Inject(id="many", kind="fall", count=3),
        Inject(id="few", kind="rush", count=1),
        election=_with_short_lists(),
    )

    assert {one.inject.id: one.station.id for one in found}["few"] == "east-0001"
    assert len(found) == 4


def test_where_a_winner_is_to_change_nothing_else_is_planted():
    found = picked(
        Inject(id="a", kind="winner-changed", count=60),
        Inject(id="b", kind="stuffing", share=0.6),
    )
    deciding = [one.station.contests for one in found if one.inject.id == "a"]
    others = {contest for one in found if one.inject.id == "b" for contest in one.station.contests}

    assert len(set(deciding)) == len(deciding)
    assert not {contest for contests in deciding for contest in contests} & others


def test_too_few_stations_are_told():
    with pytest.raises(InputError, match="5 stations, and 1 that it fits"):
        picked(
            Inject(id="a", kind="fall", count=4),
            Inject(id="b", kind="sum-broken", count=5),
            election=ELECTION,
        )


def test_it_begins_by_the_stations_clock_in_the_window_or_as_usual_for_the_kind():
    (at,) = picked(Inject(id="a", kind="fall", station="west-0004", at="10:15"), election=ELECTION)
    (window,) = picked(
        Inject(id="a", kind="fall", station="west-0004", at=["10:15", "10:45"]), election=ELECTION
    )
    (usual,) = picked(Inject(id="a", kind="fall", station="west-0004"), election=ELECTION)
    zone = ELECTION.region_by_id["west"].zone

    def local(one):
        return datetime.fromtimestamp(one.begins / 1000, zone).strftime("%H:%M")

    assert local(at) == "10:15"
    assert "10:15" <= local(window) <= "10:45"
    assert "09:00" <= local(usual) <= "15:00"


def test_only_carousels_are_seen():
    found = picked(
        Inject(id="a", kind="repeat-voting", count=3), Inject(id="b", kind="stuffing", count=3)
    )
    seen = sightings(found, BIG, 1)

    assert {report.place for report in seen} == {
        one.station.id for one in found if one.inject.id == "a"
    }
    begins = {one.station.id: one.begins for one in found}
    assert all(0 < report.at - begins[report.place] <= 3_600_000 for report in seen)

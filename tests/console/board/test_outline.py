"""The outline: all that viewers need to name and draw what is shown."""

import re

from config.library import load_election, load_targets
from console.board.outline import contest, outline, stations
from console.board.showing import Billing

ELECTION = load_election("kz-2021-07-25")
BILLING = Billing("x", "journal", ELECTION, load_targets("kz-2021-07-25"), "run", "calm", 1, 4)


def test_every_region_has_its_place_on_the_map():
    told = outline(BILLING)
    width, height = told["box"]
    assert len(told["regions"]) == 14
    for region in told["regions"]:
        assert re.fullmatch(r"(M\d+ \d+l(-?\d+ -?\d+ ?)+z)+", region["path"])
        x, y = region["centre"]
        assert 0 < x < width
        assert 0 < y < height
    assert sum(region["stations"] for region in told["regions"]) == 1_847
    assert sum(region["roll"] for region in told["regions"]) == 1_209_818


def test_the_calendar_runs_from_the_first_opening_to_registration():
    told = outline(BILLING)
    moments = [told[name] for name in ("opens", "closes", "count_until", "results_until")]
    assert moments == sorted(moments)
    assert told["registered_until"] > told["results_until"]
    assert told["bulletins"][0]["key"] == "10:00"
    assert told["checkpoints"]
    assert not told["has_report"]


def test_contests_and_stations_fit_together():
    told = outline(BILLING)
    first = contest(ELECTION, told["contests"][0][0])
    assert len(first["stations"]) == told["contests"][0][4]
    listed = {one[0]: one for one in stations(ELECTION)}
    assert all(first["id"] in listed[id_][4] for id_ in first["stations"])
    assert sum(listed[id_][6] for id_ in first["stations"]) == first["roll"]


def test_an_election_without_a_map_has_none():
    other = ELECTION.model_copy(update={"id": "training"})
    billing = Billing("x", "journal", other, None, "run", "calm", 1, 4)
    told = outline(billing)
    assert told["box"] == [0, 0]
    assert {region["path"] for region in told["regions"]} == {""}
    assert told["checkpoints"] == []

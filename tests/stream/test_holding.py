"""A station whose result is held: counted, and nothing is called because of it."""

import pytest

from stream.pipeline import Pipeline
from tests.small_election import ROSTER, Voice, record


def day(station, votes):
    voice = Voice(station)
    return [voice.opened(), voice.closed(sum(votes.values())), voice.counted(votes)]


@pytest.fixture(params=[1, 256], ids=["columns", "one by one"])
def counted(request):
    pipeline = Pipeline(ROSTER, many=request.param)
    for now, station in enumerate(("east-0001", "east-0002", "east-0003")):
        pipeline.feed([record(event, now) for event in day(station, {"c1": 60, "c2": 4})])
    return pipeline


def east(pipeline):
    return pipeline.tallies().contests["east-a"]


def test_a_station_that_is_held_is_counted_but_calls_nothing(counted):
    before = east(counted)
    assert before.standing.certain
    counted.hold("east-0002", held=True)
    held = east(counted)
    assert (held.votes, held.counted) == (before.votes, before.counted)
    assert not held.standing.certain
    counted.hold("east-0002", held=False)
    assert east(counted) == before


@pytest.mark.parametrize("many", [1, 256])
def test_what_it_says_while_it_is_held_is_held_too(many):
    pipeline = Pipeline(ROSTER, many=many)
    for station in ("east-0001", "east-0002", "east-0003"):
        pipeline.hold(station, held=True)
    for now, station in enumerate(("east-0001", "east-0002", "east-0003")):
        pipeline.feed([record(event, now) for event in day(station, {"c1": 60})])
    assert east(pipeline).counted == 3
    assert not east(pipeline).standing.certain


def test_an_error_that_is_open_keeps_a_released_station_in_doubt(counted):
    again = Voice("east-0002")
    again.seq = 3  # so many it said before
    counted.feed([record(again.counted({"c1": 60, "c2": 4}, version=2, found_station=94), 9)])
    assert not east(counted).standing.certain
    counted.hold("east-0002", held=True)
    counted.hold("east-0002", held=False)
    assert not east(counted).standing.certain


@pytest.mark.parametrize("name", ["nobody", "reporter-observers"])
def test_what_is_no_station_cannot_be_held(name, counted):
    with pytest.raises(KeyError):
        counted.hold(name, held=True)

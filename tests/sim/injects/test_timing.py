"""Too early, too late, never."""

from datetime import datetime

import pytest

from stream.events import CountReported, StationClosed, StationOpened, TurnoutReported, decode
from tests.sim.injects.days import EAST, inject, lived


def local(moment):
    return datetime.fromisoformat(moment).strftime("%H:%M")


def arrivals(found, station=EAST):
    return [
        (one.received, decode(bytes(one.value))) for one in found.received if one.key == station
    ]


def test_a_silence_holds_back_and_loses_nothing():
    usual = lived()
    found = lived(inject("silence", at="09:30", minutes=100))

    assert len(found.said(EAST)) == len(usual.said(EAST))
    until = next(at for at, event in arrivals(found) if event.seq == 4)
    held = [event for at, event in arrivals(found) if abs(at - until) < 120_000]
    assert {local(event.as_of) for event in held if isinstance(event, TurnoutReported)} == {
        "10:00",
        "11:00",
    }
    assert found.truth.happened.falsified == frozenset()


def test_a_silence_that_is_too_short_to_be_noticed_says_so():
    found = lived(inject("silence", at="09:55", minutes=20))
    (planted,) = found.truth.happened.injects

    assert planted.codes == ()
    assert found.codes() == set()


def test_a_station_that_never_opens_says_nothing_and_is_falsified():
    found = lived(inject("never-opens"))

    assert found.said(EAST) == []
    assert found.truth.happened.falsified == {EAST}
    assert found.truth.happened.stations[EAST].voters > 0


def test_a_late_opening_is_dated_when_it_is_said():
    (opened,) = lived(inject("late-opening", strength=40)).said(EAST, StationOpened)

    assert local(opened.at) == "07:40"


def test_who_would_have_come_after_an_early_closing_does_not_vote():
    found = lived(inject("early-closing", at="18:20"))
    hours = found.said(EAST, TurnoutReported)
    (closed,) = found.said(EAST, StationClosed)
    (count,) = found.said(EAST, CountReported)

    assert local(hours[-1].as_of) == "18:00"
    assert local(closed.at) == "18:20"
    assert closed.voters == hours[-1].voters == count.issued == count.found
    assert closed.voters < found.truth.happened.stations[EAST].voters


def test_an_instant_count_is_right_and_comes_minutes_after_the_closing():
    found = lived(inject("instant-count", strength=5))
    (usual,) = lived().said(EAST, CountReported)
    (closed,) = found.said(EAST, StationClosed)
    (count,) = found.said(EAST, CountReported)

    since = datetime.fromisoformat(count.at) - datetime.fromisoformat(closed.at)
    assert since.total_seconds() == 300
    assert (count.votes, count.spoiled, count.version) == (usual.votes, usual.spoiled, 1)


@pytest.mark.parametrize("minutes", [30, 0])
def test_an_overdue_count_comes_after_its_time_or_never(minutes):
    found = lived(inject("overdue-count", minutes=minutes))
    counts = found.said(EAST, CountReported)

    # The polls close at 20:00; 12 hours for the count and 90 minutes of grace.
    assert [local(count.at) for count in counts] == (["10:00"] if minutes else [])
    assert found.truth.happened.falsified == (frozenset() if minutes else {EAST})
    (alert,) = [one for one in found.pipeline.alerts() if one.code == "P311"]
    assert alert.condition == ("cleared" if minutes else "open")

"""What is shown after any moves through a day is what a fold of the day up to there gives."""

import asyncio

import msgspec
import pytest

from config.library import load_election, load_scenario, load_targets
from console.board.feed import TOPICS
from console.board.showing import Billing, Showing
from console.board.tape import Tape
from sim.day import Day
from sim.plan import Plan
from stream.decision import Decision
from stream.pipeline import Pipeline
from stream.roster import Roster

ELECTION = "kz-2021-08-01"
HOUR = 3_600_000


@pytest.fixture(scope="module")
def day():
    election = load_election(ELECTION)
    return Plan(election, load_targets(ELECTION), load_scenario("storm", election), 3)


@pytest.fixture(scope="module")
def records(day):
    return [*Day(day).records()]


def showing(day, records):
    election = day.election
    tape = Tape.between(
        min(election.opens(region.id) for region in election.regions),
        max(election.closes(region.id) for region in election.regions),
    )
    tape.extend(records)
    tape.finish()
    billing = Billing(
        "x", "journal", election, None, day.run, "storm", 3, day.partitions, day.key_ring
    )
    return Showing(billing, tape)


def shown(one):
    topics = [topic for topic in TOPICS if topic != "clock"]
    return msgspec.json.decode(one.documents.everything(topics))["docs"]


def at(day, records, *moments):
    """Return a showing that was taken to some moments, one after the other."""
    one = showing(day, records)

    async def move():
        for moment in moments:
            await one.seek(moment)

    asyncio.run(move())
    return one


def test_at_the_end_tallies_and_alerts_are_those_of_the_pipeline(day, records):
    one = at(day, records, 10**15)
    pipeline = Pipeline(Roster.of(day.election, day.run, day.partitions), day.key_ring)
    pipeline.feed(records)
    pipeline.finish()
    assert one.folded.tallies == pipeline.tallies()
    assert one.folded.alerts() == pipeline.alerts()
    docs = shown(one)
    assert docs["nation"][""]["voters"] == pipeline.tallies().nation.voters
    assert {*docs["alert"]} == {alert.id for alert in pipeline.alerts()}
    assert {*docs["station"]} == {station.id for station in day.election.stations}
    assert sum(docs["nation"][""]["alerts"].values()) == sum(
        alert.condition == "open" for alert in pipeline.alerts()
    )


@pytest.mark.parametrize("steps", [(0.2, 0.7), (0.9, 0.4), (0.5, 0.1, 0.6), (1.0, 0.55)])
def test_any_way_to_a_moment_shows_the_same(day, records, steps):
    begin, end = records[0].received, records[-1].received
    moments = [round(begin + step * (end - begin)) for step in steps]
    assert shown(at(day, records, *moments)) == shown(at(day, records, moments[-1]))


def test_stepping_stops_at_each_alert_that_opens(day, records):
    one = at(day, records, records[0].received)

    async def step():
        await one.step()

    opened = {alert.id for alert in one.folded.alerts()}
    for _ in range(3):
        asyncio.run(step())
        now = {alert.id for alert in one.folded.alerts()}
        assert opened < now
        assert one.playback.at == one.at
        opened = now


def decision(n, on, id_, do):
    return Decision(n, 0, 0, "Aigul", "operator", on, id_, do, "because")


def test_decisions_outlive_every_move(day, records):
    one = at(day, records, 10**15)
    alert = next(alert for alert in one.folded.alerts() if alert.scope == "station")
    one.decide(decision(1, "alert", alert.id, "escalate"))
    one.decide(decision(2, "station", alert.place, "hold"))
    for moment in (records[0].received, 10**15):
        asyncio.run(one.seek(moment))
    docs = shown(one)
    assert docs["alert"][alert.id]["handling"] == "escalated"
    assert docs["alert"][alert.id]["by"] == "Aigul"
    assert docs["station"][alert.place]["held"]
    contest = day.election.station_by_id[alert.place].contests[0]
    assert docs["contest"][contest]["held"] == 1
    one.decide(decision(3, "station", alert.place, "release"))
    assert not shown(one)["station"][alert.place]["held"]
    assert shown(one)["contest"][contest]["held"] == 0
    assert [*shown(one)["decision"]] == ["1", "2", "3"]


def test_a_showing_that_fails_says_so(day, records, caplog):
    one = at(day, records, records[0].received)

    def fail(moment):
        raise ArithmeticError(moment)

    one.folded.fold.advance = fail
    with pytest.raises(ArithmeticError):
        asyncio.run(one.run())
    clock = msgspec.json.decode(one.documents.everything(["clock"]))["docs"]["clock"][""]
    assert "ArithmeticError" in clock["trouble"]
    assert "is shown no further" in caplog.text

"""Rules on many stations within the pipeline: when they are asked, and what they are given."""

from stream import looks
from stream.alerts import AlertBook
from stream.looks import Looks
from stream.pipeline import Pipeline
from stream.protocol_slots import ProtocolSlots
from stream.protocol_table import ProtocolTable
from stream.rule_failures import RuleFailures
from stream.rules.forensic_finding import ForensicFinding
from tests.small_election import ROSTER, Voice, record

EAST, WEST = 0, 1


def _counted(station, votes, **changed):
    voice = Voice(station)
    contest = "east-a" if station.startswith("east") else "west-b"
    total = sum(votes.values())
    return [voice.opened(), voice.closed(total), voice.counted(votes, contest=contest, **changed)]


def test_looks_are_due_at_shares_of_the_stations():
    slots = ProtocolSlots(ROSTER)
    some, table = Looks(slots, AlertBook(), RuleFailures()), ProtocolTable(slots)
    due = []
    for counted in range(1, 6):
        some.hear(EAST, 1)
        if some.due:
            due.append(counted)
            some.take(table, 0)
            assert not some.due
    assert due == [1, 2, 3, 4, 5]  # of five stations 2 to 5 are, of those in the east 1 to 3


def test_a_station_counted_and_taken_back_at_one_moment_brings_no_look():
    slots = ProtocolSlots(ROSTER)
    some = Looks(slots, AlertBook(), RuleFailures())
    some.hear(EAST, 1)
    some.hear(EAST, -1)
    assert not some.due


def test_places_hear_of_protocols_of_their_own():
    slots = ProtocolSlots(ROSTER)
    some, table = Looks(slots, AlertBook(), RuleFailures()), ProtocolTable(slots)
    some.hear(WEST, 1)
    some.take(table, 0)
    assert not some.unseen
    some.hear(EAST)
    assert not some.unseen  # no look was taken in the east, nor among all stations
    some.hear(WEST)
    assert some.unseen
    some.again(table, 1)
    assert not some.unseen


def test_a_region_raises_an_alert_of_its_own(monkeypatch):
    def strange(figures):
        east = len(figures) <= 3 and bool((figures.region == EAST).all())
        return (ForensicFinding("F403", 1e-9 if east else 0.5, 1.0, len(figures)),)

    monkeypatch.setattr(looks.forensic, "look", strange)
    pipeline = Pipeline(ROSTER)
    stations = ("west-0004", "west-0005", "east-0001", "east-0002", "east-0003")
    for now, station in enumerate(stations):
        pipeline.feed([record(e, now) for e in _counted(station, {"c1": 9})])
    pipeline.finish()
    (alert,) = [each for each in pipeline.alerts() if each.code == "F403"]
    assert (alert.scope, alert.place, alert.region) == ("region", "east", "east")
    assert alert.id == "F403:east"
    assert alert.evidence["counted_percent"] == 100
    assert "regions" not in alert.evidence


def test_a_rule_on_many_stations_that_fails_is_counted_and_the_stream_goes_on(monkeypatch, caplog):
    def broken(figures):
        raise ZeroDivisionError(len(figures))

    monkeypatch.setattr(looks, "PEERS", (("T207", broken), *looks.PEERS[1:]))
    pipeline = Pipeline(ROSTER)
    stations = ("west-0004", "west-0005", "east-0001", "east-0002", "east-0003")
    for now, station in enumerate(stations):
        pipeline.feed([record(e, now) for e in _counted(station, {"c1": 9})])
    pipeline.finish()
    (name,) = pipeline.failures
    assert name.endswith("broken")
    assert pipeline.failures[name] == 4  # looks of all; nothing new came after the last
    assert caplog.text.count("is left out") == 1
    assert pipeline.tallies().nation.counted == 5

"""Rules on many stations within the pipeline: when they are asked, and what they are given."""

from stream import looks
from stream.alerts import AlertBook
from stream.looks import Looks
from stream.pipeline import Pipeline
from stream.protocol_slots import ProtocolSlots
from stream.protocol_table import ProtocolTable
from stream.rule_failures import RuleFailures
from tests.small_election import ROSTER, Voice, record


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
        if counted >= some.next:
            due.append(counted)
            some.take(table, counted, 0)
    assert due == [2, 3, 4, 5]  # of five stations: 25, 50, 75 and 100 %, rounded up


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
    assert pipeline.failures[name] == 4  # looks; nothing new came after the last
    assert caplog.text.count("is left out") == 1
    assert pipeline.tallies().nation.counted == 5

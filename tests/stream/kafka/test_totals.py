"""Partials in, rows out: the same as one process says, whoever sent the partials."""

from stream.kafka import totals
from stream.kafka.part import Part
from stream.kafka.totals import Totals
from stream.pipeline import Pipeline
from stream.table import rows
from tests.small_election import ELECTION, KEYS, ROSTER, Voice, quiet_day, record

EVENTS = [
    *quiet_day("east-0001", 300, "east-a", {"c1": 120, "c2": 60}),
    *quiet_day("east-0002", 200, "east-a", {"c1": 20, "c2": 60}),
    *quiet_day("east-0003", 100, "east-a", {"c1": 20, "c2": 60}),
    *quiet_day("west-0004", 250, "west-b", {"c1": 30}),
    Voice("reporter-commission").withdrawn("west-b", "c2"),
]


def _partials(events):
    """Fold events in as many parts as there are partitions; return their partials."""
    found = []
    for number in range(ROSTER.partitions):
        part = Part(ROSTER, number, KEYS)
        mine = [each for each in map(record, events) if each.partition == number]
        if mine:
            part.fold(mine, range(len(mine)))
        for unit, partial in part.partials():
            found.append((totals.key_of(ROSTER.run, number, unit), totals.encode(partial)))
    return found


def _key(row):
    return "|".join((ROSTER.run, *row[:-1]))


def test_the_rows_are_those_of_one_process():
    added = Totals(ELECTION, ROSTER)
    for partial in _partials(EVENTS):
        added.take(*partial)
    pipeline = Pipeline(ROSTER, KEYS)
    pipeline.feed([record(event) for event in EVENTS])
    table = list(rows(ELECTION, pipeline.tallies(), ()))
    assert dict(added.news()) == {_key(row): row.value for row in table}
    assert any("elected" in _key(row) for row in table)
    assert not added.changed
    assert dict(added.news()) == {}
    added.forget()
    assert added.changed
    assert dict(added.news()) == {_key(row): row.value for row in table}


def test_of_two_partials_for_one_place_the_higher_offset_counts():
    early, late = _partials(EVENTS[:3]), _partials(EVENTS)
    one, other = Totals(ELECTION, ROSTER), Totals(ELECTION, ROSTER)
    for partial in [*early, *late]:
        one.take(*partial)
    for partial in [*late, *early]:
        other.take(*partial)
    assert dict(one.news()) == dict(other.news())


def test_a_row_that_no_longer_holds_is_taken_back():
    added = Totals(ELECTION, ROSTER)
    for partial in _partials(EVENTS):
        added.take(*partial)
    winners = {key for key, _ in added.news() if "|elected|" in key}
    correction = Voice("east-0001").counted({"c1": 300}, version=2, seq=9, registered=300)
    for partial in _partials([*EVENTS, correction]):
        added.take(*partial)
    news = dict(added.news())
    assert {key for key in winners if news.get(key, "") is None}


def test_partials_of_another_run_are_passed_over():
    added = Totals(ELECTION, ROSTER)
    for key, content in _partials(EVENTS):
        added.take(key.replace(ROSTER.run.encode(), b"another-run"), content)
    assert not added.changed

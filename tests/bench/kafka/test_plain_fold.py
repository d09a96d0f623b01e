"""The plain fold: equal to the tally of the core on a small election, and it believes no forger."""

from msgspec import json

from bench.kafka.plain_fold import PlainFold, RegionTotal
from bench.kafka.task import Place
from stream.kafka.records import headers_of
from stream.pipeline import Pipeline
from tests.small_election import ELECTION, KEYS, ROSTER, quiet_day, record

DAYS = (
    ("east-0001", 300, "east-a", {"c1": 100, "c2": 50, "c3": 10}),
    ("east-0002", 200, "east-a", {"c1": 40, "c2": 90, "c3": 5}),
    ("west-0004", 250, "west-b", {"c1": 80, "c2": 70, "c3": 20}),
)
PLACES = {each.id: Place(each.unit.region, each.unit.index) for each in ROSTER.by_row if each.unit}


def _records():
    events = [event for day in DAYS for event in quiet_day(*day)]
    return [record(event, received) for received, event in enumerate(events)]


def _folded(records):
    fold, states = PlainFold(KEYS, PLACES, len(records)), {}
    for each in records:
        event = fold.admit(each.key, headers_of(each), bytes(each.value))
        if event is not None and (state := fold.fold(states.get(each.key), event)) is not None:
            states[each.key] = state
    return fold


def _totals(fold):
    return {(total := json.decode(said, type=RegionTotal)).region: total for said in fold.news()}


def test_its_regions_are_those_of_the_core():
    records = _records()
    pipeline = Pipeline(ROSTER, KEYS)
    pipeline.feed(records)

    totals = _totals(_folded(records))

    regions = pipeline.tallies().regions
    assert {name: total.voters for name, total in totals.items()} == {
        name: regions[name].voters for name in totals
    }
    assert {name: total.ballots for name, total in totals.items()} == {
        name: regions[name].ballots for name in totals
    }
    assert {name: total.registered for name, total in totals.items()} == {
        name: regions[name].registered for name in totals
    }
    assert {name: total.votes for name, total in totals.items()} == {"east": 295, "west": 170}
    assert ELECTION.id == "small"


def test_what_comes_twice_or_in_another_order_changes_no_total(capsys):
    records = _records()

    again = _folded([*reversed(records), *records])

    assert _totals(again) == _totals(_folded(records))
    assert again.repeated == len(records)
    assert "saylau-bench ready" in capsys.readouterr().out


def test_forged_and_corrupt_records_are_counted_and_nothing_else():
    (first, *others) = _records()
    forged = record(quiet_day(*DAYS[0])[0], mac="0" * 32)
    value = bytes(first.value)[:-9]
    corrupt = record(quiet_day(*DAYS[0])[0], value=value, mac=KEYS.mac(first.key, value))

    fold = _folded([forged, corrupt, *others])

    assert fold.refused == 2
    assert _totals(fold)["east"].registered == 200  # not that of the one whose opening was spoilt


def test_totals_are_due_at_once_when_the_last_record_is_in():
    records = _records()
    fold = PlainFold(KEYS, PLACES, 2)
    assert fold.due
    list(fold.news())
    assert not fold.due

    for each in records[:2]:
        fold.admit(each.key, headers_of(each), bytes(each.value))

    assert fold.due

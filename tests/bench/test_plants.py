"""Planted reports: which they are, and that each raises its one alert and nothing else does."""

from collections import Counter
from itertools import pairwise

import pytest

from bench.plants import plant
from config.library import load_scenario
from sim.bulk_journal import write_bulk
from sim.journal import Journal
from sim.scaled_election import scaled_election
from stream.events import CountReported, TurnoutReported, decode
from stream.pipeline import Pipeline
from stream.roster import Roster

STATIONS = 100
SEED = 7


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    path = tmp_path_factory.mktemp("day") / "journal"
    bulk = write_bulk(path, scaled_election(STATIONS, SEED), SEED, load_scenario("calm"))
    records = [record for batch in Journal.open(path).batches() for record in batch]
    return bulk.plan, records


def _alerts(plan, records):
    pipeline = Pipeline(Roster.of(plan.election, plan.run, plan.partitions), plan.key_ring)
    pipeline.feed(records)
    assert pipeline.rejected == 0
    return {(alert.id, alert.opened) for alert in pipeline.alerts()}


def test_each_planted_report_raises_its_alert_when_it_is_received_and_nothing_else_does(day):
    plan, records = day
    planted, plants = plant(records, plan.key_ring, SEED)
    assert _alerts(plan, records) == set()
    assert _alerts(plan, planted) == {(each.alert, each.received) for each in plants}


@pytest.mark.parametrize("among", [0, -1])
def test_one_planted_report_alone_is_enough(day, among):
    plan, records = day
    planted, plants = plant(records, plan.key_ring, SEED)
    one = plants[among]
    stream = [*records[: one.number], planted[one.number]]
    assert _alerts(plan, stream) == {(one.alert, one.received)}
    assert _alerts(plan, stream[:-1]) == set()


def test_they_are_of_different_stations_hours_and_protocols_all_over_the_stream(day):
    plan, records = day
    planted, plants = plant(records, plan.key_ring, SEED)
    changed = [n for n, record in enumerate(planted) if record != records[n]]
    assert [each.number for each in plants] == changed
    assert len({planted[number].key for number in changed}) == len(plants) == STATIONS // 5
    kinds = Counter(type(decode(planted[number].value)) for number in changed)
    assert set(kinds) == {TurnoutReported, CountReported}
    gaps = [b.number - a.number for a, b in pairwise(plants)]
    assert max(gaps) < 4 * len(records) / len(plants)


def test_the_seed_alone_says_which(day):
    plan, records = day
    _, plants = plant(records, plan.key_ring, SEED)
    assert plant(records, plan.key_ring, SEED)[1] == plants
    assert plant(records, plan.key_ring, SEED + 1)[1] != plants


def test_among_too_few_records_none_can_be_planted(day):
    plan, records = day
    with pytest.raises(ValueError, match="50 records are too few"):
        plant(records[:50], plan.key_ring, SEED)

"""However the records of a day arrive, the same alerts stand in the end, with the same evidence."""

import msgspec
import numpy as np
import pytest

from config.library import load_election, load_scenario, load_targets
from sim.chance import stream
from sim.day import Day
from sim.plan import Plan
from stream.pipeline import Pipeline
from stream.roster import Roster

ELECTION = "kz-2021-07-25"
MINUTE_MS = 60_000
SOON_MS = 30 * MINUTE_MS


@pytest.fixture(scope="module", params=["every-rule", "bad-network"])
def day(request):
    """A day on which much goes wrong: its roster, its keys and its records."""
    election = load_election(ELECTION)
    scenario = load_scenario(request.param, election)
    plan = Plan(election, load_targets(ELECTION), scenario, 7)
    roster = Roster.of(election, plan.run, plan.partitions)
    return roster, plan.key_ring, [*Day(plan).records()]


def final(day, records, batch=5_000):
    """Return what stands when all is over: code, place, severity and evidence, by id."""
    roster, keys, _ = day
    pipeline = Pipeline(roster, keys)
    for begin in range(0, len(records), batch):
        pipeline.feed(records[begin : begin + batch])
    pipeline.finish()
    return {
        alert.id: (alert.code, alert.scope, alert.place, alert.severity, _evidence(alert))
        for alert in pipeline.alerts()
        if alert.condition == "open"
    }


def _evidence(alert):
    """Return the evidence; how far a clock is off follows from when it was received."""
    return set(alert.evidence) if alert.code == "S106" else alert.evidence


def later(records, by):
    """Return the records received so much later, [n] milliseconds, in their new order."""
    moved = [
        msgspec.structs.replace(record, received=record.received + int(more))
        for record, more in zip(records, by, strict=True)
    ]
    return sorted(moved, key=lambda record: record.received)


def shuffled(records):
    """Return the records as if each came up to a minute later than it did."""
    return later(records, stream(1, "test:shuffle").integers(0, MINUTE_MS, len(records)))


def duplicated(records):
    """Return the records, each a second time within half an hour."""
    again = later(records, stream(1, "test:again").integers(1, SOON_MS, len(records)))
    return sorted([*records, *again], key=lambda record: record.received)


@pytest.mark.parametrize(
    "arrive", [shuffled, duplicated, lambda records: duplicated(shuffled(records))]
)
def test_shuffled_and_repeated_records_leave_the_same_alerts(day, arrive):
    _, _, records = day
    expected = final(day, records)
    assert final(day, arrive(records)) == expected
    assert len(expected) > 50


def test_records_of_one_moment_leave_every_alert_the_same_in_any_order_of_batches(day):
    """Where receive times are the same, the states come in the same order, whoever is first."""
    roster, keys, records = day
    second = [
        msgspec.structs.replace(each, received=each.received // 1_000 * 1_000) for each in records
    ]
    dice = stream(1, "test:order")
    order = np.lexsort((dice.random(len(second)), [record.received for record in second]))
    assert (order != np.arange(len(second))).mean() > 0.5

    def whole(some, batch):
        pipeline = Pipeline(roster, keys)
        for begin in range(0, len(some), batch):
            pipeline.feed(some[begin : begin + batch])
        pipeline.finish()
        return pipeline.alerts()

    assert whole([second[at] for at in order], 777) == whole(second, 5_000)

"""Fifty thousand violations at once: one alert a condition, nothing dropped."""

from datetime import UTC, timedelta

import msgspec

from sim.scaled_election import scaled_election
from stream.alerts import by_code
from stream.events import VERSION, StationOpened, TurnoutReported, encode
from stream.partition import partition
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import Roster

STATIONS, REPORTS = 500, 100
ELECTION = scaled_election(STATIONS, 1)
ROSTER = Roster.of(ELECTION, "storm")
OPENS = ELECTION.opens(ELECTION.regions[0].id).astimezone(UTC)


def _record(kind, station, seq, at, **content):
    event = kind(
        v=VERSION,
        election=ELECTION.id,
        run="storm",
        source=station,
        seq=seq,
        at=at.isoformat(),
        **content,
    )
    received = int(at.timestamp() * 1000) + 1_000
    place = partition(station, ROSTER.partitions)
    return Record(received, place, station, "", "", encode(event))


def _violations():
    """Each report of a station is above its list, and every other one falls."""
    for number in range(REPORTS):
        at = OPENS + timedelta(minutes=1 + number)
        for station in ELECTION.stations:
            roll = station.registered
            if not number:
                content = {"registered": roll, "ballots_received": roll}
                yield _record(StationOpened, station.id, 1, at, **content)
            voters = roll + 10 + number % 2
            content = {"as_of": at.isoformat(), "voters": voters}
            yield _record(TurnoutReported, station.id, 2 + number, at, **content)


def test_a_storm_of_violations_does_not_flood():
    records = list(_violations())
    assert len(records) == STATIONS * (REPORTS + 1)
    pipeline = Pipeline(ROSTER)
    changes = 0
    for start in range(0, len(records), 2_000):
        update = pipeline.feed(records[start : start + 2_000])
        changes += len(update.alerts)
        assert update.rejected == []
    alerts = pipeline.alerts()
    numbers = by_code(alerts)
    assert numbers["T201"] == numbers["T202"] == STATIONS
    assert len(alerts) <= 4 * STATIONS
    assert {alert.condition for alert in alerts if alert.code in ("T201", "T202")} == {"open"}
    assert changes > STATIONS * REPORTS  # every violation was told of
    assert pipeline.accepted == len(records)
    assert len(msgspec.json.encode(alerts)) < 2_000_000  # the list stays readable

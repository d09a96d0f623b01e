"""The rules on many stations on a real broker: found once, and by whoever takes over."""

import msgspec

from config.library import load_election
from stream import events
from stream.alerts import Alert
from stream.kafka.reader import last
from stream.kafka.sender import Sender
from stream.kafka.topics import ALERTS
from stream.partition import partition
from stream.record import Record
from tests.kafka.deployment import until
from tests.kafka.own_run import AT, ELECTION, KEYS, PARTITIONS, RECEIVED, RUN


def _smallest_contest():
    """Return a contest with two stations, these, and two of its candidates."""
    election = load_election(ELECTION)
    stations = {}
    for station in election.stations:
        for contest in station.contests:
            stations.setdefault(contest, []).append(station.id)
    contest = min(name for name, those in stations.items() if len(those) == 2)
    return contest, stations[contest], [each.id for each in election.candidates_of[contest]]


def _count(contest, votes, version):
    found = sum(votes.values())
    figures = {
        "registered": 100,
        "ballots_received": 100,
        "issued": found,
        "issued_home": 0,
        "unused": 100 - found,
        "spoiled": 0,
        "found_station": found,
        "found_home": 0,
        "invalid": 0,
        "against_all": 0,
    }
    return {"contest": contest, "version": version, "votes": votes, **figures}


def _record(station, seq, kind, **said):
    event = kind(1, ELECTION, RUN, station, seq, AT, **said)
    value = events.encode(event)
    place = partition(station, PARTITIONS)
    mac = KEYS.mac(station, value)
    return Record(RECEIVED + seq, place, station, KEYS.key_id(station), mac, value)


def _compared(run):
    """Return the alerts of P312 that stand."""
    alerts = last(run.access, ALERTS)
    return {
        key.decode(): msgspec.json.decode(value, type=Alert)
        for key, value in alerts.items()
        if b"/P312:" in key
    }


def test_who_takes_over_finds_the_same_and_takes_back_what_does_not_hold(run):
    contest, stations, (one, other, *_) = _smallest_contest()
    first, second = {one: 9, other: 5}, {one: 5, other: 9}
    for station, counts in zip(stations, ((first, second), ({one: 1},)), strict=True):
        said = [_record(station, 1, events.StationOpened, registered=100, ballots_received=100)]
        said += [
            _record(station, version + 1, events.CountReported, **_count(contest, votes, version))
            for version, votes in enumerate(counts, 1)
        ]
        run.send(*said)
    worker = run.start()
    time = Sender(run.access.librdkafka)
    time.tick(PARTITIONS, RECEIVED + 60_000)
    time.finish()
    key = f"{RUN}/P312:{contest}"
    until(lambda: key in _compared(run), "the winner that changed")
    (alert,) = _compared(run).values()
    assert (alert.condition, alert.opened) == ("open", RECEIVED + 3)
    assert alert.evidence == {"first": one, "now": other, "corrected_by": [stations[0]]}
    worker.kill()
    worker.wait()

    run.write(ALERTS, f"{RUN}/P312:nowhere", msgspec.json.encode(alert))
    run.write(ALERTS, "other-1/P312:nowhere", msgspec.json.encode(alert))
    run.start()
    until(lambda: f"{RUN}/P312:nowhere" not in _compared(run), "the alert taken back", 60)
    assert _compared(run) == {key: alert, "other-1/P312:nowhere": alert}

"""Days for the tests of the verdict: what was delivered, and the tallies our own code makes."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from config.election import Election
from config.library import load_election, load_scenario, load_targets
from sim.day import Day
from sim.load.delivered import Delivered
from sim.plan import Plan
from stream.partition import partition
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import Roster
from stream.table import rows
from tests.small_election import ELECTION, KEYS, ROSTER, RUN, Voice, quiet_day, record

METRICS = {
    *("polling_stations", "registered", "voters", "ballots", "votes", "seats", "elected"),
}


class Played(NamedTuple):
    """A day."""

    election: Election
    records: list[Record]
    delivered: Delivered
    tallies: dict[str, int]


@cache
def storm() -> Played:
    """The by-elections of 1 August under the scenario storm, with a second contest at stations."""
    election = load_election("kz-2021-08-01")
    scenario = load_scenario("storm", election)
    plan = Plan(election, load_targets("kz-2021-08-01"), scenario, 5)
    records = list(Day(plan).records())
    delivered = Delivered(election, plan.key_ring, plan.run, plan.partitions, records)
    roster = Roster.of(election, plan.run, plan.partitions)
    return Played(election, records, delivered, tallied(election, roster, plan.key_ring, records))


def small_records(left_out=()):
    """A quiet day at the small election, with two corrections; `left_out` are (station, seq)."""
    votes = {
        "east-0001": {"c1": 120, "c2": 60, "c3": 17},
        "east-0002": {"c1": 71, "c2": 40, "c3": 9},
        "east-0003": {"c1": 30, "c2": 23, "c3": 12},
        "west-0004": {"c1": 90, "c2": 44, "c3": 21},
        "west-0005": {"c1": 33, "c2": 52, "c3": 5},
    }
    said = []
    for station in ELECTION.stations:
        contest = station.contests[0]
        day = quiet_day(station.id, station.registered, contest, votes[station.id])
        if station.id in CORRECTED:
            voice = Voice(station.id)
            voice.seq = len(day)
            changed = votes[station.id] | CORRECTED[station.id]
            day.append(
                voice.counted(changed, contest=contest, version=2, registered=station.registered)
            )
        said += [event for event in day if (station.id, event.seq) not in left_out]
    return [record(event, at * 1000) for at, event in enumerate(said)]


CORRECTED = {"east-0002": {"c1": 64, "c2": 47}, "west-0004": {"c3": 31}}


def small(records=None) -> Played:
    """The small election."""
    records = small_records() if records is None else records
    delivered = Delivered(ELECTION, KEYS, RUN, ROSTER.partitions, records)
    return Played(ELECTION, records, delivered, tallied(ELECTION, ROSTER, KEYS, records))


def tallied(election, roster, keys, records) -> dict[str, int]:
    """Tally records with our own pipeline."""
    pipeline = Pipeline(roster, keys)
    pipeline.feed(records)
    pipeline.finish()
    return {
        "|".join(row[:5]): int(row.value)
        for row in rows(election, pipeline.tallies(), pipeline.stations())
        if row.metric in METRICS
    }


def again(record: Record, value: bytes, keys=KEYS) -> Record:
    """Deliver other bytes from the same source, with their code."""
    mac = keys.mac(record.key, value)
    place = partition(record.key, ROSTER.partitions)
    return Record(record.received, place, record.key, record.key_id, mac, value)

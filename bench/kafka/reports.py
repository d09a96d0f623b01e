"""The reports that go to the brokers, and what every contestant has to make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from bench.kafka.task import Place
from config.library import load_scenario
from console.compose import election_of
from console.folder import JOURNAL, KEYS
from sim.bulk_journal import write_bulk
from sim.journal import Journal
from sim.scaled import STATEMENTS
from stream.events import CountReported, StationClosed, TurnoutReported, decode
from stream.kafka.sender import Sender
from stream.roster import DEFAULT_PARTITIONS, Roster

SEED: Final = 1
PLACES: Final = "places.json"


class Outcome(NamedTuple):
    """What has to come out for a region: turnout, ballots found, votes for candidates."""

    voters: int
    ballots: int
    votes: int


Outcomes = Mapping[str, Outcome]


@dataclass(frozen=True)
class Reports:
    """The reports of one scaled election, as a journal in a folder.

    Attributes:
        election, run: ids.
        folder: holds journal, keys and places.
        distinct: events without those that come twice.
        ends: records of each partition.
        outcomes: what has to come out, by region.
    """

    election: str
    run: str
    folder: Path
    distinct: int
    ends: tuple[int, ...]
    outcomes: Outcomes

    @property
    def records(self) -> int:
        """All records, also those that come twice."""
        return sum(self.ends)

    def send(self, servers: str, topic: str) -> None:
        """Send all of them to a topic."""
        sender = Sender({"bootstrap.servers": servers}, topic)
        for batch in Journal.open(self.folder / JOURNAL).batches():
            sender.send(batch)
        sender.finish()


def make(folder: Path, records: int) -> Reports:
    """Write the journal, keys and places of an election with about so many events."""
    stations = max(1, round(records / STATEMENTS))
    election = election_of(f"scaled-{stations}-{SEED}")
    folder.mkdir()
    bulk = write_bulk(folder / JOURNAL, election, SEED, load_scenario("calm"))
    (folder / KEYS).write_text(bulk.plan.key_ring.to_json(), encoding="utf-8")
    roster = Roster.of(election, bulk.plan.run)
    places = {
        source.id: Place(source.unit.region, source.unit.index)
        for source in roster.by_row
        if source.unit is not None
    }
    (folder / PLACES).write_bytes(msgspec.json.encode(places))
    tape = Journal.open(folder / JOURNAL)
    ends, outcomes = _added_up(tape, places)
    return Reports(election.id, bulk.plan.run, folder, bulk.distinct, ends, outcomes)


def _added_up(tape: Journal, places: Mapping[str, Place]) -> tuple[tuple[int, ...], Outcomes]:
    """Add up what the stations stated last, with nothing of what is measured."""
    ends = [0] * DEFAULT_PARTITIONS
    voters: dict[str, tuple[int, int]] = {}
    counts: dict[str, CountReported] = {}
    for batch in tape.batches():
        for record in batch:
            ends[record.partition] += 1
            event = decode(record.value)
            if isinstance(event, TurnoutReported | StationClosed):
                voters[event.source] = max(
                    (event.seq, event.voters), voters.get(event.source, (0, 0))
                )
            elif isinstance(event, CountReported):
                counts[event.source] = event
    sums: dict[str, list[int]] = {place.region: [0, 0, 0] for place in places.values()}
    for station, (_, figure) in voters.items():
        sums[places[station].region][0] += figure
    for station, count in counts.items():
        of_region = sums[places[station].region]
        of_region[1] += count.found
        of_region[2] += sum(count.votes.values())
    return tuple(ends), {region: Outcome(*figures) for region, figures in sums.items()}

"""The journal of a bulk day: written for an election whose definition is at hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.election import Election
from config.scenario import Scenario
from config.targets import Targets
from sim.bulk import BulkDay, Naming
from sim.plan import Plan
from sim.recorder import JournalWriter
from sim.scaled import BLOCK


@dataclass(frozen=True)
class BulkJournal:
    """What was written.

    Attributes:
        plan: of the run, with its id and keys.
        records, distinct: deliveries, and different statements among them.
        registered, ballots: of all stations.
        sha256: of the journal's text.
    """

    plan: Plan
    records: int
    distinct: int
    registered: int
    ballots: int
    sha256: str


def write_bulk(
    path: Path, election: Election, seed: int, scenario: Scenario, block: int = BLOCK
) -> BulkJournal:
    """Write the journal of a scaled election.

    Args:
        path: where it goes.
        election: `scaled_election(stations, seed, block)`.
        seed: the seed the election was dealt with.
        scenario: for home voters, counting, clocks and delivery; its mistakes, incidents and
            injects do not happen.
        block: stations in a block.
    """
    plan = Plan(election, Targets(), scenario, seed)
    naming = Naming(election.id, plan.run, plan.key_ring)
    day = BulkDay(len(election.stations), scenario, seed, naming, block)
    with JournalWriter(path, plan.header) as journal:
        for records in day.batches():
            journal.extend(records)
    return BulkJournal(
        plan=plan,
        records=journal.records,
        distinct=day.distinct,
        registered=day.registered,
        ballots=day.ballots,
        sha256=journal.sha256,
    )

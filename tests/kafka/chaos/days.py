"""Days to replay, each simulated once: its journal, and what has to come of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from config.errors import SaylauError
from config.library import load_election
from config.rates import FAULTS
from console.cli import call
from console.folder import JOURNAL, KEYS, TRUTH
from sim.journal import Journal
from sim.refusals import digest
from sim.truth import Truth, TruthFile
from stream.alerts import Alert
from stream.keys import KeyRing
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import Roster
from stream.table import rows

SCENARIO: Final = Path(__file__).with_name("chaos.toml")
_FEW: Final = 200
"""Records fed at once: with so few each is judged in its turn, whatever comes after it."""

NO_FAULTS: Final = "none"
DELIVERIES: Final[Mapping[str, Sequence[str]]] = {
    NO_FAULTS: (),
    "shuffled": ("losses", "reordering_seconds"),
    "corrupted": ("corrupted",),
    "forged": ("forged",),
    "strayed": ("misplaced", "foreign"),
    "all faults": FAULTS,
}
"""Settings of the scenario that are on, by the name of a delivery; the other faults are off."""


class Mark(NamedTuple):
    """What the truth knows a delivered record by."""

    key: str
    received: int
    partition: int
    digest: str

    @classmethod
    def of(cls, record: Record) -> Mark:
        """Return the mark of a record."""
        return cls(record.key, record.received, record.partition, digest(bytes(record.value)))


@dataclass(frozen=True)
class Expected:
    """What has to come of a day: figures and alerts by id, as one process makes them."""

    figures: dict[str, str]
    alerts: dict[str, Alert]


class Day:
    """A simulated day.

    Args:
        folder: what `saylau simulate` wrote.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tape = Journal.open(folder / JOURNAL)
        self.run = self.tape.header.run
        self.partitions = self.tape.header.partitions
        self._expected: dict[int, Expected] = {}

    @cached_property
    def truth(self) -> Truth:
        """What a perfect pipeline makes of the day."""
        return TruthFile.read(self.folder / TRUTH).truth

    @cached_property
    def refused(self) -> dict[Mark, tuple[str, ...]]:
        """The codes that will do for each record that has to be refused."""
        return {
            Mark(one.source, one.received, one.partition, one.digest): one.codes
            for one in self.truth.happened.refused
        }

    @cached_property
    def records(self) -> int:
        """How many records there are."""
        return sum(map(len, self.tape.batches()))

    def expected(self, times: int = 1) -> Expected:
        """Return what has to come of the day if it is sent so many times."""
        if times not in self._expected:
            self._expected[times] = self._fold(times)
        return self._expected[times]

    def _fold(self, times: int) -> Expected:
        header = self.tape.header
        election = load_election(header.election)
        roster = Roster.of(election, header.run, header.partitions)
        pipeline = Pipeline(roster, KeyRing.read(self.folder / KEYS))
        for _ in range(times):
            for records in self.tape.batches(_FEW):
                pipeline.feed(records)
        pipeline.finish()
        table = rows(election, pipeline.tallies(), ())
        figures = {"|".join((header.run, *row[:-1])): row.value for row in table}
        alerts = {each.id: each for each in pipeline.alerts()}
        return Expected(figures, alerts)


class Days:
    """Days by their delivery and the seed they are simulated with."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, int], Day] = {}

    def day(self, delivery: str, seed: int) -> Day:
        """Return a day; simulate it if it is the first time.

        Args:
            delivery: one of `DELIVERIES`.
            seed: of the simulation.

        Raises:
            SaylauError: it cannot be simulated.
        """
        made = self._made.get((delivery, seed))
        if made is None:
            made = self._made[delivery, seed] = self._make(delivery, seed)
        return made

    def _make(self, delivery: str, seed: int) -> Day:
        name = delivery.replace(" ", "-")
        self._folder.mkdir(parents=True, exist_ok=True)
        scenario = self._folder / f"{name}.toml"
        scenario.write_text(scenario_with(DELIVERIES[delivery]), encoding="utf-8")
        folder = self._folder / f"{name}-{seed}"
        wish = ["--scenario", str(scenario), "--seed", str(seed), "--out", str(folder)]
        if call(["simulate", *wish]) != 0:
            raise SaylauError(f"{scenario} cannot be simulated with seed {seed}")
        return Day(folder)


def scenario_with(faults: Sequence[str]) -> str:
    """Return the scenario of these runs with all other faults of delivery off."""
    text = SCENARIO.read_text(encoding="utf-8")
    for name in FAULTS:
        if name not in faults:
            text = re.sub(rf"^{name} = .*$", f"{name} = 0", text, flags=re.MULTILINE)
    return text

"""Sources: where the events of a load come from, and which part of them goes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, Protocol
from zlib import crc32

from config.scenario import Scenario
from sim.bulk import BulkDay, Naming
from sim.journal import FORMAT, NOTICE, Header, Journal
from stream.events import VERSION
from stream.keys import MASTER_BYTES, KeyRing
from stream.record import Record

AT_ONCE: Final = 512
"""Records read of a journal at a time: reading more would hold the sender up."""

DRAWN: Final = "drawn"
"""In place of the fingerprint of a definition that nobody has in memory."""

_KEYS_READY: Final = 20_000


@dataclass(frozen=True)
class Shard:
    """A part of a load: all that some of the stations say; any number of parts make the whole."""

    part: int = 1
    of: int = 1

    def takes(self, source: str) -> bool:
        """Say whether a station belongs to it."""
        return crc32(source.encode()) % self.of == self.part - 1

    def __str__(self) -> str:
        return f"{self.part}/{self.of}"


class Source(Protocol):
    """Where the events of a load come from."""

    @property
    def header(self) -> Header:
        """What is known of their run."""
        ...

    @property
    def events(self) -> int:
        """How many there are."""
        ...

    def batches(self) -> Iterator[Sequence[Record]]:
        """Yield them in the order they go; again from the beginning each time."""
        ...


class TapeSource:
    """The records of a journal, or of a part of it.

    Args:
        journal: the tape.
        shard: which part.
    """

    def __init__(self, journal: Journal, shard: Shard) -> None:
        self.header = journal.header
        self._journal, self._shard = journal, shard
        self.events = sum(map(len, self.batches()))

    def batches(self) -> Iterator[Sequence[Record]]:
        """Yield the records; see `Source`."""
        for records in self._journal.batches(AT_ONCE):
            own = records
            if self._shard.of > 1:
                own = [one for one in records if self._shard.takes(one.key)]
            if own:
                yield own


class BulkSource:
    """The records of a scaled election as they are drawn: for loads that nobody judges.

    Neither the definition nor the truth is ever in memory, and only the shard's own stations.

    Args:
        stations: in all.
        scenario: for clocks, counting and delivery; how often protocols are corrected.
        seed: of the day.
        shard: which part.
    """

    def __init__(self, stations: int, scenario: Scenario, seed: int, shard: Shard) -> None:
        election = f"scaled-{stations}-{seed}"
        text = f"{election}\x1f{scenario.model_dump_json()}"
        mark = hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
        run = f"{scenario.id}-{seed}-bulk-{mark}"
        master = hashlib.blake2b(f"bulk keys of {run}".encode(), digest_size=MASTER_BYTES).digest()
        self.keys = KeyRing({1: master}, 1, _KEYS_READY)
        self.header = Header(
            saylau_journal=FORMAT,
            contract=VERSION,
            notice=NOTICE,
            election=election,
            run=run,
            seed=seed,
            scenario=scenario.id,
            partitions=scenario.delivery.partitions,
            definition=DRAWN,
            version=version("saylau"),
        )
        corrections = scenario.mistakes.count_slips
        takes = shard.takes if shard.of > 1 else None
        naming = Naming(election, run, self.keys)
        self._day = BulkDay(stations, scenario, seed, naming, corrections=corrections, takes=takes)
        self.events = self._day.records

    def batches(self) -> Iterator[Sequence[Record]]:
        """Yield the records; see `Source`."""
        for records in self._day.batches():
            for start in range(0, len(records), AT_ONCE):
                yield records[start : start + AT_ONCE]

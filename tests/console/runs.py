"""Runs for the tests of the console: a view that only listens, a journal that is tampered with."""

from __future__ import annotations

from pathlib import Path

from console import compose
from sim.journal import Journal
from sim.recorder import JournalWriter
from stream import events
from stream.keys import KeyRing
from stream.record import Record


class Silent:
    """A view that keeps what it is told."""

    def __init__(self):
        self.said, self.overviews = [], []

    def preparing(self, what):
        self.said.append(what)

    def due(self, now):
        return now % 3_600_000 == 0

    def show(self, overview):
        self.overviews.append(overview)

    finish = show


def wish(election="kz-2021-08-01", scenario="as-reported", seed=7):
    return compose.Wish(election, scenario, seed, "max", 1, "en")


def rewrite(folder: Path, change, *, signed: bool = True) -> None:
    """Write the journal of a run anew, each event changed by `change` (None leaves it)."""
    journal = Journal.open(folder / "journal.jsonl.zst")
    keys = KeyRing.read(folder / "keys.json")
    records = [one for batch in journal.batches() for one in batch]
    with JournalWriter(journal.path, journal.header) as writer:
        for old in records:
            changed = change(events.decode(bytes(old.value)))
            if changed is None:
                writer.write(old)
                continue
            value = events.encode(changed)
            mac = keys.mac(old.key, value) if signed else old.mac
            writer.write(Record(old.received, old.partition, old.key, old.key_id, mac, value))

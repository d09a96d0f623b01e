"""A file as a target: a journal of what was sent, which nobody tallies."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from sim.journal import Header
from sim.load.profile import Profile
from sim.load.pushed import push
from sim.load.stop import Stop
from sim.load.target import Batches
from sim.load.trace import Trace
from sim.recorder import JournalWriter
from stream.record import Record


class FileTarget:
    """Writes events into a journal.

    Args:
        path: of the journal; it appears once it is complete.
        header: its first line.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self._path, self._header = path, header

    @property
    def name(self) -> str:
        """The file."""
        return f"file:{self._path}"

    def load(self, batches: Batches, profile: Profile | None, trace: Trace, stop: Stop) -> None:
        """Write events; see `Target.load`."""
        with JournalWriter(self._path, self._header) as journal:
            push(batches, profile, _FileClient(journal), trace, stop)


class _FileClient:
    waiting = 0

    def __init__(self, journal: JournalWriter) -> None:
        self._journal = journal

    def put(self, records: Sequence[Record], first: int, trace: Trace, _stop: Stop) -> None:
        """Write events; see `Client.put`."""
        for record in records:
            self._journal.write(record)
        trace.taken_at[first : first + len(records)] = time.monotonic()

    def poll(self, seconds: float) -> None:
        """Let time pass: a file says nothing afterwards."""
        if seconds > 0:
            time.sleep(seconds)

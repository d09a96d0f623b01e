"""Starts a worker and ends the process with it."""

from __future__ import annotations

import gc
from typing import Final, NoReturn

import faust

from config.election import Election
from stream.kafka.access import Access
from stream.kafka.worker import TallyWorker
from stream.keys import KeyRing
from stream.roster import Roster

COLLECT_AFTER: Final = (200_000, 20, 50)


def start(
    access: Access, election: Election, run: str, partitions: int, keys: KeyRing | None
) -> NoReturn:
    """Tally until the process is told to stop; end it with its exit code.

    Args:
        access: to the brokers, which have the topics.
        election: the definition the run is held under.
        run: its id.
        partitions: of the reports.
        keys: to check the records' codes; None leaves them unchecked.
    """
    worker = TallyWorker(access, election, Roster.of(election, run, partitions), keys)
    _let_the_collector_rest()
    shell = faust.Worker(worker.app, loglevel="INFO", redirect_stdouts=False)
    shell.execute_from_commandline()


def _let_the_collector_rest() -> None:
    """Keep the garbage collector from walking ledgers and roster again and again.

    A fetch makes tens of thousands of objects that go without it, and what stays has no
    cycles; Faust's own cycles are few and are still found.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)

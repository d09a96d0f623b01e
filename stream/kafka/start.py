"""Starts a worker and ends the process with it."""

from __future__ import annotations

from typing import NoReturn

import faust

from config.election import Election
from stream.kafka.access import Access
from stream.kafka.worker import TallyWorker
from stream.keys import KeyRing
from stream.roster import Roster


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
    shell = faust.Worker(worker.app, loglevel="INFO", redirect_stdouts=False)
    shell.execute_from_commandline()

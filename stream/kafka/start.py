"""Starts a worker and ends the process with it."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import NoReturn

import faust

from config.collector import let_it_rest
from config.election import Election
from config.errors import SaylauError
from stream.kafka import logs
from stream.kafka.access import Access
from stream.kafka.endpoint import Endpoint, listen
from stream.kafka.gauges import Gauges, end_of
from stream.kafka.worker import TallyWorker
from stream.keys import KeyRing
from stream.roster import Roster

log = logging.getLogger("saylau.worker")


@dataclass(frozen=True)
class Upkeep:
    """How a worker is looked after.

    Attributes:
        host, port: where it is asked for metrics and health; port 0 takes any, None does without.
        log: how it logs.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    log: logs.Style = "text"


def start(
    access: Access,
    election: Election,
    roster: Roster,
    keys: KeyRing | None,
    refuse_versions: bool = False,
    upkeep: Upkeep = Upkeep(),
    copies: int = 1,
) -> NoReturn:
    """Tally until the process is told to stop; end it with its exit code.

    Args:
        access: to the brokers, which have the topics.
        election: the definition the run is held under, or its outline.
        roster: of the run.
        keys: to check the records' codes; None leaves them unchecked.
        refuse_versions: make events of another contract version dead letters, not stop at them.
        upkeep: how it is looked after.
        copies: brokers that hold each page of state.

    Raises:
        InputError: it cannot be asked where it should be.
        SaylauError: what the worker had to stop for.
    """
    logs.configure(upkeep.log, roster.run, [access.password or ""])
    door = None if upkeep.port is None else listen(upkeep.host, upkeep.port)
    worker = TallyWorker(access, election, roster, keys, refuse_versions, copies)
    worker.metrics.registry.register(
        Gauges(
            worker.parts,
            worker.metrics.watermarks,
            partial(end_of, worker.app),
            worker.health,
            lambda: worker.comparer.alerts,
            worker.comparer.failures,
        )
    )
    services = [Endpoint(door, worker.metrics.registry, worker.health)] if door else []
    let_it_rest()
    said = {"election": election.id, "version": version("saylau")}
    log.info("tallies %s of %s, saylau %s", roster.run, *said.values(), extra=said)
    # The log is ours, and nothing else is to be said: neither banner nor spinner.
    shell = faust.Worker(
        worker.app, *services, override_logging=False, redirect_stdouts=False, quiet=True
    )
    shell.spinner = None
    try:
        shell.execute_from_commandline()
    except SystemExit as stop:
        log.info("ends")
        why = worker.failure or shell.crash_reason or stop.__context__
        if isinstance(why, SaylauError):
            raise why from None
        if stop.code:  # Faust has logged where
            sys.stderr.write(f"saylau: the worker crashed: {why!r}\n")
            raise SystemExit(os.EX_SOFTWARE) from None
        raise

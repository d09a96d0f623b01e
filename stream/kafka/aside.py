"""Aside: rules on many stations are asked in a process of their own.

A look at tens of thousands of stations takes a second of Python, and in this process reports
would wait for it. The other process is started with the first look and ends with this one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from functools import wraps
from multiprocessing.connection import wait
from threading import Thread
from typing import Final, TypeVar

from stream.looks import Rule
from stream.station_figures import StationFigures

Found = TypeVar("Found")

_NICE: Final = 10
"""How far it steps back where processors are scarce: a look can wait, reports cannot."""


class Aside:
    """Asks rules in another process."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, rule: Rule[Found]) -> Rule[Found]:
        """Return a rule that asks a given one there, waits for it, and raises what it raises."""

        @wraps(rule)
        def asked(figures: StationFigures) -> Sequence[Found]:
            if self._pool is None:
                # No fork: this process has threads, and clients that do not stand it.
                spawn = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=_begin)
            try:
                return self._pool.submit(rule, figures).result()
            except BrokenExecutor:
                self._pool = None  # somebody ended it: the next one is asked in another
                raise

        return asked

    def close(self) -> None:
        """End the other process."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Leave interrupts and time to the worker; end when it does, also when it is killed."""
    os.nice(_NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(os.EX_OK)

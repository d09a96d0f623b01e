"""Looks at a process until its work is done: committed, published, and right."""

from __future__ import annotations

import sys
import time
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from bench.kafka.ground import LOOK_EVERY_S, Commits, LateError, Listener
from bench.kafka.published import Published
from bench.kafka.reports import Reports
from bench.kafka.task import Task

START_S: Final = 90.0
SLOWEST: Final = 1_000
"""Records a second; who is slower is given up."""

WRONG_AFTER_S: Final = 30.0
"""Figures that are not right so long after the last commit are wrong."""

_ASK_EVERY_S: Final = 0.2


class Watched(Protocol):
    """One process, or several."""

    def cpu_s(self) -> float:
        """Return the processor time used so far."""

    def check(self) -> None:
        """Raise an error if it has ended."""

    def story(self) -> str:
        """Return the end of its output."""


@dataclass
class Watch:
    """Looks again and again, so that the processor time used at any moment is known."""

    process: Watched
    moments: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def look(self) -> float:
        """Look once; return the moment, in seconds since 1970."""
        self.process.check()
        self.moments.append(time.time())
        self.cpu.append(self.process.cpu_s())
        return self.moments[-1]

    def at(self, moment: float) -> float:
        """Return the processor time used at a moment, or shortly after."""
        return self.cpu[min(bisect_left(self.moments, moment), len(self.cpu) - 1)]

    def until(self, holds: Callable[[], bool], what: str, seconds: float) -> float:
        """Look until something holds, and return when; raises `LateError` if it does not."""
        deadline = time.monotonic() + seconds
        while True:
            moment = self.look()
            if holds():
                return moment
            if time.monotonic() > deadline:
                raise LateError(f"not within {seconds:.0f} s: {what}\n{self.process.story()}")
            time.sleep(LOOK_EVERY_S / 4)


def committed(watch: Watch, task: Task, reports: Reports) -> float:
    """Return when a group had committed all reports."""
    commits = Commits(task.servers, task.group, task.topic, reports.ends)
    deadline = time.monotonic() + START_S + reports.records / SLOWEST
    try:
        while True:
            # Asked after the look: what is committed by now cost no more than was seen then.
            moment = watch.look()
            left = commits.left()
            tell(f"{reports.records - left:,} of {reports.records:,} records committed")
            if not left:
                return moment
            if time.monotonic() > deadline:
                raise LateError(f"{left:,} records not committed:\n{watch.process.story()}")
            _look_for(watch, _ASK_EVERY_S)
    finally:
        commits.close()


def published(
    watch: Watch, task: Task, reports: Reports, figures: Published, patience: float
) -> tuple[float, bool]:
    """Return when the last figure was published, and whether they are right.

    What is not right after `patience` seconds is wrong.
    """
    listener = Listener(task.servers, task.out)
    last, deadline = watch.look(), time.monotonic() + patience
    try:
        while time.monotonic() < deadline:
            watch.look()
            messages = listener.more()
            for message in messages:
                figures.take(message)
                last = message.timestamp()[1] / 1000
            if (
                messages
                and figures.reached(reports.ends)
                and figures.outcomes() == reports.outcomes
            ):
                return last, True
        return last, False
    finally:
        listener.close()


def tell(line: str) -> None:
    """Show how far it is, where somebody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K    {line}")
        sys.stderr.flush()


def _look_for(watch: Watch, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        watch.look()
        time.sleep(LOOK_EVERY_S)

"""A run of chaos: a day replayed on a real cluster while its plan befalls it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from subprocess import Popen
from typing import Final

from confluent_kafka import KafkaException

from config.errors import SaylauError
from stream.kafka.topics import REPORTS
from tests.kafka.chaos.days import Day
from tests.kafka.chaos.plan import Mishap, Plan
from tests.kafka.chaos.verdict import alerts_that_differ, judge
from tests.kafka.cluster import Cluster, ClusterError
from tests.kafka.deployment import Deployment, until

REPLAYED_WITHIN_S: Final = 90.0
PUBLISHED_WITHIN_S: Final = 40.0
"""All places are published again every 15 seconds; twice that, and room for a slow machine."""

MOST_ENDED: Final = 3
"""Workers that may end by themselves in a run; a supervisor gives up some time, too."""

_BROKEN: Final = (AssertionError, ClusterError, KafkaException, SaylauError)
"""What ends a run before it can be judged."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes:
        plan: what it was.
        seconds: how long it took.
        differences: what is not as expected; none in a good run.
        ended: workers that ended by themselves; for each another was started, as a
            supervisor would.
    """

    plan: Plan
    seconds: float
    differences: tuple[str, ...]
    ended: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


class Play:
    """One run under way.

    Args:
        plan: what befalls it.
        day: what is replayed.
        folder: where logs go; has to exist.
    """

    def __init__(self, plan: Plan, day: Day, folder: Path) -> None:
        self._plan = plan
        self._day = day
        self._cluster = Cluster(folder, plan.brokers)
        self._folder = folder
        self._dismissed: list[Popen[bytes]] = []
        self._ended: list[str] = []
        self._dead = 0
        self._there: Deployment | None = None

    def run(self) -> Outcome:
        """Play it to its end."""
        start = time.monotonic()
        wrong: list[str] = []
        try:
            wrong += self._attempt(self._begin)
            if not wrong:
                wrong += self._attempt(self._perform)
                wrong += self._attempt(self._end)
                wrong += self._attempt(self._judge)
        finally:
            if self._there:
                self._there.kill()
            self._cluster.stop()
        return Outcome(self._plan, time.monotonic() - start, tuple(wrong), tuple(self._ended))

    def _attempt(self, act: Callable[[], list[str]]) -> list[str]:
        """Do one act of the play; return what went wrong."""
        try:
            return act()
        except _BROKEN as error:
            return [f"{type(error).__name__}: {error}"]

    def _begin(self) -> list[str]:
        self._cluster.start()
        copies = self._plan.brokers
        self._there = Deployment(self._cluster.bootstrap, self._day.folder, self._folder, copies)
        return []

    @property
    def _deployment(self) -> Deployment:
        if self._there is None:
            raise RuntimeError("the play has not begun")
        return self._there

    def _end(self) -> list[str]:
        self._deployment.stop()
        return []

    def _judge(self) -> list[str]:
        return judge(self._deployment, self._day)

    def _perform(self) -> list[str]:
        """Replay the day, let the mishaps happen, wait until it is tallied; say what went wrong."""
        deployment = self._deployment
        for _ in range(self._plan.workers):
            deployment.start_worker()
        deployment.start_replay(self._plan.seconds)
        for mishap in self._plan.mishaps:
            self._until(partial(self._reached, mishap), f"moment of: {mishap}", REPLAYED_WITHIN_S)
            self._befall(mishap)
        self._until(self._replayed, "everything replayed", REPLAYED_WITHIN_S)
        wrong = [
            f"replay {number} ended with {replay.returncode}"
            for number, replay in enumerate(deployment.replays)
            if replay.returncode
        ]
        figures = self._day.expected(len(deployment.replays)).figures
        for holds, what, seconds in (
            (lambda: deployment.lag() == 0, "all reports committed", REPLAYED_WITHIN_S),
            (lambda: deployment.tallies() == figures, "all figures right", PUBLISHED_WITHIN_S),
            (
                lambda: not [*alerts_that_differ(deployment, self._day)],
                "all alerts right",
                PUBLISHED_WITHIN_S,
            ),
        ):
            try:
                self._until(holds, what, seconds)
            except AssertionError as error:
                wrong.append(str(error))
        return wrong

    def _until(self, holds: Callable[[], bool], what: str, seconds: float) -> None:
        until(partial(self._supervised, holds), what, seconds)

    def _supervised(self, holds: Callable[[], bool]) -> bool:
        """Ask; first start another worker for each that ended by itself, as a supervisor would."""
        for number, worker in enumerate(self._deployment.workers):
            if worker.poll() is not None and worker not in self._dismissed:
                self._dismissed.append(worker)
                self._ended.append(f"worker {number} ended by itself with {worker.returncode}")
                if len(self._ended) > MOST_ENDED:
                    raise AssertionError(", ".join(self._ended))
                self._deployment.start_worker()
        return holds()

    def _replayed(self) -> bool:
        return all(replay.poll() is not None for replay in self._deployment.replays)

    def _reached(self, mishap: Mishap) -> bool:
        """Say whether its moment has come; nobody commits where no worker lives."""
        deployment = self._deployment
        committed = mishap.measure == "committed" and deployment.living
        there = deployment.committed() if committed else deployment.sent()
        return there >= int(mishap.share * self._day.records)

    def _befall(self, mishap: Mishap) -> None:
        match mishap.what:
            case "kill" | "leave" | "pause":
                if workers := self._deployment.living:
                    self._strike(workers[mishap.which % len(workers)], mishap)
            case "join":
                self._deployment.start_worker()
            case "resend":
                self._deployment.start_replay(self._plan.seconds / 2)
            case "behead":
                partition = mishap.which % self._day.tape.header.partitions
                self._dead = self._deployment.leader(REPORTS, partition)
                self._cluster.kill(self._dead)
            case "return":
                self._cluster.restart(self._dead)
            case "restart":
                self._cluster.restart(0)
            case "crash":
                self._cluster.kill(0)
                self._cluster.restart(0)

    def _strike(self, worker: Popen[bytes], mishap: Mishap) -> None:
        if mishap.what == "pause":
            worker.send_signal(signal.SIGSTOP)
            time.sleep(mishap.seconds)
            worker.send_signal(signal.SIGCONT)
            return
        self._dismissed.append(worker)
        worker.send_signal(signal.SIGKILL if mishap.what == "kill" else signal.SIGTERM)
        if mishap.what == "kill":
            worker.wait()

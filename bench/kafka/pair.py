"""Two workers that share the partitions, against one: what sharing costs."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.kafka.contestants import CONTESTANTS, ROOT, WORKER, Contestant
from bench.kafka.ground import Ground, LateError
from bench.kafka.process import Process
from bench.kafka.race import Round, environment, make_topics, task_of
from bench.kafka.reports import Reports
from bench.kafka.watch import START_S, WRONG_AFTER_S, Watch, committed, published
from stream.kafka.topics import REPORTS

IDLE_S: Final = 1.0
IDLE_SHARE: Final = 0.2
"""Of a core; workers that use less for `IDLE_S` have joined and wait."""

HELD_S: Final = 8.0
"""Workers may be held no longer: the brokers wait ten seconds for a sign of life."""

LEAST_SHARE: Final = 0.2
"""Of the work that each of two workers has to do, or they did not share."""


@dataclass(frozen=True)
class Team:
    """Processes that are watched as one."""

    members: Sequence[Process]

    def cpu_s(self) -> float:
        """Return the processor time of all."""
        return sum(member.cpu_s() for member in self.members)

    def check(self) -> None:
        """Raise an error if one has ended."""
        for member in self.members:
            member.check()

    def story(self) -> str:
        """Return the ends of their outputs."""
        return "\n".join(member.story() for member in self.members)


def run(workers: int, reports: Reports, ground: Ground, folder: Path) -> Round:
    """Measure some workers once, from joined and idle; needs a broker without the reports.

    They are held while the reports are sent, so that all find the whole backlog.
    """
    folder.mkdir()
    (ours,) = (each for each in CONTESTANTS if each.name == WORKER)
    task = task_of(ours, reports, REPORTS, ground, folder)
    figures = make_topics(ours, task, ground)
    words = ours.command(task, folder)
    with ExitStack() as stack:
        team = Team([])
        for number in range(workers):
            log = folder / f"output-{number}.log"
            process = stack.enter_context(Process(words, log, ROOT, environment()))
            team = Team([*team.members, process])
            _await_joined(ours, process)
            _await_idle(team)
        before = [member.cpu_s() for member in team.members]
        _send_behind_their_backs(team, reports, ground)
        watch = Watch(team)
        begun = watch.look()
        end = committed(watch, task, reports)
        last, right = published(watch, task, reports, figures, WRONG_AFTER_S)
        used = [m.cpu_s() - b for m, b in zip(team.members, before, strict=True)]
        shared = min(used) >= LEAST_SHARE * max(used)
        end = max(end, last) if right else end
        return Round(
            records=reports.records,
            cpu_s=watch.at(end) - sum(before),
            wall_s=end - begun,
            start_cpu_s=sum(before),
            compiling_s=0.0,
            peak_bytes=sum(member.peak_bytes() for member in team.members),
            right=right and shared,
            said=team.story(),
        )


def _send_behind_their_backs(team: Team, reports: Reports, ground: Ground) -> None:
    start = time.monotonic()
    for member in team.members:
        member.send(signal.SIGSTOP)
    reports.send(ground.servers, REPORTS)
    for member in team.members:
        member.send(signal.SIGCONT)
    held = time.monotonic() - start
    if held > HELD_S:
        raise LateError(
            f"sending {reports.records:,} records took {held:.0f} s: the brokers may have given"
            " up the workers meanwhile; try fewer --records or a quieter machine"
        )


def _await_joined(ours: Contestant, process: Process) -> None:
    Watch(process).until(lambda: ours.ready(process.said, 1), "a worker has joined", START_S)


def _await_idle(team: Team) -> None:
    """Wait until all have done nothing much for a while."""
    watch = Watch(team)
    since = watch.look()

    def idle() -> bool:
        nonlocal since
        now = time.time()
        if watch.cpu[-1] - watch.at(max(since, now - IDLE_S)) > IDLE_SHARE * IDLE_S:
            since = now
        return now - since > IDLE_S

    watch.until(idle, "the workers are idle", START_S)

"""One round of one contestant: from ready to all records folded, committed and published."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bench.kafka.contestants import ROOT, WORKER, Contestant
from bench.kafka.ground import Ground
from bench.kafka.process import Process
from bench.kafka.published import Places, Published, Totals
from bench.kafka.reports import PLACES, Reports
from bench.kafka.task import Task
from bench.kafka.watch import SLOWEST, START_S, WRONG_AFTER_S, Watch, committed, published
from config.settings import PREFIX
from console.folder import KEYS
from stream.kafka.topics import TALLIES, Topic, group_of, topics


@dataclass(frozen=True)
class Round:
    """What one round came to.

    Attributes:
        records: folded.
        cpu_s, wall_s: from ready to the end.
        start_cpu_s: processor time before it was ready.
        compiling_s: the part of `cpu_s` that a just-in-time compiler took.
        peak_bytes: the most memory held.
        right: whether every region's figures are those expected.
        said: the end of its output.
    """

    records: int
    cpu_s: float
    wall_s: float
    start_cpu_s: float
    compiling_s: float
    peak_bytes: int
    right: bool
    said: str = ""

    @property
    def per_event_us(self) -> float:
        """Microseconds of processor time a record."""
        return self.cpu_s / self.records * 1e6

    @property
    def compiled_us(self) -> float:
        """The same without the just-in-time compiler."""
        return (self.cpu_s - self.compiling_s) / self.records * 1e6


def run(
    contestant: Contestant, reports: Reports, topic: str, ground: Ground, folder: Path
) -> Round:
    """Measure a contestant once; `folder` is new and gets its output and state."""
    folder.mkdir()
    task = task_of(contestant, reports, topic, ground, folder)
    file = folder / "task.json"
    task.write(file)
    figures = make_topics(contestant, task, ground)
    words = contestant.command(task, file)
    with Process(words, folder / "output.log", ROOT, environment()) as process:
        watch = Watch(process)
        begun = watch.until(
            lambda: contestant.ready(process.said, task.partitions), "it is ready", START_S
        )
        compiling = process.compiling_s()
        end, patience = begun, START_S + reports.records / SLOWEST
        if contestant.commits:
            end, patience = committed(watch, task, reports), WRONG_AFTER_S
        last, right = published(watch, task, reports, figures, patience)
        if right:
            end = max(end, last)
        used = watch.at(begun)
        return Round(
            records=reports.records,
            cpu_s=watch.at(end) - used,
            wall_s=end - begun,
            start_cpu_s=used,
            compiling_s=process.compiling_s() - compiling,
            peak_bytes=process.peak_bytes(),
            right=right,
            said=process.story(),
        )


def task_of(
    contestant: Contestant, reports: Reports, topic: str, ground: Ground, folder: Path
) -> Task:
    """Return the task of a contestant for one round."""
    ours = contestant.name == WORKER
    return Task(
        servers=ground.servers,
        topic=topic,
        partitions=len(reports.ends),
        records=reports.records,
        group=group_of(reports.run) if ours else f"bench-{folder.name}",
        out=TALLIES if ours else f"bench.{folder.name}.totals",
        election=reports.election,
        run=reports.run,
        keys=str(reports.folder / KEYS),
        places=str(reports.folder / PLACES),
        folder=str(folder),
        variant=contestant.variant,
    )


def make_topics(contestant: Contestant, task: Task, ground: Ground) -> Published:
    """Make the topics it publishes on; return what reads them."""
    if contestant.name == WORKER:
        ground.make(topics(task.partitions))
        return Places()
    # The broker's own time: some contestants stamp totals with the time of a report.
    ground.make([Topic(task.out, 1, {"message.timestamp.type": "LogAppendTime"})])
    return Totals()


def environment() -> dict[str, str]:
    """Return an environment with our packages and none of the user's settings for them."""
    mine = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    return {**mine, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}

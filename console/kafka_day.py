"""A day on Kafka: its records are sent there, workers tally them, and what they publish is shown.

One process folds the same records beside it, so that at the end it is known what the workers
should have published.
"""

from __future__ import annotations

import math
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from config.errors import InputError, SaylauError
from console import comparison, compose
from console.compose import Ending, Wish
from console.crew import Crew
from console.folder import ALERTS, JOURNAL, TALLIES
from console.messages import MessageLog
from console.oracle import against_truth, missed_alerts
from console.printable import printable
from console.published import Published, Where
from console.tables import alert_differences, differences, write_alerts, write_tallies
from console.ticks import ticks
from console.verify import Check
from console.view import View
from sim.pace import Pace
from sim.plan import Plan
from sim.recorder import JournalWriter
from sim.truth import TruthFile
from stream.deadlines import end_of_stream
from stream.kafka import topics
from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.progress import Progress
from stream.kafka.reader import Entry, Reader
from stream.kafka.sender import Sender
from stream.pipeline import Pipeline
from stream.roster import Roster
from stream.table import Row, rows

WORKERS_WITHIN_S: Final = 60.0
"""How long workers are waited for before the day begins."""

STALLED_S: Final = 30.0
"""After this time without anything new the workers count as gone."""

SETTLED_S: Final = 15.0
"""With all committed, and nothing new for so long, what is published stays as it is."""

_EVERY_S: Final = 0.25
_STATION: Final = "station:"
_CALLED: Final = "contests_called"


@dataclass(frozen=True)
class Site:
    """Where a day is tallied.

    Attributes:
        access: to the brokers.
        copies, retention_days: of topics that are not there yet.
        workers: to be started here; 0 leaves that to others.
    """

    access: Access
    copies: int
    retention_days: float | None
    workers: int


class _Wire(NamedTuple):
    """What a day is watched through: published values, the workers' progress, the workers."""

    reader: Reader
    progress: Progress
    crew: Crew
    published: Published

    def hear(self, seconds: float) -> bool:
        """Take in what is new, after so long at most; say whether anything changed."""
        self.crew.check()
        changed = [_take(entry, self.published) for entry in self.reader.more(seconds)]
        return any(changed)


def replay(plan: Plan, wish: Wish, folder: Path, view: View, site: Site) -> Ending:
    """Replay a day through Kafka, show what workers publish, and hold it against what is right.

    Raises:
        InputError: nobody answers, a topic has another number of partitions, or no worker is there.
        SaylauError: a record was not taken, or the workers do not go on.
    """
    where, election = site.access.url, plan.election
    view.preparing(f"asking the brokers at {where}")
    wanted = topics.topics(plan.partitions, site.retention_days)
    make_topics(connect(site.access.librdkafka), where, wanted, site.copies)
    keys = compose.write_keys(plan, folder)
    messages = MessageLog(election, plan.key_ring)
    published = Published(election, plan.run, wish.language, messages)
    with ExitStack() as stack:
        reader = stack.enter_context(
            Reader(site.access, [topics.TALLIES, topics.ALERTS, topics.DECISIONS])
        )
        _begin(reader, published, where)
        progress = stack.enter_context(closing(Progress(site.access, plan.run, plan.partitions)))
        crew = Crew(where, plan.run, wish.election, keys, plan.partitions, site.workers)
        wire = _Wire(reader, progress, stack.enter_context(crew), published)
        _await_workers(wire, plan, site, keys, view)
        view.preparing("drawing the electorate and the day of its stations")
        day = compose.day_of(plan, wish.processes)
        roster = Roster.of(election, plan.run, plan.partitions)
        pipeline = Pipeline(roster, plan.key_ring)
        pace = Pace(math.inf if wish.speed == "max" else wish.speed, day.opens)
        sender = Sender(site.access.librdkafka)
        with JournalWriter(folder / JOURNAL, plan.header) as journal:
            now = 0
            for tick in ticks(day.records(), day.opens, compose.tick_length(wish.speed)):
                now = tick.until
                pace.wait(now)
                journal.extend(tick.records)
                sender.send(tick.records)
                sender.tick(plan.partitions, now)
                pipeline.feed(tick.records)
                pipeline.advance(now)
                messages.take(tick.records)
                wire.hear(0.0)
                if view.due(now):
                    view.show(published.look(now))
        sender.finish()
        sender.tick(plan.partitions, end_of_stream(roster.hours.values(), pipeline.watermark))
        sender.finish()
        pipeline.finish()
        _await_figures(wire, plan, pipeline, view, now)
        view.finish(published.look(now))
    view.preparing("writing results")
    truth = compose.write_truth(day, folder, journal.sha256)
    checks = _checks(plan, pipeline, published, truth)
    if all(check.holds for check in checks):
        verdicts = compose.write_results(plan, wish.language, folder, pipeline, truth)
        falsified = len(truth.truth.happened.falsified)
        return Ending(journal.records, journal.sha256, verdicts, checks, falsified)
    # What was published is kept as it is, and no report is made of it.
    write_tallies(folder / TALLIES, [*published.rows(), *_station_rows(plan, pipeline)])
    write_alerts(folder / ALERTS, published.alerts())
    return Ending(journal.records, journal.sha256, checks=checks)


def _take(entry: Entry, published: Published) -> bool:
    """Take in what was published; say whether it changed anything."""
    if entry.topic == topics.TALLIES:
        return published.take_figures(entry.key, entry.value)
    if entry.topic == topics.DECISIONS:
        return published.take_decision(entry.key, entry.value)
    return published.take_alert(entry.key, entry.value)


def _begin(reader: Reader, published: Published, where: str) -> None:
    """Take in what is there, and refuse other runs: workers would complain of their records."""
    for entry in reader.to_end():
        _take(entry, published)
    if published.others:
        found = printable(", ".join(sorted(published.others)))
        expected = "topics of this run alone: delete them, or use another Kafka"
        raise InputError(where, f"the topics hold {found}", expected)


def _await_workers(wire: _Wire, plan: Plan, site: Site, keys: Path, view: View) -> None:
    """Return once workers share the partitions."""
    command = f"saylau worker --kafka {site.access.url} --run {plan.run} --keys {keys}"
    wanted = max(1, site.workers)
    if site.workers:
        view.preparing(f"starting workers: {site.workers}")
    else:
        view.preparing(f"waiting for workers that run elsewhere: {command}")
    deadline = time.monotonic() + WORKERS_WITHIN_S
    while wire.progress.workers() < wanted:
        if time.monotonic() > deadline:
            what = f"no worker of run {plan.run} within {WORKERS_WITHIN_S:.0f} s"
            raise InputError(site.access.url, what, f"`{command}`, or --workers 1")
        wire.hear(_EVERY_S)


def _await_figures(wire: _Wire, plan: Plan, pipeline: Pipeline, view: View, now: int) -> None:
    """Return once all is tallied: at once if it is as expected, else when nothing is new."""
    view.preparing("waiting until the workers have tallied all")
    held, expected = dict(wire.published.held), _expected(plan, pipeline, wire.published)
    alerts = pipeline.alerts()
    left, moved = None, time.monotonic()
    while True:
        changed = wire.hear(_EVERY_S)
        if wire.published.held != held:
            held, expected = dict(wire.published.held), _expected(plan, pipeline, wire.published)
        before, left = left, wire.progress.left()
        if changed or left != before:
            moved = time.monotonic()
            if view.due(now):
                view.show(wire.published.look(now))
        published, quiet = wire.published, time.monotonic() - moved
        if left == 0 and (
            quiet > SETTLED_S or (published.figures == expected and published.alerts() == alerts)
        ):
            return
        if quiet > STALLED_S:
            trouble = wire.reader.trouble
            why = f"the brokers do not answer: {trouble}" if trouble else "are there workers left?"
            some = "some" if left is None else f"{left:,}"
            says = f"{some} records are not tallied, and nothing is new for {quiet:.0f} s"
            raise SaylauError(f"{says}; {why}")


def _expected(plan: Plan, pipeline: Pipeline, published: Published) -> dict[Where, str]:
    """Return the figures that workers should publish, with the results held that people hold."""
    for station, held in published.held.items():
        pipeline.hold(station, held=held)
    return {row[:-1]: row.value for row in rows(plan.election, pipeline.tallies())}


def _checks(
    plan: Plan, pipeline: Pipeline, published: Published, truth: TruthFile
) -> tuple[Check, ...]:
    """Hold what was published against one process's tally of the same records, and the truth."""
    table, alerts = published.rows(), published.alerts()
    # Stations are in no published table; workers publish sums. A result that people hold calls
    # no contest, and the truth knows nothing of people.
    people = any(published.held.values())
    sums = {
        name: number
        for name, number in truth.truth.expected_tally.items()
        if not name.startswith(_STATION) and not (people and _CALLED in name)
    }
    return (
        Check(
            "published tallies",
            f"{len(table):,} figures, as one process makes them of the same records",
            differences(rows(plan.election, pipeline.tallies()), table),
        ),
        Check(
            "published alerts",
            f"{len(alerts):,} alerts, as one process raises them",
            alert_differences(pipeline.alerts(), map(msgspec.to_builtins, alerts)),
        ),
        Check(
            "expected tally",
            f"{len(sums):,} figures of a perfect pipeline"
            + (f"; not of {_CALLED}, people hold results" if people else ""),
            against_truth(sums, comparison.figures(table, plan.election)),
        ),
        Check(
            "expected alerts",
            f"{len(truth.truth.expected_alerts):,} alerts that had to come",
            missed_alerts(truth.truth.expected_alerts, alerts),
        ),
    )


def _station_rows(plan: Plan, pipeline: Pipeline) -> list[Row]:
    """Return the rows of single stations, which workers do not publish."""
    table = rows(plan.election, pipeline.tallies(), pipeline.stations())
    return [row for row in table if row.scope.startswith(_STATION)]

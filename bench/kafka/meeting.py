"""A meeting of contestants: the same reports for all, on one broker, in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from bench.kafka import pair, race, reports
from bench.kafka.contestants import Contestant
from bench.kafka.ground import Ground, LateError
from bench.kafka.process import ProcessError
from bench.kafka.race import Round
from bench.kafka.reports import Reports
from stream.kafka.topics import REPORTS, Topic, group_of
from stream.kafka.topics import reports as like_reports

LEAST: Final = 4_096
"""Records that the slowest are given, at least, where all have as many."""

PAIR_SHARE: Final = 1 / 4
"""Workers are held while their reports are sent, which may not take longer than the brokers
wait for a member of a group."""

FAILURES: Final = (ProcessError, LateError)

Pairs: TypeAlias = Mapping[int, Sequence[Round]]
"""Rounds by the number of workers that shared the partitions; none where they failed."""


@dataclass(frozen=True)
class Meeting:
    """One run of the benchmark.

    Attributes:
        ground: the broker.
        folder: empty; for reports, output and state.
        records: events, about; who is slow gets a share.
        repeats: rounds of each.
        say: tells people how far it is.
    """

    ground: Ground
    folder: Path
    records: int
    repeats: int
    say: Callable[[str], None]

    def race(
        self, contestants: Sequence[Contestant]
    ) -> tuple[dict[str, list[Round]], dict[str, str]]:
        """Let all run in turn; return the rounds and the failures by name.

        Who failed once does not run again.
        """
        inputs = self._inputs(contestants)
        keep = {topic for _, topic in inputs.values()}
        rounds: dict[str, list[Round]] = {each.name: [] for each in contestants}
        failures: dict[str, str] = {}
        for number in range(self.repeats):
            for each in contestants:
                if each.name in failures:
                    continue
                self._begin(number, each.label)
                found, topic = inputs[each.name]
                folder = self.folder / f"{each.name}-{number}"
                try:
                    one = race.run(each, found, topic, self.ground, folder)
                except FAILURES as error:
                    failures[each.name] = str(error)
                    self.say(f"  FAILED: {error}")
                else:
                    rounds[each.name].append(one)
                    self._end(one)
                # Only our worker's group bears the same name in every round.
                self.ground.clear(keep, group_of(found.run))
        return rounds, failures

    def pairs(self) -> Pairs:
        """Let one worker run, then two, in turn."""
        few = reports.make(self.folder / "reports-pair", round(self.records * PAIR_SHARE))
        found: dict[int, list[Round]] = {1: [], 2: []}
        for number in range(self.repeats):
            for workers in found:
                self._begin(number, f"workers that share the partitions: {workers}")
                self.ground.clear(set(), group_of(few.run))
                folder = self.folder / f"pair-{workers}-{number}"
                try:
                    one = pair.run(workers, few, self.ground, folder)
                except FAILURES as error:
                    self.say(f"  FAILED: {error}")
                    return {1: [], 2: []}
                found[workers].append(one)
                self._end(one)
        return found

    def _inputs(self, contestants: Sequence[Contestant]) -> dict[str, tuple[Reports, str]]:
        """Make and send the reports of each size; return them with their topic by contestant."""
        least = min(LEAST, self.records)
        sizes = {each.name: max(least, round(self.records * each.share)) for each in contestants}
        made: dict[int, tuple[Reports, str]] = {}
        for size in sorted(set(sizes.values()), reverse=True):
            topic = REPORTS if size == self.records else f"{REPORTS}.{size}"
            self.say(f"making a journal of about {size:,} events")
            found = reports.make(self.folder / f"reports-{size}", size)
            self.say(f"sending {found.records:,} records to {topic}")
            like = like_reports(len(found.ends))
            self.ground.make([Topic(topic, like.partitions, like.config)])
            found.send(self.ground.servers, topic)
            made[size] = (found, topic)
        return {name: made[size] for name, size in sizes.items()}

    def _begin(self, number: int, what: str) -> None:
        self.say(f"round {number + 1} of {self.repeats}: {what}")

    def _end(self, found: Round) -> None:
        verdict = "right" if found.right else "WRONG"
        self.say(f"  {found.per_event_us:.1f} µs/event, figures {verdict}")

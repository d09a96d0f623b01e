"""The stages of our core, fed by hand: what our worker folds, and nothing of what it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.kafka.delivered import Delivered
from bench.kafka.plain_fold import RegionTotal
from bench.kafka.task import Task, let_the_collector_rest, say_ready
from console.compose import election_of
from stream.keys import KeyRing
from stream.recalling_stage import RecallingStage
from stream.record import Record
from stream.roster import Roster


class CoreFold:
    """One stage a partition; the totals are said once, when all records are in.

    Args:
        roster: of the run.
        keys: to check the records' codes.
        records: to come in all.
    """

    def __init__(self, roster: Roster, keys: KeyRing, records: int) -> None:
        self._roster = roster
        self._left = records
        self._begun = False
        self._said = False
        self._stages = [
            RecallingStage(roster.part(number), keys) for number in range(roster.partitions)
        ]

    @classmethod
    def of(cls, task: Task) -> CoreFold:
        """Make the fold of a task, and let the garbage collector rest."""
        roster = Roster.of(election_of(task.election), task.run, task.partitions)
        fold = cls(roster, KeyRing.read(Path(task.keys)), task.records)
        let_the_collector_rest()
        return fold

    @property
    def due(self) -> bool:
        """Whether the totals are to be said."""
        return self._left <= 0 and not self._said

    def take(self, messages: list[Delivered]) -> None:
        """Take messages in, each partition's together."""
        if not self._begun:
            self._begun = True
            say_ready()
        batches: list[list[Record]] = [[] for _ in self._stages]
        for message in messages:
            batches[message.partition()].append(_record_of(message))
        for stage, batch in zip(self._stages, batches, strict=True):
            if batch:
                stage.feed(batch)
        self._left -= len(messages)

    def news(self) -> Iterator[bytes]:
        """Yield the total of each region, as JSON."""
        self._said = True
        totals: dict[str, RegionTotal] = {}
        for stage in self._stages:
            for index, sums in stage.sums.items():
                region = self._roster.units[index].region
                total = totals.setdefault(region, RegionTotal(region))
                total.registered += sums.registered
                total.voters += sums.voters
                counts = [contest.total for contest in sums.contests.values()]
                total.ballots += sum(count.found for count in counts)
                total.votes += sum(sum(count.votes.values()) for count in counts)
        yield from map(msgspec.json.encode, totals.values())


def _record_of(message: Delivered) -> Record:
    key_id = mac = b""
    for name, content in message.headers():
        if name == "mac":
            mac = content
        elif name == "key_id":
            key_id = content
    return Record(
        message.timestamp()[1],
        message.partition(),
        message.key().decode(),
        key_id.decode(),
        mac.decode(),
        message.value(),
    )

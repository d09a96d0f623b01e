"""Bytewax: a dataflow keyed by station, its state kept by its recovery store.

The variant `volatile` does less: a batch at a time goes through a plain fold in
memory, keyed by nothing and recovered by nothing; no user would lose votes that
way, but it is the least a flow can cost. Bytewax commits no offsets to Kafka.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import bytewax.operators as op
from bytewax._bytewax import cli_main
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource, KafkaSourceMessage
from bytewax.dataflow import Dataflow
from bytewax.recovery import RecoveryConfig, init_db_dir

from bench.kafka.plain_fold import PlainFold, State
from bench.kafka.task import COMMIT_EVERY_S, Task, given
from stream.events import AnyEvent

Delivered: TypeAlias = KafkaSourceMessage[Any, Any]
Total: TypeAlias = KafkaSinkMessage[None, bytes]


class Steps:
    """What the flow does between its source and its sink."""

    def __init__(self, fold: PlainFold) -> None:
        self._fold = fold
        self._states: dict[str, State] = {}

    def admit(self, messages: list[Delivered]) -> Iterator[tuple[str, AnyEvent]]:
        """Yield station and event of what is believed."""
        for message in messages:
            key = message.key.decode()
            event = self._fold.admit(key, message.headers, message.value)
            if event is not None:
                yield key, event

    def step(self, state: State | None, event: AnyEvent) -> tuple[State | None, Iterable[Total]]:
        """Return a station's new state, and what is to be published."""
        changed = self._fold.fold(state, event)
        return (state if changed is None else changed), self._news()

    def fold_here(self, messages: list[Delivered]) -> Iterator[Total]:
        """Fold with the state in a dictionary; yield what is to be published."""
        states = self._states
        for key, event in self.admit(messages):
            state = self._fold.fold(states.get(key), event)
            if state is not None:
                states[key] = state
        yield from self._news()

    def _news(self) -> Iterator[Total]:
        if self._fold.due:
            for total in self._fold.news():
                yield KafkaSinkMessage(None, total)


def make(task: Task) -> Dataflow:
    """Return the flow of a task."""
    steps = Steps(PlainFold.of(task))
    flow = Dataflow("tally")
    reports = op.input("reports", flow, KafkaSource([task.servers], [task.topic]))
    if task.variant == "volatile":
        totals = op.flat_map_batch("fold", reports, steps.fold_here)
    else:
        keyed = op.flat_map_batch("admit", reports, steps.admit)
        totals = op.key_rm("totals", op.stateful_flat_map("fold", keyed, steps.step))
    op.output("out", totals, KafkaSink([task.servers], task.out))
    return flow


def main() -> None:
    """Run the flow of a task until the process is ended."""
    task = given()
    recovery = None
    if task.variant != "volatile":
        folder = Path(task.folder) / "recovery"
        folder.mkdir()
        init_db_dir(folder, task.partitions)
        recovery = RecoveryConfig(str(folder))
    cli_main(make(task), epoch_interval=timedelta(seconds=COMMIT_EVERY_S), recovery_config=recovery)


if __name__ == "__main__":
    main()

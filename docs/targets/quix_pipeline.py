"""A tally pipeline with Quix Streams: reports from Kafka, its state in its store, totals to Kafka.

It stands for a pipeline that is not Saylau's. What it publishes are documents of stations,
absolute; its state has a changelog, so that nothing is lost with the process or its folder.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from quixstreams import Application, State, message_context
from quixstreams.models import TopicConfig
from statements import BUGS, Event, Gate, RefusedError, again, document, joined

Headers: TypeAlias = Iterable[tuple[str, bytes]] | None


class Table(dict[str, Any]):
    """What keeps a state as Quix does, but nowhere: it is gone with the process."""

    def set(self, name: str, value: object) -> None:
        """Keep a value."""
        self[name] = value


class Pipeline:
    """What is done with each record.

    Args:
        gate: checks events.
        bug: one of `BUGS`, or none.
    """

    def __init__(self, gate: Gate, bug: str) -> None:
        self._gate, self._bug = gate, bug
        self._tables: dict[str, Table] = {}

    def admit(
        self, value: bytes | None, key: bytes | None, _at: int, headers: Headers
    ) -> list[Event]:
        """Return the event of a record, if it is to be taken."""
        if not key or value is None:
            return []
        said = dict(headers or ())
        try:
            names = (said[name].decode() for name in ("key_id", "mac"))
            event = self._gate.admit(key.decode(), *names, message_context().partition, value)
        except (RefusedError, KeyError, ValueError, AttributeError):
            return []
        return [event]

    def fold(self, event: Event, state: State) -> list[dict[str, Any]]:
        """Keep an event; return the document of its station if that may have changed."""
        source, seq = event["source"], str(event["seq"])
        store = self._tables.setdefault(source, Table()) if self._forgets else state
        said = store.get("said") or {}
        before = said.get(seq)
        after = joined(event, before)
        if after is None and self._bug == "counts-duplicates":
            after = again(event, before)
        if after is None:
            return []
        said[seq] = after
        store.set("said", said)
        found = document(said.values(), self._bug)
        if found is None:
            return []
        del found["rolls"]
        return [found | {"station": source}]

    @property
    def _forgets(self) -> bool:
        return self._bug == "loses-on-restart"


def main() -> None:
    """Read the options and run until a signal comes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kafka", default="127.0.0.1:9092", help="addresses of the brokers")
    options.add_argument("--keys", type=Path, required=True, help="a keys.json")
    options.add_argument("--run", required=True, help="id of the run whose events are taken")
    options.add_argument("--partitions", type=int, default=12, help="over which keys are spread")
    options.add_argument("--state", type=Path, default=Path("quix-state"))
    options.add_argument("--bug", choices=BUGS, default="", help="go wrong in this way")
    given = options.parse_args()
    pipeline = Pipeline(Gate(given.keys, given.run, given.partitions), given.bug)
    app = Application(
        broker_address=given.kafka,
        consumer_group=f"quix-{given.run}",
        auto_offset_reset="earliest",
        commit_interval=1.0,
        state_dir=given.state,
    )
    topic = TopicConfig(num_partitions=given.partitions, replication_factor=1)
    reports = app.topic(
        "saylau.reports", key_deserializer="bytes", value_deserializer="bytes", config=topic
    )
    totals = app.topic("totals", key_serializer="str", value_serializer="json")
    frame = app.dataframe(reports)
    frame = frame.apply(pipeline.admit, metadata=True, expand=True)
    frame = frame.apply(pipeline.fold, stateful=True, expand=True)
    frame.to_topic(totals, key=lambda found: f"station:{found['station']}")
    app.run()


if __name__ == "__main__":
    main()

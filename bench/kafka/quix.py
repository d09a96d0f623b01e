"""Quix Streams: a streaming data frame with its state store (RocksDB and a changelog)."""

from __future__ import annotations

from quixstreams import Application
from quixstreams.state import State as Store

from bench.kafka.plain_fold import Headers, PlainFold
from bench.kafka.task import COMMIT_EVERY_S, Task, given


def make(task: Task) -> Application:
    """Return the application of a task."""
    fold = PlainFold.of(task)
    app = Application(
        broker_address=task.servers,
        consumer_group=task.group,
        auto_offset_reset="earliest",
        commit_interval=COMMIT_EVERY_S,
        state_dir=task.folder,
        loglevel="WARNING",
        auto_create_topics=True,
    )
    reports = app.topic(task.topic, key_deserializer="str", value_deserializer="bytes")
    totals = app.topic(task.out, key_serializer="str", value_serializer="bytes")

    def step(
        value: bytes, key: str, _timestamp: int, headers: Headers, store: Store
    ) -> list[bytes]:
        event = fold.admit(key, headers, value)
        if event is not None:
            state = fold.fold(store.get("state"), event)
            if state is not None:
                store.set("state", state)
        return list(fold.news()) if fold.due else []

    frame = app.dataframe(reports).apply(step, stateful=True, metadata=True, expand=True)
    frame.to_topic(totals)
    return app


if __name__ == "__main__":
    make(given()).run()

"""Stock faust-streaming: an ordinary agent, an event at a time, with its own table for state."""

from __future__ import annotations

from typing import Any, cast

import faust
from faust.types import StreamT

from bench.kafka.plain_fold import PlainFold
from bench.kafka.task import COMMIT_EVERY_S, PUBLISH_EVERY_S, Task, given


def make(task: Task) -> faust.App:
    """Return the app of a task."""
    fold = PlainFold.of(task)
    app = faust.App(
        task.group,
        broker=f"kafka://{task.servers}",
        store="memory://",
        datadir=task.folder,
        autodiscover=False,
        web_enabled=False,
        topic_partitions=task.partitions,
        topic_disable_leader=True,
        table_standby_replicas=0,
        stream_wait_empty=False,
        consumer_auto_offset_reset="earliest",
        broker_commit_interval=COMMIT_EVERY_S,
    )
    raw: dict[str, Any] = {"key_serializer": "raw", "value_serializer": "raw"}
    reports = app.topic(task.topic, key_type=bytes, value_type=bytes, **raw)
    totals = app.topic(task.out, value_type=bytes, **raw)
    stations = app.Table("stations", partitions=task.partitions)

    @app.agent(reports, name="fold")
    async def fold_all(stream: StreamT[bytes]) -> None:
        async for delivered in stream.events():
            key = cast(bytes, delivered.key).decode()
            event = fold.admit(key, delivered.headers.items(), cast(bytes, delivered.value))
            if event is not None:
                state = fold.fold(stations.get(key), event)
                if state is not None:
                    stations[key] = state

    @app.timer(PUBLISH_EVERY_S)  # type: ignore[untyped-decorator]
    async def publish() -> None:
        for total in fold.news():
            await totals.send(value=total)

    return app


if __name__ == "__main__":
    faust.Worker(
        make(given()), loglevel="WARNING", redirect_stdouts=False
    ).execute_from_commandline()

"""The Faust app of a worker: how it joins its group, fetches, and keeps its state."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import faust
from yarl import URL

from stream.kafka.access import Access
from stream.kafka.batches import check_versions
from stream.kafka.monitor import WatchedTransport, WorkerMonitor
from stream.kafka.topics import LARGEST_MESSAGE, group_of
from stream.roster import Roster

COMMIT_EVERY_S: Final = 1.0
SESSION_S: Final = 10.0
"""A worker that was not heard of for so long has lost its partitions."""

HEARTBEAT_S: Final = 2.0
MOST_FETCHED: Final = 20_000
"""Records handed over at a time."""

MOST_WAITING: Final = 64
"""Messages that wait for the fold; one holds up to 4,000 records."""


def make_app(access: Access, roster: Roster, copies: int, monitor: WorkerMonitor) -> faust.App:
    """Return an app without agents and tables.

    Args:
        access: to the brokers.
        roster: of the run.
        copies: brokers that hold each partition of a topic the app makes.
        monitor: hears what happens.

    Raises:
        SaylauError: faust-streaming or its client is of a version this was not tested with.
    """
    check_versions()
    group = group_of(roster.run)
    app = faust.App(
        group,
        broker=access.faust_url,
        broker_credentials=access.credentials,
        store="memory://",
        datadir=str(Path(tempfile.gettempdir()) / group),
        autodiscover=False,
        web_enabled=False,
        topic_partitions=roster.partitions,
        topic_replication_factor=copies,
        topic_disable_leader=True,
        table_standby_replicas=0,
        stream_wait_empty=False,
        stream_buffer_maxsize=MOST_WAITING,
        consumer_auto_offset_reset="earliest",
        broker_commit_interval=COMMIT_EVERY_S,
        broker_max_poll_records=MOST_FETCHED,
        broker_session_timeout=SESSION_S,
        broker_heartbeat_interval=HEARTBEAT_S,
        producer_max_request_size=LARGEST_MESSAGE,
        monitor=monitor,
    )
    app.transport = WatchedTransport([URL(url) for url in access.faust_url.split(";")], app)
    return app

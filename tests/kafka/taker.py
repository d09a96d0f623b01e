"""A Faust app in a thread of this process that takes batches, and confirms when it is told to."""

from __future__ import annotations

import asyncio
import tempfile
import threading
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import faust
from faust.types import TP, ConsumerMessage, StreamT
from yarl import URL

from stream.kafka.batches import BatchConsumer, BatchTransport
from stream.kafka.fetched import Fetched
from tests.kafka.deployment import until

STOP_S = 30.0
SETTINGS: dict[str, Any] = {
    "store": "memory://",
    "autodiscover": False,
    "web_enabled": False,
    "topic_disable_leader": True,
    "table_standby_replicas": 0,
    "stream_wait_empty": False,
    "consumer_auto_offset_reset": "earliest",
    "broker_commit_interval": 0.1,
    "broker_max_poll_records": 20_000,
    "broker_session_timeout": 10.0,
    "broker_heartbeat_interval": 0.3,
}
"""As the worker has them, but quicker to commit and to hear of a rebalance."""


class HeldConsumer(BatchConsumer):
    """Counts what it does; can be kept from commits and from seeking before it has fetched.

    Attributes:
        rounds: commits so far, whether there was something to commit or not.
        handed: messages handed on so far.
        may_commit: whether it commits at all.
        asked: times it was asked for messages since it began to seek.
        seeks_after: how often it is asked before it seeks.
        early: messages it had handed on when it sought.
    """

    def on_init(self) -> None:
        """Start with nothing done."""
        super().on_init()
        self.rounds = self.handed = 0
        self.may_commit = True
        self.asked = self.seeks_after = self.early = 0

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:
        """Hand messages on and count those of the batched topic."""
        self.asked += 1
        fetched = super().getmany(timeout)
        async with aclosing(cast(AsyncGenerator[tuple[TP, ConsumerMessage]], fetched)) as messages:
            async for tp, message in messages:
                self.handed += tp.topic in self.batched
                yield tp, message

    async def perform_seek(self) -> None:
        """Seek, late if that was asked for."""
        self.asked = 0
        while self.asked < self.seeks_after:
            await asyncio.sleep(0.01)
        self.early = self.handed
        await super().perform_seek()

    async def force_commit(self, *args: Any, **named: Any) -> bool:
        """Commit, if that is allowed, and count it."""
        done = self.may_commit and await super().force_commit(*args, **named)
        self.rounds += 1
        return bool(done)


@dataclass
class Batch:
    """What came as one message."""

    partition: int
    offset: int
    records: list[Fetched]


@dataclass
class Taker:
    """Takes the batches of a topic, a record at a time; a context that starts and stops it.

    Args:
        url: of the brokers.
        topic, group: what it takes, and for whom.
        settings: of Faust, besides `SETTINGS`.
        starts: by partition, told to the consumer when a state was recovered; None does
            without a state.
        seeks_after: see `HeldConsumer`.
        acks: let Faust acknowledge as it does by itself.

    Attributes:
        batches: that were begun.
        taken: partition and offset of each record taken.
        stop_at: partition and offset of a record to stop at, in mid-batch, until `go_on`.
        fail_at: partition and offset of a record that cannot be taken.
        stopped: whether it stands at `stop_at`.
        cancelled: how often it was cancelled there.
        failures: how often it failed.
        most_waiting: messages that were handed on and waited, at most.
    """

    url: str
    topic: str
    group: str
    settings: dict[str, Any] = field(default_factory=dict)
    starts: dict[int, int] | None = None
    seeks_after: int = 0
    acks: bool = False
    stop_at: tuple[int, int] | None = None
    fail_at: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        self.batches: list[Batch] = []
        self.taken: list[tuple[int, int]] = []
        self.stopped = False
        self.cancelled = self.failures = self.most_waiting = 0
        self._go_on = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._do(self._start())
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the app in good order."""
        if self._loop.is_closed():
            return
        try:
            self._do(self.app.stop())
        finally:
            self._do(self._cancel_all())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(STOP_S)
            self._loop.close()

    def go_on(self) -> None:
        """Go on with the batch it stopped in."""
        self.stop_at = None
        self._loop.call_soon_threadsafe(self._go_on.set)

    def confirm(self, partition: int, offset: int) -> None:
        """Allow a commit."""
        self._do(self._confirm(partition, offset))

    def seek(self, partition: int, offset: int) -> None:
        """Go to another offset, as an agent does."""
        self._do(self.consumer.seek(TP(self.topic, partition), offset))

    def pause(self, *partitions: int) -> None:
        """Let partitions rest, as Faust does in a rebalance."""
        self._do(self._rest(self.consumer.pause_partitions, partitions))

    def resume(self, *partitions: int) -> None:
        """Fetch from partitions that rest."""
        self._do(self._rest(self.consumer.resume_partitions, partitions))

    def write_state(self) -> None:
        """Write an entry of state for each partition, to be recovered from."""
        self._do(self._write_state())

    def after_commits(self, rounds: int = 2) -> None:
        """Wait until commits could have been made."""
        due = self.consumer.rounds + rounds
        until(lambda: self.consumer.rounds >= due, "some commits")

    def offsets(self, partition: int) -> list[int]:
        """Return the offsets taken of a partition, in the order they came."""
        return [offset for number, offset in self.taken if number == partition]

    @property
    def consumer(self) -> HeldConsumer:
        """The app's consumer."""
        found = self.app.consumer
        assert isinstance(found, HeldConsumer)
        return found

    @property
    def held(self) -> set[int]:
        """The partitions in its hands, ready to be taken."""
        if self.app.rebalancing:
            return set()
        return {tp.partition for tp in self.consumer.assignment() if tp.topic == self.topic}

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(STOP_S)

    async def _start(self) -> None:
        datadir = str(Path(tempfile.gettempdir()) / self.group)
        app = faust.App(self.group, broker=self.url, datadir=datadir, **(SETTINGS | self.settings))
        self.app = app
        topic = self.topic

        class OwnConsumer(HeldConsumer):
            batched = frozenset({topic})

        class OwnTransport(BatchTransport):
            Consumer = OwnConsumer

        app.transport = OwnTransport([URL(self.url)], app)
        source = app.topic(topic, key_serializer="raw", value_type=bytes, value_serializer="raw")
        app.agent(source, name=f"take-{uuid.uuid4().hex}")(self._take_all)
        if self.starts is not None:
            table = app.Table("state", partitions=2, key_type=bytes, value_type=bytes)
            table.on_recover(self._recovered)
            self.table = table
        self.consumer.seeks_after = self.seeks_after
        await app.start()

    async def _recovered(self) -> None:
        for partition, start in (self.starts or {}).items():
            self.consumer.starts[TP(self.topic, partition)] = start

    async def _rest(self, how: Callable[[set[TP]], None], partitions: tuple[int, ...]) -> None:
        how({TP(self.topic, partition) for partition in partitions})

    async def _write_state(self) -> None:
        for partition in range(2):
            await self.table.send_changelog(partition, b"key", b"value")

    async def _take_all(self, stream: StreamT[bytes]) -> None:
        events = (stream if self.acks else stream.noack()).events()
        async for event in events:
            message = event.message
            waiting = self.consumer.handed - len(self.batches) - 1
            self.most_waiting = max(self.most_waiting, waiting)
            records: Any = message.value
            self.batches.append(Batch(message.partition, message.offset, records))
            for record in records:
                await self._take((message.partition, record.offset))

    async def _take(self, place: tuple[int, int]) -> None:
        if place == self.fail_at:
            self.failures += 1
            raise ArithmeticError("the test wants it")
        if place == self.stop_at:
            self._go_on.clear()
            self.stopped = True
            try:
                await self._go_on.wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
            finally:
                self.stopped = False
        self.taken.append(place)

    async def _confirm(self, partition: int, offset: int) -> None:
        self.consumer.confirm(TP(self.topic, partition), offset)

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

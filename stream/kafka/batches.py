"""Kafka's batches through Faust: a fetch of one partition as one message, acknowledged by hand.

Stock Faust takes records one by one through consumer, conductor and stream,
which costs some 200 microseconds a record; and it acknowledges in a `finally`,
so a batch that an error stopped would be committed. Here the records of a
fetch stay together, and an offset is committed only after `confirm` was called
for it. All else (membership, assignment, flow control, tables, recovery) stays
Faust's own.

It overrides methods of Faust that are not public; `check_versions` refuses
versions it was not tested with.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final, cast

import aiokafka
from aiokafka.errors import IllegalStateError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage
from faust.types.transports import TPorTopicSet

from config.errors import SaylauError
from stream.kafka.fetched import Fetched, replace_records
from stream.kafka.topics import REPORTS

log = logging.getLogger("saylau.batches")

MOST: Final = 4_000
"""Records in a message."""

GATHER_MS: Final = 25
"""Milliseconds a broker waits for `GATHER_BYTES` before it answers with less.

Faust's is 1,500 and one byte: the first record is answered, by itself, and a fetch of few
records costs what one of many does; and other questions wait behind one that waits.
"""

GATHER_BYTES: Final = 64 << 10
_CREATE_TIME: Final = 0

TESTED: Final = {"faust-streaming": ("0.15.3",), "aiokafka": ("0.14.0",)}
"""Versions this was tested with."""


def check_versions() -> None:
    """Raise `SaylauError` if Faust or its client is of a version this was not tested with."""
    for name, tested in TESTED.items():
        found = version(name)
        if found not in tested:
            raise SaylauError(
                f"{name} {found} is installed; the worker is tested with {', '.join(tested)}"
            )


class _ReadOffsets(defaultdict[TP, int | None]):
    """How far the partitions were read; of a batched topic it remembers nothing.

    Faust drops what lies before the last message it handed on, and notes that message only
    once there was room for it: after a seek to a place before it, all from there to the
    message would be dropped.
    """

    def __init__(self, batched: frozenset[str]) -> None:
        super().__init__(lambda: None)
        self._batched = batched

    def __getitem__(self, tp: TP) -> int | None:
        return None if tp.topic in self._batched else super().__getitem__(tp)


class _GatheringThread(driver.AIOKafkaConsumerThread):
    """Faust's thread of the client, whose fetches wait for some records."""

    def _create_consumer(self, loop: asyncio.AbstractEventLoop) -> aiokafka.AIOKafkaConsumer:
        client = super()._create_consumer(loop)
        client._fetch_min_bytes, client._fetch_max_wait_ms = GATHER_BYTES, GATHER_MS
        return client


class BatchConsumer(driver.Consumer):
    """Hands over lists of records for the topics in `batched`.

    The message's value is the list of `Fetched` records; its offset is that of the last one.

    Attributes:
        starts: where to go on with a partition, whatever was committed.
    """

    batched: frozenset[str] = frozenset({REPORTS})

    def on_init(self) -> None:
        """Start with nothing confirmed, and with the client's records as they are wanted."""
        replace_records()
        self._confirmed: dict[TP, int] = {}
        self.starts: dict[TP, int] = {}
        self._read_offset = _ReadOffsets(self.batched)
        self._held: set[TP] = set()
        self._sought = self._settled = False

    def _new_consumer_thread(self) -> driver.AIOKafkaConsumerThread:
        return _GatheringThread(self, loop=self.loop, beacon=self.beacon)

    def confirm(self, tp: TP, offset: int) -> None:
        """Allow a commit: all before `offset` has had its effect."""
        self._confirmed[tp] = max(offset, self._confirmed.get(tp, 0))

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:
        """Yield one message for each batch of a partition."""
        records, active = await self._wait_next_records(timeout)
        generation = self.app.consumer_generation_id
        if records is None or self.should_stop:
            return
        if not self.flow_active:
            try:
                await self.perform_seek()
            except (IllegalStateError, KeyError) as error:
                # A rebalance took a partition meanwhile; the seek after it is the one that counts.
                log.warning("no seek amid a rebalance: %r", error)
            return
        for tp, batch in records.items():
            if not (active is None or tp in active or tp in self._buffered_partitions):
                continue
            self.app.monitor.track_tp_end_offset(tp, self.highwater(tp))
            for message in self._messages(tp, batch):
                if self.app.consumer_generation_id != generation or not self.flow_active:
                    return
                yield tp, message

    async def _getmany(
        self, active_partitions: set[TP] | None, timeout: float
    ) -> Mapping[TP, list[Any]]:
        # Faust hands over a set that it empties in a rebalance, while the client waits for
        # records; an empty set is all partitions to the client, and what it then fetches of
        # one that rests, a changelog for one, is passed over for good.
        some = None if active_partitions is None else set(active_partitions)
        return await super()._getmany(some, timeout)

    def resume_partitions(self, tps: Iterable[TP]) -> None:
        """Let partitions be fetched; the batched ones only once they were sought.

        Faust resumes before it seeks, and then lets go of what was handed on meanwhile.
        """
        asked = set(tps)
        held = set() if self._settled else {tp for tp in asked if tp.topic in self.batched}
        self._held |= held
        super().resume_partitions(asked - held)

    def resume_flow(self) -> None:
        """Let messages flow, with those of the partitions that were held and sought."""
        super().resume_flow()
        if self._sought:
            self._sought, self._settled = False, True
            held, self._held = self._held, set()
            super().resume_partitions(held)

    async def _seek(self, partition: TP, offset: int) -> None:
        # In the client's own thread: Faust's takes a fetch away that the client may be emptying.
        seek: Any = self._thread.seek
        await self._thread.call_thread(seek, partition, offset)

    async def perform_seek(self) -> None:
        """Go on where `starts` says, else behind what was committed, else at the beginning.

        Faust leaves a partition without a commit where it is, behind whatever was fetched
        and dropped while the tables were recovered.
        """
        await super().perform_seek()
        for tp in self.assignment():
            if tp.topic in self.batched:
                try:
                    await self._go_on_with(tp)
                except (IllegalStateError, KeyError):
                    if tp in self.assignment():
                        raise
                    log.warning("%s was taken away before it was read", tp)
        self._sought = bool(self._held)

    async def _go_on_with(self, tp: TP) -> None:
        start = self.starts.get(tp, self._committed_offset[tp])
        if start is None:
            start = (await self.earliest_offsets(tp))[tp]
        await self.seek(tp, start)

    def _messages(self, tp: TP, records: list[Any]) -> Iterator[ConsumerMessage]:
        if tp.topic not in self.batched:
            for record in records:
                yield self._to_message(tp, record)
            return
        for start in range(0, len(records), MOST):
            some = records[start : start + MOST]
            last: Fetched = some[-1]
            yield ConsumerMessage(
                tp.topic,
                tp.partition,
                last.offset,
                last.received / 1000,
                _CREATE_TIME,
                None,
                None,
                cast(Any, some),
                None,
                0,
                0,
                tp,
                generation_id=self.app.consumer_generation_id,
            )

    def _filter_tps_with_pending_acks(self, topics: TPorTopicSet | None = None) -> Iterator[TP]:
        yield from super()._filter_tps_with_pending_acks(topics)
        for tp in list(self._confirmed):
            if topics is None or tp in topics or tp.topic in topics:
                yield tp

    def _new_offset(self, tp: TP) -> int | None:
        if tp.topic not in self.batched:
            offset: int | None = super()._new_offset(tp)
            return offset
        return self._confirmed.pop(tp, None)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Forget what was confirmed of partitions that go, and hold what is shared out next."""
        self._settled = False
        self._held -= revoked
        for tp in revoked:
            self._confirmed.pop(tp, None)
            self.starts.pop(tp, None)
        await super().on_partitions_revoked(revoked)


class BatchTransport(driver.Transport):
    """Kafka, by the batch."""

    Consumer = BatchConsumer

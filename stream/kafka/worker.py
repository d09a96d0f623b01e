"""The Faust worker: partitions of reports in; pages of state, partials and alerts out.

An offset is committed only when the page that holds its effect is confirmed by
the broker. After a crash or a rebalance a partition is made again of its pages,
and what came after them is folded again; saying the same again changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import cycle
from typing import Final, cast

from faust.streams import Stream
from faust.types import TP, Message, StreamT

from config.election import Election
from config.errors import SaylauError
from stream.kafka import halt
from stream.kafka import page as pages
from stream.kafka.access import Access
from stream.kafka.adding import Adding
from stream.kafka.app import make_app
from stream.kafka.batches import BatchConsumer
from stream.kafka.comparer import Comparer
from stream.kafka.fetched import Fetched
from stream.kafka.gauges import end_of
from stream.kafka.health import Health
from stream.kafka.holding import Holding
from stream.kafka.metrics import Metrics
from stream.kafka.monitor import WorkerMonitor
from stream.kafka.outlet import Outlet
from stream.kafka.page_writer import PageWriter
from stream.kafka.part import Part
from stream.kafka.publisher import Publisher
from stream.kafka.rhythm import ALL, SHARE_AT_LEISURE, Rhythm, share_of
from stream.kafka.topics import BIG, REPORTS
from stream.keys import KeyRing
from stream.record import Record
from stream.roster import Roster

PARTIALS_EVERY_S: Final = 0.05
PAGES_EVERY_S: Final = 0.25
TURNS: Final = 4
"""Partitions write their pages in so many turns, so that none takes long."""

ASKED: Final = 3
"""How often records are asked for before they count as gone."""

log = logging.getLogger("saylau.worker")


class TallyWorker:
    """One process of a tally.

    Args:
        access: to the brokers.
        election, roster: of the run.
        keys: to check the records' codes; None leaves them unchecked.
        refuse_versions: make events of another version dead letters, not stop at them.
        copies: brokers that hold each page of state.

    Attributes:
        app: the Faust app.
        parts: the partitions in this worker's hands, by number.
        failure: what it ended for, if it did not end because it was told to.
        metrics, health: what it says of itself.
        comparer, holding: ask the rules on many stations; hear which results people hold.
    """

    def __init__(
        self,
        access: Access,
        election: Election,
        roster: Roster,
        keys: KeyRing | None,
        refuse_versions: bool = False,
        copies: int = 1,
    ) -> None:
        self.failure: SaylauError | None = None
        self.parts: dict[int, Part] = {}
        self._roster, self._keys, self._refuse_versions = roster, keys, refuse_versions
        self.metrics = Metrics(roster.run, election.id, checked=keys is not None)
        self.health = Health()
        self._begun, self._turns = False, cycle(range(TURNS))
        self._sought: dict[TP, tuple[int, int, int]] = {}
        self._writing = asyncio.Lock()
        self._publishing = Rhythm(PARTIALS_EVERY_S, self._share)
        self.app = make_app(access, roster, copies, WorkerMonitor(self.metrics, self.health))
        reports = self.app.topic(
            REPORTS, value_type=bytes, key_serializer="raw", value_serializer="raw"
        )
        self._outlet = Outlet(access.librdkafka)
        self._publisher = Publisher(self._outlet, roster.run)
        self._state = self.app.Table(
            "state",
            key_type=bytes,
            value_type=bytes,
            partitions=roster.partitions,
            extra_topic_configs=BIG,
        )
        self._state.on_recover(self._take_over)
        self._pages = PageWriter(access, self._state, self.metrics)
        adding = Adding(access, election, roster, self._adds, partial(self._share, ALL))
        self.comparer = Comparer(access, roster, self._outlet, lambda: adding.caught_up)
        self.holding = Holding(access, roster.run, self._heed)
        for service in (adding, self.comparer, self.holding):
            self.app.task(partial(self.app.add_runtime_dependency, service))
        self.app.agent(reports, name="fold")(self._fold_all)
        self.app.timer(PARTIALS_EVERY_S)(self._publish)
        self.app.timer(PAGES_EVERY_S / TURNS)(self._write_some)
        self.app.on_partitions_revoked.connect(self._let_go)

    def _adds(self) -> bool:
        """Say whether this worker adds up, which it begins once its own state is there."""
        self._begun |= self.health.ready().ok
        return self._begun and TP(REPORTS, 0) in self._consumer.assignment()

    def _share(self, at_leisure: float = SHARE_AT_LEISURE) -> float:
        """Return the share of its time this worker may publish."""
        ends = ((end_of(self.app, number) or 0, part) for number, part in self.parts.items())
        return share_of(sum(max(0, end - part.offset) for end, part in ends), at_leisure)

    async def _fold_all(self, stream: StreamT[bytes]) -> None:
        async for event in cast(Stream[bytes], stream).noack().events():
            try:
                await self._fold(event.message)
            except SaylauError as error:
                self._fail(error)
                return

    def _fail(self, error: SaylauError) -> None:
        """End the process in good order for something that cannot be passed over."""
        log.critical("%s", error)
        self.failure = error
        self.health.fail(str(error))
        signal.raise_signal(signal.SIGTERM)

    async def _fold(self, message: Message) -> None:
        """Fold the records of a message, whose value is a list of them."""
        delivered = cast(Sequence[Fetched], message.value)
        part = self._part(message.partition)
        found = delivered[0].offset
        if found > part.offset:
            if await self._went_back(message.tp, part.offset, found):
                return
            if self.parts.get(message.partition) is not part:
                return  # shared out anew meanwhile
        fresh = [record for record in delivered if record.offset >= part.offset]
        if fresh:
            await self._fold_safely(message.partition, fresh, [each.offset for each in fresh])
            part = self._part(message.partition)
            self.metrics.folded(part.number, len(fresh))
            if part.full:
                await self._write(part)

    async def _fold_safely(
        self, number: int, records: Sequence[Record], offsets: Sequence[int]
    ) -> None:
        """Fold records; after an error make the partition anew and try halves.

        One record that still fails is refused, so that it stops nobody.
        """
        part = self._part(number)
        try:
            part.fold(records, offsets)
            if not self._refuse_versions:
                halt.check_versions(part.refused)
        except halt.HaltError:
            del self.parts[number]  # neither page nor commit may say that it was folded
            raise
        except Exception as error:
            self.metrics.failed()
            at = {"partition": number, "records": len(records), "offset": offsets[0]}
            log.exception("partition %d: %d records from %d", *at.values(), extra=at)
            part.broken = True
            await self._write(part)
            if self.parts.pop(number, part) is not part:
                return  # shared out anew meanwhile: the records come again
            if len(records) == 1:
                self._part(number).refuse(records[0], offsets[0], error)
                return
            half = len(records) // 2
            await self._fold_safely(number, records[:half], offsets[:half])
            await self._fold_safely(number, records[half:], offsets[half:])

    async def _went_back(self, tp: TP, offset: int, found: int) -> bool:
        """Ask for the records from `offset` on, unless the topic has none there any more.

        After a rebalance Faust may hand over what was fetched before it
        (faust-streaming issue 221), in more than one message. Only what comes from
        `offset` on can be at or before what was found at first.
        """
        first = (await self._consumer.earliest_offsets(tp))[tp]
        sought, found_first, tries = self._sought.get(tp, (-1, 0, 0))
        if sought != offset:
            found_first, tries = found, 0
        elif found <= found_first:
            tries += 1
        if offset < first or tries >= ASKED:
            at = {"partition": tp.partition, "offset": offset}
            log.warning("partition %d has no records from %d on", *at.values(), extra=at)
            return False
        self._sought[tp] = offset, found_first, tries
        await self._consumer.seek(tp, offset)
        return True

    def _part(self, number: int) -> Part:
        """Return a partition; make it of its pages if it is new here."""
        part = self.parts.get(number)
        if part is None:
            part = Part(self._roster, number, self._keys)
            data, mine = self._state.data, f"{number:05}/".encode()
            keys = sorted(key for key in data if key.startswith(mine))
            found = (halt.read(pages.decode, data[key], f"state page {key!r}") for key in keys)
            part.recall(self.metrics.recalled(number, found))
            part.heed(self.holding.held)
            self.parts[number] = part  # not before: half of what it knows would be committed
            at = {"partition": number, "pages": len(keys), "offset": part.offset}
            log.info("partition %d: %d pages, next offset %d", *at.values(), extra=at)
        return part

    def _heed(self, held: Mapping[str, bool]) -> None:
        for part in self.parts.values():
            part.heed(held)

    async def _take_over(self) -> None:
        """Make the partitions that were assigned, once their pages are read."""
        self.parts.clear()
        mine = [tp for tp in sorted(self._consumer.assignment()) if tp.topic == REPORTS]
        asked = asyncio.ensure_future(self._consumer.highwaters(*mine))
        try:
            parts = {}
            for tp in mine:
                await asyncio.sleep(0)  # who asks for our health gets an answer
                parts[tp] = self._part(tp.partition)
            ends = await asked
            for tp in mine:
                self._begin_at(tp, parts[tp], ends[tp])
        except SaylauError as error:
            self._fail(error)
        except Exception as error:
            log.exception("no partition was made of its pages")
            self._fail(SaylauError(f"a partition cannot be made of its pages: {error!r}"))
        finally:
            asked.cancel()

    def _begin_at(self, tp: TP, part: Part, end: int) -> None:
        """Let a partition go on where its pages end."""
        if part.offset > end:
            raise halt.ahead(self._state.changelog_topic.get_topic_name(), tp, part.offset, end)
        if part.offset:
            self._consumer.starts[tp] = part.offset
            self._consumer.confirm(tp, part.offset)

    async def _let_go(self, *_: object, **_named: object) -> None:
        """Forget the partitions: whoever gets them makes them again of their pages."""
        self.parts.clear()
        self._sought.clear()

    @property
    def _consumer(self) -> BatchConsumer:
        consumer = self.app.consumer
        if not isinstance(consumer, BatchConsumer):
            raise TypeError(f"the app's consumer is a {type(consumer).__name__}")
        return consumer

    async def _write_some(self) -> None:
        turn = next(self._turns)
        for part in [part for part in self.parts.values() if part.number % TURNS == turn]:
            await self._write(part)

    async def _write(self, part: Part) -> None:
        """Write what a partition took in, and allow the commit once it is confirmed."""
        async with self._writing:
            if part.offset == part.written or self.parts.get(part.number) is not part:
                return
            try:
                offset, written = await self._pages.write(part, self.app.consumer_generation_id)
            except BaseException:
                # Nobody knows whether the page is there: what it says has to be folded again.
                self.parts.pop(part.number, None)
                raise
            if self.parts.get(part.number) is part:
                self._state.data.update(written)
                self._consumer.confirm(TP(REPORTS, part.number), offset)

    async def _publish(self) -> None:
        self.health.beat()
        self._outlet.poll()
        if not self._publishing.due:
            return
        with self._publishing.beat(), self.metrics.publishing.time():
            for part in [part for part in self.parts.values() if not part.broken]:
                self._publisher.publish(part)
                self.metrics.published(part.number, part.offset)

"""Adds the partials up and publishes totals; `adding` gives it a process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from itertools import islice
from math import ceil
from threading import Event
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from config.election import Election
from stream.kafka.access import Access
from stream.kafka.duty import follow
from stream.kafka.outlet import Outlet
from stream.kafka.reader import read
from stream.kafka.rhythm import Rhythm
from stream.kafka.topics import PARTIALS, TALLIES
from stream.kafka.totals import News, Totals
from stream.roster import Roster

EVERY_S: Final = 0.05
"""Totals are published no oftener, and seldomer where they take long."""

AGAIN_EVERY_S: Final = 15.0
"""All figures are published again: a worker that was held up may have written older ones."""

MOST_AGAIN: Final = 5_000
"""Places published again in a second; where there are very many, all of them take longer."""

_PLACE: Final = TopicPartition(PARTIALS, 0)
_WAIT_S: Final = 0.05
_AT_ONCE: Final = 600
"""Partials taken in at a time."""

_PLACES: Final = 500
"""Places said, or heard of, before it looks what else there is to do."""


class Adder:
    """Reads all partials from the start and publishes what they add up to.

    Args:
        access: to the brokers.
        election, roster: of the run, or their outlines.
        on_duty: whether to go on.
        share: of its time that may go into publishing, see `Rhythm`.
        caught_up: called once all partials there were are read.
    """

    def __init__(
        self,
        access: Access,
        election: Election,
        roster: Roster,
        on_duty: Callable[[], bool],
        share: Callable[[], float],
        caught_up: Callable[[], None],
    ) -> None:
        self._access = access
        self._election = election
        self._roster = roster
        self._out = Outlet(access.librdkafka)
        self._on_duty = on_duty
        self._share = share
        self._caught_up = caught_up

    async def serve(self) -> None:
        """Add up until the duty passes to somebody else.

        Raises:
            KafkaError, NoAnswerError: brokers were away.
            SaylauError: a message was not taken.
        """
        totals = Totals(self._election, self._roster)
        passed, hearing = Event(), None
        async with follow(self._access, _PLACE) as consumer:
            try:
                await self._catch_up(consumer, totals)
                if self._on_duty():
                    self._caught_up()
                hearing = asyncio.ensure_future(self._hear(totals, passed))
                await self._keep_up(consumer, totals, hearing)
            finally:
                passed.set()
                if hearing is not None:
                    hearing.cancel()

    async def _catch_up(self, consumer: AIOKafkaConsumer, totals: Totals) -> None:
        """Read all partials there are: figures made of some of them would be too low."""
        end = (await consumer.end_offsets([_PLACE]))[_PLACE]
        while self._on_duty() and await consumer.position(_PLACE) < end:
            await self._take(consumer, totals, _WAIT_S)

    async def _hear(self, totals: Totals, passed: Event) -> None:
        """Hear what was published before, so that it is taken back where it does not hold.

        Nobody waits for it: after hours there are millions of messages to be read.
        """
        said = await asyncio.to_thread(self._said, passed)
        for number, (key, value) in enumerate(said.items()):
            totals.heard(key, value)
            if number % _PLACES == _PLACES - 1:
                await asyncio.sleep(0)

    def _said(self, passed: Event) -> dict[bytes, bytes | None]:
        """Return what was last said of each place of this run; None takes it back."""
        said: dict[bytes, bytes | None] = {}
        mine = f"{self._roster.run}|".encode()
        for key, value in read(self._access, TALLIES):
            if passed.is_set():
                break
            if key.startswith(mine):
                said[key] = value
        return said

    async def _keep_up(
        self, consumer: AIOKafkaConsumer, totals: Totals, hearing: asyncio.Future[None]
    ) -> None:
        """Take partials and publish, in turn."""
        publishing = Rhythm(EVERY_S, self._share)
        again = totals.again()
        while self._on_duty():
            await self._take(consumer, totals, min(_WAIT_S, publishing.left or _WAIT_S))
            self._out.poll()
            if hearing.done():
                hearing.result()
            if not publishing.due:
                continue
            with publishing.beat():
                if totals.changed:
                    await self._publish(totals.news())
                if not self._out.full:
                    rate = min(totals.places / AGAIN_EVERY_S, MOST_AGAIN)
                    await self._publish(islice(again, ceil(rate * EVERY_S)))

    async def _take(self, consumer: AIOKafkaConsumer, totals: Totals, wait_s: float) -> None:
        """Take partials in; wait for them so long at most."""
        found = await consumer.getmany(timeout_ms=ceil(wait_s * 1000), max_records=_AT_ONCE)
        for records in found.values():
            for record in records:
                totals.take(record.key, record.value)

    async def _publish(self, news: Iterable[News]) -> None:
        for number, (key, value) in enumerate(news):
            self._out.put(TALLIES, key, value)
            if number % _PLACES == _PLACES - 1:
                await asyncio.sleep(0)
                while self._out.full:
                    await asyncio.sleep(_WAIT_S)
                    self._out.poll()

"""Adds the partials up and publishes totals; one worker does it, who holds partition 0."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from aiokafka import AIOKafkaConsumer
from mode import Service

from config.election import Election
from stream.kafka.access import Access
from stream.kafka.outlet import Outlet
from stream.kafka.rhythm import Rhythm
from stream.kafka.topics import PARTIALS, TALLIES
from stream.kafka.totals import Totals
from stream.roster import Roster

EVERY_S: Final = 0.1
"""Totals are published no oftener, and seldomer where they take long."""

AGAIN_EVERY_S: Final = 15.0
"""All rows are published again: a worker that was held up may have written older ones."""

_WAIT_MS: Final = 50
_BREATHE: Final = 500
"""Rows sent before the worker may do something else."""


class Adder(Service):
    """Reads all partials from the start while it is on duty.

    Args:
        access: to the brokers.
        election, roster: of the run.
        out: where rows go.
        on_duty: whether this worker is the one.
    """

    abstract = False

    def __init__(
        self,
        access: Access,
        election: Election,
        roster: Roster,
        out: Outlet,
        on_duty: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._access = access
        self._election = election
        self._roster = roster
        self._out = out
        self._on_duty = on_duty

    @Service.task
    async def _add(self) -> None:
        while not self.should_stop:
            if self._on_duty():
                await self._serve()
            else:
                await self.sleep(EVERY_S)

    async def _serve(self) -> None:
        """Add up until the duty passes to somebody else."""
        totals = Totals(self._election, self._roster)
        consumer = AIOKafkaConsumer(
            PARTIALS,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            **self._access.aiokafka,
        )
        await consumer.start()
        publishing, again = Rhythm(EVERY_S), Rhythm(AGAIN_EVERY_S)
        try:
            while self._on_duty() and not self.should_stop:
                for records in (await consumer.getmany(timeout_ms=_WAIT_MS)).values():
                    for record in records:
                        totals.take(record.key, record.value)
                if again.due:
                    with again.beat():
                        totals.forget()
                if totals.changed and publishing.due:
                    with publishing.beat():
                        await self._publish(totals)
        finally:
            await consumer.stop()

    async def _publish(self, totals: Totals) -> None:
        for number, (key, value) in enumerate(totals.news()):
            self._out.put(TALLIES, key.encode(), None if value is None else value.encode())
            if number % _BREATHE == 0:
                await asyncio.sleep(0)

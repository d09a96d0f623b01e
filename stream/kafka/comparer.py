"""Asks the rules on many stations; one worker does it, who holds partition 0.

It reads the protocol news of all partitions from the start. What it finds depends on the
receive times in them alone, so whoever takes over finds the same.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from stream.alerts import Alert
from stream.kafka import alert_log
from stream.kafka.access import Access
from stream.kafka.aside import Aside
from stream.kafka.duty import Duty, follow
from stream.kafka.news_book import NewsBook
from stream.kafka.outlet import Outlet
from stream.kafka.reader import read
from stream.kafka.topics import ALERTS, PROTOCOLS
from stream.roster import Roster
from stream.rule_failures import RuleFailures
from stream.rules.families import OF_MANY

_WAIT_MS: Final = 500
_AT_ONCE: Final = 200
"""News read, before the worker may do something else."""

_PLACE: Final = TopicPartition(PROTOCOLS, 0)


class Comparer(Duty):
    """Compares stations while it is on duty.

    Args:
        access: to the brokers.
        roster: of the run.
        out: where alerts go.
        on_duty: whether this worker is the one.

    Attributes:
        failures: how often each rule raised an exception, by its name.
        alerts: what it has found, by id.
    """

    abstract = False

    def __init__(
        self, access: Access, roster: Roster, out: Outlet, on_duty: Callable[[], bool]
    ) -> None:
        super().__init__(on_duty)
        self._access = access
        self._roster = roster
        self._out = out
        self.failures = RuleFailures()
        self.alerts: dict[str, Alert] = {}

    async def serve(self) -> None:
        """Compare until the duty passes to somebody else."""
        aside = Aside()
        try:
            book = await asyncio.to_thread(NewsBook, self._roster, self.failures, aside)
            async with follow(self._access, _PLACE) as consumer:
                await self._compare(consumer, book)
        finally:
            self.alerts = {}
            await asyncio.to_thread(aside.close)

    async def _compare(self, consumer: AIOKafkaConsumer, book: NewsBook) -> None:
        """Take the news there are, then say what changes."""
        end = (await consumer.end_offsets([_PLACE]))[_PLACE]
        changed: dict[str, Alert] = {}
        while self.serving and await consumer.position(_PLACE) < end:
            changed.update(await self._take(consumer, book))
        # Whoever had the duty before may have said what does not hold.
        said = await asyncio.to_thread(self._said) if self.serving else ()
        for key in said:
            if key not in changed:
                self._out.put(ALERTS, self._key(key), None)
        while self.serving:
            for alert in changed.values():
                self._out.put(ALERTS, self._key(alert.id), alert_log.encode(alert))
            changed = await self._take(consumer, book)

    async def _take(self, consumer: AIOKafkaConsumer, book: NewsBook) -> dict[str, Alert]:
        """Take news in; return the alerts that changed as they are now."""
        found = await consumer.getmany(timeout_ms=_WAIT_MS, max_records=_AT_ONCE)
        values = [record.value for records in found.values() for record in records]
        if not values:
            return {}
        changed = await asyncio.to_thread(book.take, values)
        now = {alert.id: copy.copy(alert) for alert in changed}
        self.alerts.update(now)
        return now

    def _said(self) -> list[str]:
        """Return the ids of the alerts on many stations that this run has said last."""
        mine = f"{self._roster.run}/".encode()
        last: dict[str, bool] = {}
        for key, value in read(self._access, ALERTS):
            alert = key.removeprefix(mine).decode(errors="replace")
            if key.startswith(mine) and alert.partition(":")[0] in OF_MANY:
                last[alert] = value is not None
        return [alert for alert, stands in last.items() if stands]

    def _key(self, alert: str) -> bytes:
        return alert_log.key_of(self._roster.run, alert)

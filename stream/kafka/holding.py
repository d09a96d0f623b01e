"""Holding: a worker hears which stations' results people hold, and which they release.

Held results are in no page of state. Whoever takes a partition over has heard the same decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from stream.kafka import decision_log
from stream.kafka.access import Access
from stream.kafka.duty import Duty, follow
from stream.kafka.topics import DECISIONS

_PLACE: Final = TopicPartition(DECISIONS, 0)
_WAIT_MS: Final = 500


class Holding(Duty):
    """Follows the decisions of a run; every worker does.

    Args:
        access: to the brokers.
        run: id of the run.
        heed: called with stations somebody decided on, and whether their results are held.

    Attributes:
        held: of each station somebody decided on, whether its result is held.
    """

    abstract = False

    def __init__(
        self, access: Access, run: str, heed: Callable[[Mapping[str, bool]], None]
    ) -> None:
        super().__init__(lambda: True)
        self._access, self._run, self._heed = access, run, heed
        self.held: dict[str, bool] = {}

    async def serve(self) -> None:
        """Hear all decisions there are at once, then those that come."""
        async with follow(self._access, _PLACE) as consumer:
            end = (await consumer.end_offsets([_PLACE]))[_PLACE]
            known: dict[str, bool] = {}
            while self.serving and await consumer.position(_PLACE) < end:
                known |= await self._more(consumer)
            self._take(known)
            while self.serving:
                self._take(await self._more(consumer))

    async def _more(self, consumer: AIOKafkaConsumer) -> dict[str, bool]:
        found = await consumer.getmany(_PLACE, timeout_ms=_WAIT_MS)
        read = (
            decision_log.read(self._run, one.key or b"", one.value, one.offset)
            for records in found.values()
            for one in records
        )
        return decision_log.held(made for made in read if made is not None)

    def _take(self, said: Mapping[str, bool]) -> None:
        news = {one: held for one, held in said.items() if self.held.get(one, False) != held}
        if news:
            self.held |= news
            self._heed(news)

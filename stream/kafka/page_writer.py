"""Writes pages of state; before them the dead letters of their records, and protocol news."""

from __future__ import annotations

from typing import Any

from stream.kafka import page as pages
from stream.kafka import protocol_news
from stream.kafka.access import Access
from stream.kafka.dead_letters import dead_letter
from stream.kafka.metrics import Metrics
from stream.kafka.outlet import Outlet
from stream.kafka.part import Part
from stream.kafka.topics import PROTOCOLS, REJECTED, REPORTS


class PageWriter:
    """Writes what a partition took in.

    Args:
        access: to the brokers.
        state: the table whose changelog the pages are.
        metrics: of the worker.
    """

    def __init__(self, access: Access, state: Any, metrics: Metrics) -> None:  # noqa: ANN401
        self._state = state
        self._metrics = metrics
        # Letters have a client of their own, so that to wait for them is to wait for no other.
        self.letters = Outlet(access.librdkafka)

    async def write(self, part: Part, generation: int) -> tuple[int, dict[bytes, bytes]]:
        """Write a page; return once the brokers have it.

        A partition that is taken over goes on behind its last page. So letters and news are
        confirmed first: a letter written twice is one, for its key is where the record lies,
        and news say of which records they are.

        Args:
            part: the partition; what it has waiting is in the page, whether that arrives or not.
            generation: of the group; later ones sort behind.

        Returns:
            The offset behind the page, and the page as the table has it.
        """
        began = self._metrics.clock()
        refused, part.refused = part.refused, []
        news = part.news()
        page = part.page()
        letters = (dead_letter(rejection, REPORTS, offset) for offset, rejection in refused)
        first = [(REJECTED, key, letter) for key, letter in letters]
        if news is not None:
            key = f"{news.run}/{news.partition}".encode()
            first.append((PROTOCOLS, key, protocol_news.encode(news)))
        await self.letters.deliver(first)
        place = f"{part.number:05}/{generation:010}/{page.offset:019}"
        written = {f"{place}/{at}".encode(): text for at, text in enumerate(pages.encode_all(page))}
        for key, content in written.items():
            await self._state.send_changelog(part.number, key, content)
        codes = [rejection.code for _, rejection in refused]
        self._metrics.wrote(part.number, page, sum(map(len, written.values())), codes, began)
        return page.offset, written

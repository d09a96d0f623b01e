"""The news of all partitions put together; nothing here knows Kafka."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from stream.alerts import Alert
from stream.kafka import protocol_news
from stream.kafka.halt import read
from stream.kafka.topics import PROTOCOLS
from stream.looks import Where
from stream.many_stations import ManyStations
from stream.protocol_lines import Lines, lines_of
from stream.protocol_slots import ProtocolSlots
from stream.roster import Roster
from stream.rule_failures import RuleFailures

log = logging.getLogger("saylau.comparer")


class NewsBook:
    """Keeps what was told of the protocols of a run.

    Args:
        roster: of the run; news of other runs are passed over.
        failures: counts how often each rule raised an exception.
        where: looks are taken, see `Looks`.
    """

    def __init__(self, roster: Roster, failures: RuleFailures, where: Where | None = None) -> None:
        self._run = roster.run
        self._many = ManyStations(roster, failures, by_partition=True, where=where)
        self._slots = ProtocolSlots(roster)
        self._digests = {
            number: roster.part(number).digest() for number in self._slots.partitions()
        }
        self._reached = dict.fromkeys(self._digests, 0)
        self._odd = 0

    def take(self, contents: Iterable[bytes]) -> list[Alert]:
        """Take news in; return the alerts that changed.

        Raises:
            HaltError: they are of another format.
        """
        for content in contents:
            news, lines = read(self._decode, content, f"topic {PROTOCOLS}")
            if news.run != self._run or news.partition not in self._digests:
                continue
            if news.roster != self._digests[news.partition]:
                self._pass_over(news)
            # Told again after a restart: what was known may only be said once more.
            elif news.offset > self._reached[news.partition]:
                self._reached[news.partition] = news.offset
                self._many.take(lines, news.watermark, news.partition)
        return self._many.advance()

    def _decode(self, content: bytes) -> tuple[protocol_news.ProtocolNews, Lines]:
        news = protocol_news.decode(content)
        known = self._digests.get(news.partition) == news.roster and news.run == self._run
        return news, news.unpacked(self._slots) if known else lines_of([], self._slots)

    def _pass_over(self, news: protocol_news.ProtocolNews) -> None:
        """Pass over news of another definition of the election; the first is told."""
        if not self._odd:
            log.warning(
                "%s, partition %d: of another definition, passed over", PROTOCOLS, news.partition
            )
        self._odd += 1

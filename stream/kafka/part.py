"""One partition in a worker's hands: its stage, and what has yet to be written of it.

Nothing here knows Kafka; the worker sends what comes out and confirms it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from stream.alerts import Alert
from stream.brief import brief_of
from stream.events import CandidateWithdrawn
from stream.kafka.page import Page, columns
from stream.kafka.protocol_news import TOLD_EVERY_MS, ProtocolNews, packed
from stream.keys import KeyRing
from stream.protocol_lines import Line
from stream.recalling_stage import RecallingStage
from stream.record import Record
from stream.rejection import Rejection
from stream.roster import NO_UNIT, Roster
from stream.rules.catalogue import digest
from stream.straight import Entered
from stream.tally import Sums
from stream.update import Update

WITHDRAWN: Final = -2
"""Stands for the candidates taken off the ballot where a unit's index is asked for."""

PROGRESS: Final = -3
"""Stands for the partition: all it has to say up to the offset was said before."""

MOST_AGAIN: Final = 2_000
"""Units of a partition taken over that are said again at a time."""

FULL_PAGE: Final = 20_000
"""Statements after which a page is written though its time has not come."""

FULL_BYTES: Final = 4 << 20
"""Bytes of records after which a page is written."""


class Partial(Struct, array_like=True):
    """Absolute sums of one unit in one partition, up to an offset.

    Attributes:
        offset: of the next record after it; of two for one place the higher counts.
        sums: of the unit.
        withdrawn: candidates taken off the ballot, as (contest, candidate), in place of sums.

    Progress has neither.
    """

    offset: int
    sums: Sums | None = None
    withdrawn: list[tuple[str, str]] = field(default_factory=list)


class Part:
    """One partition.

    Args:
        roster: of the whole run.
        number: of the partition.
        keys: to check the records' codes; None leaves them unchecked.

    Attributes:
        offset: of the next record to fold.
        written: of the next record after the last page.
        size: bytes of the records since the last page.
        broken: whether an error stopped it half way; then only `page` may be called.
        refused: (offset, rejection) of records; whoever writes them to the dead letters
            empties it.
        fresh: alerts that changed, by id; whoever publishes them empties it.
    """

    def __init__(self, roster: Roster, number: int, keys: KeyRing | None) -> None:
        self.number = number
        self.offset = self.written = self.size = 0
        self.broken = False
        self.refused: list[tuple[int, Rejection]] = []
        self.fresh: dict[str, Alert] = {}
        self._lines: list[Line] = []
        self._told_ms = 0
        self._roster = roster.part(number)
        self._digest = self._roster.digest()
        self._stage = RecallingStage(self._roster, keys)
        self._entered = Entered()
        self._alerts: dict[str, Alert] = {}
        self._units: set[int] = set()
        self._again: list[int] = []
        self._told = 0
        self._heeded: set[int] = set()

    def recall(self, pages: Iterable[Page]) -> None:
        """Take the pages in that were written of this partition, oldest first.

        Raises:
            ValueError: one was written under another definition.
        """
        alerts: dict[str, Alert] = {}
        taken: list[Entered] = []
        stage = self._stage
        watermark, same_rules = 0, True
        claims: list[tuple[int, int, tuple[int, int, int]]] = []
        for page in pages:
            if page.roster != self._digest:
                raise ValueError("a page was written under another definition of the election")
            same_rules &= page.rules == digest()
            taken.append(page.entered())
            alerts.update((alert.id, alert) for alert in page.alerts)
            watermark = max(watermark, page.watermark)
            counters = page.accepted, page.duplicates, page.rejected
            claims.append((page.begins, page.offset, counters))
        counters = (0, 0, 0)
        for begins, offset, then in sorted(claims):
            if begins <= self.offset < offset:  # what lies behind a missing page is folded again
                self.offset, counters = offset, then
        stage.recall(taken, list(alerts.values()), watermark, same_rules)
        if taken:
            stage.accepted, stage.duplicates, stage.rejected = counters
        self.written = self.offset
        self._again = sorted(stage.units - {NO_UNIT})
        self.fresh = {alert.id: copy.copy(alert) for alert in stage.alerts()}
        self._units.add(WITHDRAWN)

    def fold(self, records: Sequence[Record], offsets: Sequence[int]) -> None:
        """Fold records of this partition with their offsets, ascending.

        After an error only `page` may be called any more: it says what came before.
        """
        self.size += sum([len(record.value) for record in records])
        self._take(self._stage.feed(records), records, offsets)
        self.offset = offsets[-1] + 1

    def heed(self, held: Mapping[str, bool]) -> None:
        """Hold results of stations, or release them; of other partitions it changes nothing."""
        if self.broken:
            return
        for station, hold in held.items():
            source = self._roster.sources.get(station)
            if source is not None and source.unit is not None and source.partition == self.number:
                self._stage.hold(station, held=hold)
                self._units.add(source.unit.index)
                self._heeded.add(source.unit.index)

    def refuse(self, record: Record, offset: int, error: Exception) -> None:
        """Pass a record over that cannot be folded."""
        self.refused.append((offset, Rejection("S105", f"cannot be folded: {error!r}", record)))
        self.offset = offset + 1

    @property
    def waiting(self) -> int:
        """How much has yet to be written of the state: statements and alerts."""
        hours = sum(len(hours.rows) for hours in self._entered.hours)
        return hours + len(self._entered.said) + len(self._alerts)

    @property
    def full(self) -> bool:
        """Whether a page is to be written though its time has not come."""
        return self.waiting >= FULL_PAGE or self.size >= FULL_BYTES

    def page(self) -> Page:
        """Return what was taken in since the last page, and begin another."""
        stage, entered = self._stage, self._entered
        page = Page(
            self.written,
            self.offset,
            self._digest,
            stage.watermark,
            stage.accepted,
            stage.duplicates,
            stage.rejected,
            columns(entered.hours),
            [(row, brief_of(event)) for row, event in entered.said],
            list(self._alerts.values()),
            digest(),
        )
        self._entered, self._alerts, self.size = Entered(), {}, 0
        self.written = page.offset
        return page

    def news(self) -> ProtocolNews | None:
        """Return what the rules on many stations have to know of it, before the page that has it.

        None if there is nothing, and receive time is nearly what it was told to be.
        """
        stage, lines = self._stage, self._lines
        if not lines and stage.watermark < self._told_ms + TOLD_EVERY_MS:
            return None
        self._lines, self._told_ms = [], stage.watermark
        return ProtocolNews(
            stage.roster.run,
            self.number,
            self.written,
            self.offset,
            self._digest,
            stage.watermark,
            packed(lines, stage.slots) if lines else b"",
        )

    def partials(self) -> Iterator[tuple[int, Partial]]:
        """Yield the units whose sums changed since the last time, with these.

        The units of a partition taken over are said again, some at a time: whoever had it
        may have written a page and not lived to say them. Once all is said, so is that.
        """
        units, self._units = self._units, set()
        if self._told != self.offset:
            # Whoever had the partition may have said them of a later offset, and otherwise held:
            # what is said of the last offset there is, counts.
            units |= self._heeded
        units.update(self._again[:MOST_AGAIN])
        del self._again[:MOST_AGAIN]
        sums = self._stage.some(unit for unit in units if unit >= 0)
        for unit in sorted(units):
            if unit == WITHDRAWN:
                yield unit, Partial(self.offset, None, sorted(self._stage.withdrawn))
            elif unit in sums:  # an alert alone, on what was refused, makes no sums
                yield unit, Partial(self.offset, sums[unit])
        if self._told != self.offset and not self._again:
            self._told = self.offset
            yield PROGRESS, Partial(self.offset)

    def alerts(self) -> list[Alert]:
        """Return all alerts of this partition."""
        return self._stage.alerts()

    @property
    def failures(self) -> Mapping[str, int]:
        """How often each rule raised an exception, by its name."""
        return self._stage.failures

    def _take(self, update: Update, records: Sequence[Record], offsets: Sequence[int]) -> None:
        entered = update.entered
        self._entered.hours += entered.hours
        self._entered.said += entered.said
        self._lines += update.lines
        # An alert is a living object: what is written is what it is now.
        self._alerts.update((alert.id, copy.copy(alert)) for alert in update.alerts)
        self.fresh.update((alert.id, copy.copy(alert)) for alert in update.alerts)
        for hours in entered.hours:
            self._units.update(self._roster.unit_of[hours.rows].tolist())
        for row, event in entered.said:
            withdrawal = isinstance(event, CandidateWithdrawn)
            self._units.add(WITHDRAWN if withdrawal else int(self._roster.unit_of[row]))
        self._units.discard(NO_UNIT)
        # A doubt that comes or goes with an alert moves protocols within the sums.
        places = (self._roster.sources.get(alert.place) for alert in update.alerts)
        mine = (source for source in places if source and source.partition == self.number)
        self._units.update(source.unit.index for source in mine if source.unit)
        if update.rejected:
            at = {id(record): offset for record, offset in zip(records, offsets, strict=True)}
            self.refused += [(at[id(each.record)], each) for each in update.rejected]

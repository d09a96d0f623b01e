"""The rules on many stations: asked of protocols in the order of their receive time.

Lines come from one stage that sees all stations, or from each partition on its own. They count
once every partition is past their receive time, so what is found, and when, does not depend
on how stations are shared out, nor on which of them is ahead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import numpy as np

from stream import looks
from stream.alerts import Alert, AlertBook
from stream.count_progress import CountProgress
from stream.deadlines import end_of_count
from stream.look_place import ALL
from stream.looks import Looks, Where
from stream.overturned import Overturned, winner_changed
from stream.protocol_lines import COUNTED, FIRST, KIND, RECEIVED, SLOT, WITHDRAWN, Lines
from stream.protocol_slots import ProtocolSlots
from stream.protocol_table import ProtocolTable
from stream.roster import Roster
from stream.rule_failures import RuleFailures
from stream.rules import forensic
from stream.rules.limits import GAP_GRACE_MS
from stream.station_figures import Integers

RULES_ON_MANY: Final[tuple[Callable[..., Any], ...]] = (
    *(rule for _, rule in looks.PEERS),
    forensic.look,
    winner_changed,
)

_NONE: Final = np.zeros(0, np.int64)

WHOLE: Final = -1
"""Stands for a stage that sees all stations."""


class ManyStations:
    """Keeps the protocols of all stations, and asks.

    Args:
        roster: of the run.
        by_partition: lines come from each partition on its own, with slots of its own.
        failures: counts how often each rule raised an exception.
        where: looks are taken, see `Looks`.
    """

    def __init__(
        self,
        roster: Roster,
        failures: RuleFailures | None = None,
        *,
        by_partition: bool = False,
        where: Where | None = None,
    ) -> None:
        self.failures = RuleFailures() if failures is None else failures
        slots = ProtocolSlots(roster)
        self._book = AlertBook()
        self._table = ProtocolTable(slots)
        self._looks = Looks(slots, self._book, self.failures, where)
        self._overturned = Overturned(roster, self._book, self.failures)
        self._slots = slots
        self._over = end_of_count(roster.hours.values())
        heard_of = slots.partitions() if by_partition else {WHOLE}
        self._slots_of_part = {part: slots.of_partition(part) for part in heard_of if part != WHOLE}
        self._watermarks = dict.fromkeys(heard_of, 0)
        self._waiting: list[Lines] = []
        self._progress = CountProgress(slots)
        self._corrected: set[int] = set()
        self._now = 0

    def take(self, lines: Lines, watermark: int, part: int = WHOLE) -> None:
        """Take lines in, and how far receive time is where they come from.

        Args:
            lines: in the order of their arrival.
            watermark: milliseconds since 1970 UTC.
            part: the partition they come from.
        """
        if part not in self._watermarks:
            raise ValueError(f"partition {part} has no stations")
        if len(lines):
            if part != WHOLE:
                lines = lines.copy()
                of_station = lines[:, KIND] != WITHDRAWN
                lines[of_station, SLOT] = self._slots_of_part[part][lines[of_station, SLOT]]
            self._waiting.append(lines)
        self._watermarks[part] = max(self._watermarks[part], watermark)

    def advance(self) -> list[Alert]:
        """Ask about all that every partition is past; return the alerts that changed."""
        low = min(self._watermarks.values(), default=0)
        changed: list[Alert] = []
        if self._waiting:
            lines = np.concatenate(self._waiting)
            due = lines[:, RECEIVED] < low
            self._waiting = [lines[~due]] if not due.all() else []
            ready = lines[due]
            ready = ready[np.argsort(ready[:, RECEIVED], kind="stable")]
            changed += self._pass_firsts(ready) if self._all_first(ready) else self._pass(ready)
        changed += self._look_again(low)
        return changed

    def alerts(self) -> list[Alert]:
        """Return all alerts in the order they were first opened."""
        return self._book.all()

    def _all_first(self, lines: Lines) -> bool:
        """Say whether lines are nothing but first protocols, in the time of the counts."""
        if not len(lines) or (lines[:, KIND] != COUNTED).any():
            return False
        slots = lines[:, SLOT]
        if lines[-1, RECEIVED] >= self._over or not self._progress.are_new(slots):
            return False
        return not np.isin(self._slots.contest[slots], [*self._corrected]).any()

    def _pass_firsts(self, lines: Lines) -> Iterator[Alert]:
        """Pass first protocols in the order of their receive time, from one look to the next."""
        slots, received = lines[:, SLOT], lines[:, RECEIVED]
        regions = self._slots.region[slots]
        complete = self._progress.completing(slots)
        order = np.argsort(regions[complete], kind="stable")
        numbers, starts = np.unique(regions[complete][order], return_index=True)
        by_region: dict[int | None, Integers] = dict(
            zip(numbers.tolist(), np.split(complete[order], starts[1:]), strict=False)
        )
        by_region[ALL] = complete
        self._progress.take(slots)
        done = 0
        while done < len(lines):
            end = len(lines)
            for region, left in self._looks.left().items():
                mine = by_region.get(region, _NONE)
                place = int(np.searchsorted(mine, done)) + int(min(left, len(mine) + 1)) - 1
                if place < len(mine):
                    # What is received at one moment counts together.
                    last = received[mine[place]]
                    end = min(end, int(np.searchsorted(received, last, side="right")))
            self._table.take(lines[done:end])
            counted = complete[(complete >= done) & (complete < end)]
            self._looks.hear_all(
                dict.fromkeys(regions[done:end].tolist(), 0) | Counter(regions[counted].tolist())
            )
            self._now = max(self._now, int(received[end - 1]))
            if self._looks.due:
                yield from self._looks.take(self._table, self._now)
            done = end

    def _pass(self, lines: Lines) -> Iterator[Alert]:
        """Pass lines in the order of their receive time, a millisecond at a time."""
        received, taken, at = lines[:, RECEIVED].tolist(), 0, 0
        kinds, slots = lines[:, KIND].tolist(), lines[:, SLOT].tolist()
        while at < len(received):
            if self._is_over(received[at]):
                self._table.take(lines[taken:at])
                taken = at
                yield from self._look_again(received[at])
            begin = at
            while at < len(received) and received[at] == received[begin]:
                self._note(kinds[at], slots[at])
                at += 1
            self._now = max(self._now, received[begin])
            # Of a contest is asked at its protocols, not when somebody leaves its ballot.
            recounted = self._recounted(slots[n] for n in range(begin, at) if kinds[n] != WITHDRAWN)
            if recounted or self._looks.due:
                self._table.take(lines[taken:at])
                taken = at
                for contest in recounted:
                    name = self._slots.contests[contest]
                    yield from self._overturned.judge(name, self._table, self._now)
            if self._looks.due:
                yield from self._looks.take(self._table, self._now)
        self._table.take(lines[taken:])

    def _recounted(self, slots: Iterable[int]) -> list[int]:
        """Return the contests of some protocols in which something was corrected."""
        if not self._corrected:
            return []
        return sorted({int(self._slots.contest[slot]) for slot in slots} & self._corrected)

    def _note(self, kind: int, slot: int) -> None:
        """Keep count of the stations that are counted, and of what was corrected."""
        if kind == WITHDRAWN:
            return
        counted = 0
        if kind == FIRST:
            self._corrected.add(int(self._slots.contest[slot]))
        else:
            counted = self._progress.note(slot, stands=kind == COUNTED)
        self._looks.hear(int(self._slots.region[slot]), counted)

    def _is_over(self, at: float) -> bool:
        """Say whether the last looks are to be taken again.

        So it is when counts are over and nothing has come for as long as a missing number has.
        """
        return self._end <= at and self._looks.unseen

    @property
    def _end(self) -> int:
        return max(self._over, self._now + GAP_GRACE_MS)

    def _look_again(self, until: int) -> list[Alert]:
        if not self._is_over(until):
            return []
        self._now = self._end
        return self._looks.again(self._table, self._now)

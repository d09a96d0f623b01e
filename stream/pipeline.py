"""Both stages in one process: what the embedded run, the tests and the tools call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stream.alerts import Alert, AlertBook, in_order
from stream.contest_stage import ContestStage, Tallies
from stream.keys import KeyRing
from stream.looks import Looks
from stream.overturned import Overturned
from stream.record import Record
from stream.roster import Roster
from stream.station import StationState
from stream.station_stage import MANY, StationStage
from stream.update import Update


class Pipeline:
    """Records in, tallies and alerts out.

    Args:
        roster: who may speak, and for which contests.
        keys: to check the records' codes; None leaves them unchecked.
        many: see `StationStage`.

    Attributes:
        failures: how often each rule raised an exception, by its name.
    """

    def __init__(self, roster: Roster, keys: KeyRing | None = None, many: int = MANY) -> None:
        self._book = AlertBook()
        self._stations = StationStage(roster, keys, many, self._recounted)
        self.failures = self._stations.failures
        self._contests = ContestStage(roster)
        self._looks = Looks(roster, self._book, self.failures)
        self._overturned = Overturned(
            roster, self._stations.states_in, lambda: self._stations.withdrawn, self._book
        )

    def feed(self, records: Sequence[Record]) -> Update:
        """Fold a batch; return the alerts that changed and the records refused."""
        update, start = Update(), 0
        while start < len(records):
            # A record counts one station at most, so this look is not due before so many.
            room = int(min(self._looks.next - self._stations.counted, len(records) - start))
            update += self._stations.feed(records[start : start + room])
            start += room
            if self._stations.counted >= self._looks.next:
                counted = self._stations.counted
                update.alerts += self._looks.take(self.stations(), counted, self.watermark)
        return update

    def finish(self) -> Update:
        """End of the stream: what has not come by now is missing."""
        update = self._stations.finish()
        update.alerts += self._looks.finish(self.stations(), self.watermark)
        return update

    def tallies(self) -> Tallies:
        """Return the tallies of what was fed so far."""
        self._contests.take("all", self._stations.sums, self._stations.withdrawn)
        return self._contests.result()

    def alerts(self) -> list[Alert]:
        """Return all alerts in the order they were first opened."""
        return sorted([*self._stations.alerts(), *self._book.all()], key=in_order)

    def stations(self) -> Iterable[StationState]:
        """Return the states of all sources heard of."""
        return self._stations.states.values()

    def _recounted(self, contest: str, now: int, update: Update) -> None:
        self._overturned.judge(contest, now, update)

    @property
    def watermark(self) -> int:
        """The highest receive time seen, milliseconds since 1970 UTC."""
        return self._stations.watermark

    @property
    def accepted(self) -> int:
        """Records that said something new."""
        return self._stations.accepted

    @property
    def duplicates(self) -> int:
        """Records under a number used before: the same again, or a rival."""
        return self._stations.duplicates

    @property
    def rejected(self) -> int:
        """Records that were refused."""
        return self._stations.rejected

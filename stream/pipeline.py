"""Both stages in one process: what the embedded run, the tests and the tools call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stream.alerts import Alert
from stream.contest_stage import ContestStage, Tallies
from stream.keys import KeyRing
from stream.record import Record
from stream.roster import Roster
from stream.station import StationState
from stream.station_stage import StationStage
from stream.update import Update


class Pipeline:
    """Records in, tallies and alerts out.

    Args:
        roster: who may speak, and for which contests.
        keys: to check the records' codes; None leaves them unchecked.
    """

    def __init__(self, roster: Roster, keys: KeyRing | None = None) -> None:
        self._stations = StationStage(roster, keys)
        self._contests = ContestStage(roster)

    def feed(self, records: Sequence[Record]) -> Update:
        """Fold a batch; return the alerts that changed and the records refused."""
        return self._stations.feed(records)

    def finish(self) -> Update:
        """End of the stream: what has not come by now is missing."""
        return self._stations.finish()

    def tallies(self) -> Tallies:
        """Return the tallies of what was fed so far."""
        self._contests.take("all", self._stations.sums, self._stations.withdrawn)
        return self._contests.result()

    def alerts(self) -> list[Alert]:
        """Return all alerts in the order they were first opened."""
        return self._stations.alerts()

    def stations(self) -> Iterable[StationState]:
        """Return the states of all sources heard of."""
        return self._stations.states.values()

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

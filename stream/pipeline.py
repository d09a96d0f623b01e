"""Both stages in one process: what the embedded run, the tests and the tools call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stream.alerts import Alert, in_order
from stream.contest_stage import ContestStage, Tallies
from stream.deadlines import end_of_stream
from stream.keys import KeyRing
from stream.many_stations import ManyStations
from stream.protocol_lines import lines_of
from stream.record import Record
from stream.roster import Roster
from stream.station import StationState
from stream.station_stage import MANY, StationStage
from stream.tally import Sums
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
        self._stations = StationStage(roster, keys, many)
        self.failures = self._stations.failures
        self._contests = ContestStage(roster)
        self._many = ManyStations(roster, self.failures)
        self._hours = roster.hours.values()

    def feed(self, records: Sequence[Record]) -> Update:
        """Fold a batch; return the alerts that changed and the records refused.

        What rules on many stations find is in it once receive time has passed.
        """
        update = self._stations.feed(records)
        self._compare(update, self.watermark)
        return update

    def advance(self, until: int) -> Update:
        """Let receive time pass to a moment (milliseconds since 1970 UTC): what is overdue shows.

        Records that come afterwards were received later.
        """
        update = self._stations.advance(until)
        self._compare(update, until)
        return update

    def finish(self) -> Update:
        """End of the stream: what has not come by now is missing."""
        update = self._stations.finish()
        self._compare(update, end_of_stream(self._hours, self.watermark))
        return update

    def _compare(self, update: Update, watermark: int) -> None:
        """Let the rules on many stations have what came, up to a receive time."""
        lines, update.lines = update.lines, []
        self._many.take(lines_of(lines, self._stations.slots), watermark)
        update.alerts += self._many.advance()

    def tallies(self) -> Tallies:
        """Return the tallies of what was fed so far."""
        self._contests.take("all", self._stations.sums, self._stations.withdrawn)
        return self._contests.result()

    def sums(self, units: Iterable[int]) -> dict[int, Sums]:
        """Return the sums of some units by index, of those heard of; they go on changing."""
        return self._stations.some(units)

    @property
    def withdrawn(self) -> set[tuple[str, str]]:
        """Candidates taken off the ballot, as (contest, candidate)."""
        return self._stations.withdrawn

    def hold(self, station: str, *, held: bool) -> None:
        """Hold the result of a station, or release it, see `StationStage.hold`."""
        self._stations.hold(station, held=held)

    def states_of(self, rows: Sequence[int]) -> list[StationState | None]:
        """Return the states of some sources by their rows; None for one not heard of."""
        return self._stations.states_of(rows)

    def alerts(self) -> list[Alert]:
        """Return all alerts in the order they were first opened."""
        return sorted([*self._stations.alerts(), *self._many.alerts()], key=in_order)

    def stations(self) -> Iterable[StationState]:
        """Return the states of all sources heard of."""
        return self._stations.states.values()

    @property
    def watermark(self) -> int:
        """The highest receive time seen, or advanced to, milliseconds since 1970 UTC."""
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

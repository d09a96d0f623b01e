"""The fold of workers on Kafka: their partials and alerts taken in as they say them.

What a station itself said workers tell nobody; that is folded here, of the reports.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from stream.alerts import Alert
from stream.kafka import alert_log
from stream.kafka.partial_book import PartialBook
from stream.kafka.reader import Entry
from stream.kafka.topics import ALERTS, PARTIALS
from stream.keys import KeyRing
from stream.record import Record
from stream.roster import Roster
from stream.running_tallies import RunningTallies
from stream.station import StationState
from stream.station_stage import StationStage


class WorkersFold:
    """Takes in what workers say; see `console.board.fold.Fold`.

    Args:
        roster: of the run.
        keys: to check the codes of stations' reports; None leaves them unchecked.
        said: what workers say, oldest first; whoever hears more adds it at the end.
    """

    def __init__(self, roster: Roster, keys: KeyRing | None, said: deque[Entry]) -> None:
        self._book = PartialBook(roster)
        self._stations = StationStage(roster, keys)
        self._said = said
        self._alerts: set[str] = set()
        self._gone: list[str] = []

    @property
    def heard(self) -> bool:
        """Whether workers said anything of the run yet."""
        return self._book.begun

    @property
    def proves_nothing(self) -> bool:
        """Whether reports came, and not one of them was admitted."""
        return self._stations.rejected > 0 and self._stations.accepted == 0

    @property
    def running(self) -> RunningTallies:
        """The tallies of all partials taken in."""
        return self._book.running

    def feed(self, records: Sequence[Record]) -> list[Alert]:
        """Take in what stations said; which alerts follow from it workers say."""
        self._stations.feed(records)
        return []

    def advance(self, moment: int) -> list[Alert]:
        """Let receive time pass, and take in what workers said meanwhile."""
        self._stations.advance(moment)
        return self._hear()

    def finish(self) -> list[Alert]:
        """Take in what workers said meanwhile; they may say more."""
        return self._hear()

    def taken_back(self) -> list[str]:
        """Return the alerts that workers took back since the last time, by id."""
        gone, self._gone = self._gone, []
        return gone

    def settle(self, units: Iterable[int]) -> None:
        """Do nothing: what workers say is in the tallies when it was heard."""

    def hold(self, station: str, *, held: bool) -> None:
        """Do nothing: workers hear of it themselves, and say what changes."""

    def states_of(self, rows: Sequence[int]) -> list[StationState | None]:
        """Return the states of some sources by their rows; None for one not heard of."""
        return self._stations.states_of(rows)

    def _hear(self) -> list[Alert]:
        alerts: dict[str, Alert | None] = {}
        for _ in range(len(self._said)):  # what comes meanwhile waits for the next time
            topic, key, value = self._said.popleft()
            if topic == PARTIALS:
                self._book.take(key, value)
            elif topic == ALERTS:
                alerts |= self._alert(key, value)
        self._gone += [id_ for id_, one in alerts.items() if one is None and id_ in self._alerts]
        for id_, one in alerts.items():
            (self._alerts.discard if one is None else self._alerts.add)(id_)
        return [one for one in alerts.values() if one is not None]

    def _alert(self, key: bytes, value: bytes | None) -> dict[str, Alert | None]:
        """Return an alert by its id, None if it is taken back; nothing if it is not of this run."""
        said = alert_log.read(self._book.run, key, value)
        if said is None:
            return {}
        id_, alert = said
        return {id_: alert} if alert is None or alert.id == id_ else {}

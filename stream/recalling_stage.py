"""A first stage that can go on where others stopped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from itertools import compress
from typing import Final

import numpy as np

from stream.alert_desk import NOTHING
from stream.alerts import Alert
from stream.brief import Brief, brief_type, event_of
from stream.events import AnyEvent, StationOpened
from stream.key_index import UNKNOWN
from stream.rules.families import ALL_FAMILIES, family_of
from stream.rules.limits import GAP_GRACE_MS
from stream.station import StationState
from stream.station_stage import LATE, StationStage
from stream.straight import Entered, enter_hours, enter_straight, events_of
from stream.update import Update

_OPENINGS: Final = (StationOpened, brief_type(StationOpened))


class RecallingStage(StationStage):
    """Takes in again what other stages took in, before or while it is fed."""

    _doubted: Set[int] | None = None

    def recall(
        self,
        taken: Iterable[Entered],
        alerts: Sequence[Alert],
        watermark: int,
        same_rules: bool = False,
    ) -> None:
        """Take in again what stages before this one took in, and what they said of it.

        What is known already changes nothing.

        Args:
            taken: in any order.
            alerts: as they stood last.
            watermark: what those stages had reached, milliseconds since 1970 UTC.
            same_rules: whether they went by these rules: then a protocol was sound unless
                there is an alert of its station.
        """
        spoken_of = self.roster.index.rows([alert.place for alert in alerts], len(alerts))
        self._doubted = {*spoken_of.tolist()} if same_rules else None
        self.watermark = max(self.watermark, watermark)
        late = [said for entered in taken for said in self._enter_again(entered)]
        rows = self._enter_late(late)
        self._desk.restore(alerts)
        self._deadlines.skip(self.watermark)
        for alert, state in zip(alerts, self._states_of(alerts), strict=True):
            family = family_of(alert)
            if state is not None and alert.condition == "open" and family:
                known = state.open_ids.get(family, NOTHING)
                state.open_ids = {**state.open_ids, family: known | {alert.id}}
                if alert.code == "S103":
                    state.noticed = ((1, state.last, alert.opened - GAP_GRACE_MS),)
                rows.add(state.row)
        self._courses.settle(np.array(sorted(rows), np.int64))
        for row in sorted(rows):
            if (recalled := self._courses.states[row]) is not None:
                self._judge(recalled, ALL_FAMILIES, self.watermark, Update())

    def _states_of(self, alerts: Sequence[Alert]) -> list[StationState | None]:
        """Return the state each alert speaks of; None where it is none's, or not heard of.

        What is overdue may be of a station that was never heard of: it has a state since.
        """
        rows = self.roster.index.rows([alert.place for alert in alerts], len(alerts))
        known = rows[rows != UNKNOWN]
        self._courses.settle(np.unique(known))
        states = self._courses.states
        for alert, row in zip(alerts, rows.tolist(), strict=True):
            if row != UNKNOWN and states[row] is None and alert.code in LATE:
                self._courses.begin(row)
        return [None if row == UNKNOWN else states[row] for row in rows.tolist()]

    def _enter_again(self, entered: Entered) -> list[tuple[int, AnyEvent]]:
        """Enter what comes straight on; return row and event of all else."""
        roster, courses, again = self.roster, self._courses, Entered()
        first: list[tuple[int, AnyEvent | Brief]] = []
        others: list[tuple[int, AnyEvent | Brief]] = []
        for row, event in entered.said:
            (first if type(event) in _OPENINGS else others).append((row, event))
        left = self._enter_straight_again(first, again)
        late: list[tuple[int, AnyEvent]] = []
        for hours in entered.hours:
            straight = enter_hours(courses, hours, None, again)
            late += events_of(hours.where(~straight), roster)
        left = self._enter_straight_again([*left, *others], again)
        late += ((row, event_of(event, roster, row)) for row, event in left)
        return late

    def _enter_late(self, late: Sequence[tuple[int, AnyEvent]]) -> set[int]:
        """Enter what did not come straight on, without judging; return the rows."""
        courses = self._courses
        touched = {row for row, _ in late}
        courses.settle(np.array(sorted(touched), np.int64))
        for row, event in late:
            self._put(courses.states[row] or courses.begin(row), event, self.watermark)
        courses.follow(touched)
        return touched

    def _enter_straight_again(
        self, said: Sequence[tuple[int, AnyEvent | Brief]], again: Entered
    ) -> list[tuple[int, AnyEvent | Brief]]:
        """Enter what comes straight on; return the rest."""
        rows = np.array([row for row, _ in said], np.int64)
        events = [event for _, event in said]
        done = enter_straight(self._courses, events, rows, None, again, self._doubted)
        return [*compress(said, ~done)]

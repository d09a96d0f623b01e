"""The stations that a first stage holds: what they said, the sums and the alerts of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from stream.alert_desk import AlertDesk
from stream.alerts import Alert
from stream.courses import Courses
from stream.headings import Headings
from stream.protocol_lines import LineWriter
from stream.protocol_slots import ProtocolSlots
from stream.roster import Roster
from stream.station import StationState
from stream.tally import Sums
from stream.unit_sums import UnitSums


class HeldStations:
    """What can be asked of a first stage.

    Args:
        roster: who may speak.

    Attributes:
        roster: as given.
        failures: how often each rule raised an exception, by its name.
    """

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._courses = Courses(roster, UnitSums(roster), Headings(roster))
        self._desk = AlertDesk(roster)
        self.failures = self._desk.failures
        self._withdrawers: dict[str, StationState] = {}

    @cached_property
    def slots(self) -> ProtocolSlots:
        """Slots of the protocols of its stations; made with the first of them."""
        return ProtocolSlots(self.roster)

    @cached_property
    def _lines(self) -> LineWriter:
        return LineWriter(self.slots)

    @property
    def sums(self) -> dict[int, Sums]:
        """Absolute sums by unit index, for the units heard of."""
        return self._courses.sums.all()

    @property
    def units(self) -> set[int]:
        """Indexes of the units heard of; cheaper than to ask `sums` for them."""
        return self._courses.sums.heard_of()

    def some(self, units: Iterable[int]) -> dict[int, Sums]:
        """Return the sums of some units, of those that were heard of."""
        return self._courses.sums.some([*units])

    @property
    def states(self) -> dict[str, StationState]:
        """What each source heard of has said, by its id."""
        self._courses.settle()
        heard = (state for state in self._courses.states if state and state.last)
        return {state.source.id: state for state in heard}

    def states_of(self, rows: Sequence[int]) -> list[StationState | None]:
        """Return what some sources have said, by their rows; None for one not heard of."""
        self._courses.settle(np.unique(np.array(rows, np.int64)))
        return [self._courses.states[row] for row in rows]

    def alerts(self) -> list[Alert]:
        """Return all alerts in the order they were first opened."""
        return self._desk.alerts()

    @property
    def withdrawn(self) -> set[tuple[str, str]]:
        """Candidates taken off the ballot, as (contest, candidate)."""
        return {name for state in self._withdrawers.values() for name in state.withdrawn}

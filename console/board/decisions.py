"""What people decided: how alerts are handled, and which stations' results are held.

Evidence that comes later never erases a decision: both are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from config.election import Election

On: TypeAlias = Literal["alert", "station"]
Act: TypeAlias = Literal["acknowledge", "escalate", "dismiss", "hold", "release"]

HANDLING: Final[Mapping[Act, str]] = {
    "acknowledge": "acknowledged",
    "escalate": "escalated",
    "dismiss": "dismissed",
}
ACTS: Final[Mapping[On, tuple[Act, ...]]] = {
    "alert": ("acknowledge", "escalate", "dismiss"),
    "station": ("hold", "release"),
}
REASONED: Final = ("dismiss", "hold", "release")
"""What is not done without saying why."""

_NEW: Final = {"handling": "new", "by": "", "note": ""}


class Decision(Struct, frozen=True):
    """One decision.

    Attributes:
        n: its number, from 1.
        at: when it was made, milliseconds since 1970 UTC, by the wall clock.
        day_at: at which moment of the day that was shown.
        by, role: who made it, and as what.
        on, id: what it is about.
        do: what was decided.
        note: why.
    """

    n: int
    at: int
    day_at: int
    by: str
    role: str
    on: On
    id: str
    do: Act
    note: str


class Decisions:
    """The decisions of one run in their order.

    Attributes:
        all: of them.
        held: stations whose result is held.
    """

    def __init__(self, election: Election) -> None:
        self.all: list[Decision] = []
        self.held: set[str] = set()
        self._contests = {station.id: station.contests for station in election.stations}
        self._held_of: dict[str, int] = {}
        self._last: dict[str, Decision] = {}

    def take(self, decision: Decision) -> None:
        """Take a decision; the last on an alert or a station counts."""
        self.all.append(decision)
        if decision.on == "alert":
            self._last[decision.id] = decision
            return
        hold = decision.do == "hold"
        if hold == (decision.id in self.held):
            return
        (self.held.add if hold else self.held.discard)(decision.id)
        for contest in self._contests.get(decision.id, ()):
            self._held_of[contest] = self._held_of.get(contest, 0) + (1 if hold else -1)

    def handling(self, alert: str) -> Mapping[str, str]:
        """Return how an alert is handled, by whom, and why."""
        last = self._last.get(alert)
        if last is None:
            return _NEW
        return {"handling": HANDLING[last.do], "by": last.by, "note": last.note}

    def held_of(self, contest: str) -> int:
        """Return how many stations of a contest are held."""
        return self._held_of.get(contest, 0)

    def of_station(self, station: str) -> list[Decision]:
        """Return the decisions on a station and on its alerts."""
        return [
            one
            for one in self.all
            if one.id == station or (one.on == "alert" and station in one.id.split(":"))
        ]

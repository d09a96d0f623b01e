"""The decisions of a run: how alerts are handled, and which stations' results are held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from config.election import Election
from stream.decision import Act, Decision

HANDLING: Final[Mapping[Act, str]] = {
    "acknowledge": "acknowledged",
    "escalate": "escalated",
    "dismiss": "dismissed",
}

_NEW: Final = {"handling": "new", "by": "", "note": ""}


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

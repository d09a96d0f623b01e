"""Contests in which a station corrected its protocol, and who has to hear of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from stream.events import AnyEvent, CountReported
from stream.roster import Roster
from stream.update import Update

Hear: TypeAlias = Callable[[str, int, Update], None]
"""Takes a contest, a receive time in milliseconds, and the update that takes alerts."""


class Recounts:
    """Tells of every protocol in a contest once one was corrected there.

    Args:
        roster: whose stations they are.
        hear: told of them; None for nobody.

    Attributes:
        watched: rows of the stations of these contests: what they say is looked at one by one.
    """

    def __init__(self, roster: Roster, hear: Hear | None) -> None:
        self._roster = roster
        self._hear = hear
        self._contests: set[str] = set()
        self.watched: set[int] = set()

    def tell(self, event: AnyEvent, now: int, update: Update) -> None:
        """Tell of a statement that was entered at a receive time, if it is such a protocol."""
        if self._hear is None or not isinstance(event, CountReported):
            return
        contest = event.contest
        if event.version > 1 and contest not in self._contests:
            self._contests.add(contest)
            self.watched.update(self._roster.rows_of(contest).tolist())
        if contest in self._contests:
            self._hear(contest, now, update)

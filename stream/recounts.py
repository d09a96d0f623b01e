"""Contests in which a station corrected its protocol, and who has to hear of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
        self._told_of: set[str] = set()
        self.watched: set[int] = set()

    def tell(self, event: AnyEvent, now: int, update: Update) -> None:
        """Tell of a statement that was entered at a receive time, if it is such a protocol."""
        if self._hear is None or not isinstance(event, CountReported):
            return
        if event.version > 1:
            self._watch(event.contest)
        if event.contest in self._told_of:
            self._hear(event.contest, now, update)

    def foresee(self, events: Iterable[AnyEvent | None]) -> None:
        """Watch the contests in which one of some events corrects a protocol."""
        if self._hear is not None:
            for event in events:
                if type(event) is CountReported and event.version > 1:
                    self._watch(event.contest)

    def _watch(self, contest: str) -> None:
        if contest not in self._told_of:
            self._told_of.add(contest)
            self.watched.update(self._roster.rows_of(contest).tolist())

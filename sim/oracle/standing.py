"""What stands of a station's statements at a moment: the last word under each heading."""

from __future__ import annotations

from typing import TypeAlias

from sim.oracle.moments import moment_of
from sim.oracle.rivals import by_number, by_version, same
from stream.events import AnyEvent, CountReported, StationClosed, StationOpened, TurnoutReported

Figure: TypeAlias = tuple[int, int]
"""Voters by a moment: microseconds since 1970 UTC, cumulative figure."""


class Standing:
    """The statements that count, whatever the order they came in.

    Attributes:
        opened, closed: by the highest number.
        counts: by contest, the protocol with the highest version.
        hours: hourly figures in order of the moments they speak of, the one with the highest
            number for each.
        course: the same and the closing's figure last. By a slow clock a station closes before
            its last hour: then the closing speaks of that hour, in place of the report.
    """

    def __init__(self) -> None:
        self._said: dict[int, AnyEvent] = {}
        self._empty()

    def _empty(self) -> None:
        self.opened: StationOpened | None = None
        self.closed: StationClosed | None = None
        self.counts: dict[str, CountReported] = {}
        self.hours: list[Figure] = []
        self.course: list[Figure] = []
        self._reports: dict[int, TurnoutReported] = {}
        self._versions: dict[tuple[str, int], CountReported] = {}

    def __bool__(self) -> bool:
        """Say whether anything was heard."""
        return bool(self._said)

    def take(self, event: AnyEvent) -> bool:
        """Take a statement in; say whether it is a new one."""
        known = self._said.get(event.seq)
        if known is None:
            self._said[event.seq] = event
            self._enter(event)
            self._line_up()
            return True
        if same(known, event):
            return False
        self._said[event.seq] = min(known, event, key=by_number)
        self._empty()
        for standing in self._said.values():
            self._enter(standing)
        self._line_up()
        return True

    def _enter(self, event: AnyEvent) -> None:
        if isinstance(event, TurnoutReported):
            as_of = moment_of(event.as_of)
            before = self._reports.get(as_of)
            if before is None or before.seq < event.seq:
                self._reports[as_of] = event
        elif isinstance(event, CountReported):
            self._count(event)
        elif isinstance(event, StationOpened):
            if self.opened is None or self.opened.seq < event.seq:
                self.opened = event
        elif isinstance(event, StationClosed) and (
            self.closed is None or self.closed.seq < event.seq
        ):
            self.closed = event

    def _count(self, event: CountReported) -> None:
        version = (event.contest, event.version)
        rival = self._versions.get(version)
        one = event if rival is None else min(rival, event, key=by_version)
        self._versions[version] = one
        best = self.counts.get(event.contest)
        if best is None or best.version <= one.version:
            self.counts[event.contest] = one

    def _line_up(self) -> None:
        figures = {as_of: self._reports[as_of].voters for as_of in sorted(self._reports)}
        self.hours = list(figures.items())
        if self.closed is not None:
            figures[max((moment_of(self.closed.at), *figures))] = self.closed.voters
        self.course = list(figures.items())

"""A fold: what makes tallies, stations' states and alerts of a run for a showing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

import msgspec

from stream.alerts import Alert
from stream.keys import KeyRing
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import Roster
from stream.running_tallies import RunningTallies
from stream.station import StationState
from stream.tally import Sums

_PART: Final = "all"
_copier: Final = msgspec.msgpack.Decoder(Sums)
_encode: Final = msgspec.msgpack.Encoder().encode


class Fold(Protocol):
    """What a showing asks of a fold."""

    @property
    def running(self) -> RunningTallies:
        """The tallies; `settle` brings them up to what was fed."""

    def feed(self, records: Sequence[Record]) -> list[Alert]:
        """Fold records; return the alerts that changed."""

    def advance(self, moment: int) -> list[Alert]:
        """Let receive time pass to a moment; return the alerts that changed."""

    def finish(self) -> list[Alert]:
        """End the stream; return the alerts that changed."""

    def taken_back(self) -> list[str]:
        """Return the alerts that are none any more since the last time, by id."""

    def settle(self, units: Iterable[int]) -> None:
        """Bring the tallies up to what was fed, of whose units these are."""

    def hold(self, station: str, *, held: bool) -> None:
        """Hold the result of a station, or release it."""

    def states_of(self, rows: Sequence[int]) -> list[StationState | None]:
        """Return the states of some sources by their rows; None for one not heard of."""


class OwnFold:
    """Folds the records itself, in this process.

    Args:
        roster: of the run.
        keys: to check the records' codes; None leaves them unchecked.

    Attributes:
        pipeline: that folds.
        running: see `Fold`.
    """

    def __init__(self, roster: Roster, keys: KeyRing | None) -> None:
        self.pipeline = Pipeline(roster, keys)
        self.running = RunningTallies(roster)

    def feed(self, records: Sequence[Record]) -> list[Alert]:
        """See `Fold`."""
        return self.pipeline.feed(records).alerts

    def advance(self, moment: int) -> list[Alert]:
        """See `Fold`."""
        return self.pipeline.advance(moment).alerts

    def finish(self) -> list[Alert]:
        """See `Fold`."""
        return self.pipeline.finish().alerts

    def taken_back(self) -> list[str]:
        """See `Fold`; alerts of a pipeline are cleared, not taken back."""
        return []

    def settle(self, units: Iterable[int]) -> None:
        """See `Fold`."""
        for unit, sums in self.pipeline.sums(units).items():
            # The pipeline goes on changing its own.
            self.running.replace(_PART, unit, _copier.decode(_encode(sums)))
        self.running.withdraw(_PART, self.pipeline.withdrawn)

    def hold(self, station: str, *, held: bool) -> None:
        """See `Fold`."""
        self.pipeline.hold(station, held=held)

    def states_of(self, rows: Sequence[int]) -> list[StationState | None]:
        """See `Fold`."""
        return self.pipeline.states_of(rows)

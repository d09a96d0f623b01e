"""A scene: what there is to know of a station, for whoever makes it say something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.election import Station
from config.injects import Inject
from sim.house import HOUR, SECOND, Turnout
from stream.events import CountReported, TurnoutReported

MINUTE: Final = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Scene:
    """One inject at one station; moments are in milliseconds since 1970 UTC.

    Attributes:
        inject: what is planted.
        station: where.
        begins: when it begins.
        opens, hours: when the polls open, and for how many hours.
        counted: from when on a protocol is overdue.
        zone: the station's clock.
        candidates: ids by contest, in ballot order.
        favourites: by contest, who ballots are put in for, where the leading nomination has
            somebody on the ballot.
        turnout: what the day really brings.
        cast: int64[k + 2], ballots really cast in a contest at all its stations: by
            candidate, against all, invalid.
        protocol: the protocol of a contest as it would be, to be numbered and dated.
        dice: random numbers of this inject at this station.
    """

    inject: Inject
    station: Station
    begins: int
    opens: int
    hours: int
    counted: int
    zone: tzinfo
    candidates: Mapping[str, tuple[str, ...]]
    favourites: Mapping[str, str]
    turnout: Callable[[], Turnout]
    cast: Callable[[str], NDArray[np.int64]]
    protocol: Callable[[str], CountReported]
    dice: np.random.Generator

    @property
    def closes(self) -> int:
        """When the polls close."""
        return self.opens + self.hours * HOUR

    @property
    def roll(self) -> int:
        """Voters on the station's list."""
        return self.station.registered

    @property
    def strength(self) -> float:
        """How strong the inject is; what that means depends on its kind."""
        return self.inject.how_strong

    @property
    def corrected(self) -> int:
        """After how many milliseconds a false statement is corrected, 0 for never."""
        return round(self.inject.corrected_minutes * 60) * SECOND

    def of_roll(self) -> int:
        """Return the strength as a share of the list, in voters, at least one."""
        return max(1, round(self.strength * self.roll))

    def hour(self, event: TurnoutReported) -> int:
        """Return which hour of voting a report speaks of, 0 the first."""
        as_of = datetime.fromisoformat(event.as_of).timestamp() * SECOND
        return round((as_of - self.opens) / HOUR) - 1

    def clock(self, moment: int) -> str:
        """Return a moment as the station's clock shows it."""
        return datetime.fromtimestamp(moment // SECOND, self.zone).isoformat()

    def favourite(self, contest: str) -> str:
        """Return for whom ballots are put in: the leading nomination's candidate, else the first.

        The first is who has most votes in the contest, of several the first on the ballot.
        """
        named = self.favourites.get(contest)
        if named is not None:
            return named
        return self.candidates[contest][int(self.cast(contest)[:-2].argmax())]

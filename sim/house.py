"""The house a polling station is in: what it is given on the day, and the ways it speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.scenario import Counting, Mistakes
from stream.events import AnyEvent

SECOND: Final = 1000
"""In simulated time, which is in milliseconds since 1970 UTC."""

HOUR: Final = 3600 * SECOND


@dataclass(frozen=True, slots=True)
class Turnout:
    """What the day brought to one station.

    Attributes:
        voters: cumulative by the end of each hour of voting, at home included; those
            in line at closing time are not in the last.
        total: voters of the day.
        queued: of them, in line at closing time.
        home: of them, at home.
        last_ballot: when the last ballot was received, seconds since the polls opened.
        cast: int64[k + 2] by contest: ballots by candidate, against all, invalid.
    """

    voters: tuple[int, ...]
    total: int
    queued: int
    home: int
    last_ballot: float
    cast: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A slip that was made and mended; moments in milliseconds since 1970 UTC.

    `about` is the hour or the contest, `field` the figure.
    """

    station: str
    about: str
    kind: str
    field: str
    right: int
    typed: int
    said: int
    mended: int


@dataclass(frozen=True, slots=True)
class House:
    """What a station is given: the day's frame and the ways to speak.

    Attributes:
        election, run, seed: of the run.
        opens, hours: when its polls open (milliseconds), and for how many hours.
        zone: its clock.
        candidates: ids by contest, in ballot order.
        counting, mistakes: of the scenario.
        turnout: what the day brings; asked for once, at the end of the first hour.
        say: takes a statement and when it is sent.
        note: takes a mistake once it is mended.
    """

    election: str
    run: str
    seed: int
    opens: int
    hours: int
    zone: tzinfo
    candidates: Mapping[str, tuple[str, ...]]
    counting: Counting
    mistakes: Mistakes
    turnout: Callable[[str], Turnout]
    say: Callable[[AnyEvent, int], None]
    note: Callable[[Mistake], None]

    @property
    def closes(self) -> int:
        """When the polls close, milliseconds."""
        return self.opens + self.hours * HOUR

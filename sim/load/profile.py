"""Profiles: how the events of a load are spread over time, as a score is over bars.

A profile says when each event is meant to be sent, whether or not anybody keeps up: an
open loop (Schroeder, Wierman, Harchol-Balter, "Open versus closed: a cautionary tale", NSDI 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from config.errors import InputError

Moments = NDArray[np.float64]
Integers = NDArray[np.int64]

FASTEST: Final = 10_000_000.0
"""Events a second, and simulated seconds in a second, at most."""

LONGEST_S: Final = 7 * 86_400.0


class Profile(Protocol):
    """Says when events are meant to be sent."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def moments(self, first: int, received: Integers) -> Moments:
        """Return float64[n]: seconds after the start.

        Args:
            first: number of the first of these events, from 0.
            received: int64[n], when they are received on the day, milliseconds since 1970 UTC.
        """
        ...


@dataclass(frozen=True)
class DayShape:
    """The shape of the day itself, only faster: hourly bursts, two closings, the protocols.

    Attributes:
        begin: moment of the day that is the start, milliseconds since 1970 UTC; what was
            received before it (withdrawals, days before) is sent at once.
        speed: simulated seconds in a second.
    """

    begin: int
    speed: float
    name: str = "day"

    def __post_init__(self) -> None:
        _within("--speed", self.speed, FASTEST)

    def moments(self, first: int, received: Integers) -> Moments:
        """Return when events are meant to be sent; see `Profile`."""
        del first  # the day itself says when
        since: Moments = np.maximum(received - self.begin, 0) / (1000 * self.speed)
        return since


class Piece(NamedTuple):
    """A stretch of time: how long it is, and the rates it begins and ends with (events/s)."""

    seconds: float
    rate: float
    last_rate: float

    @property
    def events(self) -> float:
        """Events meant to be sent in it."""
        return self.seconds * (self.rate + self.last_rate) / 2


@dataclass(frozen=True)
class Rates:
    """Rates that are set: stretches one after the other; the last rate goes on for ever.

    Attributes:
        name: what it is called.
        pieces: the stretches; the rate changes evenly within each.
    """

    name: str
    pieces: Sequence[Piece]

    def __post_init__(self) -> None:
        if not self.pieces:
            raise ValueError("a profile without a stretch of time")
        for piece in self.pieces:
            _within("--duration", piece.seconds, LONGEST_S)
            _within("--rate", piece.rate, FASTEST)
            _within("--peak", piece.last_rate, FASTEST)

    @property
    def events(self) -> int:
        """Events in all its stretches."""
        return round(sum(piece.events for piece in self.pieces))

    def moments(self, first: int, received: Integers) -> Moments:
        """Return when events are meant to be sent; see `Profile`."""
        numbers = first + np.arange(len(received), dtype=np.float64)
        last = self.pieces[-1].last_rate
        pieces = (*self.pieces, Piece(1.0, last, last))
        starts = np.cumsum([0.0, *(piece.seconds for piece in self.pieces)])
        before = np.cumsum([0.0, *(piece.events for piece in self.pieces)])
        at = np.searchsorted(before, numbers, "right") - 1
        rate = np.array([piece.rate for piece in pieces])[at]
        slope = np.array([(one.last_rate - one.rate) / one.seconds for one in pieces])[at]
        into = numbers - before[at]
        # rate * t + slope * t^2 / 2 = into; this way of writing its root holds for slope 0 too.
        root = np.sqrt(np.maximum(rate**2 + 2 * slope * into, 0.0))
        moments: Moments = starts[at] + 2 * into / (rate + root)
        return moments


def constant(rate: float, seconds: float, name: str = "constant") -> Rates:
    """Return a profile of one rate."""
    return Rates(name, (Piece(seconds, rate, rate),))


def ramp(rate: float, peak: float, seconds: float) -> Rates:
    """Return a profile that goes evenly from one rate to another."""
    return Rates("ramp", (Piece(seconds, rate, peak),))


def burst(rate: float, peak: float, seconds: float, every: float, lasting: float) -> Rates:
    """Return a profile that leaps to its peak at the end of every period.

    Args:
        rate: events a second between the bursts.
        peak: in them.
        seconds: of the whole.
        every: seconds from one burst to the next.
        lasting: seconds of each.

    Raises:
        InputError: the bursts leave no time between them, or the whole has no room for one.
    """
    if not 0 < lasting < every <= seconds:
        found = f"bursts of {lasting:g} s every {every:g} s in {seconds:g} s"
        raise InputError("--every", found, "--burst shorter than --every, and room for one")
    calm = Piece(every - lasting, rate, rate)
    return Rates("burst", (calm, Piece(lasting, peak, peak)) * round(seconds / every))


def _within(option: str, value: float, most: float) -> None:
    if not 0 < value <= most:
        raise InputError(option, f"{value:g}", f"more than 0, at most {most:,.0f}")

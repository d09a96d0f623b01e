"""Playback: which moment of the day is shown, by the real time that passes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

SLOWEST: Final = 1.0
FASTEST: Final = 100_000.0


@dataclass
class Playback:
    """The moment shown, in milliseconds since 1970 UTC, and how it moves.

    Attributes:
        at: the moment.
        speed: simulated seconds in a second.
        playing: whether it moves.
        live: whether it is wherever the run is; only while that is not over.
    """

    at: int
    speed: float = 60.0
    playing: bool = False
    live: bool = False

    def move(self, seconds: float, edge: int) -> int:
        """Let real time pass; return the moment to show then.

        Args:
            seconds: that passed.
            edge: how far the run is; nothing later can be shown.
        """
        if self.live:
            self.at = edge
        elif self.playing:
            self.at = min(self.at + math.floor(1000 * seconds * self.speed), max(edge, self.at))
        return self.at

    def play(self, speed: float | None = None) -> None:
        """Let it move, perhaps at another speed."""
        if speed is not None:
            self.speed = min(max(speed, SLOWEST), FASTEST)
        self.playing, self.live = True, False

    def pause(self) -> None:
        """Stop where it is."""
        self.playing = self.live = False

    def seek(self, at: int, begin: int, edge: int) -> None:
        """Go to a moment between the beginning and how far the run is."""
        self.at = min(max(at, begin), edge)
        self.live = False

    def follow(self) -> None:
        """Be wherever the run is from now on."""
        self.playing, self.live = True, True

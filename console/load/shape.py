"""The shape of a load as a user asks for it: numbers read, a profile made of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from config.errors import InputError
from sim.load.profile import DayShape, Profile, Rates, burst, constant, ramp
from sim.scaled import STATEMENTS

PROFILES: Final = ("day", "constant", "ramp", "burst", "soak", "max")

DEFAULTS: Final[Mapping[str, float]] = {
    "speed": 600,
    "rate": 1000,
    "duration": 60,
    "every": 15,
    "burst": 3,
    "settle": 10,
    "wait": 60,
    "patience": 30,
}
SOAK_S: Final = 600.0

_PEAK: Final = 10.0
_USED: Final[Mapping[str, tuple[str, ...]]] = {
    "day": ("speed",),
    "constant": ("rate", "duration"),
    "ramp": ("rate", "peak", "duration"),
    "burst": ("rate", "peak", "duration", "every", "burst"),
    "soak": ("rate", "duration"),
    "max": (),
}
_ALWAYS: Final = ("settle", "wait", "patience")
_MOST: Final = 1e7


class Shape:
    """A profile's name and its numbers, before the day is known.

    Args:
        name: of `PROFILES`.
        texts: numbers as the user wrote them, None where not given.

    Raises:
        InputError: a name or a number is none, or a number does not belong to the profile.
    """

    def __init__(self, name: str, texts: Mapping[str, str | None]) -> None:
        if name not in PROFILES:
            raise InputError("--profile", f'"{name}"', f"one of {', '.join(PROFILES)}")
        self.name = name
        given = {key: _number(key, text) for key, text in texts.items() if text is not None}
        for key in given:
            if key not in (*_USED[name], *_ALWAYS):
                used = ", ".join(f"--{each}" for each in _USED[name]) or "no numbers"
                raise InputError(f"--{key}", f"does not go with the profile {name}", used)
        usual = dict(DEFAULTS) | ({"duration": SOAK_S} if name == "soak" else {})
        self._numbers = usual | given
        self._numbers.setdefault("peak", _PEAK * self._numbers["rate"])

    def __getitem__(self, key: str) -> float:
        return self._numbers[key]

    @property
    def text(self) -> str:
        """What was asked for, in words of the command line."""
        numbers = " ".join(f"--{key} {self[key]:g}" for key in _USED[self.name])
        return f"{self.name} {numbers}".strip()

    @property
    def stations(self) -> int | None:
        """How many stations have as much to say; None where the day has the shape it has."""
        rates = self._rates()
        return None if rates is None else math.ceil(rates.events / STATEMENTS)

    def profile(self, begin: int) -> Profile | None:
        """Return the profile; None sends as fast as the target takes.

        Args:
            begin: when the day begins, milliseconds since 1970 UTC.
        """
        if self.name == "day":
            return DayShape(begin, self["speed"])
        return self._rates()

    def _rates(self) -> Rates | None:
        rate, seconds = self["rate"], self["duration"]
        match self.name:
            case "constant" | "soak":
                return constant(rate, seconds, self.name)
            case "ramp":
                return ramp(rate, self["peak"], seconds)
            case "burst":
                return burst(rate, self["peak"], seconds, self["every"], self["burst"])
        return None


def _number(key: str, text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 < found <= _MOST:
        raise InputError(f"--{key}", f'"{text}"', f"a number above 0, at most {_MOST:,.0f}")
    return found

"""Figures of a place: what one message of the tallies says.

All of them go out together. Whoever reads a contest has its votes, its turnout and who is
elected of one moment, and the brokers keep one message where there were a dozen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, NamedTuple, Self, TypeAlias

import msgspec
from msgspec import Meta

from stream.table import Name, Number, Place, value_of

Whole: TypeAlias = Annotated[int, Meta(ge=0, le=2**63 - 1)]
PerCent: TypeAlias = Annotated[str, Meta(pattern=r"^\d{1,12}\.\d\d$")]
Values: TypeAlias = dict[str, dict[str, Whole | PerCent]]
"""By metric and key: numbers, and percentages as text with two decimals."""

PROGRESS: Final = Place("progress", "", "")
"""Stands for how far the partitions are in the figures; it has none itself."""

_OFFSET: Final = "offset"

encode = msgspec.json.Encoder().encode
"""Write the values of a place."""

_decode = msgspec.json.Decoder(Values).decode


class Figures(NamedTuple):
    """What was said of a place of a run; no values at all where it is taken back."""

    run: str
    place: Place
    values: Values

    @classmethod
    def of(cls, key: bytes, value: bytes | None) -> Self:
        """Return what a message says; raises `ValueError` if no worker of ours wrote it."""
        run, *place = key.decode().split("|")
        if len(place) != len(Place._fields):
            raise ValueError(f"{key!r} is no key of a place; expected run|scope|region|contest")
        return cls(run, Place(*place), {} if value is None else _decode(value))

    @property
    def by_name(self) -> dict[Name, str]:
        """The values as they stand in rows."""
        return {
            (metric, key): str(value)
            for metric, values in self.values.items()
            for key, value in values.items()
        }

    @property
    def offsets(self) -> dict[int, int]:
        """Where this is progress: the offset of the next record, by partition."""
        return {int(number): int(at) for number, at in self.values.get(_OFFSET, {}).items()}

    def number(self, name: Name) -> int:
        """Return a number; 0 where there is none of this name, or a text."""
        found = self.values.get(name[0], {}).get(name[1], 0)
        return found if isinstance(found, int) else 0


def key_of(run: str, place: Place) -> bytes:
    """Return the key of a place: `run|scope|region|contest`."""
    return "|".join((run, *place)).encode()


def is_place(key: bytes) -> bool:
    """Say whether a key has the form of a place's; other versions wrote others."""
    return key.count(b"|") == len(Place._fields)


def values_of(numbers: Iterable[tuple[Name, Number]]) -> Values:
    """Return figures of a place by metric and key."""
    values: Values = {}
    for (metric, key), number in numbers:
        found = values.get(metric)
        if found is None:
            found = values[metric] = {}
        found[key] = number if isinstance(number, int) else value_of(number)
    return values


def progress(offsets: Iterable[tuple[int, int]]) -> Values:
    """Return how far partitions are, of each (partition, offset of its next record)."""
    return {_OFFSET: {str(partition): offset for partition, offset in offsets}}


def read(key: bytes, value: bytes | None) -> Figures | None:
    """Return what a message says; None if no worker of ours wrote it, see `Figures.of`."""
    try:
        return Figures.of(key, value)
    except (ValueError, RecursionError):
        return None

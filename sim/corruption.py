"""Corruption: copies whose bytes were damaged on the way, like a letter left in the rain.

The code beside the bytes stays, so whoever checks codes notices. The original
arrives too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from config.scenario import Delivery
from sim.parcel import Parcel, Parcels, with_copies

MOST_BITS: Final = 8
MOST_BYTES: Final = 16
"""Bits flipped and bytes left out at a time, at most; own choice."""


def corrupted(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
    """Let a damaged copy of some parcels arrive too."""

    def damaged(parcel: Parcel) -> Parcel:
        return replace(parcel, value=spoiled(parcel.value, dice), fault="corrupted")

    return with_copies(parcels, settings.corrupted, dice, damaged)


def spoiled(value: bytes, dice: np.random.Generator) -> bytes:
    """Return other bytes: some bits flipped, the end cut off, or a piece left out.

    What is left has at least one byte.

    Raises:
        ValueError: `value` is empty, and so there is nothing to spoil.
    """
    if not value:
        raise ValueError("value is empty, it has to have at least one byte")
    ways: tuple[Callable[[bytes, np.random.Generator], bytes], ...] = (_flipped, _cut, _thinned)
    # A single byte can only be changed: less of it would be nothing, which Kafka takes for a
    # record that was deleted.
    return ways[int(dice.integers(len(ways))) if len(value) > 1 else 0](value, dice)


def _flipped(value: bytes, dice: np.random.Generator) -> bytes:
    changed = bytearray(value)
    number = int(dice.integers(1, MOST_BITS + 1))
    # Different bits: one flipped twice would be as it was.
    for bit in dice.choice(8 * len(value), number, replace=False).tolist():
        changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _cut(value: bytes, dice: np.random.Generator) -> bytes:
    return value[: int(dice.integers(1, len(value)))]


def _thinned(value: bytes, dice: np.random.Generator) -> bytes:
    number = int(dice.integers(1, min(MOST_BYTES, len(value) - 1) + 1))
    start = int(dice.integers(len(value) - number + 1))
    return value[:start] + value[start + number :]

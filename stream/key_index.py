"""Where a source stands, for many keys at once.

A dictionary of tens of thousands of keys costs three cache misses a look-up,
one after the other; that was a sixth of the time of a fold. Looked up together
in a table of hashes, the misses overlap.

Keys are told apart by their 64-bit hash. Python keys it with a secret of the
process (PEP 456), so another key with the hash of a source cannot be made to
measure, and by chance it comes once in ten million million million tries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

UNKNOWN: Final = -1


class KeyIndex:
    """Open addressing: a hash stands at its low bits, or at the next free place.

    Args:
        keys: all different; the row of a key is its place among them.

    Raises:
        ValueError: two keys have one hash.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        places = 1 << (2 * len(keys) + 1).bit_length()
        self._mask = places - 1
        self._hashes = np.zeros(places, np.int64)
        self._rows = np.full(places, UNKNOWN, np.int64)
        hashes = _hashes(keys, len(keys))
        placed = np.zeros(len(keys), np.bool_)
        waiting = np.arange(len(keys))
        at = hashes & self._mask
        while waiting.size:
            free = waiting[self._rows[at[waiting]] == UNKNOWN]
            self._rows[at[free]] = free  # of several that come to one place the last stays
            stays = free[self._rows[at[free]] == free]
            self._hashes[at[stays]] = hashes[stays]
            placed[stays] = True
            waiting = waiting[~placed[waiting]]
            if (self._hashes[at[waiting]] == hashes[waiting]).any():
                raise ValueError("two keys have one hash: start again, another secret is drawn")
            at[waiting] = (at[waiting] + 1) & self._mask

    def rows(self, keys: Iterable[str], number: int) -> NDArray[np.int64]:
        """Return int64[number]: the row of each key, `UNKNOWN` for one that is not here."""
        hashes = _hashes(keys, number)
        found = np.full(number, UNKNOWN, np.int64)
        waiting = np.arange(number)
        at = hashes & self._mask
        while waiting.size:
            rows = self._rows[at]
            same = self._hashes[at] == hashes[waiting]
            found[waiting[same]] = rows[same]
            further = ~same & (rows != UNKNOWN)
            waiting = waiting[further]
            at = (at[further] + 1) & self._mask
        return found


def _hashes(keys: Iterable[str], number: int) -> NDArray[np.int64]:
    return np.fromiter(map(hash, keys), np.int64, number)

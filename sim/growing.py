"""Arrays that grow: room is taken for all that may come, and only what comes needs memory.

The system gives pages of a large array once they are written to. Parts that are kept in a list and
joined in the end would leave holes that nobody gets back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Growing:
    """One array to which rows are added.

    Args:
        room: rows that may come; more find room too, but are moved once.
    """

    def __init__(self, room: int) -> None:
        self._room = max(room, 1)
        self._rows = 0
        self._array: NDArray[Any] | None = None

    def add(self, rows: NDArray[Any]) -> None:
        """Add rows, of the type and the width of those before."""
        end = self._rows + len(rows)
        if self._array is None:
            self._array = np.empty((max(self._room, end), *rows.shape[1:]), rows.dtype)
        if end > len(self._array):
            larger = np.empty((2 * end, *rows.shape[1:]), rows.dtype)
            larger[: self._rows] = self._array[: self._rows]
            self._array = larger
        self._array[self._rows : end] = rows
        self._rows = end

    @property
    def rows(self) -> NDArray[Any]:
        """All rows there are by now.

        Raises:
            ValueError: none were added, so their type is not known.
        """
        if self._array is None:
            raise ValueError("nothing was added")
        return self._array[: self._rows]

"""A sequence that is made when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias, overload

Rows: TypeAlias = Mapping[str, int]


class Later(Sequence[Rows]):
    """What stood before at a station; most stations are never asked.

    Args:
        make: makes it, oldest first.
    """

    def __init__(self, make: Callable[[], Sequence[Rows]]) -> None:
        self._make = make

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> Rows: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Rows]: ...

    def __getitem__(self, at: int | slice) -> Rows | Sequence[Rows]:
        return self._made[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(len(self))

    @cached_property
    def _made(self) -> Sequence[Rows]:
        return self._make()

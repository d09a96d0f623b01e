"""Spells: from when to when something held at a place, and how often it came again."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TypeAlias

from sim.oracle.alert import ExpectedAlert

Condition: TypeAlias = tuple[str, str]
"""The code of a rule, and its part."""


class Spells:
    """Conditions at one place as receive time passes."""

    def __init__(self) -> None:
        self._now: frozenset[Condition] = frozenset()
        self._opened: dict[Condition, list[int]] = {}
        self._cleared: dict[Condition, int] = {}

    def settle(self, holding: Set[Condition], at: int) -> None:
        """Take over what holds from now on; `at` is receive time, milliseconds since 1970 UTC."""
        if holding == self._now:
            return
        now = frozenset(holding)
        for condition in now - self._now:
            self._opened.setdefault(condition, []).append(at)
        self._cleared.update(dict.fromkeys(self._now - now, at))
        self._now = now

    def alerts(self, place: str) -> Iterator[ExpectedAlert]:
        """Yield an alert for each condition that ever held."""
        for condition, moments in self._opened.items():
            code, part = condition
            cleared = None if condition in self._now else self._cleared[condition]
            yield ExpectedAlert((code,), place, moments[0], cleared, part, len(moments))

"""S103, S104 and S106: numbers that are missing or used twice, and clocks that are off."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from config.rulebook import thresholds
from sim.oracle.alert import ExpectedAlert
from sim.oracle.moments import MILLISECOND, MINUTE, moment_of
from sim.oracle.rivals import same, same_figures
from stream.events import AnyEvent, CountReported, TurnoutReported

_LIMITS: Final = thresholds()
_GRACE: Final = round(_LIMITS.gap_minutes * MINUTE) // MILLISECOND
_AHEAD: Final = round(_LIMITS.clock_ahead_minutes * MINUTE)
_BEHIND: Final = round(_LIMITS.clock_behind_minutes * MINUTE)

Said: TypeAlias = Sequence[tuple[int, AnyEvent]]
"""Receive time (milliseconds) and statement, in the order of arrival."""


def source_alerts(source: str, said: Said) -> Iterator[ExpectedAlert]:
    """Yield the alerts that a source raises by how it numbers and dates its statements."""
    if missed := _missed(said):
        (opened, _), (_, cleared) = missed[0], missed[-1]
        came = None if cleared == math.inf else int(cleared)
        yield ExpectedAlert(("S103",), source, opened, came, times=len(missed))
    for code, at in (("S104", _contradicted(said)), ("S106", _misdated(said))):
        if at is not None:
            yield ExpectedAlert((code,), source, at, None)


def _missed(said: Said) -> list[tuple[int, float]]:
    """Return the spells in which some number is missing for too long; inf: to the end.

    A number is missing from when a higher one comes.
    """
    noticed: dict[int, int] = {}
    highest = 0
    came: dict[int, int] = {}
    for received, event in said:
        came.setdefault(event.seq, received)
        noticed.update(dict.fromkeys(range(highest + 1, event.seq), received))
        highest = max(highest, event.seq)
    return _joined(
        [
            (since + _GRACE, came.get(number, math.inf))
            for number, since in noticed.items()
            if came.get(number, math.inf) >= since + _GRACE
        ]
    )


def _joined(spells: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Join spells that overlap or touch; in order of their beginnings."""
    joined: list[tuple[int, float]] = []
    for begin, end in sorted(spells):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def _contradicted(said: Said) -> int | None:
    """Return when a second statement came under a number, or a protocol under a version."""
    numbers: dict[int, AnyEvent] = {}
    versions: dict[tuple[str, int], CountReported] = {}
    for received, event in said:
        if not same(numbers.setdefault(event.seq, event), event):
            return received
        if isinstance(event, CountReported):
            known = versions.setdefault((event.contest, event.version), event)
            if not same_figures(known, event):
                return received
    return None


def _misdated(said: Said) -> int | None:
    """Return when the first record came that is dated ahead, or before the hour it speaks of."""
    for received, event in said:
        at = moment_of(event.at)
        if at > received * MILLISECOND + _AHEAD:
            return received
        if isinstance(event, TurnoutReported) and moment_of(event.as_of) > at + _BEHIND:
            return received
    return None

"""Honest mistakes: how a tired hand turns a right figure into a wrong one.

Each function returns a slip as a value, or None where none is to be made of the
figure; nothing here knows when it is made or mended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.protocol import Protocol

MOST: Final = 99_999_999
"""The largest figure the contract carries."""


@dataclass(frozen=True, slots=True)
class FigureSlip:
    """A figure typed wrong: what happened, and what was typed."""

    kind: str
    typed: int


@dataclass(frozen=True, slots=True)
class ProtocolSlip:
    """A protocol with a figure typed wrong, or two exchanged.

    `right` and `wrong` are the figure of `field` (of the first one, if two are exchanged).
    """

    kind: str
    field: str
    right: int
    wrong: int
    typed: Protocol


def swapped(figure: int) -> list[int]:
    """Return what comes out with two neighbouring digits in the wrong order."""
    text = str(figure)
    found = [
        int(text[:at] + text[at + 1] + text[at] + text[at + 2 :]) for at in range(len(text) - 1)
    ]
    return [typed for typed in found if typed != figure]


def dropped(figure: int) -> list[int]:
    """Return what comes out with one digit left out."""
    text = str(figure)
    if len(text) == 1:
        return []
    found = {int(text[:at] + text[at + 1 :]) for at in range(len(text))}
    return sorted(found - {figure})


def doubled(figure: int) -> list[int]:
    """Return what comes out with one digit typed twice."""
    text = str(figure)
    found = {int(text[: at + 1] + text[at:]) for at in range(len(text))}
    return sorted(typed for typed in found - {figure} if typed <= MOST)


_KINDS: Final[tuple[tuple[str, Callable[[int], list[int]]], ...]] = (
    ("digits-swapped", swapped),
    ("digit-dropped", dropped),
    ("digit-doubled", doubled),
)


def figure_slip(figure: int, dice: np.random.Generator) -> FigureSlip | None:
    """Mistype a figure (0 or more); None if no slip changes it."""
    kinds = [(kind, found) for kind, make in _KINDS if (found := make(figure))]
    if not kinds:
        return None
    kind, found = kinds[dice.integers(len(kinds))]
    return FigureSlip(kind, found[dice.integers(len(found))])


def turnout_slip(voters: int, before: int, dice: np.random.Generator) -> FigureSlip | None:
    """Mistype an hourly figure, or send the hour before's again.

    Args:
        voters: the right figure.
        before: the right figure of the hour before.
        dice: decides.
    """
    if voters != before and dice.random() < 0.25:
        return FigureSlip("hour-before-again", before)
    return figure_slip(voters, dice)


def protocol_slip(right: Protocol, dice: np.random.Generator) -> ProtocolSlip | None:
    """Make one slip in a protocol; None if there is nothing to mistype.

    A figure mistyped breaks the sum, two candidates' figures exchanged do not.
    """
    makers = [_votes_exchanged, _votes_mistyped, _found_mistyped, _invalid_mistyped]
    for at in dice.permutation(len(makers)):
        slip: ProtocolSlip | None = makers[int(at)](right, dice)
        if slip is not None:
            return slip
    return None


def _votes_exchanged(right: Protocol, dice: np.random.Generator) -> ProtocolSlip | None:
    pairs = [
        (a, b)
        for a in range(len(right.votes))
        for b in range(a)
        if right.votes[a] != right.votes[b]
    ]
    if not pairs:
        return None
    a, b = pairs[dice.integers(len(pairs))]
    votes = list(right.votes)
    votes[a], votes[b] = votes[b], votes[a]
    field = f"votes of {right.candidates[b]} and {right.candidates[a]}"
    typed = replace(right, votes=tuple(votes))
    return ProtocolSlip("figures-exchanged", field, right.votes[b], votes[b], typed)


def _votes_mistyped(right: Protocol, dice: np.random.Generator) -> ProtocolSlip | None:
    at = int(dice.integers(len(right.votes)))
    slip = figure_slip(right.votes[at], dice)
    if slip is None:
        return None
    votes = (*right.votes[:at], slip.typed, *right.votes[at + 1 :])
    field = f"votes of {right.candidates[at]}"
    typed = replace(right, votes=votes)
    return ProtocolSlip(slip.kind, field, right.votes[at], slip.typed, typed)


def _found_mistyped(right: Protocol, dice: np.random.Generator) -> ProtocolSlip | None:
    slip = figure_slip(right.found_station, dice)
    if slip is None:
        return None
    typed = replace(right, found_station=slip.typed)
    return ProtocolSlip(slip.kind, "found_station", right.found_station, slip.typed, typed)


def _invalid_mistyped(right: Protocol, dice: np.random.Generator) -> ProtocolSlip | None:
    slip = figure_slip(right.invalid, dice)
    if slip is None:
        return None
    typed = replace(right, invalid=slip.typed)
    return ProtocolSlip(slip.kind, "invalid", right.invalid, slip.typed, typed)

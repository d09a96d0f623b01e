"""Which trick plays which kind of inject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias

from sim.forgery import forged
from sim.injects import course, hours, regular, timing
from sim.injects.beside import Beside, Lost, Truthful, garbled_with, strange_with
from sim.injects.counts import CHANGES, Restated, TwoProtocols, WinnerChanged
from sim.injects.scene import Scene
from sim.injects.trick import Trick
from sim.parcel import Act
from sim.strays import foreign_with, misplaced
from stream.keys import KeyRing

Maker: TypeAlias = Callable[[Scene], Trick]

_MAKERS: Final[Mapping[str, Maker]] = MappingProxyType(
    {
        "lost-for-good": Lost,
        "two-statements": hours.TwoStatements,
        "two-protocols": TwoProtocols,
        "clock-fast": Truthful,
        "clock-slow": Truthful,
        "above-roll": course.AboveRoll,
        "fall": hours.Fall,
        "rush": course.Rush,
        "early-voting": course.EarlyVoting,
        "late-voting": course.LateVoting,
        "late-opening": timing.LateOpening,
        "early-closing": timing.EarlyClosing,
        "silence": timing.Silence,
        "never-opens": timing.NeverOpens,
        "even-figures": regular.EvenFigures,
        "round-figures": regular.RoundFigures,
        "crowd": course.Crowd,
        "instant-count": timing.InstantCount,
        "overdue-count": timing.OverdueCount,
        "winner-changed": WinnerChanged,
        "stuffing": course.Stuffing,
        "whole-percentages": course.WholePercentages,
        "repeat-voting": course.Carousel,
        **{kind: partial(Restated, change=change) for kind, change in CHANGES.items()},
    }
)

_ACTS: Final[Mapping[str, Callable[[KeyRing], Act]]] = MappingProxyType(
    {
        "unknown-source": strange_with,
        "forged": lambda _: forged,
        "garbled": garbled_with,
        "wrong-partition": lambda _: misplaced,
        "other-run": foreign_with,
    }
)
"""What makes records that have to be refused."""

PLAYED: Final = frozenset((*_MAKERS, *_ACTS))
"""All kinds."""


def trick(scene: Scene, keys: KeyRing) -> Trick:
    """Return the trick of a scene.

    Args:
        scene: where, and which kind.
        keys: of all sources, for records that are signed anew.
    """
    act = _ACTS.get(scene.inject.kind)
    return _MAKERS[scene.inject.kind](scene) if act is None else Beside(scene, act(keys))

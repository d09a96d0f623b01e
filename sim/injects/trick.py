"""A trick: what an inject makes of the statements of one station, one after the other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

from config.inject_kinds import Codes
from sim.injects.said import Said
from sim.injects.scene import Scene
from stream.events import AnyEvent


class Deed(NamedTuple):
    """What was done: since when (milliseconds since 1970 UTC), and what that leads to.

    Attributes:
        at: when it was first done.
        codes: groups of codes; each group has to be raised by one of its codes.
        falsifies: whether figures folded in the end are not those of the voters.
    """

    at: int
    codes: Codes
    falsifies: bool


class Trick(ABC):
    """Takes a station's statements in order; returns those that are made instead.

    Attributes:
        scene: where it is played.
        deed: what was done; None as long as nothing was.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.deed: Deed | None = None

    @abstractmethod
    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return what is said instead of a statement that the station makes now."""

    def did(self, at: int, *, falsifies: bool, codes: Codes | None = None) -> None:
        """Keep in mind that something was done; the first time counts."""
        if self.deed is None:
            known = self.scene.inject.what.codes
            self.deed = Deed(at, known if codes is None else codes, falsifies)

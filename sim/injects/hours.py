"""Tricks on a single figure of the day."""

from __future__ import annotations

import msgspec

from sim.injects.said import Said
from sim.injects.trick import Trick
from stream.events import AnyEvent, TurnoutReported


class Fall(Trick):
    """An hour's figure below the one before, corrected if that is wanted."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; the first that can fall falls."""
        scene = self.scene
        if not isinstance(event, TurnoutReported) or now < scene.begins or self.deed is not None:
            return [Said(event)]
        hour = scene.hour(event)
        before = scene.turnout().voters[hour - 1] if hour else 0
        if not before:
            return [Said(event)]
        self.did(now, falsifies=not scene.corrected)
        low = before - max(1, round(scene.strength * before))
        fallen = Said(msgspec.structs.replace(event, voters=low))
        return [fallen, Said(event, after=scene.corrected)] if scene.corrected else [fallen]


class TwoStatements(Trick):
    """Two figures of an hour under one number; either would be possible."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; beside the first that can have one, a rival."""
        scene = self.scene
        if not isinstance(event, TurnoutReported) or now < scene.begins or self.deed is not None:
            return [Said(event)]
        hour = scene.hour(event)
        before = scene.turnout().voters[hour - 1] if hour else 0
        if event.voters == before:
            return [Said(event)]
        self.did(now, falsifies=True)
        other = int(scene.dice.integers(before, event.voters))
        return [Said(event), Said(msgspec.structs.replace(event, voters=other), again=True)]

"""Tricks with time: too early, too late, or never."""

from __future__ import annotations

import msgspec

from config.rulebook import thresholds
from sim.house import HOUR, SECOND
from sim.injects.ballots import fewer
from sim.injects.said import Said
from sim.injects.scene import MINUTE, Scene
from sim.injects.trick import Trick
from stream.events import (
    AnyEvent,
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)


class Silence(Trick):
    """All that is said in a while is held back until it is over."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement, held back if it is time."""
        scene = self.scene
        until = scene.begins + round(scene.inject.how_long * MINUTE)
        if not scene.begins <= now < until:
            return [Said(event)]
        self.did(now, falsifies=False, codes=None if self._missed(until) else ())
        return [Said(event, held=until - now)]

    def _missed(self, until: int) -> bool:
        """Say whether a figure is overdue before the silence is over."""
        scene = self.scene
        grace = round(thresholds().report_minutes * MINUTE)
        hours = range(scene.opens + HOUR, scene.closes + 1, HOUR)
        return any(scene.begins <= hour and hour + grace < until for hour in hours)


class NeverOpens(Trick):
    """Nothing is said at all."""

    def tell(self, _event: AnyEvent, _now: int) -> list[Said]:
        """Return nothing."""
        self.did(self.scene.opens, falsifies=True)
        return []


class LateOpening(Trick):
    """The opening is said, and dated, too late."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; the opening comes later."""
        if not isinstance(event, StationOpened):
            return [Said(event)]
        moment = self.scene.opens + round(self.scene.strength * 60) * SECOND
        self.did(moment, falsifies=False)
        return [Said(event, after=moment - now)]


class EarlyClosing(Trick):
    """The station closes behind the last full hour; nobody votes any more."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._voters: int | None = None

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; no hour and no other closing after the early one."""
        if isinstance(event, TurnoutReported):
            return self._hour(event, now) if self._voters is None else []
        if self._voters is None:
            return [Said(event)]
        if isinstance(event, StationClosed):
            return []
        if isinstance(event, CountReported):
            missing = self.scene.turnout().total - self._voters
            return [Said(fewer(event, missing, self.scene.dice, issued=True))]
        return [Said(event)]

    def _hour(self, event: TurnoutReported, now: int) -> list[Said]:
        scene = self.scene
        as_of = scene.opens + (scene.hour(event) + 1) * HOUR
        # Where nobody has voted yet, or everybody has, an early closing is no violation.
        if not as_of <= scene.begins < as_of + HOUR or not 0 < event.voters < scene.roll:
            return [Said(event)]
        self._voters = event.voters
        self.did(scene.begins, falsifies=True)
        closed = StationClosed(
            v=event.v,
            election=event.election,
            run=event.run,
            source=event.source,
            seq=event.seq,
            at=event.at,
            voters=event.voters,
            queued=0,
        )
        return [Said(event), Said(closed, after=max(scene.begins - now, SECOND))]


class InstantCount(Trick):
    """The protocols come right after the closing, and are right."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; with the closing, the protocols that would come later."""
        if isinstance(event, CountReported):
            return []
        if not isinstance(event, StationClosed):
            return [Said(event)]
        wait = max(round(self.scene.strength * 60), 1) * SECOND
        self.did(now + wait, falsifies=False)
        counts = [
            msgspec.structs.replace(self.scene.protocol(contest), at=event.at)
            for contest in self.scene.station.contests
        ]
        return [Said(event), *(Said(count, after=wait) for count in counts)]


class OverdueCount(Trick):
    """The protocols come after they have to, or never."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; a protocol comes later, or not at all."""
        if not isinstance(event, CountReported):
            return [Said(event)]
        minutes = self.scene.inject.how_long
        self.did(self.scene.counted, falsifies=not minutes)
        if not minutes:
            return []
        return [Said(event, after=self.scene.counted + round(minutes * 60) * SECOND - now)]

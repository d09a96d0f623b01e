"""Tricks on the day's figures: another course of the turnout, and protocols that go with it."""

from __future__ import annotations

from abc import abstractmethod
from math import ceil
from typing import NamedTuple

import msgspec

from config.injects import most_an_hour
from sim.house import HOUR, SECOND, Turnout
from sim.injects.ballots import drawn_together, more_alike, more_for
from sim.injects.said import Said
from sim.injects.trick import Trick
from stream.events import (
    AnyEvent,
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)


class Course(NamedTuple):
    """Cumulative figures by the end of each hour, and of the whole day."""

    voters: tuple[int, ...]
    total: int


class OtherCourse(Trick):
    """The day goes as if other voters had come; the protocol has their ballots.

    All is consistent: nothing is wrong with the figures but that they are not true.
    """

    _known: Course | None = None

    @abstractmethod
    def course(self, true: Turnout) -> Course:
        """Return the figures that are reported."""

    def counted(self, count: CountReported, more: int) -> CountReported:
        """Return a protocol with the ballots of those who came besides."""
        return more_for(count, self.scene.favourite(count.contest), more)

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement with the figures of the other course."""
        if isinstance(event, TurnoutReported):
            voters = self._course.voters[self.scene.hour(event)]
            return [self._changed(event, now, msgspec.structs.replace(event, voters=voters))]
        if isinstance(event, StationClosed):
            total = self._course.total
            return [self._changed(event, now, msgspec.structs.replace(event, voters=total))]
        if isinstance(event, CountReported):
            more = self._course.total - self.scene.turnout().total
            return [self._changed(event, now, self.counted(event, more))]
        return [Said(event)]

    @property
    def _course(self) -> Course:
        if self._known is None:
            self._known = self.course(self.scene.turnout())
        return self._known

    def _changed(self, event: AnyEvent, now: int, other: AnyEvent) -> Said:
        if other != event:
            self.did(now, falsifies=True)
        return Said(other)

    def added(self, true: Turnout, voters: int) -> Course:
        """Return the course with so many voters more, evenly from when the inject begins."""
        scene = self.scene
        length = scene.closes - scene.begins
        hours = range(1, scene.hours + 1)
        shares = [max(0, scene.opens + hour * HOUR - scene.begins) / length for hour in hours]
        more = [round(voters * share) for share in shares]
        return Course(
            tuple(had + new for had, new in zip(true.voters, more, strict=True)),
            true.total + voters,
        )

    def room(self, true: Turnout) -> int:
        """Return how many on the list did not vote."""
        return self.scene.roll - true.total


class AboveRoll(OtherCourse):
    """More voters than there are on the list."""

    def course(self, true: Turnout) -> Course:
        """Return the course that ends above the list."""
        return self.added(true, self.room(true) + self.scene.of_roll())


class Stuffing(OtherCourse):
    """Ballots of people who did not come, for the leading nomination."""

    def course(self, true: Turnout) -> Course:
        """Return the course with a share of those who did not vote."""
        room = self.room(true)
        return self.added(true, min(room, max(1, round(self.scene.strength * room))))


class Carousel(OtherCourse):
    """People who voted elsewhere before, for the leading nomination."""

    def course(self, true: Turnout) -> Course:
        """Return the course with some voters more, as far as the list has room."""
        return self.added(true, min(self.room(true), self.scene.of_roll()))

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; somebody has seen it, whatever the figures say."""
        if isinstance(event, StationOpened):
            self.did(self.scene.begins, falsifies=True)
        return super().tell(event, now)


class Crowd(OtherCourse):
    """Many more voters, who vote as the others do."""

    def course(self, true: Turnout) -> Course:
        """Return the course with some voters more, as far as the list has room."""
        return self.added(true, min(self.room(true), self.scene.of_roll()))

    def counted(self, count: CountReported, more: int) -> CountReported:
        """Return a protocol with ballots spread as those of the others."""
        return more_alike(count, more, self.scene.dice)


class Rush(OtherCourse):
    """In one hour more voters than the desks can serve; later hours wait until they are true."""

    def course(self, true: Turnout) -> Course:
        """Return the course with the rush, the true one where the list is too short for it."""
        scene = self.scene
        most = most_an_hour(scene.roll)
        hour = next(
            hour for hour in range(scene.hours) if scene.opens + (hour + 1) * HOUR >= scene.begins
        )
        before = true.voters[hour - 1] if hour else 0
        voters = before + most + max(1, round(scene.strength * most))
        if voters > scene.roll:
            return Course(true.voters, true.total)
        later = tuple(max(figure, voters) for figure in true.voters[hour:])
        return Course((*true.voters[:hour], *later), max(true.total, voters))


class EarlyVoting(OtherCourse):
    """Voters before the polls open, in all figures of the day."""

    def course(self, true: Turnout) -> Course:
        """Return the course with those who came too early."""
        roll, early = self.scene.roll, self.scene.of_roll()
        voters = tuple(min(figure + early, roll) for figure in true.voters)
        return Course(voters, min(true.total + early, roll))

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; after the opening, a figure for the moment the polls open."""
        if not isinstance(event, StationOpened):
            return super().tell(event, now)
        scene = self.scene
        moment = scene.opens + 30 * SECOND
        self.did(moment, falsifies=True)
        figure = _figure(event, scene.clock(scene.opens), scene.of_roll())
        return [Said(event), Said(figure, after=moment - now)]


class LateVoting(Trick):
    """Voters after the polls closed, in a figure that comes behind the closing."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; after the closing, a figure for half an hour later."""
        scene = self.scene
        if not isinstance(event, StationClosed) or event.voters >= scene.roll:
            return [Said(event)]
        as_of = scene.closes + HOUR // 2
        moment = as_of + 30 * SECOND
        self.did(moment, falsifies=True)
        voters = min(event.voters + scene.of_roll(), scene.roll)
        return [Said(event), Said(_figure(event, scene.clock(as_of), voters), after=moment - now)]


class WholePercentages(OtherCourse):
    """Ballots until turnout is a whole percentage, and the leader's share another."""

    def course(self, true: Turnout) -> Course:
        """Return the course to the next whole percentage of the list."""
        roll = self.scene.roll
        least = true.total + self.scene.strength * self.room(true)
        total = round(min(100, ceil(100 * least / roll)) * roll / 100)
        return self.added(true, max(0, total - true.total))

    def counted(self, count: CountReported, more: int) -> CountReported:
        """Return a protocol in which the leader has the next whole percentage."""
        leader = self.scene.favourite(count.contest)
        stuffed = more_for(count, leader, more)
        share = ceil(100 * stuffed.votes[leader] / max(stuffed.found, 1))
        votes = round(share * stuffed.found / 100)
        return drawn_together(stuffed, leader, votes, self.scene.dice)


def _figure(event: AnyEvent, as_of: str, voters: int) -> TurnoutReported:
    """Return a figure of a station, dated as another statement of it."""
    return TurnoutReported(
        v=event.v,
        election=event.election,
        run=event.run,
        source=event.source,
        seq=event.seq,
        at=event.at,
        as_of=as_of,
        voters=voters,
    )

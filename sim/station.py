"""A polling station on election day: it opens, reports every hour, closes and counts.

What its commission knows follows from the voters; what it says may differ by a
slip of the hand, and then it says so again, rightly. One SimPy process is one
station's day; simulated time is in milliseconds since 1970 UTC, and a station
acts on whole seconds of it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from typing import Final, TypeAlias

import numpy as np
import simpy

from config import election as definition
from config.scenario import Counting
from sim.chance import stream
from sim.house import HOUR, SECOND, House, Mistake, Turnout
from sim.incidents import Report
from sim.mistakes import protocol_slip, turnout_slip
from sim.protocol import Protocol, content, packed, protocol
from sim.reporter import statement
from stream.bulletin import ISSUE_DELAY
from stream.events import (
    VERSION,
    AnyEvent,
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)

OPENING_BEFORE: Final = (55 * 60, 5 * 60)
"""Seconds before the polls open in which the opening is reported: the commission
opens the station an hour before and draws up a protocol (docs/explanation/law.md)."""

REPORT_AFTER: Final = (15, 240)
"""Seconds after the hour in which its figure is sent; own assumption."""

CLOSING_AFTER: Final = (60, 480)
"""Seconds after the last voter (or closing time) in which the closing is sent; own assumption."""

MENDED_BEFORE_BULLETIN: Final = 300
"""Seconds before a bulletin is taken by which a slip in its figure has been mended."""

ROOM_TO_MEND: Final = 900
"""Seconds of the time for the count that are left for mending a slip."""

Day: TypeAlias = Generator[simpy.Event, None, None]


class PollingStation:
    """One station's day.

    Args:
        env: SimPy's environment.
        station: who it is.
        house: what it is given.
    """

    def __init__(self, env: simpy.Environment, station: definition.Station, house: House) -> None:
        self._env = env
        self._station = station
        self._house = house
        self._seq = 0
        self._dice = stream(house.seed, "station", station.id)
        self._slips = stream(house.seed, "mistakes", station.id)

    def day(self) -> Day:
        """Live through the day; the process ends when the count is reported."""
        yield from self._open()
        yield self._until(self._house.opens + HOUR)
        turnout = self._house.turnout(self._station.id)
        for hour, voters in enumerate(turnout.voters):
            before = turnout.voters[hour - 1] if hour else 0
            yield from self._report(self._house.opens + (hour + 1) * HOUR, voters, before)
        yield from self._close(turnout)
        closed = self._now
        each = self._counting_ends(turnout, closed)
        for contest, end in zip(self._station.contests, each, strict=True):
            yield self._until(end)
            self._env.process(self._count(contest, turnout, closed))

    def tell(self, report: Report) -> Day:
        """Report an incident in the station's own name."""
        yield self._until(report.at)
        self._seq += 1
        house = self._house
        house.say(statement(report, house.election, house.run, self._seq), self._now)

    def _open(self) -> Day:
        first, last = OPENING_BEFORE
        yield self._until(self._house.opens - int(self._dice.integers(last, first)) * SECOND)
        registered = self._station.registered
        self._say(StationOpened, registered=registered, ballots_received=packed(registered))

    def _report(self, as_of: int, voters: int, before: int) -> Day:
        """Send an hour's figure; mend it, if it was a slip, before the next bulletin is taken."""
        yield self._until(as_of + self._soon(REPORT_AFTER))
        moment = self._clock(as_of)
        slip = None
        if self._slips.random() < self._house.mistakes.turnout_slips:
            slip = turnout_slip(voters, before, self._slips)
        if slip is None:
            self._say(TurnoutReported, as_of=moment, voters=voters)
            return
        self._say(TurnoutReported, as_of=moment, voters=slip.typed)
        said = self._now
        latest = as_of + int(ISSUE_DELAY.total_seconds() - MENDED_BEFORE_BULLETIN) * SECOND
        yield self._until(said + self._mending(self._slips, latest - said))
        self._say(TurnoutReported, as_of=moment, voters=voters)
        self._house.note(
            Mistake(
                station=self._station.id,
                about=moment,
                kind=slip.kind,
                field="voters",
                right=voters,
                typed=slip.typed,
                said=said,
                mended=self._now,
            )
        )

    def _close(self, turnout: Turnout) -> Day:
        """Close after the last voter in line."""
        last = self._house.opens + int(turnout.last_ballot + 1) * SECOND
        done = max(last, self._house.closes, self._now)
        yield self._until(done + self._soon(CLOSING_AFTER))
        self._say(StationClosed, voters=turnout.total, queued=turnout.queued)

    def _counting_ends(self, turnout: Turnout, closed: int) -> list[int]:
        """Return when the count of each contest is done: one after the other, within the limit."""
        counting = self._house.counting
        contests = len(self._station.contests)
        limit = int(counting.max_hours * 3600) - ROOM_TO_MEND
        seconds = counting_seconds(turnout.total, counting)
        ends: list[int] = []
        end = closed
        for _ in range(contests):
            pace = 0.85 + 0.4 * self._dice.random()  # some commissions are slower; own assumption
            end += min(int(seconds * pace), limit // contests) * SECOND
            ends.append(end)
        return ends

    def _count(self, contest: str, turnout: Turnout, closed: int) -> Day:
        """Send a contest's protocol; mend it, if it was a slip, before the count has to end."""
        house, station = self._house, self._station
        right = protocol(
            contest,
            house.candidates[contest],
            station.registered,
            turnout.cast[contest],
            turnout.home,
            stream(house.seed, f"protocol:{contest}", station.id),
        )
        slips = stream(house.seed, f"mistakes:{contest}", station.id)
        slip = None
        if slips.random() < house.mistakes.count_slips:
            slip = protocol_slip(right, slips)
        if slip is None:
            self._state(right, 1)
            return
        self._state(slip.typed, 1)
        said = self._now
        limit = closed + int(house.counting.max_hours * 3600) * SECOND
        yield self._until(said + self._mending(slips, limit - said))
        self._state(right, 2)
        house.note(
            Mistake(
                station=station.id,
                about=contest,
                kind=slip.kind,
                field=slip.field,
                right=slip.right,
                typed=slip.wrong,
                said=said,
                mended=self._now,
            )
        )

    def _state(self, figures: Protocol, version: int) -> None:
        self._say(CountReported, **content(figures, version))

    def _say(self, kind: Callable[..., AnyEvent], **content: object) -> None:
        """State something, under the next number and dated by the station's clock."""
        self._seq += 1
        event = kind(
            v=VERSION,
            election=self._house.election,
            run=self._house.run,
            source=self._station.id,
            seq=self._seq,
            at=self._clock(self._now),
            **content,
        )
        self._house.say(event, self._now)

    def _until(self, moment: int) -> simpy.Event:
        return self._env.timeout(moment - self._env.now)

    @property
    def _now(self) -> int:
        return int(self._env.now)

    def _clock(self, moment: int) -> str:
        """Return a moment as the station's clock shows it."""
        return datetime.fromtimestamp(moment // SECOND, self._house.zone).isoformat()

    def _soon(self, between: tuple[int, int]) -> int:
        """Draw a wait in milliseconds, whole seconds, rather short than long."""
        least, most = between
        return (least + int((most - least) * self._dice.random() * self._dice.random())) * SECOND

    def _mending(self, dice: np.random.Generator, room: int) -> int:
        """Draw how long a slip stands, whole seconds in milliseconds: what fits into `room`."""
        seconds = room // SECOND
        least, most = (
            min(round(minutes * 60), seconds) for minutes in self._house.mistakes.correction_minutes
        )
        return max(least + round((most - least) * dice.random()), 1) * SECOND


def counting_seconds(ballots: int, counting: Counting) -> float:
    """Return how long the count of one contest takes at an even pace, seconds.

    Every ballot is shown and announced (docs/explanation/law.md), so it grows with
    the ballots and shrinks with those who count.
    """
    wanted = round(ballots * counting.counters_per_hundred_ballots / 100)
    counters = min(max(wanted, counting.counters_min), counting.counters_max)
    return max(ballots * counting.seconds_per_ballot / counters, counting.minimum_minutes * 60)

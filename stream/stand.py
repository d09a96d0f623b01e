"""How far each station is, in columns: what it takes to know whether a statement is straight.

A straight statement is the next of its station, and no rule finds anything in it. All
others go the general way, where the rules are asked (`stream.rules`); a property test
holds the one against the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.admission import MOST_STATEMENTS
from stream.brief import Brief
from stream.deadlines import Deadline
from stream.events import CountReported
from stream.moment import moments
from stream.roster import ALWAYS, NO_UNIT, Roster
from stream.rules.limits import (
    CLOCK_BEHIND_S,
    COUNT_BALLOT_S,
    COUNT_LEAST_S,
    EARLY_CLOSING_S,
    HOUR_S,
    LATE_OPENING_S,
    REGULAR_P,
    most_an_hour,
)
from stream.rules.turnout import at_least
from stream.station import StationState

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Seconds = NDArray[np.float64]

NEXT, PHASE, FIGURE, REGISTERED, HOURS, HEADINGS, ROLL, CONTESTS, PER_HOUR = range(9)
"""Columns of `Stand.of`; those from `ROLL` on never change."""

NEVER, NEW, OPEN, CLOSED = range(-1, 3)
"""Phases of a station's day; `CLOSED + n` once n contests are counted, in their order."""


class Statements(NamedTuple):
    """Statements of one kind, column by column.

    Attributes:
        rows: int64[n], the row of each statement's station.
        seqs: int64[n], its number.
        ats: float64[n], when it was made, seconds since 1970 UTC; nan is no moment.
        latest: float64[n], the latest moment each may be dated with (inf: any).
    """

    rows: Rows
    seqs: NDArray[np.int64]
    ats: Seconds
    latest: Seconds

    def where(self, places: Rows) -> Statements:
        """Return some of them."""
        rows, seqs, ats, latest = self
        return Statements(rows[places], seqs[places], ats[places], latest[places])


class Stand:
    """Columns over the rows of a roster.

    Attributes:
        of: int32[rows, 9], see `NEXT` and the others.
        latest: float64[rows], the latest moment told of: of an hour, the closing, and the
            opening of the polls before the first hour.
    """

    def __init__(self, roster: Roster) -> None:
        rows = len(roster.by_row)
        hours = roster.hours
        self.of = np.zeros((rows, 9), np.int32)
        self.of[:, NEXT] = 1
        self.of[:, PHASE] = np.where(roster.unit_of == NO_UNIT, NEVER, NEW)
        self.of[:, ROLL] = roster.rolls
        self.of[:, CONTESTS] = roster.by_unit("contests", lambda unit: len(unit.contests), 0)
        self.of[:, PER_HOUR] = most_an_hour(roster.rolls)
        self._opens = roster.by_unit(
            "opens", lambda unit: hours.get(unit.region, ALWAYS).opens, -np.inf
        )
        self._closes = roster.by_unit(
            "closes", lambda unit: hours.get(unit.region, ALWAYS).closes, np.inf
        )
        never = np.isinf(self._opens), np.isinf(self._closes)
        self._open_by = np.where(never[0], np.inf, self._opens + LATE_OPENING_S)
        self._close_from = np.where(never[1], -np.inf, self._closes - EARLY_CLOSING_S)
        self.latest = self._opens.copy()
        self._turn = np.zeros(rows, np.int64)

    def follow(self, states: Sequence[StationState]) -> None:
        """Take over how far stations are by their settled states."""
        if states:
            at = np.array([state.row for state in states], np.int64)
            self.of[at, :HOURS] = [
                (len(state.prefix) + 1, _phase(state), _figure(state), state.registered)
                for state in states
            ]
            self.latest[at] = [_latest(state) for state in states]

    def firsts(self, rows: Rows) -> Mask:
        """Say of each whether it is the first of its row."""
        places = np.arange(len(rows))
        self._turn[rows[::-1]] = places[::-1]
        firsts: Mask = self._turn[rows] == places
        return firsts

    def opening(self, openings: Statements) -> Mask:
        """Say which openings are the first word of their station, in time."""
        in_time = openings.ats <= self._open_by[openings.rows]
        return self._next(openings, NEW) & in_time

    def reporting(self, reports: Statements, as_ofs: Seconds, voters: NDArray[np.int64]) -> Mask:
        """Say which hourly reports, of different rows, are straight."""
        rows, ats = reports.rows, reports.ats
        straight: Mask = (
            self._measured(reports, as_ofs, voters)
            & (ats >= as_ofs - CLOCK_BEHIND_S)
            & (as_ofs <= self._closes[rows])
        )
        return straight

    def closing(self, closings: Statements, voters: NDArray[np.int64]) -> Mask:
        """Say which closings are straight, but for the figures of the day (`plausible`)."""
        rows, ats = closings.rows, closings.ats
        straight = self._measured(closings, ats, voters)
        straight &= ats >= self._close_from[rows]
        straight &= self.firsts(rows)
        return straight

    def counting(
        self,
        counts: Statements,
        contests: NDArray[np.int64],
        events: Sequence[CountReported | Brief],
    ) -> Mask:
        """Say which protocols, sound in themselves, are straight; see `Courses.count`."""
        figures = np.array(
            [(event.issued, event.found_station + event.found_home) for event in events], np.int64
        ).reshape(-1, 2)
        rows = counts.rows
        fastest = np.maximum(COUNT_LEAST_S, COUNT_BALLOT_S * figures[:, 1])
        straight: Mask = (
            self._next(counts, CLOSED + contests)
            & (figures[:, 0] == self.of[rows, FIGURE])
            & (counts.ats >= self.latest[rows] + fastest)
        )
        return straight

    def behind(self, deadline: Deadline) -> Mask:
        """Say which stations of a deadline may not have told yet of what was due.

        All that have not are among them, and those that are not on the straight course.
        """
        rows = deadline.rows
        phase = self.of[rows, PHASE]
        if deadline.family == "P":
            return phase < CLOSED + self.of[rows, CONTESTS]  # type: ignore[no-any-return]
        first = deadline.by == self._opens[rows]
        silent = np.where(first, phase == NEW, self.latest[rows] < deadline.by)
        return silent & (phase < CLOSED)  # type: ignore[no-any-return]

    def _next(self, statements: Statements, phase: int | NDArray[np.int64]) -> Mask:
        """Say which statements are their station's next, in the phase they belong to."""
        rows, seqs, ats, latest = statements
        stand = self.of[rows]
        following: Mask = (
            (stand[:, PHASE] == phase)
            & (seqs == stand[:, NEXT])
            & (seqs <= MOST_STATEMENTS)
            & (ats <= latest)  # not nan
            & self.firsts(rows)
        )
        return following

    def _measured(self, statements: Statements, as_ofs: Seconds, voters: NDArray[np.int64]) -> Mask:
        """Say which figures are next, later than all others, and can be served in the time."""
        rows, seqs, ats, latest = statements
        stand = self.of[rows]
        new = voters - stand[:, FIGURE]
        pause = np.maximum(as_ofs - self.latest[rows], HOUR_S)
        straight: Mask = (
            (stand[:, PHASE] == OPEN)
            & (seqs == stand[:, NEXT])
            & (seqs <= MOST_STATEMENTS)
            & (ats <= latest)  # not nan
            & (as_ofs > self.latest[rows])
            & (new >= 0)
            & (new * HOUR_S <= stand[:, PER_HOUR] * pause)
            & (voters <= stand[:, ROLL])
        )
        return straight


def plausible(voters: NDArray[np.int32], numbers: NDArray[np.int32]) -> Mask:
    """Say which stations' hourly figures are surely not what T206 calls regular.

    Args:
        voters: int32[n, h], cumulative figures.
        numbers: int32[n], how many of each row are figures.

    More are called implausible here than by the rule, which is asked then: equal growth in
    hours that do not follow each other counts too.
    """
    hours = np.arange(voters.shape[1])
    given = hours < numbers[:, None]
    growth = np.diff(voters, axis=1, prepend=0)
    even = (growth[:, 1:] == growth[:, :-1]) & (growth[:, 1:] > 0) & given[:, 1:]
    weight = np.log(2 * np.sqrt(np.pi * np.maximum(growth[:, 1:], 1)))
    round_ones = ((voters % 10 == 0) & given).sum(1)
    uneven = (weight * even).sum(1) < -math.log(REGULAR_P)
    likely: Mask = uneven & (round_ones < least_round(REGULAR_P))
    return likely


@cache
def least_round(probability: float) -> int:
    """Return from how many multiples of ten on T206 may call them less probable than that.

    Least probable are so many where all figures are round.
    """
    return next(number for number in count(1) if at_least(number, number, 0.1) < probability)


def _figure(state: StationState) -> int:
    return state.closed.voters if state.closed is not None else state.voters


def _latest(state: StationState) -> float:
    moment = max(state.moment, state.hours.opens)
    return max(moment, moments[state.closed.at]) if state.closed is not None else moment


def _phase(state: StationState) -> int:
    """Return how far a station is if its next statement may be a straight one."""
    unit, counts = state.source.unit, state.counts
    if unit is None or state.ahead or not state.prefix or (counts and state.closed is None):
        return NEVER
    if state.closed is None:
        return OPEN
    following = set(unit.contests[: len(counts)]) == counts.keys()
    return CLOSED + len(counts) if following else NEVER

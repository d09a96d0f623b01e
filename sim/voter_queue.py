"""The queue of voters: who stands in line when, at every station at once.

Picture a polling station: a few desks where voters are checked against the
list and receive their ballot, then a few booths where they mark it. Each stage
is one line, first come first served, with c servers. A voter's service starts
when the earliest-free server is free, or on arrival if that is later (Kiefer
and Wolfowitz, "On the theory of queues with many servers", Trans. AMS 78,
1955). The recursion is serial in the voters of a line and independent between
lines, so each step here advances the i-th voter of all lines together.

Layout. Lines lie one after the other in flat arrays: line r holds the voters
`offsets[r]:offsets[r + 1]`, in order of arrival. Moments and durations are
float64 seconds; a moment counts from the opening of the polls.

Rules, exact to the last bit, so that a plain SimPy Resource model comes out
the same, voter by voter:

- Order. Voters are called in order of arrival; of two who arrive at one moment,
  the one with the lower index. The second stage is joined in order of departure
  from the first; of two who leave at one moment, the one called first.
- Servers are alike and a voter does not choose: the state of a line is its
  sorted free times, and which of two idle desks serves makes no difference.
- Closures. From `start` on, a closure takes a desk that is idle, or else the
  first to become free, ahead of everyone in line. A service under way is
  finished first. That desk starts no service until `until`; if none became free
  before then, nothing closes. Closures are taken up in the order (start, until).
- A power cut closes all desks of a station together: whoever is at a desk then
  is still served, because lists and ballots are paper, and nobody new is called
  until the power is back. Booths need no power in daylight and stay open.
- At one moment, a closure comes before a call and a reopening before both: no
  service starts at `start`, the first may start at `until`.
- Closing time. Whoever arrived before `closes` is served, however late it gets;
  whoever arrives at that moment or later is turned away (infinite moments).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Closure:
    """Desks of one line that start no service for a while.

    Attributes:
        line: index of the line.
        start: seconds since the opening; from this moment on no service starts there.
        until: seconds since the opening, later than `start`; the desks are open again.
        left: how many stay open; 0 is a power cut. What overlapping closures take adds up.
    """

    line: int
    start: float
    until: float
    left: int = 0


@dataclass(frozen=True)
class Served:
    """When each voter of a stage was called and done: two float64[V], in the order asked.

    Both are infinite for a voter who was turned away.
    """

    start: Seconds
    departure: Seconds


@dataclass(frozen=True)
class Passage:
    """The way of each voter through a station: moments as float64[V], in order of arrival.

    Attributes:
        called: when the voter stepped up to a desk.
        received: when the voter left it with a ballot.
        left: when the voter left the booth.
        order: int64[V], the voters' indices in the order in which each line received its ballots.
    """

    called: Seconds
    received: Seconds
    left: Seconds
    order: Counts


def serve(
    arrivals: Seconds,
    offsets: Counts,
    service: Seconds,
    servers: Counts,
    *,
    closures: Sequence[Closure] = (),
    closes: float = np.inf,
) -> Served:
    """Serve every line, first come first served.

    Args:
        arrivals: float64[V], not falling within a line.
        offsets: int64[L + 1], where each line begins; the last is V.
        service: float64[V], how long each voter is served, 0 or more.
        servers: int64[L], 1 or more.
        closures: servers that pause; see the rules above.
        closes: the moment from which newcomers are turned away.

    Raises:
        ValueError: the arrays do not fit together, or one of the conditions above is broken.
    """
    _check(arrivals, offsets, service, servers)
    admitted = arrivals if closes == np.inf else np.where(arrivals < closes, arrivals, np.inf)
    voters = np.diff(offsets)
    lines = np.argsort(-voters, kind="stable")  # the longest first: who is still busy is a prefix
    free = _all_free(servers[lines])
    pauses = _Pauses(closures, servers, lines) if closures else None
    upto = offsets[:-1][lines]  # the next voter of each line
    called, departure = np.empty_like(admitted), np.empty_like(admitted)

    lengths, ending = np.unique(voters, return_counts=True)
    busy = len(lines) - (np.cumsum(ending) - ending)
    done = 0
    for length, width in zip(lengths.tolist(), busy.tolist(), strict=True):
        # From voter `done` to voter `length`, the first `width` lines are busy.
        following, desks = upto[:width], [row[:width] for row in free]
        start, end = np.empty(width), np.empty(width)
        for _ in range(done, length):
            admitted.take(following, out=start, mode="clip")
            service.take(following, out=end, mode="clip")
            np.maximum(start, desks[0], out=start)
            if pauses is not None:
                pauses.hold_up(start, free[:, :width])
            np.add(start, end, out=end)
            called[following] = start
            departure[following] = end
            # Put the new free time in its place; the earliest has been used up.
            for earlier, later in pairwise(desks):
                np.minimum(later, end, out=earlier)
                np.maximum(later, end, out=end)
            desks[-1][:] = end
            following += 1
        done = length
    return Served(called, departure)


def pass_through(
    arrivals: Seconds,
    offsets: Counts,
    desk_service: Seconds,
    booth_service: Seconds,
    desks: Counts,
    booths: Counts,
    *,
    closures: Sequence[Closure] = (),
    closes: float = np.inf,
) -> Passage:
    """Take every voter past a desk, then a booth.

    Arguments are those of `serve`, for both stages; closures are of desks. Who stood
    in line for a desk at closing time gets a booth, too.

    Raises:
        ValueError: as `serve`.
    """
    desk = serve(arrivals, offsets, desk_service, desks, closures=closures, closes=closes)
    return to_booths(desk, offsets, booth_service, booths)


def to_booths(desk: Served, offsets: Counts, service: Seconds, booths: Counts) -> Passage:
    """Send voters who come from the desks to the booths, in the order in which they come."""
    order = _by_departure(desk.departure, offsets)
    booth = serve(desk.departure[order], offsets, service[order], booths)
    left = np.empty_like(booth.departure)
    left[order] = booth.departure
    return Passage(desk.start, desk.departure, left, order)


def voters_of(offsets: Counts, lines: Counts) -> tuple[Counts, Counts]:
    """Return the indices of the voters of some lines, and the offsets of these lines alone."""
    sizes = offsets[lines + 1] - offsets[lines]
    within = offsets_of(sizes)
    return np.arange(within[-1]) + np.repeat(offsets[lines] - within[:-1], sizes), within


def offsets_of(sizes: Counts) -> Counts:
    """Return where each line begins when they lie one after the other, and the end."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _by_departure(departure: Seconds, offsets: Counts) -> Counts:
    """Order each line's voters by departure; ties keep the order of their calls."""
    order = np.empty(len(departure), np.int64)
    bounds = offsets.tolist()
    for first, last in pairwise(bounds):
        np.add(departure[first:last].argsort(kind="stable"), first, out=order[first:last])
    return order


def _all_free(servers: Counts) -> Seconds:
    """Return float64[most servers, L]: sorted free times, infinite for servers a line has not."""
    numbers = np.arange(servers.max(initial=1))[:, None]
    return np.where(numbers < servers, -np.inf, np.inf)


class _Pauses:
    """The closures still to come, in the order of `lines`; each takes one server."""

    def __init__(self, closures: Sequence[Closure], servers: Counts, lines: Counts) -> None:
        rank = np.empty_like(lines)
        rank[lines] = np.arange(len(lines))
        of: list[list[tuple[float, float]]] = [[] for _ in lines]
        for closure in closures:
            if not 0 <= closure.line < len(lines) or closure.left < 0:
                raise ValueError(f"no such line, or fewer than no desks left: {closure}")
            if not closure.start < closure.until:
                raise ValueError(f"no time between start and until: {closure}")
            taken = int(servers[closure.line]) - closure.left
            of[rank[closure.line]] += [(closure.start, closure.until)] * taken
        shape = len(lines), 1 + max(map(len, of))
        # After a line's last closure comes NaN, which is never due.
        self._starts, self._untils = np.full(shape, np.nan), np.full(shape, np.nan)
        for line, pauses in enumerate(of):
            for number, (start, until) in enumerate(sorted(pauses)):
                self._starts[line, number], self._untils[line, number] = start, until
        self._at = np.zeros(len(lines), np.int64)
        self._next = self._starts[:, 0].copy()

    def hold_up(self, start: Seconds, free: Seconds) -> None:
        """Take the closures due before the calls at `start`; put the calls off accordingly."""
        due = np.flatnonzero(self._next[: len(start)] <= start)
        while due.size:
            at = self._at[due]
            until = self._untils[due, at]
            idle_at = np.maximum(free[0, due], self._starts[due, at])
            taken = due[idle_at < until]
            free[0, taken] = until[idle_at < until]
            free[:, taken] = np.sort(free[:, taken], axis=0)
            start[due] = np.maximum(start[due], free[0, due])
            self._at[due] = at + 1
            self._next[due] = self._starts[due, at + 1]
            due = due[self._next[due] <= start[due]]


def _check(arrivals: Seconds, offsets: Counts, service: Seconds, servers: Counts) -> None:
    """Refuse lines that cannot be served as asked."""
    if len(offsets) != len(servers) + 1 or offsets[0] != 0 or (np.diff(offsets) < 0).any():
        raise ValueError("offsets have to begin at 0, not fall, and number one more than the lines")
    if not len(arrivals) == len(service) == offsets[-1]:
        raise ValueError(
            f"{offsets[-1]} voters have {len(arrivals)} arrivals and {len(service)} service times"
        )
    if (servers < 1).any():
        raise ValueError("every line needs at least one server")
    if not (service >= 0).all() or np.isinf(service).any():
        raise ValueError("service times have to be 0 or more, and finite")
    falls = np.flatnonzero(~(arrivals[1:] >= arrivals[:-1])) + 1
    if not np.isin(falls, offsets).all() or np.isnan(arrivals).any():
        raise ValueError("arrivals within a line must not fall")

"""The crowd: the way of every voter of the day, from arrival to the box.

Voters come as `sim.arrivals` has it, pass a desk and a booth, and together with
the ballots handed out at home they make the figures that a station reports. On
a calm day each hour's ballots are exactly those asked for.

Outages change this: voters come as on a calm day, the outage holds them up, and
the queue decides in which hour they get their ballots. The day's total stays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from config.scenario import Desks
from sim.arrivals import HOUR, Visits, draw, keep_to_hours, servers
from sim.voter_queue import (
    Closure,
    Counts,
    Passage,
    Seconds,
    Served,
    offsets_of,
    serve,
    to_booths,
    voters_of,
)


@dataclass(frozen=True)
class Crowd:
    """All voters of S stations: V who came to a station, W with those who voted at home.

    Moments are seconds since the polls opened.

    Attributes:
        visits: who came when, and what time each took.
        passage: how each visit went; the arrays run as those of `visits`.
        received_offsets: int64[S + 1], where each station begins in `received`.
        received: float64[W], when each ballot was received, at home included; in order.
        queued_at_close: int64[S], who had come by closing time and had no ballot yet.
        desks: int64[S], check-in desks.
        booths: int64[S], booths.
    """

    visits: Visits
    passage: Passage
    received_offsets: Counts
    received: Seconds
    queued_at_close: Counts
    desks: Counts
    booths: Counts

    def received_at(self, station: int) -> Seconds:
        """Return when the ballots of one station were received, in order."""
        first, last = self.received_offsets[station : station + 2]
        return self.received[first:last]

    def received_by(self, moment: float) -> Counts:
        """Return int64[S]: ballots received by a moment, that moment included."""
        stations = range(len(self.desks))
        found = [self.received_at(s).searchsorted(moment, side="right") for s in stations]
        return np.array(found, np.int64)

    def mean_wait(self) -> Seconds:
        """Return float64[S]: mean seconds in line for a desk; 0 where nobody came."""
        offsets = self.visits.offsets
        return _sums(self._waits(), offsets) / np.maximum(np.diff(offsets), 1)

    def wait_quantile(self, share: float = 0.95) -> Seconds:
        """Return float64[S]: the wait for a desk that `share` of the voters did not exceed.

        It is the nearest-rank quantile, hence the wait of one of them; 0 where nobody came.
        """
        waits, quantile = self._waits(), np.zeros(len(self.desks))
        for station, (first, last) in enumerate(pairwise(self.visits.offsets.tolist())):
            if last > first:
                rank = max(math.ceil(share * (last - first)) - 1, 0)
                quantile[station] = np.partition(waits[first:last], rank)[rank]
        return quantile

    def _waits(self) -> Seconds:
        return self.passage.called - self.visits.arrived


def crowd(
    seed: int,
    stations: Sequence[str],
    roll: Counts,
    hourly: Counts,
    home_hourly: Counts,
    equipment: Desks,
    outages: Sequence[Closure] = (),
) -> Crowd:
    """Bring the voters of a day to their stations and serve them.

    Args:
        seed: the run's seed.
        stations: S ids; each names its station's streams.
        roll: int64[S], voters on the list.
        hourly: int64[S, H], ballots received in each hour of voting, at home included.
        home_hourly: int64[S, H], those of them received at home.
        equipment: desks and booths by voters, and the time a voter takes there.
        outages: desks that close for a while; `line` is the index of the station. Where
            there is one, the queue decides in which hours the ballots are received.

    Raises:
        InputError: the desks cannot hand out an hour's ballots within the hour.
        ValueError: more ballots are received at home than in all.
    """
    at_station = hourly - home_hourly
    if (at_station < 0).any() or (home_hourly < 0).any():
        raise ValueError("more ballots are received at home than in all, or fewer than none")
    desks = servers(roll, at_station, equipment.voters_per_desk, equipment.service_seconds)
    booths = servers(roll, at_station, equipment.voters_per_booth, equipment.booth_seconds)
    visits, at_home = draw(seed, stations, at_station, home_hourly, equipment)
    visits, served = keep_to_hours(visits, at_station, desks, stations)
    if outages:
        served = _hold_up(visits, served, desks, outages)
    passage = to_booths(served, visits.offsets, visits.in_booth, booths)
    received_offsets, received = _merge(
        passage.received[passage.order], visits.offsets, at_home, offsets_of(home_hourly.sum(1))
    )
    return Crowd(
        visits=visits,
        passage=passage,
        received_offsets=received_offsets,
        received=received,
        queued_at_close=_numbers(passage.received > at_station.shape[1] * HOUR, visits.offsets),
        desks=desks,
        booths=booths,
    )


def _hold_up(visits: Visits, served: Served, desks: Counts, outages: Sequence[Closure]) -> Served:
    """Serve the stations that have an outage once more, over the whole day and with it."""
    held = np.unique([outage.line for outage in outages])
    members, within = voters_of(visits.offsets, held)
    closures = [
        replace(outage, line=int(held.searchsorted(outage.line)))  # its place among the held
        for outage in outages
    ]
    again = serve(
        visits.arrived[members],
        within,
        visits.at_desk[members],
        desks[held],
        closures=closures,
    )
    called, departure = served.start.copy(), served.departure.copy()
    called[members], departure[members] = again.start, again.departure
    return Served(called, departure)


def _merge(
    first: Seconds, first_offsets: Counts, second: Seconds, second_offsets: Counts
) -> tuple[Counts, Seconds]:
    """Merge two sets of moments line by line; return offsets and sorted moments."""
    offsets = first_offsets + second_offsets
    merged = np.empty(offsets[-1])
    bounds = zip(first_offsets.tolist(), second_offsets.tolist(), strict=True)
    for (a, b), (c, d) in pairwise(bounds):
        line = merged[a + b : c + d]
        line[: c - a], line[c - a :] = first[a:c], second[b:d]
        line.sort()
    return offsets, merged


def _sums(values: Seconds, offsets: Counts) -> Seconds:
    """Return float64[L]: the sum over each line."""
    lines = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return np.bincount(lines, values, len(offsets) - 1).astype(np.float64)


def _numbers(which: npt.NDArray[np.bool_], offsets: Counts) -> Counts:
    """Return int64[L]: how many of each line."""
    upto = offsets_of(which.astype(np.int64))
    return upto[offsets[1:]] - upto[offsets[:-1]]

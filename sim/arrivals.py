"""Arrivals: when voters come, so that every hour's ballots come out as published.

Known is how many voters received a ballot in each hour; unknown is when they
came. Arrivals are drawn evenly over their hour, the desks serve them, and where
somebody would get the ballot only after the hour, that hour's arrivals are
drawn closer to its beginning until nobody does. So no line at the desks lasts
over the turn of an hour; only the last hour is left as it is, and its line
stands at the closing of the polls. Because the desks are idle at the turn of an
hour, each hour of each station is a line of its own, and all are served at once.

An hour's ballots are those received after its beginning, up to and including
its end, just as a report "as of 10:00" counts whoever has a ballot by 10:00.

Each station draws from a stream of its own, so a day cut into any shards comes
out the same for each station.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from config.errors import InputError
from config.scenario import Desks
from sim.chance import stream
from sim.voter_queue import Counts, Seconds, Served, offsets_of, serve, voters_of

HOUR: Final = 3600.0

BUSIEST: Final = 0.8
"""The largest share of an hour that its voters may keep all desks, or all booths, busy.

The rest is slack, without which the last of an hour could not get their ballots in time.
"""


@dataclass(frozen=True)
class Visits:
    """Who comes to the stations, before anyone is served.

    Station s has the voters `offsets[s]:offsets[s + 1]`, in order of arrival.

    Attributes:
        offsets: int64[S + 1].
        arrived: float64[V], seconds since the polls opened, not falling within a station.
        at_desk: float64[V], seconds of service at a desk.
        in_booth: float64[V], seconds in a booth.
    """

    offsets: Counts
    arrived: Seconds
    at_desk: Seconds
    in_booth: Seconds


def servers(roll: Counts, at_station: Counts, voters_each: int, seconds: float) -> Counts:
    """Return int64[S]: desks (or booths) by the list, and enough for the busiest hour.

    Args:
        roll: int64[S], voters on the list.
        at_station: int64[S, H], voters who come in each hour.
        voters_each: voters on the list for one desk.
        seconds: mean time a voter takes there.
    """
    by_list: Counts = np.maximum(-(-roll // voters_each), 1)
    by_peak: Seconds = np.ceil(at_station.max(axis=1, initial=0) * seconds / (BUSIEST * HOUR))
    return np.maximum(by_list, by_peak.astype(np.int64))


def draw(
    seed: int, stations: Sequence[str], at_station: Counts, home_hourly: Counts, equipment: Desks
) -> tuple[Visits, Seconds]:
    """Draw who comes when and how long each takes, evenly over the hours.

    Args:
        seed: the run's seed.
        stations: S ids; each names its station's stream.
        at_station: int64[S, H], how many come in each hour.
        home_hourly: int64[S, H], how many receive their ballot at home.
        equipment: the mean times at a desk and in a booth.

    Returns:
        The visits, and when the ballots at home are received: seconds since the opening,
        station after station, in order.

    A service time is its mean times 1/2 + 2uv, with u and v even between 0 and 1: between
    half the mean and two and a half, skewed to the right, coefficient of variation 0.44.
    No logarithm, so the same bits on every machine.
    """
    offsets, home_offsets = offsets_of(at_station.sum(1)), offsets_of(home_hourly.sum(1))
    arrived, at_home = np.empty(offsets[-1]), np.empty(home_offsets[-1])
    shares = np.empty((4, offsets[-1]))
    bounds, home_bounds = offsets.tolist(), home_offsets.tolist()
    for index, station in enumerate(stations):
        here = slice(bounds[index], bounds[index + 1])
        there = slice(home_bounds[index], home_bounds[index + 1])
        dice = stream(seed, "crowd", station)
        arrived[here] = _evenly(dice, at_station[index])
        at_home[there] = _evenly(dice, home_hourly[index])
        shares[:, here] = dice.random((4, here.stop - here.start))
    at_desk = equipment.service_seconds * (0.5 + 2.0 * shares[0] * shares[1])
    in_booth = equipment.booth_seconds * (0.5 + 2.0 * shares[2] * shares[3])
    return Visits(offsets, arrived, at_desk, in_booth), at_home


def _evenly(dice: np.random.Generator, counts: Counts) -> Seconds:
    """Draw sorted moments, so many in each hour and strictly within it."""
    # Drawn in steps of 2**-24 hours and put in the middle of a step: sums with the hour are
    # exact, so that none is rounded onto the turn of an hour.
    hours = np.repeat(np.arange(len(counts)) + 2.0**-25, counts)
    moments = (hours + dice.random(len(hours), np.float32).astype(np.float64)) * HOUR
    moments.sort()
    return moments


def keep_to_hours(
    visits: Visits, at_station: Counts, desks: Counts, stations: Sequence[str]
) -> tuple[Visits, Served]:
    """Draw arrivals closer to the beginning of their hour until each hour has its ballots.

    A line here is an hour of a station. It is served as in the whole day, because when an
    hour begins, nobody of the hour before is left at the desks.

    Args:
        visits: who comes, evenly over each hour.
        at_station: int64[S, H], how many come in each hour.
        desks: int64[S].
        stations: S ids, to name one that cannot do it.

    Returns:
        The visits with their new arrivals, and how the desks serve them.

    Raises:
        InputError: an hour's voters do not all get a ballot within it even if they all
            come at its beginning.
    """
    hours = at_station.shape[1]
    offsets = offsets_of(at_station.ravel())
    desks_then = np.repeat(desks, hours)
    begins = np.tile(np.arange(hours) * HOUR, len(desks))
    ends = np.where(begins < (hours - 1) * HOUR, begins + HOUR, np.inf)
    arrived = visits.arrived.copy()
    called, departure = np.empty_like(arrived), np.empty_like(arrived)
    spread = np.full(len(begins), HOUR)  # the seconds over which an hour's voters come
    unsettled = np.flatnonzero(at_station)
    haste = 1.0
    while unsettled.size:
        who, within = voters_of(offsets, unsettled)
        served = serve(arrived[who], within, visits.at_desk[who], desks_then[unsettled])
        called[who], departure[who] = served.start, served.departure
        over = np.maximum.reduceat(served.departure, within[:-1]) - ends[unsettled]
        unsettled, over = unsettled[over > 0.0], over[over > 0.0]
        for hopeless in unsettled[spread[unsettled] == 0.0].tolist():
            station, hour = divmod(hopeless, hours)
            raise InputError(
                "desks.service_seconds",
                f"too long for {at_station[station, hour]} voters at {desks[station]} desks "
                f"of {stations[station]} within hour {hour + 1} of voting",
                "a shorter time, or fewer voters_per_desk",
            )
        # Taking off the overshoot helps in full only where the line began late in the
        # hour; so take a little more, and ever more, down to all coming at once.
        haste *= 1.25
        spread[unsettled] = np.maximum(spread[unsettled] - haste * over - 1.0, 0.0)
        who, within = voters_of(offsets, unsettled)
        begin, share = (
            np.repeat(each[unsettled], np.diff(within)) for each in (begins, spread / HOUR)
        )
        arrived[who] = begin + (visits.arrived[who] - begin) * share
    return replace(visits, arrived=arrived), Served(called, departure)

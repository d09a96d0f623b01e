"""The queue of voters, all stations at once, against plain SimPy in the same run.

The voters of 25 July 2021 vote: arrivals, desks, booths, and what makes every
hour exact. The same arrivals and service times then go through
`bench.plain_queue`, one process a voter, and both are compared voter by voter,
without a tolerance; once more with outages at every tenth station.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.figure import Figure, Sheet
from bench.plain_queue import Station
from bench.stopwatch import Lap, Stopwatch, interleaved, median
from config.library import load_election, load_scenario, load_targets
from config.scenario import Desks
from sim.arrivals import HOUR
from sim.crowd import Crowd, crowd
from sim.electorate import electorate
from sim.voter_queue import Closure, Counts, pass_through

SEED = 20210725
MOST_SECONDS = 1.5
LEAST_RATIO = 20.0


@dataclass(frozen=True)
class Day:
    """Who votes where and in which hour: S stations, H hours."""

    stations: Sequence[str]
    roll: Counts
    hourly: Counts
    home_hourly: Counts
    desks: Desks

    def vote(self, outages: Sequence[Closure] = ()) -> Crowd:
        """Let all of them vote."""
        return crowd(
            SEED, self.stations, self.roll, self.hourly, self.home_hourly, self.desks, outages
        )


def measure(*, quick: bool = False, rounds: int = 5) -> Sheet:
    """Measure the day, its stages and the least of loops in turn; plain SimPy once.

    `quick` takes the first region alone.
    """
    day = the_day(regions=1 if quick else None)
    whole = day.vote()
    visits, stations = whole.visits, range(len(day.stations))
    arrivals, offsets, services = visits.arrived, visits.offsets, (visits.at_desk, visits.in_booth)
    laps = interleaved(
        {
            "day": day.vote,
            "stages": lambda: pass_through(arrivals, offsets, *services, whole.desks, whole.booths),
            "loop": _bare_loop(whole),
        },
        1 if quick else rounds,
    )
    plain, equal = _compare(whole, stations)
    outages = [_outage(station) for station in stations[::10]]
    return Sheet(
        f"The queue: {len(whole.received):,} voters at {len(stations):,} stations,"
        f" {len(arrivals):,} of them at a desk",
        [*_figures(laps, plain, judged=not quick)],
        {
            "equal to plain SimPy, voter by voter": equal,
            "equal with desks that close and power cuts": _compare(
                day.vote(outages), stations[::10], outages
            )[1],
            "every hour's ballots handed out in that hour": _hours_are_exact(whole, day.hourly),
        },
    )


def the_day(regions: int | None = None) -> Day:
    """Return the electorate of 25 July 2021, or of its first `regions`."""
    election = load_election("kz-2021-07-25")
    targets = load_targets(election.id)
    parts = [
        electorate(election, targets, SEED, region.id) for region in election.regions[:regions]
    ]
    stations = [station for part in parts for station in part.stations]
    return Day(
        [station.id for station in stations],
        np.array([station.registered for station in stations]),
        np.concatenate([part.hourly for part in parts]),
        np.concatenate([part.home_hourly for part in parts]),
        load_scenario("as-reported").desks,
    )


def _figures(laps: Mapping[str, Sequence[Lap]], plain: Lap, *, judged: bool) -> Iterator[Figure]:
    """Yield the figures of the day and of what it is held against.

    The least of loops makes two numpy calls for each voter of a line and stage: no
    recursion over a line in numpy does with less.
    """
    middle = {name: median(all_of) for name, all_of in laps.items()}
    walls = {name: tuple(lap.wall_s for lap in all_of) for name, all_of in laps.items()}
    yield Figure(
        "whole day, arrivals to booths",
        walls["day"],
        "s",
        middle["day"].cpu_s,
        at_most=MOST_SECONDS if judged else None,
        near=f"{middle['day'].wall_s / middle['loop'].wall_s:.1f} times the least of loops",
    )
    yield Figure(
        "plain SimPy's time over it",
        (plain.wall_s / middle["day"].wall_s,),
        "times",
        at_least=LEAST_RATIO if judged else None,
    )
    yield Figure(
        "of it, desks and booths",
        walls["stages"],
        "s",
        middle["stages"].cpu_s,
        near=f"{middle['stages'].wall_s / middle['loop'].wall_s:.1f} times the least of loops",
    )
    yield Figure("limit: the least of such loops", walls["loop"], "s", middle["loop"].cpu_s)
    yield Figure("plain SimPy, desks and booths", (plain.wall_s,), "s", plain.cpu_s)


def _compare(
    whole: Crowd, stations: Sequence[int], outages: Sequence[Closure] = ()
) -> tuple[Lap, bool]:
    """Run the plain model at some stations; return its time, and whether all is equal."""
    visits, passage = whole.visits, whole.passage
    closed = {outage.line: outage for outage in outages}
    took, equal = Lap(0.0, 0.0), True
    for station in stations:
        here = slice(*visits.offsets[station : station + 2].tolist())
        desks, pauses = int(whole.desks[station]), []
        if station in closed:
            outage = closed[station]
            pauses = [(outage.start, outage.until)] * (desks - outage.left)
        plain = Station(
            visits.arrived[here].tolist(),
            visits.at_desk[here].tolist(),
            visits.in_booth[here].tolist(),
            desks,
            int(whole.booths[station]),
            pauses,
        )
        watch = Stopwatch()
        plain.run()
        took += watch.lap()
        equal &= plain.called == passage.called[here].tolist()
        equal &= plain.received == passage.received[here].tolist()
        equal &= plain.left == passage.left[here].tolist()
    return took, equal


def _outage(station: int) -> Closure:
    """Return a power cut or a closed desk, at an hour that differs by station."""
    start = (1.0 + station % 117 / 10.0) * HOUR
    return Closure(station, start, start + 0.75 * HOUR, left=station % 20 // 10)


def _bare_loop(whole: Crowd) -> Callable[[], None]:
    """Return the least of loops: one server a line, two stages, laid out in advance."""
    voters = np.sort(np.diff(whole.visits.offsets))[::-1]
    arrivals = np.zeros((voters.max(), len(voters)))
    service = np.ones_like(arrivals)
    widths = (voters[None, :] > np.arange(len(arrivals))[:, None]).sum(1).tolist()

    def loop() -> None:
        for _ in range(2):
            free = np.zeros(len(voters))
            for voter, width in enumerate(widths):
                busy = free[:width]
                np.maximum(busy, arrivals[voter, :width], out=busy)
                np.add(busy, service[voter, :width], out=busy)

    return loop


def _hours_are_exact(whole: Crowd, hourly: Counts) -> bool:
    """Say whether each station hands out each hour's ballots in that hour."""
    by_hour = [whole.received_by(hour * HOUR) for hour in range(hourly.shape[1])]
    received = np.diff(np.stack([*by_hour, np.diff(whole.received_offsets)]), axis=0)
    return bool((hourly == received.T).all())

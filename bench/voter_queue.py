"""The queue of voters, all stations at once, against plain SimPy in the same run.

The voters of 25 July 2021 vote: arrivals, desks, booths, and what makes every
hour exact. The same arrivals and service times then go through
`bench.plain_queue`, one process a voter, and both are compared voter by voter,
without a tolerance; once more with outages at every tenth station.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from bench.plain_queue import Station
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


def measure(runs: int = 5) -> dict[str, float | int | bool]:
    """Measure the day, its parts and the yardstick; medians of `runs`, the yardstick once.

    Returns:
        Seconds: `day_s` for all of `crowd`; `two_stages_s` for desks and booths alone, on
        arrivals at hand; `lower_limit_s` for a numpy loop with two calls for each voter of a
        line and stage, which is the least that the recursion needs; `simpy_s` for the plain
        model. `ratio` is simpy_s / day_s. `equal`, `equal_with_outages` and `hours_exact`
        say whether the figures are worth anything.
    """
    day = the_day()
    whole = day.vote()
    visits, stations = whole.visits, range(len(day.stations))
    arrivals, offsets, services = visits.arrived, visits.offsets, (visits.at_desk, visits.in_booth)
    day_seconds = _median(day.vote, runs)
    stages_seconds = _median(
        lambda: pass_through(arrivals, offsets, *services, whole.desks, whole.booths), runs
    )
    simpy_seconds, equal = _compare(whole, stations)
    outages = [_outage(station) for station in stations[::10]]
    return {
        "stations": len(stations),
        "voters": len(whole.received),
        "voters_at_desks": len(arrivals),
        "day_s": day_seconds,
        "two_stages_s": stages_seconds,
        "lower_limit_s": _median(_bare_loop(whole), runs),
        "simpy_s": simpy_seconds,
        "ratio": simpy_seconds / day_seconds,
        "equal": equal,
        "equal_with_outages": _compare(day.vote(outages), stations[::10], outages)[1],
        "hours_exact": _hours_are_exact(whole, day.hourly),
    }


def the_day() -> Day:
    """Return the electorate of 25 July 2021."""
    election = load_election("kz-2021-07-25")
    targets = load_targets(election.id)
    parts = [electorate(election, targets, SEED, region.id) for region in election.regions]
    stations = [station for part in parts for station in part.stations]
    return Day(
        [station.id for station in stations],
        np.array([station.registered for station in stations]),
        np.concatenate([part.hourly for part in parts]),
        np.concatenate([part.home_hourly for part in parts]),
        load_scenario("as-reported").desks,
    )


def main() -> None:
    """Measure, print, and fail where a figure is not reached."""
    found = measure()
    print(
        f"{found['voters']:,} voters at {found['stations']:,} stations, "
        f"{found['voters_at_desks']:,} of them at a desk\n"
        f"  whole day, arrivals to booths   {found['day_s']:8.3f} s  (at most {MOST_SECONDS})\n"
        f"  desks and booths alone          {found['two_stages_s']:8.3f} s\n"
        f"  lower limit of such a loop      {found['lower_limit_s']:8.3f} s\n"
        f"  plain SimPy, a process a voter  {found['simpy_s']:8.3f} s\n"
        f"  ratio                           {found['ratio']:8.0f}    (at least {LEAST_RATIO:.0f})"
    )
    for claim in ("equal", "equal_with_outages", "hours_exact"):
        print(f"  {claim.replace('_', ' '):31} {'yes' if found[claim] else 'NO'}")
        assert found[claim], claim
    assert found["day_s"] <= MOST_SECONDS
    assert found["ratio"] >= LEAST_RATIO


def _median(work: Callable[[], object], runs: int) -> float:
    """Return the median seconds of some runs, after one that does not count."""
    work()
    seconds = []
    for _ in range(runs):
        began = perf_counter()
        work()
        seconds.append(perf_counter() - began)
    return statistics.median(seconds)


def _compare(
    whole: Crowd, stations: Sequence[int], outages: Sequence[Closure] = ()
) -> tuple[float, bool]:
    """Run the plain model at some stations; return its seconds, and whether all is equal."""
    visits, passage = whole.visits, whole.passage
    closed = {outage.line: outage for outage in outages}
    seconds, equal = 0.0, True
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
        began = perf_counter()
        plain.run()
        seconds += perf_counter() - began
        equal &= plain.called == passage.called[here].tolist()
        equal &= plain.received == passage.received[here].tolist()
        equal &= plain.left == passage.left[here].tolist()
    return seconds, equal


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


if __name__ == "__main__":
    main()

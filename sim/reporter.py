"""A reporter who is not a station: an observer, a journalist, a voter, the commission."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from datetime import datetime

import simpy

from config.scenario import Incident
from sim.incidents import Report
from stream.events import VERSION, AnyEvent, CandidateWithdrawn, IncidentReported


def reporter(
    env: simpy.Environment,
    election: str,
    run: str,
    reports: Sequence[Report],
    say: Callable[[AnyEvent, int], None],
) -> Generator[simpy.Event, None, None]:
    """Tell of one thing after the other.

    Args:
        env: SimPy's environment, in milliseconds since 1970 UTC.
        election: its id.
        run: the run's id.
        reports: of one source, in order of time.
        say: takes a statement and when it is sent.
    """
    for seq, report in enumerate(reports, start=1):
        yield env.timeout(report.at - env.now)
        say(statement(report, election, run, seq), report.at)


def statement(report: Report, election: str, run: str, seq: int) -> AnyEvent:
    """Return a report as its source states it."""
    what = report.what
    at = datetime.fromtimestamp(report.at // 1000, report.zone).isoformat()
    if isinstance(what, Incident):
        return IncidentReported(
            v=VERSION,
            election=election,
            run=run,
            source=report.source,
            seq=seq,
            at=at,
            category=what.category,
            scope=what.scope,
            place=report.place,
            role=what.role,
        )
    return CandidateWithdrawn(
        v=VERSION,
        election=election,
        run=run,
        source=report.source,
        seq=seq,
        at=at,
        contest=what.contest,
        candidate=what.candidate,
        ground=what.ground,
    )

"""Real elections put to the rules: which stations raise which, as the pipeline finds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from sim.georgia import RealElection, elections
from sim.real_day import RealDay, row_of
from stream.pipeline import Pipeline


class Judged(NamedTuple):
    """What the rules found in one election.

    Attributes:
        election: as the data has it.
        raised: the rows whose stations have an alert open when all is told, by code.
        contests: how many there are.
        accepted: statements of the stations that were folded.
    """

    election: RealElection
    raised: Mapping[str, frozenset[int]]
    contests: int
    accepted: int

    def stations(self, code: str) -> int:
        """Return how many stations raise a rule."""
        return len(self.raised.get(code, ()))


def judge(election: RealElection) -> Judged:
    """Put one election to the rules, its codes unchecked.

    Raises:
        ValueError: a statement was refused: the data does not fit the event contract.
    """
    day = RealDay(election)
    pipeline = Pipeline(day.roster)
    update = pipeline.feed(list(day.records()))
    if update.rejected:
        raise ValueError(f"{election.id}: {update.rejected[0].reason}")
    pipeline.finish()
    rows: defaultdict[str, set[int]] = defaultdict(set)
    for alert in pipeline.alerts():
        if alert.scope == "station" and alert.condition == "open":
            rows[alert.code].add(row_of(alert.place))
    raised = {code: frozenset(found) for code, found in sorted(rows.items())}
    return Judged(election, raised, len(day.roster.races), pipeline.accepted)


@cache
def judged() -> tuple[Judged, ...]:
    """Put all elections to the rules; takes some seconds."""
    return tuple(judge(election) for election in elections())

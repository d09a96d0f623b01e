"""The rules on one station's hours, by the size of what is done to them: T203 and T206.

The stations are those of the day of 25 July 2021 without mistakes, as the pipeline folded them.
What is done is put into what a station said, and the rule is asked again. It is no copy of the
rule: nothing here knows a limit or a probability.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec
import numpy as np

from config.library import load_election, load_scenario, load_targets
from sim.chance import stream
from sim.day import Day
from sim.plan import Plan
from stream.alerts import Finding
from stream.events import StationClosed
from stream.pipeline import Pipeline
from stream.roster import Roster
from stream.rules.turnout import regular, too_fast
from stream.station import StationState
from stream.tally import Sums

ELECTION: Final = "kz-2021-07-25"
SIZES: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

Dice: TypeAlias = np.random.Generator
Voters: TypeAlias = list[int]
"""Cumulative figures of a station, hour by hour."""


@dataclass(frozen=True)
class Done:
    """What is done to a station's hours.

    Attributes:
        code: of the rule that is to find it.
        what: in words, with the unit of its size.
        change: does it.
        rule: is asked.
    """

    code: str
    what: str
    change: Callable[[Voters, float, Dice], Voters]
    rule: Callable[[StationState, int], Iterator[Finding]]


def rushed(voters: Voters, size: float, dice: Dice) -> Voters:
    """Let a share of those who came in other hours be told in one, chosen by lot."""
    came = np.diff(voters, prepend=0)
    moved = np.rint(came * size).astype(np.int64)
    hour = int(dice.integers(len(came)))
    moved[hour] = 0
    came -= moved
    came[hour] += moved.sum()
    return list(map(int, came.cumsum()))


def evened(voters: Voters, size: float, dice: Dice) -> Voters:
    """Let a share of the hours, one after the other, have as many voters each: their mean."""
    came = np.diff(voters, prepend=0)
    hours = round(size * len(came))
    if hours:
        first = int(dice.integers(len(came) - hours + 1))
        came[first : first + hours] = round(float(came[first : first + hours].mean()))
    return list(map(int, came.cumsum()))


def rounded(voters: Voters, size: float, dice: Dice) -> Voters:
    """Let a share of the figures be the nearest multiple of ten."""
    told = np.array(voters)
    marked = dice.permutation(len(told))[: round(size * len(told))]
    told[marked] = (told[marked] + 5) // 10 * 10
    return list(map(int, told))


DONE: Final = (
    Done("T203", "of those who came in other hours are told in one", rushed, too_fast),
    Done("T206", "of the hours, one after the other, have as many voters", evened, regular),
    Done("T206", "of the figures are made multiples of ten", rounded, regular),
)


class Hours:
    """The stations of a day without mistakes.

    Args:
        seed: of the day.
        election: which.
    """

    def __init__(self, seed: int, election: str = ELECTION) -> None:
        definition = load_election(election)
        plan = Plan(definition, load_targets(election), load_scenario("ideal", definition), seed)
        self._roster = Roster.of(definition, plan.run, plan.partitions)
        pipeline = Pipeline(self._roster, plan.key_ring)
        pipeline.feed([*Day(plan).records()])
        pipeline.finish()
        self.stations: Sequence[StationState] = [*pipeline.stations()]

    def recall(self, done: Done, size: float, seed: int) -> float:
        """Return at which share of the stations the rule finds what is done to each of them."""
        dice = stream(seed, "detection:hours", done.what)
        found = [
            any(done.rule(self.told(state, done.change(_said(state), size, dice)), 0))
            for state in self.stations
        ]
        return sum(found) / len(found)

    def told(self, state: StationState, voters: Voters) -> StationState:
        """Return the state of a station that said these figures; what it closed with goes along."""
        other = StationState(state.source, state.row, Sums(), self._roster)
        by_moment = dict(zip(state.figures(), voters, strict=True))
        more = voters[-1] - _said(state)[-1]
        for statement in state.prefix:
            if isinstance(statement, tuple):
                at, as_of, _ = statement
                said = at, as_of, by_moment[as_of]
            elif isinstance(statement, StationClosed):
                said = msgspec.structs.replace(statement, voters=statement.voters + more)
            else:
                said = statement
            other.record(len(other.prefix) + 1, said)
            other.fold(said)
        return other


def _said(state: StationState) -> Voters:
    return [*state.figures().values()]


def curves(seeds: Sequence[int]) -> dict[str, list[float]]:
    """Return the mean recall at each of `SIZES` over some days, by what is done."""
    days = [Hours(seed) for seed in seeds]
    return {
        f"{done.code}: {done.what}": [
            float(np.mean([day.recall(done, size, at) for at, day in enumerate(days)]))
            for size in SIZES
        ]
        for done in DONE
    }

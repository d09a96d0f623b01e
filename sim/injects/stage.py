"""The stage: between what stations say and the post, each inject plays its trick here.

It owns the numbers of the stations concerned: a statement that is added shifts
those behind it, one that is held back keeps its own, and one that is never made
has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, Protocol

import msgspec
import numpy as np
import simpy
from numpy.typing import NDArray

from config.election import INDEPENDENT, Election, Station
from config.rulebook import thresholds
from sim.chance import stream
from sim.house import SECOND, House, Turnout
from sim.incidents import Report
from sim.injects.kinds import trick
from sim.injects.picks import Planted, planted, sightings
from sim.injects.said import Said, redated
from sim.injects.scene import MINUTE, Scene
from sim.injects.trick import Trick
from sim.parcel import Beside
from sim.plan import Plan
from sim.protocol import content, protocol
from sim.truth import InjectTruth
from stream.events import VERSION, AnyEvent, CountReported

_ANY_MOMENT: Final = "1970-01-01T00:00:00Z"

_CLOCKS: Final = {"clock-fast": 60, "clock-slow": -60}
"""Seconds that a clock is fast for each minute of strength."""


class Send(Protocol):
    """Takes a statement, when it is sent, and what makes records beside it."""

    def __call__(self, event: AnyEvent, sent: int, beside: Sequence[Beside] = ()) -> None:
        """Take it to the post."""
        ...


class Mouth:
    """What one station really says, under numbers of its own.

    Args:
        env: SimPy's environment.
        played: the trick that is played there.
        send: takes what is said.
    """

    def __init__(self, env: simpy.Environment, played: Trick, send: Send) -> None:
        self._env = env
        self._played = played
        self._send = send
        self._seq = 0

    def say(self, event: AnyEvent, now: int) -> None:
        """Take a statement of the station in its turn."""
        for said in self._played.tell(event, now):
            if said.after > 0:
                self._env.process(self._later(said))
            else:
                self._utter(said, now)

    def _later(self, said: Said) -> Generator[simpy.Event, None, None]:
        yield self._env.timeout(said.after)
        event = redated(said.event, said.after)
        self._utter(said._replace(event=event), int(self._env.now))

    def _utter(self, said: Said, now: int) -> None:
        if not said.again:
            self._seq += 1
        event = msgspec.structs.replace(said.event, seq=self._seq)
        if not said.lost:
            dice = self._played.scene.dice
            beside = tuple(Beside(act, dice) for act in said.beside)
            self._send(event, now + said.held, beside)


class Stage:
    """All injects at the stations of some regions.

    Args:
        plan: of the run.
        regions: their ids.
        turnout: by station, what the day brings; asked for once somebody has voted.

    Attributes:
        fast: by source, how many seconds its clock is made fast (slow: below 0).
    """

    def __init__(
        self, plan: Plan, regions: Sequence[str], turnout: Callable[[str], Turnout]
    ) -> None:
        self._plan = plan
        self._turnout = turnout
        self._everywhere = planted(plan.election, plan.script, plan.seed)
        here = [one for one in self._everywhere if one.station.region in regions]
        self._here = {one.station.id: one for one in here}
        self._tricks: list[Trick] = []
        self._cast: dict[str, NDArray[np.int64]] = {}
        self._favourites = favourites(plan) if here else {}
        self.fast: Mapping[str, int] = {
            one.station.id: round(_CLOCKS[one.inject.kind] * one.inject.how_strong)
            for one in here
            if one.inject.kind in _CLOCKS
        }

    def sightings(self) -> list[Report]:
        """Return what observers report of all injects, in any region."""
        return sightings(self._everywhere, self._plan.election, self._plan.seed)

    def house(self, station: Station, house: House, env: simpy.Environment, send: Send) -> House:
        """Return the house of a station; what is planted there speaks in its place.

        Where something is planted nobody errs besides: what is wrong there is meant.
        """
        one = self._here.get(station.id)
        if one is None:
            return house
        played = trick(self._scene(one, house), self._plan.key_ring)
        self._tricks.append(played)
        mistakes = house.mistakes.model_copy(update={"turnout_slips": 0.0, "count_slips": 0.0})
        return replace(house, say=Mouth(env, played, send).say, mistakes=mistakes)

    def truth(self) -> list[InjectTruth]:
        """Return what was planted and done."""
        found = [
            InjectTruth(
                id=played.scene.inject.id,
                kind=played.scene.inject.kind,
                station=played.scene.station.id,
                at=_utc(deed.at),
                strength=played.scene.strength,
                codes=deed.codes,
                likely=played.scene.inject.what.likely,
                falsifies=deed.falsifies,
                region=played.scene.station.region,
            )
            for played in self._tricks
            if (deed := played.deed) is not None
        ]
        return sorted(found, key=lambda one: (one.station, one.id))

    def _scene(self, one: Planted, house: House) -> Scene:
        election, seed = self._plan.election, self._plan.seed
        limit = election.calendar.count_hours * 60 + thresholds().protocol_minutes
        return Scene(
            inject=one.inject,
            station=one.station,
            begins=one.begins,
            opens=house.opens,
            hours=house.hours,
            counted=house.closes + round(limit * MINUTE),
            zone=house.zone,
            candidates=house.candidates,
            favourites=self._favourites,
            turnout=lambda: self._turnout(one.station.id),
            cast=self._cast_in,
            protocol=lambda contest: self._protocol(one.station, contest, house),
            dice=stream(seed, f"inject:{one.inject.id}", one.station.id),
        )

    def _cast_in(self, contest: str) -> NDArray[np.int64]:
        """Return the ballots really cast in a contest; its stations all lie in one region."""
        if contest not in self._cast:
            stations = (s for s in self._plan.election.stations if contest in s.contests)
            piles = [self._turnout(station.id).cast[contest] for station in stations]
            self._cast[contest] = np.sum(piles, axis=0)
        return self._cast[contest]

    def _protocol(self, station: Station, contest: str, house: House) -> CountReported:
        turnout = self._turnout(station.id)
        figures = protocol(
            contest,
            house.candidates[contest],
            station.registered,
            turnout.cast[contest],
            turnout.home,
            stream(house.seed, f"protocol:{contest}", station.id),
        )
        return CountReported(
            v=VERSION,
            election=house.election,
            run=house.run,
            source=station.id,
            seq=1,
            at=_ANY_MOMENT,
            **content(figures, 1),
        )


def favourites(plan: Plan) -> dict[str, str]:
    """Return by contest the candidate of the nomination that has won most contests.

    Contests without one are left out, and all where nothing is known of the outcome.
    """
    election: Election = plan.election
    nominated = {(one.contest, one.id): one.nominated_by for one in election.candidates}
    won = Counter(nominated[entry] for entry in sorted(plan.targets.outcome.items()))
    del won[INDEPENDENT]
    if not won:
        return {}
    leading = max(won, key=lambda name: (won[name], name))
    found: dict[str, str] = {}
    for candidate in election.candidates:
        if candidate.nominated_by == leading:
            found.setdefault(candidate.contest, candidate.id)
    return found


def _utc(moment: int) -> str:
    return datetime.fromtimestamp(moment // SECOND, UTC).isoformat().replace("+00:00", "Z")

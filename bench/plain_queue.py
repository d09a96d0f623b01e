"""The yardstick: a polling station as plain SimPy has it, one process a voter.

Nothing here is shared with `sim.voter_queue`, so that the two can be compared
voter by voter. Desks and booths are Resources; a closure is a request ahead of
all voters that holds a desk until it reopens. Everyone's arrival is set at time
zero, so that moments carry no rounding and, at one moment, closures come before
voters and voters in their order.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from math import inf

import simpy

CLOSURE, VOTER = 0, 1

Steps = Generator[simpy.Event, None, None]


@dataclass
class Station:
    """One station and its day; times are seconds, lists run in order of arrival.

    Attributes:
        pauses: (start, until) of one desk each.
        closes: who comes at this moment or later is turned away.
    """

    arrivals: Sequence[float]
    desk_service: Sequence[float]
    booth_service: Sequence[float]
    desks: int
    booths: int
    pauses: Sequence[tuple[float, float]] = ()
    closes: float = inf
    called: list[float] = field(init=False)
    received: list[float] = field(init=False)
    left: list[float] = field(init=False)

    def run(self) -> None:
        """Play the day; `called`, `received` and `left` are infinite for who is turned away."""
        self.called, self.received, self.left = ([inf] * len(self.arrivals) for _ in range(3))
        env = simpy.Environment()
        booths = simpy.Resource(env, self.booths)
        # A queue without closures needs no ranks; the plainer Resource is also the faster one.
        ranked = simpy.PriorityResource(env, self.desks) if self.pauses else None
        if ranked is not None:
            for start, until in sorted(self.pauses):
                env.process(self._pause(env, ranked, start, until))
        desks = simpy.Resource(env, self.desks) if ranked is None else ranked
        rank = {} if ranked is None else {"priority": VOTER}
        for voter in range(len(self.arrivals)):
            env.process(self._voter(env, desks, booths, voter, rank))
        env.run()

    def _voter(
        self,
        env: simpy.Environment,
        desks: simpy.Resource,
        booths: simpy.Resource,
        voter: int,
        rank: dict[str, int],
    ) -> Steps:
        yield env.timeout(self.arrivals[voter])
        if env.now >= self.closes:
            return
        with desks.request(**rank) as turn:
            yield turn
            self.called[voter] = env.now
            yield env.timeout(self.desk_service[voter])
            self.received[voter] = env.now
        with booths.request() as turn:
            yield turn
            yield env.timeout(self.booth_service[voter])
            self.left[voter] = env.now

    @staticmethod
    def _pause(
        env: simpy.Environment, desks: simpy.PriorityResource, start: float, until: float
    ) -> Steps:
        reopening = env.timeout(until)
        yield env.timeout(start)
        with desks.request(priority=CLOSURE) as turn:
            yield turn | reopening
            yield reopening

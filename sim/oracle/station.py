"""A station's day: its figures and protocols, asked when something comes and when it is due."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from sim.oracle.alert import ExpectedAlert
from sim.oracle.overdue import deadlines, overdue_conditions
from sim.oracle.protocol import protocol_conditions
from sim.oracle.spells import Condition, Spells
from sim.oracle.standing import Standing
from sim.oracle.terms import Terms
from sim.oracle.turnout import turnout_conditions
from stream.events import AnyEvent


def station_alerts(
    station: str, terms: Terms, said: Sequence[tuple[int, AnyEvent]], reached: float
) -> Iterator[ExpectedAlert]:
    """Yield the alerts of the rules on turnout and protocols.

    Args:
        station: its id.
        terms: what it is judged by.
        said: receive time (milliseconds) and statement, in the order of arrival.
        reached: the receive time up to which deadlines pass.
    """
    standing, spells = Standing(), Spells()
    stated: frozenset[Condition] = frozenset()
    waiting = deque(due for due in deadlines(terms) if due <= reached)

    def settle(at: int) -> None:
        spells.settle(stated.union(overdue_conditions(standing, terms, at)), at)

    for received, event in said:
        while waiting and waiting[0] <= received:
            settle(waiting.popleft())
        if standing.take(event):
            stated = frozenset(
                (*turnout_conditions(standing, terms), *protocol_conditions(standing, terms))
            )
            settle(received)
    for due in waiting:
        settle(due)
    yield from spells.alerts(station)

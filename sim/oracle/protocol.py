"""T201 and P301 to P310: what a contest's protocol says by itself and beside the closing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from config.rulebook import thresholds
from sim.oracle.moments import MINUTE, SECOND, moment_of
from sim.oracle.spells import Condition
from sim.oracle.standing import Standing
from sim.oracle.terms import Terms
from stream.events import CountReported

_LIMITS: Final = thresholds()
_LEAST: Final = round(_LIMITS.count_least_minutes * MINUTE)
_A_BALLOT: Final = round(_LIMITS.count_ballot_seconds * SECOND)

Test: TypeAlias = Callable[[CountReported, Standing, Terms], bool]


def protocol_conditions(standing: Standing, terms: Terms) -> Iterator[Condition]:
    """Yield what holds of the protocols that count; the part is the contest."""
    for contest, count in standing.counts.items():
        for code, holds in _TESTS.items():
            if holds(count, standing, terms):
                yield code, contest


def _found(count: CountReported) -> int:
    return count.found_station + count.found_home


def _above_roll(count: CountReported, _: Standing, terms: Terms) -> bool:
    return count.issued > terms.registered or _found(count) > terms.registered


def _does_not_add_up(count: CountReported, _: Standing, __: Terms) -> bool:
    return sum(count.votes.values()) + count.against_all + count.invalid != _found(count)


def _more_found(count: CountReported, _: Standing, __: Terms) -> bool:
    return _found(count) > count.issued


def _stock(count: CountReported, _: Standing, __: Terms) -> bool:
    return (
        count.ballots_received != count.issued + count.unused + count.spoiled
        or count.found_home > count.issued_home
        or count.issued_home > count.issued
    )


def _other_roll(count: CountReported, _: Standing, terms: Terms) -> bool:
    return count.registered != terms.registered


def _other_than_closing(count: CountReported, standing: Standing, _: Terms) -> bool:
    return standing.closed is not None and count.issued != standing.closed.voters


def _other_names(count: CountReported, _: Standing, terms: Terms) -> bool:
    return set(count.votes) != terms.ballots[count.contest]


def _empty(count: CountReported, _: Standing, __: Terms) -> bool:
    return _found(count) == 0


def _fewer_found(count: CountReported, _: Standing, __: Terms) -> bool:
    return _found(count) < count.issued


def _too_early(count: CountReported, standing: Standing, terms: Terms) -> bool:
    begins = moment_of(standing.closed.at) if standing.closed is not None else terms.closes
    taken = moment_of(count.at) - begins
    return taken < _LEAST or taken < _A_BALLOT * _found(count)


_TESTS: Final[dict[str, Test]] = {
    "T201": _above_roll,
    "P301": _does_not_add_up,
    "P302": _more_found,
    "P303": _stock,
    "P304": _other_roll,
    "P305": _other_than_closing,
    "P306": _other_names,
    "P307": _empty,
    "P309": _fewer_found,
    "P310": _too_early,
}

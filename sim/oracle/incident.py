"""I501 to I599: what people reported, and candidates taken off the ballot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from config.rulebook import code_of, rules
from sim.oracle.alert import ExpectedAlert
from stream.events import AnyEvent, CandidateWithdrawn, IncidentReported

WITHDRAWN: Final = "candidate-withdrawn"
"""Category of the code under which a withdrawal is filed too."""

CODES: Final = frozenset(code for code, rule in rules().items() if rule.category is not None)
_NAMED: Final = frozenset(rule.category for rule in rules().values() if rule.category)


def incident_alerts(
    nation: str, source: str, said: Sequence[tuple[int, AnyEvent]]
) -> Iterator[ExpectedAlert]:
    """Yield an alert for each thing a source reported, whoever it is; none ever clears.

    Args:
        nation: id of the election, the place of what has no other.
        source: who reports.
        said: receive time (milliseconds) and statement, in the order of arrival.
    """
    opened: dict[tuple[str, str, str], int] = {}
    for received, event in said:
        if isinstance(event, IncidentReported):
            category = event.category
            part = source if category in _NAMED else f"{source}:{category}"
            opened.setdefault((code_of(category), event.place or nation, part), received)
        elif isinstance(event, CandidateWithdrawn):
            part = f"{source}:{event.candidate}"
            opened.setdefault((code_of(WITHDRAWN), event.contest, part), received)
    for (code, place, part), received in opened.items():
        yield ExpectedAlert((code,), place, received, None, part)

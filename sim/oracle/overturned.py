"""P312: corrections that change the winner of a contest, from all its stations' protocols."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from config.election import AGAINST_ALL
from sim.oracle.alert import ExpectedAlert
from sim.oracle.rivals import by_number, by_version, same
from sim.oracle.spells import Condition, Spells
from stream.events import AnyEvent, CandidateWithdrawn, CountReported

CODES = ("P312",)
OVERTURNED: Condition = ("P312", "")


class _Papers:
    """What stands of one station's statements, by number."""

    def __init__(self) -> None:
        self._said: dict[int, AnyEvent] = {}

    def take(self, event: AnyEvent) -> bool:
        """Take a statement; say whether anything new came of it."""
        known = self._said.get(event.seq)
        if known is not None and same(known, event):
            return False
        if known is None or by_number(event) < by_number(known):
            self._said[event.seq] = event
        return True

    def of(self, contest: str, *, first: bool) -> CountReported | None:
        """Return the protocol of a contest with the lowest version, or the highest."""
        counts = [
            each
            for each in self._said.values()
            if isinstance(each, CountReported) and each.contest == contest
        ]
        if not counts:
            return None
        versions = [each.version for each in counts]
        version = min(versions) if first else max(versions)
        return min((each for each in counts if each.version == version), key=by_version)


def overturned_alerts(
    contest: str,
    candidates: Iterable[str],
    stations: Mapping[str, Sequence[tuple[int, AnyEvent]]],
    withdrawn: Sequence[tuple[int, CandidateWithdrawn]] = (),
) -> Iterator[ExpectedAlert]:
    """Yield the alert of a contest, if its corrections ever change the winner.

    What came in one millisecond is judged together.

    Args:
        contest: its id.
        candidates: ids on the ballot.
        stations: of each of its stations, receive time (milliseconds) and statement in the
            order of arrival.
        withdrawn: candidates taken off the ballot, in the order of arrival.
    """
    papers = {station: _Papers() for station in stations}
    spells, corrected = Spells(), False
    told = [(at, station, event) for station, said in stations.items() for at, event in said]
    for received, those in groupby(sorted(told, key=_moment), key=_moment):
        counts = [
            event
            for _, station, event in those
            if papers[station].take(event)
            and isinstance(event, CountReported)
            and event.contest == contest
        ]
        corrected |= any(event.version > 1 for event in counts)
        if corrected and counts:
            off = {e.candidate for at, e in withdrawn if at <= received and e.contest == contest}
            ballot = set(candidates) - off
            outcomes = {_outcome(papers.values(), contest, ballot, first=f) for f in (True, False)}
            holds = len(outcomes) == 2 and None not in outcomes
            spells.settle({OVERTURNED} if holds else set(), received)
    yield from spells.alerts(contest)


def _moment(told: tuple[int, str, AnyEvent]) -> int:
    return told[0]


def _outcome(
    papers: Iterable[_Papers], contest: str, ballot: set[str], *, first: bool
) -> str | None:
    """Return who is elected, or that nobody is; None while a protocol is missing."""
    votes: Counter[str] = Counter()
    for each in papers:
        count = each.of(contest, first=first)
        if count is None:
            return None
        votes[AGAINST_ALL] += count.against_all
        votes.update({name: number for name, number in count.votes.items() if name in ballot})
    most = max(votes.values(), default=0)
    leaders = sorted(name for name, number in votes.items() if number == most)
    return leaders[0] if len(leaders) == 1 else "tie"

"""P312: winners that corrections changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from stream.alerts import AlertBook, Evidence, Finding
from stream.events import CountReported
from stream.roster import Race, Roster
from stream.standing import standing
from stream.station import StationState
from stream.tally import ContestSums
from stream.update import Update


class Overturned:
    """Judges contests in which a protocol was corrected.

    Args:
        roster: of the run.
        states_in: returns what the stations of a contest have said.
        withdrawn: returns the candidates taken off the ballot, as (contest, candidate).
        book: keeps the alerts.
    """

    def __init__(
        self,
        roster: Roster,
        states_in: Callable[[str], Sequence[StationState | None]],
        withdrawn: Callable[[], Iterable[tuple[str, str]]],
        book: AlertBook,
    ) -> None:
        self._roster = roster
        self._states_in = states_in
        self._withdrawn = withdrawn
        self._book = book
        self._open: dict[str, frozenset[str]] = {}

    def judge(self, contest: str, now: int, update: Update) -> None:
        """Ask whether the corrections of a contest changed its winner; `now` in milliseconds."""
        race = self._roster.races[contest]
        before = self._open.get(contest, frozenset())
        findings = self._findings(race)
        after, changed = self._book.settle(findings, before, ("contest", race.region), now)
        self._open[contest] = after
        update.alerts += changed

    def _findings(self, race: Race) -> list[Finding]:
        states = [state for state in self._states_in(race.id) if state is not None]
        counted = [state for state in states if race.id in state.counts]
        if len(counted) < race.stations:
            return []
        withdrawn = {name for contest, name in self._withdrawn() if contest == race.id}
        last = _winner(race, [(each, each.counts[race.id]) for each in counted], withdrawn)
        firsts = [(each, each.first_count(race.id)) for each in counted]
        first = _winner(race, [(each, count) for each, count in firsts if count], withdrawn)
        if first == last:
            return []
        corrected: list[int | str] = sorted(
            each.source.id for each in counted if each.counts[race.id] != each.first_count(race.id)
        )
        evidence: Evidence = {"first": first, "now": last, "corrected_by": corrected}
        return [Finding("P312", race.id, evidence)]


def _winner(
    race: Race, counts: Sequence[tuple[StationState, CountReported]], withdrawn: set[str]
) -> str:
    """Return who would be elected by some protocols, or why nobody."""
    sums = ContestSums()
    for state, count in counts:
        sums.enter(count, state.roll, doubtful=False)
    found = standing(sums, race.candidates, withdrawn, race.stations, race.registered)
    return found.winner or found.decision

"""P312: winners that corrections changed."""

from __future__ import annotations

from stream.alerts import Alert, AlertBook, Evidence, Finding
from stream.protocol_table import ProtocolTable
from stream.roster import Roster
from stream.rule_failures import RuleFailures

NONE = frozenset[str]()


class Overturned:
    """Judges contests in which a protocol was corrected.

    Args:
        roster: of the run.
        book: keeps the alerts.
        failures: counts how often the rule raised an exception.
    """

    def __init__(self, roster: Roster, book: AlertBook, failures: RuleFailures) -> None:
        self._roster = roster
        self._book = book
        self._failures = failures
        self._open: dict[str, frozenset[str]] = {}

    def judge(self, contest: str, table: ProtocolTable, now: int) -> list[Alert]:
        """Ask whether the corrections of a contest changed its winner.

        Args:
            contest: its id.
            table: the protocols.
            now: receive time, milliseconds since 1970 UTC.

        Returns:
            The alerts that changed.
        """
        findings = self._failures.ask(winner_changed, contest, contest, table)
        if findings is None:
            return []
        place = self._roster.races[contest].region
        before = self._open.get(contest, NONE)
        after, changed = self._book.settle(findings, before, ("contest", place), now)
        self._open[contest] = after
        return changed


def winner_changed(contest: str, table: ProtocolTable) -> list[Finding]:
    """P312: by all first protocols of a contest somebody else would be elected."""
    if not table.complete(contest):
        return []
    first, now = table.outcome(contest, first=True), table.outcome(contest, first=False)
    if first == now:
        return []
    corrected: list[int | str] = [*table.corrected(contest)]
    evidence: Evidence = {"first": first, "now": now, "corrected_by": corrected}
    return [Finding("P312", contest, evidence)]

"""Names in the place of ids, for people: parties, areas, published figures."""

from __future__ import annotations

from typing import Final

from config.election import AGAINST_ALL, INVALID, Election
from config.targets import PublishedRow
from console.overview import Language, name_in, short_name
from stream.table import TOTAL

_METRICS: Final = {
    "ballots": "ballots",
    "candidates": "candidates",
    "contests_announced": "contests announced",
    "polling_stations": "polling stations",
    "registered": "registered voters",
    "seats": "seats",
    "turnout_pct": "turnout, %",
    "votes": "votes",
}
_KEYS: Final = {AGAINST_ALL: "against all", INVALID: "invalid", TOTAL: ""}
_NATION: Final = "All regions"


class Wording:
    """Says the ids of an election in words."""

    def __init__(self, election: Election, language: Language = "en") -> None:
        self._election = election
        self._language: Language = language
        self._parties = {party.id: name_in(party.name, language) for party in election.parties}

    def party(self, key: str) -> str:
        """Return the name of a party, or of what else ballots are counted by."""
        return _KEYS.get(key) or self._parties.get(key, key)

    def place(self, key: str) -> str:
        """Return the name of a region or contest; stations go by their id, "" is all regions."""
        contest = self._election.contest_by_id.get(key)
        if contest is not None:
            return name_in(contest.name, self._language)
        region = self._election.region_by_id.get(key)
        if region is not None:
            return short_name(region.name, self._language)
        return key or _NATION

    def figure(self, row: PublishedRow) -> str:
        """Return what a published figure is of: where, what, of whom."""
        where = self.place(row.contest or row.region)
        party, _, candidate = row.key.partition(":")
        whom = f"{candidate} ({self.party(party)})" if candidate else self.party(row.key)
        parts = [where, _METRICS.get(row.metric, row.metric)]
        return ", ".join(parts + ([] if row.key == TOTAL else [whom]))


def grouped(value: str) -> str:
    """Return a figure with its thousands set apart; what is no whole number stays as it is."""
    return f"{int(value):,}" if value.isascii() and value.isdecimal() else value

"""The tables of the report, worked out row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from config.election import AGAINST_ALL, INVALID, Election
from console.evidence import in_words
from console.overview import AlertLine, Language, alert_lines, name_in, short_name
from console.results import Results
from console.wording import Wording
from sim.truth import ReportTruth
from stream.alerts import Alert
from stream.bulletin import FINAL_KEY, bulletins
from stream.cases import RANK, cases
from stream.contest_stage import AreaTally, ContestTally
from stream.percent import percent

_OPENLY: Final = 10
"""So many contests at most have the votes of each candidate set out."""


class Sheets:
    """The tables of one run; names are in the language given.

    Attributes:
        names: of the regions the election is held in, by id.
        parties: (id, short name, colour) of those that won a seat.
        wording: says ids in words.
    """

    def __init__(self, election: Election, results: Results, language: Language) -> None:
        self._election = election
        self._results = results
        self._language: Language = language
        self._tallies = results.tallies
        self.wording = Wording(election, language)
        self.names = {
            region.id: short_name(region.name, language)
            for region in election.regions
            if region.id in results.tallies.regions
        }
        areas = [self._tallies.nation, *self._tallies.regions.values()]
        self.parties = [
            (party.id, party.short, party.colour)
            for party in election.parties
            if any(party.id in area.seats for area in areas)
        ]
        self.nominations = [
            (party.id, party.short)
            for party in election.parties
            if party.id in self._tallies.nation.votes
        ]
        self._issued = bulletins(election, results.tallies)

    def regions(self) -> list[dict[str, Any]]:
        """Rows of the tables by region."""
        return [
            _area_row(name, self._tallies.regions[region]) for region, name in self.names.items()
        ]

    def total(self) -> dict[str, Any] | None:
        """The row of all regions, where there are several.

        Its seats are the sums of the column: those of the regional tables.
        """
        if len(self.names) < 2:
            return None
        row = _area_row("All regions", self._tallies.nation)
        row["seats"] = {
            party: sum(area.seats.get(party, 0) for area in self._tallies.regions.values())
            for party, _, _ in self.parties
        }
        return row

    def party_seats(self) -> list[dict[str, Any]]:
        """Rows of the national table of seats, most seats first."""
        seats = self._tallies.nation.seats
        total = sum(seats.values())
        names = {party.id: name_in(party.name, self._language) for party in self._election.parties}
        rows = [
            {
                "name": names[party],
                "colour": colour,
                "seats": seats.get(party, 0),
                "share": percent(seats.get(party, 0), total),
                "regional": sum(a.seats.get(party, 0) for a in self._tallies.regions.values()),
            }
            for party, _, colour in self.parties
        ]
        return sorted(rows, key=lambda row: -row["seats"])

    def hours(self) -> list[str]:
        """Column heads of the table of bulletins."""
        return ["final" if b.key == FINAL_KEY else b.key for b in self._issued]

    def bulletins(self) -> list[tuple[str, list[str]]]:
        """Rows of the table of bulletins: the nation, then the regions."""
        rows = [("All regions", [bulletin.turnout for bulletin in self._issued])]
        if len(self.names) == 1:
            rows = []
        for region, name in self.names.items():
            rows.append((name, [bulletin.turnout_of(region) for bulletin in self._issued]))
        return rows

    def alert_lines(self, most: int) -> list[tuple[AlertLine, str]]:
        """The first alerts with their evidence in words: errors first, then by time."""
        ordered = sorted(self._results.alerts, key=lambda a: (RANK[a.severity], a.opened, a.id))
        shown = ordered[:most]
        return list(
            zip(alert_lines(shown, self._election), map(self._evidence, shown), strict=True)
        )

    def _evidence(self, alert: Alert) -> str:
        """Return what shows an alert in words; of which contest it is first, if it is of one."""
        said = in_words(alert.evidence, self.wording, self._election.official_zone)
        part = alert.id.removeprefix(f"{alert.code}:{alert.place}:")
        if alert.scope != "station" or part not in self._election.contest_by_id:
            return said
        return "; ".join(filter(None, (f"contest {self.wording.place(part)}", said)))

    def cases(self) -> list[dict[str, Any]]:
        """Rows of the stations with something open, the worst first."""
        return [
            {
                "station": case.place,
                "region": self.wording.place(case.region) if case.region else "",
                "severity": case.severity,
                "open": case.open,
                "cleared": len(case.alerts) - case.open,
                "codes": ", ".join(
                    code if number == 1 else f"{code} ({number})"
                    for code, number in case.codes.items()
                ),
            }
            for case in cases(self._results.alerts)
            if case.open
        ]

    def reports(self) -> list[dict[str, str]]:
        """Incidents and withdrawals, in order of time."""
        kinds = {incident.id: incident for incident in self._results.incidents}
        roles = {reporter.id: reporter.role for reporter in self._election.reporters}
        happened = self._results.happened
        told = [*happened.incidents, *happened.withdrawals]
        return [
            {
                "at": self._moment(report).strftime("%d %b %H:%M"),
                "place": self.wording.place(report.place),
                "kind": (
                    kinds[report.id].category.replace("-", " ")
                    if report.id in kinds
                    else "candidate withdrawn"
                ),
                "role": (
                    kinds[report.id].role
                    if report.id in kinds
                    else roles.get(report.source, report.source)
                ),
                "what": report.what,
                "origin": "a source of that time" if report.named_in_source else "the scenario",
            }
            for report in sorted(told, key=lambda report: (self._moment(report), report.place))
        ]

    def contests(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Results of the contests, by region."""
        by_region: dict[str, list[dict[str, Any]]] = {region: [] for region in self.names}
        openly = len(self._election.contests) <= _OPENLY
        for contest in self._election.contests:
            tally = self._tallies.contests[contest.id]
            standing = tally.standing
            winner = tally.race.candidates[standing.winner] if standing.winner else None
            by_region[contest.region].append(
                {
                    "name": name_in(contest.name, self._language),
                    "illustrative": contest.illustrative,
                    "ballots": tally.ballots,
                    "turnout": percent(tally.ballots, tally.count.registered),
                    "decision": standing.decision.replace("-", " "),
                    "elected": winner.name if winner else "",
                    "party": self.wording.party(winner.party) if winner else "",
                    "votes": tally.votes.get(standing.winner or "", 0),
                    "margin": standing.margin,
                    "candidates": self._candidates(tally) if openly else [],
                }
            )
        return [(self.names[region], rows) for region, rows in by_region.items()]

    def _candidates(self, tally: ContestTally) -> list[dict[str, Any]]:
        """Votes of each candidate, most first; then those against all, and invalid ballots."""
        rows = [
            (candidate.name, self.wording.party(candidate.nominated_by), tally.votes.get(id_, 0))
            for id_, candidate in tally.race.candidates.items()
        ]
        rows.sort(key=lambda row: -row[2])
        rows += [
            ("Against all", "", tally.count.against_all),
            ("Invalid ballots", "", tally.count.invalid),
        ]
        return [
            {"name": name, "party": party, "votes": votes, "share": percent(votes, tally.ballots)}
            for name, party, votes in rows
        ]

    def _moment(self, report: ReportTruth) -> datetime:
        return datetime.fromisoformat(report.at).astimezone(self._election.official_zone)


def _area_row(name: str, tally: AreaTally) -> dict[str, Any]:
    return {
        "name": name,
        "tally": tally,
        "turnout": percent(tally.ballots, tally.ballots_roll),
        "seats": tally.seats,
        "against_all": tally.votes.get(AGAINST_ALL, 0),
        "invalid": tally.votes.get(INVALID, 0),
    }

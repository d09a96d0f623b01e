"""The report: one page that needs nothing but itself.

What the page says is worked out here; how it looks is in `templates/`. The same
run gives the same bytes: no date of making, no machine, no address to fetch.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from config.election import Election
from config.targets import Targets
from console.atlas import outlines
from console.charts import Area, SeatRow, alert_bars, seat_bars, turnout_curves, turnout_map
from console.overview import AlertLine, Language, alert_lines, name_in, short_name
from console.results import Provenance, Results
from stream.alerts import by_code
from stream.bulletin import FINAL_KEY, bulletins
from stream.contest_stage import AreaTally
from stream.percent import percent
from stream.rules.catalogue import RULES

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MOST_ALERTS: Final = 500
_HOUR: Final = timedelta(hours=1)


def render(
    election: Election,
    targets: Targets,
    results: Results,
    provenance: Provenance,
    language: Language = "en",
) -> str:
    """Return the page as HTML."""
    page = _Page(election, targets, results, language)
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["grouped"] = lambda number: f"{number:,}"
    verdicts = {
        verdict: [row for row in results.rows if row.verdict == verdict]
        for verdict in ("exact", "contradiction", "wrong")
    }
    return templates.get_template("report.html.j2").render(
        title=name_in(election.name, language),
        language=language,
        election=election,
        official=f"UTC{election.calendar.official_offset}",
        provenance=provenance,
        nation=results.tallies.nation,
        turnout=percent(results.tallies.nation.ballots, results.tallies.nation.ballots_roll),
        regions=page.regions(),
        parties=page.parties,
        party_seats=page.party_seats(),
        map=page.map(),
        curves=page.curves(),
        seats=page.seats(),
        hours=page.hours(),
        bulletins=page.bulletins(),
        alerts=page.alerts(),
        all_alerts=len(results.alerts),
        open_alerts=sum(alert.condition == "open" for alert in results.alerts),
        alert_lines=page.alert_lines()[:_MOST_ALERTS],
        alert_codes=[
            (
                RULES[code],
                number,
                sum(a.code == code and a.condition == "open" for a in results.alerts),
            )
            for code, number in by_code(results.alerts).items()
        ],
        contests=page.contests(),
        verdicts=verdicts,
        doubted=[row for row in verdicts["exact"] if row.reason],
        rows=results.rows,
        points=[point for point in results.points if point.level in ("region", "leader")],
        places=[point for point in results.points if point.level in ("district", "contest")],
    )


@dataclass(frozen=True)
class Picture:
    """A drawing and the words that stand for it."""

    svg: Markup
    alt: str


class _Page:
    """The parts of the page, made from the results."""

    def __init__(
        self, election: Election, targets: Targets, results: Results, language: Language
    ) -> None:
        self._election = election
        self._targets = targets
        self._results = results
        self._language: Language = language
        self._midnight = election.instant(datetime.min.time(), election.official_zone).timestamp()
        self._tallies = results.tallies
        shown = [r for r in election.regions if r.id in results.tallies.regions]
        self._names = {region.id: short_name(region.name, language) for region in shown}
        self.parties = [
            (party.id, party.short, party.colour)
            for party in election.parties
            if any(party.id in area.seats for area in self._areas())
        ]
        self._issued = bulletins(election, results.tallies)

    def _areas(self) -> list[AreaTally]:
        return [self._tallies.nation, *self._tallies.regions.values()]

    def regions(self) -> list[dict[str, Any]]:
        """Rows of the table of regions."""
        return [
            {
                "name": name,
                "tally": self._tallies.regions[region],
                "turnout": percent(
                    self._tallies.regions[region].ballots,
                    self._tallies.regions[region].ballots_roll,
                ),
                "seats": self._tallies.regions[region].seats,
            }
            for region, name in self._names.items()
        ]

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

    def map(self) -> Picture | None:
        """The map, where the election has regions on it."""
        areas = self._charted()
        drawn = outlines()
        if len(areas) < 2 or not {area.id for area in areas} & {line.region for line in drawn}:
            return None
        ranked = sorted(areas, key=lambda area: -area.turnout)
        alt = "Map of the regions by final turnout, highest first: " + ", ".join(
            f"{area.name} {area.turnout:.2f} %" for area in ranked
        )
        return Picture(Markup(turnout_map(drawn, areas)), alt)  # noqa: S704  drawn by us

    def curves(self) -> Picture:
        """Turnout by hour, a small picture a region."""
        areas = self._charted()
        nation = self._area("", "nation", self._tallies.nation)
        alt = "Turnout by hour in each region; at 14:00 official time: " + ", ".join(
            f"{area.name} {_by(area, 14):.1f} %" for area in areas
        )
        return Picture(Markup(turnout_curves(areas, nation)), alt)  # noqa: S704  drawn by us

    def seats(self) -> Picture:
        """Seats by region, and the nation's below."""
        rows = [
            SeatRow(name, self._tallies.regions[region].seats)
            for region, name in self._names.items()
        ]
        if len(rows) > 1:
            rows.append(SeatRow("All regions", self._tallies.nation.seats))
        alt = "Seats by party: " + ", ".join(
            f"{row['name']} {row['seats']}" for row in self.party_seats()
        )
        return Picture(Markup(seat_bars(rows, self.parties)), alt)  # noqa: S704  drawn by us

    def alerts(self) -> Picture:
        """Alerts by half hour."""
        alerts = self._results.alerts
        opened = [(self._hour(alert.opened / 1000), alert.severity) for alert in alerts]
        last = max([21.0, *(hour for hour, _ in opened)])
        alt = f"{len(alerts)} alerts by the half hour they were opened in: " + (
            ", ".join(f"{code} {number}" for code, number in by_code(alerts).items()) or "none"
        )
        first = int(min([6.0, *(hour for hour, _ in opened)]))
        svg = alert_bars(opened, (first, int(last) + 1))
        return Picture(Markup(svg), alt)  # noqa: S704  drawn by us

    def hours(self) -> list[str]:
        """Column heads of the table of bulletins."""
        return ["final" if b.key == FINAL_KEY else b.key for b in self._issued]

    def bulletins(self) -> list[tuple[str, list[str]]]:
        """Rows of the table of bulletins: the nation, then the regions."""
        rows = [("All regions", [bulletin.turnout for bulletin in self._issued])]
        if len(self._names) == 1:
            rows = []
        for region, name in self._names.items():
            rows.append((name, [bulletin.turnout_of(region) for bulletin in self._issued]))
        return rows

    def alert_lines(self) -> tuple[AlertLine, ...]:
        """All alerts, errors first, then by time."""
        rank = {"error": 0, "warning": 1, "notice": 2}
        ordered = sorted(self._results.alerts, key=lambda a: (rank[a.severity], a.opened, a.id))
        return alert_lines(ordered, self._election)

    def contests(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Results of the contests, by region."""
        parties = {p.id: name_in(p.name, self._language) for p in self._election.parties}
        by_region: dict[str, list[dict[str, Any]]] = {region: [] for region in self._names}
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
                    "party": parties.get(winner.party, winner.party) if winner else "",
                    "votes": tally.votes.get(standing.winner or "", 0),
                    "margin": standing.margin,
                }
            )
        return [(self._names[region], rows) for region, rows in by_region.items()]

    def _charted(self) -> list[Area]:
        return [
            self._area(region, name, self._tallies.regions[region])
            for region, name in self._names.items()
        ]

    def _area(self, region: str, name: str, tally: AreaTally) -> Area:
        points = [
            (point.at.hour + point.at.minute / 60, point.turnout_pct)
            for point in self._targets.checkpoints
            if region and point.region == region and point.level == "region"
        ]
        final = 100 * tally.ballots / tally.ballots_roll if tally.ballots_roll else 0.0
        return Area(region, name, final, self._curve(region, tally), points)

    def _curve(self, region: str, tally: AreaTally) -> list[tuple[float, float]]:
        """Return (hour, percent) from the opening to the closing, the line at closing included."""
        regions = [region] if region else list(self._names)
        opens = min(map(self._election.opens, regions))
        closes = max(map(self._election.closes, regions))
        moments = [opens + n * _HOUR for n in range((closes - opens) // _HOUR + 1)]
        voters = [tally.voters_by(moment) for moment in moments[:-1]] + [tally.voters]
        roll = max(1, tally.roll)
        return [
            (self._hour(moment.timestamp()), 100 * number / roll)
            for moment, number in zip(moments, voters, strict=True)
        ]

    def _hour(self, seconds: float) -> float:
        """Return hours since midnight of election day, official time."""
        return (seconds - self._midnight) / 3600


def _by(area: Area, hour: float) -> float:
    return max((value for at, value in area.curve if at <= hour), default=0.0)

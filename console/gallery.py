"""The pictures of the report, each with the words that stand for it.

A picture is drawn twice: for a page of its full width, and for a telephone, where
the wide one could not be read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup

from config.election import Election
from config.targets import Targets
from console.atlas import outlines
from console.charts import Area, SeatRow, alert_bars, seat_bars, turnout_curves, turnout_map
from console.results import Results
from console.sheets import Sheets
from stream.alerts import by_code
from stream.contest_stage import AreaTally

_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Picture:
    """A drawing, the same for a narrow page, and the words that stand for it."""

    svg: Markup
    narrow: Markup
    alt: str


class Gallery:
    """The pictures of one run."""

    def __init__(
        self, election: Election, targets: Targets, results: Results, sheets: Sheets
    ) -> None:
        self._election = election
        self._targets = targets
        self._results = results
        self._sheets = sheets
        self._names = sheets.names
        self._midnight = election.instant(datetime.min.time(), election.official_zone).timestamp()
        self._tallies = results.tallies

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
        return _picture(lambda narrow: turnout_map(drawn, areas, narrow=narrow), alt)

    def curves(self) -> Picture:
        """Turnout by hour, a small picture a region."""
        areas = self._charted()
        nation = self._area("", "nation", self._tallies.nation)
        alt = "Turnout by hour in each region; at 14:00 official time: " + ", ".join(
            f"{area.name} {_by(area, 14):.1f} %" for area in areas
        )
        return _picture(lambda narrow: turnout_curves(areas, nation, narrow=narrow), alt)

    def seats(self) -> Picture:
        """Seats by region, and the nation's below."""
        rows = [
            SeatRow(name, self._tallies.regions[region].seats)
            for region, name in self._names.items()
        ]
        if len(rows) > 1:
            rows.append(SeatRow("All regions", self._tallies.nation.seats))
        parties = self._sheets.parties
        alt = "Seats by party: " + ", ".join(
            f"{row['name']} {row['seats']}" for row in self._sheets.party_seats()
        )
        return _picture(lambda narrow: seat_bars(rows, parties, narrow=narrow), alt)

    def alerts(self) -> Picture:
        """Alerts by half hour."""
        alerts = self._results.alerts
        opened = [(self._hour(alert.opened / 1000), alert.severity) for alert in alerts]
        last = max([21.0, *(hour for hour, _ in opened)])
        alt = f"{len(alerts)} alerts by the half hour they were opened in: " + (
            ", ".join(f"{code} {number}" for code, number in by_code(alerts).items()) or "none"
        )
        first = int(min([6.0, *(hour for hour, _ in opened)]))
        span = (first, int(last) + 1)
        return _picture(lambda narrow: alert_bars(opened, span, narrow=narrow), alt)

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


def _picture(draw: Callable[[bool], str], alt: str) -> Picture:
    """Draw a picture in both widths; the SVG is our own, with all names escaped."""
    return Picture(Markup(draw(False)), Markup(draw(True)), alt)  # noqa: S704  drawn by us

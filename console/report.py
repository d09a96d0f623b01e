"""The report: one page that needs nothing but itself.

What the page says is worked out here; how it looks is in `templates/`. The same
run gives the same bytes: no date of making, no machine, no address to fetch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config.election import Election
from config.targets import Targets
from console.gallery import Gallery
from console.overview import Language, name_in
from console.results import Provenance, Results
from console.sheets import Sheets
from console.wording import grouped
from stream.alerts import by_code
from stream.percent import percent
from stream.rules.catalogue import RULES

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MOST_ALERTS: Final = 500
_MOST_CASES: Final = 100


def pages() -> Environment:
    """Return the templates of pages; what is set into them is text unless it is marked."""
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["grouped"] = lambda number: grouped(str(number))
    return found


def render(
    election: Election,
    targets: Targets,
    results: Results,
    provenance: Provenance,
    language: Language = "en",
) -> str:
    """Return the page as HTML."""
    sheets = Sheets(election, results, language)
    gallery = Gallery(election, targets, results, sheets)
    templates = pages()
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
        regions=sheets.regions(),
        total=sheets.total(),
        parties=sheets.parties,
        nominations=sheets.nominations,
        party_seats=sheets.party_seats(),
        map=gallery.map(),
        curves=gallery.curves(),
        seats=gallery.seats(),
        hours=sheets.hours(),
        bulletins=sheets.bulletins(),
        alerts=gallery.alerts(),
        all_alerts=len(results.alerts),
        open_alerts=sum(alert.condition == "open" for alert in results.alerts),
        alert_lines=sheets.alert_lines(_MOST_ALERTS),
        cases=sheets.cases(),
        most_cases=_MOST_CASES,
        alert_codes=[
            (
                RULES[code],
                number,
                sum(a.code == code and a.condition == "open" for a in results.alerts),
            )
            for code, number in by_code(results.alerts).items()
        ],
        reports=sheets.reports(),
        contests=sheets.contests(),
        figure_name=sheets.wording.figure,
        verdicts=verdicts,
        doubted=[row for row in verdicts["exact"] if row.reason],
        rows=results.rows,
        points=[point for point in results.points if point.level in ("region", "leader")],
        places=[point for point in results.points if point.level in ("district", "contest")],
    )

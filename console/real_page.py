"""What the rules find in real elections, as tables, and their place in docs/real-data.md.

In the page a table stands between `<!-- saylau real: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from config.errors import InputError
from config.rulebook import FAMILIES, rules
from console.real_margins import Margins, margins
from console.real_rules import Judged

ASKED: Final = "TPF"
"""Families whose rules look at the figures of stations."""

SEES: Final = {
    "T201": "a figure above both lists together",
    "T202": "17:00 below 12:00, or signatures below 17:00",
    "T203": "spans of 4, 5 and 3 hours, so only what is far out",
    "T207": "turnout far from that of its district",
    "P302": "votes and invalid above signatures",
    "P303": "only more signatures than ballots received",
    "P307": "neither votes nor invalid",
    "P308": "a share of invalid ballots far above that of its district",
    "P309": "votes and invalid below signatures",
}
"""What raises a rule in this data."""

_NO_MOMENT: Final = "cannot be: nothing says when anything was reported or done"
_TOGETHER: Final = "of the election, not of stations: see detection.md"
UNSEEN: Final = {
    "T204": _NO_MOMENT,
    "T205": _NO_MOMENT,
    "T206": "cannot be: needs five figures by the hour, there are two",
    "P301": "cannot be: ballots found are not stated, only votes and invalid",
    "P304": "cannot be: the list is stated once",
    "P305": "cannot be: what was issued is stated once",
    "P306": "cannot be: there is no list of candidates but those with votes",
    "P310": _NO_MOMENT,
    "P311": _NO_MOMENT,
    "P312": "cannot be: there are no corrections",
    "F401": _TOGETHER,
    "F402": _TOGETHER,
    "F403": _TOGETHER,
    "F404": _TOGETHER,
    "F405": _TOGETHER,
}
"""Why this data cannot raise a rule, or is not asked."""

_NUMBER: Final = re.compile(r"[+-]?[\d,.]+( %)?( \([\d.]+ %\))?|–?")
_PLACE: Final = re.compile(
    r"(<!-- saylau real: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL
)


def tables(found: Sequence[Judged]) -> dict[str, str]:
    """Return the tables of the page by name, as Markdown that ends with a line break."""
    measured = margins(station for each in found for station in each.election.stations)
    return {
        "elections": _elections(found),
        "rules": _rules(found),
        "by-election": _by_election(found),
        "found": _found(measured),
        "pace": _pace(measured),
        "round": _round(measured),
    }


def filled(page: str, made: Mapping[str, str]) -> str:
    """Return a page with its tables made anew.

    Raises:
        InputError: it has not a place for each of the tables.
    """
    places = sorted(match["name"] for match in _PLACE.finditer(page))
    if places != sorted(made):
        expected = f"one for each of {', '.join(sorted(made))}"
        raise InputError("the page", f"has places for {', '.join(places) or 'nothing'}", expected)
    return _PLACE.sub(lambda match: f"{match[1]}{made[match['name']]}{match[3]}", page)


def _elections(found: Sequence[Judged]) -> str:
    heads = ("election", "day", "what", "rows", "judged", "left out", "one list", "contests")
    lines = []
    for each in found:
        of = each.election
        numbers = (of.rows, len(of.stations), len(of.left_out), len(of.one_list), each.contests)
        lines.append((of.id, of.day.isoformat(), of.kind, *numbers))
    sums = [sum(int(line[column]) for line in lines) for column in range(3, 8)]
    return _table(heads, [*lines, ("all", "", "", *sums)])


def _rules(found: Sequence[Judged]) -> str:
    stations = _stations(found)
    lines = []
    codes = [code for code in rules() if code[0] in ASKED]
    for code in sorted(codes, key=_order):
        rule, number = rules()[code], sum(each.stations(code) for each in found)
        seen = number or code in SEES
        shown = (number, _percent(number, stations)) if seen else ("–", "–")
        by = SEES.get(code) or ("" if number else UNSEEN.get(code, ""))
        lines.append((code, rule.severity, rule.title, *shown, by))
    return _table(("rule", "severity", "title", "stations", "share", "raised by"), lines)


def _by_election(found: Sequence[Judged]) -> str:
    raised = {code for each in found for code in each.raised}
    codes = sorted(raised | SEES.keys(), key=_order)
    lines = []
    for each in found:
        number = len(each.election.stations)
        cells = [_share(each.stations(code), number) for code in codes]
        lines.append((each.election.id, number, *cells))
    stations = _stations(found)
    sums = [_share(sum(each.stations(code) for each in found), stations) for code in codes]
    return _table(("election", "stations", *codes), [*lines, ("all", stations, *sums)])


def _found(measured: Margins) -> str:
    lines = [(step, number, _percent(number, measured.stations)) for step, number in measured.steps]
    return _table(("ballots found less signatures", "stations", "share"), lines)


def _pace(measured: Margins) -> str:
    names = ("half of the stations", "90 %", "99 %", "99.9 %", "all")
    lines = [(name, f"{pace:.1f}") for name, (_, pace) in zip(names, measured.pace, strict=True)]
    lines.append(("T203 speaks above", f"{measured.most:.1f}"))
    return _table(("stations with at most", "voters a desk and hour"), lines)


def _round(measured: Margins) -> str:
    lines = [(name, number, _share(tens, number)) for name, number, tens in measured.round_]
    return _table(("figure", "stations above 0", "multiples of ten"), lines)


def _order(code: str) -> tuple[int, str]:
    """Sort codes by family, in the order in which a day meets them."""
    return [*FAMILIES].index(code[0]), code


def _stations(found: Iterable[Judged]) -> int:
    return sum(len(each.election.stations) for each in found)


def _share(number: int, of: int) -> str:
    return f"{number:,} ({_percent(number, of)})"


def _percent(number: int, of: int) -> str:
    return f"{100 * number / of:.2f} %"


def _table(heads: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Lay out a table that can be read as text too: columns of numbers stand to the right."""
    rows = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in lines]
    right = [all(_NUMBER.fullmatch(cell) for cell in column) for column in zip(*rows, strict=True)]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    rule = [
        "-" * (width - 1) + (":" if end else "-") for width, end in zip(widths, right, strict=True)
    ]
    laid = [
        [
            cell.rjust(width) if end else cell.ljust(width)
            for cell, width, end in zip(row, widths, right, strict=True)
        ]
        for row in (heads, rule, *rows)
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in laid)

"""The tables of docs/detection.md, between markers that name them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.detection.calibration import PEERS, SHARES, Calm
from bench.detection.recall import SIZES
from config.power import powers
from config.rulebook import thresholds
from stream.rules.forensic import CODES


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown: words to the left in the first column, figures to the right."""
    rule = [":--", *("--:" for _ in headings[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *rows))


def false_alerts(nulls: Mapping[str, Calm]) -> str:
    """Return the table of false alerts: days with one, by rule and null."""
    stated = thresholds().forensic_p
    rows = [
        (
            name,
            f"{calm.days:,}",
            *(f"{number:,}" for number in calm.alert_days().values()),
            *(f"{calm.per_thousand()[code]:.3f}" if calm.named else "" for code in PEERS),
        )
        for name, calm in nulls.items()
    ]
    headings = ("null", "days", *CODES, *(f"{code}, of 1,000" for code in PEERS))
    stating = ("stated at most", "1,000", *(f"{1000 * stated:g}" for _ in CODES), "1", "1")
    return table(headings, [*rows, stating])


def p_values(nulls: Mapping[str, Calm]) -> str:
    """Return the table of p-values: how often they are below 5 and 1 %, by look."""
    rows = [
        (
            f"{name}, {100 * share:.0f} % counted",
            *(
                " / ".join(f"{100 * calm.below(code, at, each):.1f}" for each in SHARES)
                for code in CODES
            ),
        )
        for name, calm in nulls.items()
        for at, share in enumerate(thresholds().looks)
    ]
    return table(("null and look", *CODES), [*rows, ("nominal", *("5.0 / 1.0" for _ in CODES))])


def curves(recalls: Mapping[str, Sequence[float]], sizes: Sequence[float] = SIZES) -> str:
    """Return the table of recall, %, by rule and size."""
    rows = [(rule, *(f"{100 * each:.0f}" for each in found)) for rule, found in recalls.items()]
    return table(("rule", *(f"{100 * size:g} %" for size in sizes)), rows)


def power_table(*, in_region: bool = False) -> str:
    """Return the table of the smallest effects that are found, as `config.power` has them.

    Args:
        in_region: among so many stations of one region, of the rules that look at those alone.
    """
    known = powers()
    numbers = next(iter(known.values())).stations
    rows = [
        (
            f"{code}: {one.effect} ({one.unit})",
            *(f"{100 * least:.2g} %" if least else "none" for least in smallest),
        )
        for code, one in known.items()
        if (smallest := one.in_region if in_region else one.smallest)
    ]
    return table(("rule", *(f"{number:,}" for number in numbers)), rows)


def real_stations(found: Mapping[str, Sequence[str]]) -> str:
    """Return what the rules say of real elections."""
    headings = ("election", "stations", *PEERS, *(f"{code}, p" for code in CODES))
    return table(headings, [(name, *cells) for name, cells in found.items()])


def put(path: Path, tables: Mapping[str, str]) -> None:
    """Write tables between the markers `<!-- NAME -->` and `<!-- end -->` of a page.

    Raises:
        ValueError: the page has no such markers.
    """
    text = path.read_text(encoding="utf-8")
    for name, content in tables.items():
        between = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
        text, times = between.subn(lambda found, new=content: f"{found[1]}{new}\n{found[2]}", text)
        if times != 1:
            raise ValueError(f"{path}: {times} pairs of markers for {name}")
    path.write_text(text, encoding="utf-8")

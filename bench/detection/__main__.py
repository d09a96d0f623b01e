"""`python -m bench.detection`: judge the rules on many stations; fail if they cry wolf too much."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.detection import hours, page, powers
from bench.detection.days import georgian
from bench.detection.nulls import Null, measure
from bench.detection.recall import curve
from stream.rules.forensic import look
from stream.rules.peers import far_invalid, far_turnout

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "detection.md"
REAL: Final = PAGE.parents[1] / "config" / "real"
STATIONS: Final = 1_847
LARGE: Final = 100_000
HOURS_DAYS: Final = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print or write the tables; return 0, or 1 if there are too many false alerts."""
    wish = _parser().parse_args(arguments)
    if wish.power:
        sys.stderr.write("measuring: power\n")
        powers.write(powers.measure(wish.days), wish.days)
        return 0
    found = measure(_nulls(wish.days, wish.georgia, wish.stations))
    tables = {"false alerts": page.false_alerts(found), "p-values": page.p_values(found)}
    for name, stations in (("curves", wish.stations), ("curves, large", wish.large)):
        if stations:
            sys.stderr.write(f"measuring: {name}\n")
            tables[name] = page.curves(_curves(wish.days, stations))
    sys.stderr.write("measuring: curves, hours\n")
    tables["curves, hours"] = page.curves(
        hours.curves(range(min(wish.days, HOURS_DAYS))), hours.SIZES
    )
    tables["power"] = page.power_table()
    tables["power, region"] = page.power_table(in_region=True)
    if wish.georgia:
        tables["real stations"] = page.real_stations(_real(wish.georgia))
    if wish.write:
        page.put(wish.write, tables)
    else:
        sys.stdout.write("\n\n".join(f"{name}\n\n{text}" for name, text in tables.items()) + "\n")
    holds = all(one.holds for one in found.values())
    sys.stdout.write("Everything holds.\n" if holds else "NOT everything holds.\n")
    return 0 if holds else 1


def _nulls(days: int, georgia: Path | None, stations: int) -> dict[str, Null]:
    """Return the kinds of calm days, by name."""
    found = {
        f"drawn, {stations:,} stations": Null("drawn", days, stations),
        "25 July 2021 drawn anew": Null("replayed", days),
    }
    if georgia:
        found["Georgian stations dealt anew"] = Null("redealt", days, folder=georgia)
    return found


def _curves(days: int, stations: int) -> dict[str, list[float]]:
    some = powers.drawn_days(powers.days_of(min(days, 100), stations), stations)
    return {code: curve(code, some) for code in powers.EFFECTS}


def _real(georgia: Path) -> dict[str, list[str]]:
    """What the rules say of the real elections as they were."""
    found = {}
    for name, figures in georgian(georgia).items():
        counted = figures.counted()
        told = [f"{len(rule(counted)):,}" for rule in (far_turnout, far_invalid)]
        found[name] = [f"{len(counted):,}", *told, *(f"{one.p:.2g}" for one in look(counted))]
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.detection", description=__doc__)
    parser.add_argument("--days", type=int, default=1000, help="calm days of each kind")
    parser.add_argument("--stations", type=int, default=STATIONS, help="of a drawn day")
    parser.add_argument(
        "--large", type=int, default=LARGE, help="stations of the second table of curves; 0: none"
    )
    parser.add_argument(
        "--georgia", type=Path, default=REAL, metavar="FOLDER", help="of the Parquet files"
    )
    parser.add_argument(
        "--no-georgia", dest="georgia", action="store_const", const=None, help="leave them out"
    )
    parser.add_argument(
        "--write", type=Path, nargs="?", const=PAGE, metavar="PAGE", help="put the tables there"
    )
    parser.add_argument("--power", action="store_true", help="make config/rules/power.toml anew")
    return parser


if __name__ == "__main__":
    sys.exit(main())

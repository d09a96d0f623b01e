"""`make bench`: measure, print what was asked beside what came out, fail where it is missed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from bench.figure import Sheet
from bench.machine import machine

BENCHMARKS: Final = {"queue": "voter_queue", "tally": "tally", "run": "whole_run"}
LEGEND: Final = (
    "Medians of wall time; what is asked is held against them. CPU: median processor time of one"
    " round. MB: a million bytes."
)
QUICK: Final = "Small sizes: nothing is asked of the figures, only the checks count."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks asked for; return 0, or 1 if a figure is missed or a check fails."""
    wish = _parser().parse_args(arguments)
    about = machine()
    sheets: dict[str, Sheet] = {}
    for name in wish.benchmarks or BENCHMARKS:
        sys.stderr.write(f"measuring: {name}\n")
        # One benchmark's imports must not weigh on another's memory.
        module = import_module(f"bench.{BENCHMARKS[name]}")
        sheets[name] = cast(Callable[..., Sheet], module.measure)(quick=wish.quick)
    holds = all(sheet.holds for sheet in sheets.values())
    if wish.json:
        content = {
            "machine": about,
            "quick": wish.quick,
            "holds": holds,
            "benchmarks": {name: sheet.as_json() for name, sheet in sheets.items()},
        }
        wish.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    shown = (sheet.markdown() if wish.markdown else sheet.text() for sheet in sheets.values())
    described = ", ".join(f"{name} {value}" for name, value in about.items())
    notes = [described, f"{LEGEND} {QUICK}" if wish.quick else LEGEND]
    verdict = "Everything holds." if holds else "NOT everything holds."
    sys.stdout.write("\n\n".join([*notes, *shown, verdict]) + "\n")
    return 0 if holds else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure the queue of voters, the tally and the run."
    )
    parser.add_argument(
        "benchmarks",
        nargs="*",
        metavar="NAME",
        type=_known,
        help=f"{', '.join(BENCHMARKS)}; all of them if none is named",
    )
    parser.add_argument("--quick", action="store_true", help="small sizes; only checks count")
    parser.add_argument("--markdown", action="store_true", help="print tables as Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all of it as JSON")
    return parser


def _known(name: str) -> str:
    if name not in BENCHMARKS:
        raise argparse.ArgumentTypeError(f'"{name}" is none of {", ".join(BENCHMARKS)}')
    return name


if __name__ == "__main__":
    sys.exit(main())

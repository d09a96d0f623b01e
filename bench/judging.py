"""`python -m bench.judging`: whole days of all scenarios, each judged against its truth.

Every day is simulated, folded and judged in memory. The table goes to docs/detection.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add
from pathlib import Path
from typing import Final

from bench.detection import page
from config.library import load_election, load_scenario, load_targets, scenario_ids
from console import judge_text
from console.judgement import Judgement, judge
from sim.day import Day
from sim.plan import Plan
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import Roster

ELECTION: Final = "kz-2021-07-25"
PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "detection.md"
BATCH: Final = 4_096


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the days; print or write the tables; return 0, or 1 if an alert was wrong."""
    wish = _parser().parse_args(arguments)
    names = scenario_ids()
    days = [(wish.election, names[n % len(names)], 1 + n // len(names)) for n in range(wish.days)]
    found: dict[str, list[Judgement]] = {name: [] for name in names}
    context = multiprocessing.get_context("spawn")
    with context.Pool(wish.processes) as pool:
        for number, (name, one) in enumerate(pool.imap_unordered(_judged, days), start=1):
            found[name].append(one)
            word = "as due" if one.holds else "NOT as due"
            sys.stderr.write(f"{number} of {wish.days}: {name}, {word}\n")
    by_scenario = {name: reduce(add, all_) for name, all_ in found.items() if all_}
    everything = reduce(add, by_scenario.values())
    tables = {
        "days judged": judge_text.markdown(everything),
        "days by scenario": _by_scenario(by_scenario),
    }
    if wish.write:
        page.put(wish.write, tables)
    sys.stdout.write(judge_text.text(everything) + "\n")
    return 0 if everything.holds else 1


def _judged(day: tuple[str, str, int]) -> tuple[str, Judgement]:
    """Live through a day and judge what the pipeline raised."""
    ref, name, seed = day
    election = load_election(ref)
    plan = Plan(election, load_targets(ref), load_scenario(name, election), seed)
    lived = Day(plan)
    pipeline = Pipeline(Roster.of(election, plan.run, plan.partitions), plan.key_ring)
    for batch in _batches(lived):
        pipeline.feed(batch)
    pipeline.finish()
    return name, judge(lived.truth(), pipeline.alerts())


def _batches(day: Day) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in day.records():
        batch.append(record)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _by_scenario(found: dict[str, Judgement]) -> str:
    rows = []
    for name, one in found.items():
        certain = [code for code in one.codes.values() if code.certain]
        others = [code for code in one.codes.values() if not code.certain]
        rows.append(
            (
                name,
                f"{one.days:,}",
                f"{sum(code.due for code in certain):,}",
                f"{sum(code.missed for code in certain):,}",
                f"{sum(code.false for code in certain):,}",
                f"{one.certain.without_cause:,}",
                _certain_finds(one),
                f"{sum(code.false for code in others):,}",
            )
        )
    head = ("scenario", "days", "due", "missed", "false", "no cause", "planted, found")
    return page.table((*head, "false of many stations"), rows)


def _certain_finds(one: Judgement) -> str:
    found, due = (sum(getattr(kind, n) for kind in one.planted.values()) for n in ("found", "due"))
    return f"{found:,} of {due:,}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.judging", description=__doc__)
    parser.add_argument("--days", type=int, default=204, help="dealt out over all scenarios")
    parser.add_argument("--election", default=ELECTION, metavar="ID")
    parser.add_argument("--processes", type=int, default=2, metavar="N")
    parser.add_argument(
        "--write", type=Path, nargs="?", const=PAGE, metavar="PAGE", help="put the tables there"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""Chaos: seeded runs on a real Kafka, each befallen by something, held against the truth.

python -m tests.kafka.chaos
python -m tests.kafka.chaos --first-seed 17 --runs 1
python -m tests.kafka.chaos --only leader --runs 5
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.kafka.chaos.days import Days
from tests.kafka.chaos.plan import KINDS, draw
from tests.kafka.chaos.play import Outcome, Play

SHOWN = 8
LONGEST = 300
"""Differences of a run that are printed, and letters of each; its folder has them all."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the runs; return 1 if one of them differs."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # workers are ended on the way out
    wish = _parser().parse_args(arguments)
    folder: Path = wish.out
    shutil.rmtree(folder, ignore_errors=True)
    days = Days(folder / "days")
    outcomes = []
    for seed in range(wish.first_seed, wish.first_seed + wish.runs):
        outcome = _play(seed, wish.only, days, folder / f"seed-{seed}")
        outcomes.append(outcome)
    print(_summary(outcomes))
    return 0 if all(outcome.holds for outcome in outcomes) else 1


def _play(seed: int, only: str | None, days: Days, folder: Path) -> Outcome:
    """Play one run and say how it went; keep its logs if it differs."""
    plan = draw(seed, only)
    day = days.day(plan.delivery, plan.simulated)
    folder.mkdir(parents=True)
    outcome = Play(plan, day, folder).run()
    ending = "as expected" if outcome.holds else f"{len(outcome.differences)} DIFFERENCES"
    print(f"{seed:4} {plan.kind:10} {outcome.seconds:5.1f} s  {ending:14}  {plan}", flush=True)
    for note in outcome.ended:
        print(f"       {note}", flush=True)
    if outcome.holds:
        shutil.rmtree(folder)
        return outcome
    again = f"python -m tests.kafka.chaos --first-seed {seed} --runs 1"
    again += f" --only {only}" if only else ""
    for difference in outcome.differences[:SHOWN]:
        print(f"       {difference[:LONGEST]}")
    print(f"       the rest and the logs: {folder}\n       again: {again}", flush=True)
    text = "\n".join(
        (f"{plan.kind}, seed {seed}: {plan}", again, *outcome.ended, *outcome.differences)
    )
    (folder / "differences.txt").write_text(f"{text}\n", encoding="utf-8")
    return outcome


def _summary(outcomes: Sequence[Outcome]) -> str:
    """Return a table by kind."""
    lines = ["", f"{'kind':10} {'runs':>5} {'differ':>7} {'ended':>6} {'seconds':>8}"]
    for kind in [*KINDS, "all"]:
        some = [one for one in outcomes if kind in (one.plan.kind, "all")]
        if some:
            differ = sum(not one.holds for one in some)
            seconds = sum(one.seconds for one in some)
            ended = sum(len(one.ended) for one in some)
            lines.append(f"{kind:10} {len(some):5} {differ:7} {ended:6} {seconds:8.0f}")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.kafka.chaos", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--runs", type=int, default=50, metavar="N", help="default: 50")
    parser.add_argument("--first-seed", type=int, default=0, metavar="N", help="default: 0")
    parser.add_argument("--only", choices=KINDS, help="this kind in every run")
    folder = Path("out") / "chaos"
    parser.add_argument(
        "--out", type=Path, default=folder, metavar="DIR", help=f"is emptied; default: {folder}"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

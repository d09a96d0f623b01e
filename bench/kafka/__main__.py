"""`make bench-kafka`: the same reports through our worker and its peers, on one broker."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.kafka import contestants, picture, standing, versions
from bench.kafka.contestants import CONTESTANTS
from bench.kafka.ground import LateError, ground
from bench.kafka.java import ToolError
from bench.kafka.meeting import Meeting, Pairs
from bench.kafka.standing import Result, Results
from bench.machine import machine
from tests.kafka.cluster import ClusterError

RECORDS: Final = 1_048_576
FULL: Final = 500_000
"""With fewer records nothing is asked of the figures."""

PAIR: Final = "pair"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure who is asked for; return 0, or 1 if a figure is missed or a contestant is wrong."""
    wish = _parser().parse_args(arguments)
    wanted = [each for each in CONTESTANTS if each.name in wish.only]
    try:
        versions.check(wanted)
        known = {each.name: versions.of(each) for each in wanted}
        about = {**machine(), **versions.about()}
        wish.out.mkdir(parents=True, exist_ok=True)
        results, pairs = _measured(wish, known)
    except (ToolError, ClusterError, LateError) as error:
        sys.stderr.write(f"bench.kafka: {error}\n")
        return 2
    sheet = standing.asked(results, pairs, judged=wish.records >= FULL)
    described = ", ".join(f"{name} {value}" for name, value in about.items())
    content = {
        "machine": about,
        "records": wish.records,
        "holds": sheet.holds,
        "contestants": {name: result.as_json() for name, result in results.items()},
        "asked": sheet.as_json(),
    }
    (wish.out / "peers.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    document = "\n\n".join([described, standing.table(results, markdown=True), sheet.markdown()])
    (wish.out / "peers.md").write_text(document + "\n", encoding="utf-8")
    picture.draw(results, wish.out / "peers.svg")
    verdict = "Everything holds." if sheet.holds else "NOT everything holds."
    shown = [described, standing.table(results), sheet.text(), verdict]
    sys.stdout.write("\n\n".join(shown) + "\n")
    return 0 if sheet.holds else 1


def _measured(wish: argparse.Namespace, known: dict[str, str]) -> tuple[Results, Pairs | None]:
    wanted = [each for each in CONTESTANTS if each.name in known]
    with tempfile.TemporaryDirectory(prefix="saylau-bench-") as name:
        folder = Path(name)
        with ground(folder / "broker") as place:
            meeting = Meeting(place, folder, wish.records, wish.repeats, _say)
            rounds, failures = meeting.race(wanted)
            pairs = meeting.pairs() if PAIR in wish.only else None
    results = {
        each.name: Result(
            each, known[each.name], tuple(rounds[each.name]), failures.get(each.name, "")
        )
        for each in wanted
    }
    return results, pairs


def _say(line: str) -> None:
    sys.stderr.write(f"\r\033[K{line}\n" if sys.stderr.isatty() else f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    names = [*(each.name for each in CONTESTANTS), PAIR]
    parser = argparse.ArgumentParser(
        prog="python -m bench.kafka",
        description="Measure our worker beside its peers, on one broker.",
    )
    parser.add_argument(
        "--records",
        type=_positive,
        default=RECORDS,
        metavar="N",
        help=f"events; {RECORDS:,} if not said, and below {FULL:,} only the checks count",
    )
    parser.add_argument("--repeats", type=_positive, default=3, metavar="N", help="rounds of each")
    parser.add_argument(
        "--only",
        type=_known,
        default=names,
        metavar="NAME,...",
        help=f"some of {', '.join(names)} (two workers against one)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=contestants.ROOT / "out" / "bench-kafka",
        metavar="FOLDER",
        help="where peers.json, peers.md and peers.svg go",
    )
    return parser


def _known(text: str) -> list[str]:
    names = text.split(",")
    allowed = {*(each.name for each in CONTESTANTS), PAIR}
    for name in names:
        if name not in allowed:
            raise argparse.ArgumentTypeError(f'"{name}" is none of {", ".join(sorted(allowed))}')
    return names


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f'"{text}" is no number above zero')
    return int(text)


if __name__ == "__main__":
    # Told to end, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    sys.exit(main())

"""The fold of `saylau tally` on a journal of a million records, and its bare limits.

The journal is that of a scaled election. Fold and limits are measured in turn,
each time in a fresh process, as the command is one: what an earlier round left
in memory makes no difference.
"""

from __future__ import annotations

import csv
import multiprocessing
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from bench.command import Command, saylau
from bench.figure import Figure, Sheet, share
from bench.stopwatch import Lap, Stopwatch, median
from config.library import load_scenario
from console import compose
from console.fold import fold
from console.folder import JOURNAL, KEYS, TALLIES
from sim.bulk_journal import BulkJournal, write_bulk
from sim.journal import Journal
from stream.events import decode
from stream.keys import KeyRing
from stream.record import Record

SEED: Final = 1
STATIONS: Final = 65_536
QUICK_STATIONS: Final = 512
LEAST_RATE: Final = 200_000
"""With all rules asked; 300,000 was asked when there were none."""

LEAST_RATE_CHECKED: Final = 150_000

Work: TypeAlias = Literal["fold", "fold checked", "read", "decode", "check"]
WORKS: Final[tuple[Work, ...]] = get_args(Work)


class Outcome(NamedTuple):
    """What a fold found; all zero where nothing is folded."""

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    registered: int = 0
    ballots: int = 0
    alerts: int = 0


@dataclass(frozen=True)
class Round:
    """One measurement of one work."""

    lap: Lap
    outcome: Outcome


def measure(*, quick: bool = False, rounds: int = 5) -> Sheet:
    """Measure fold and limits `rounds` times, the whole command once."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        bulk = _write(folder, QUICK_STATIONS if quick else STATIONS)
        found = _rounds(folder, 1 if quick else rounds)
        command = saylau("tally", folder / JOURNAL, "--out", "unchecked", cwd=folder)
        figures = _national(folder / "unchecked" / TALLIES)
    return Sheet(
        f"The tally: {bulk.distinct:,} distinct events of {len(bulk.plan.election.stations):,}"
        f" stations, {bulk.records - bulk.distinct:,} of them delivered twice",
        [*_figures(bulk.distinct, found, judged=not quick), *_whole_command(command)],
        {
            **_checks(bulk, found),
            "the command's table has the same figures": figures
            == {"registered": bulk.registered, "ballots": bulk.ballots},
        },
    )


def _write(folder: Path, stations: int) -> BulkJournal:
    election = compose.election_of(f"scaled-{stations}-{SEED}")
    bulk = write_bulk(folder / JOURNAL, election, SEED, load_scenario("calm"))
    (folder / KEYS).write_text(bulk.plan.key_ring.to_json(), encoding="utf-8")
    return bulk


def _rounds(folder: Path, rounds: int) -> dict[Work, list[Round]]:
    found: dict[Work, list[Round]] = {work: [] for work in WORKS}
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh, max_tasks_per_child=1) as processes:
        for _ in range(rounds):
            for work in WORKS:
                found[work].append(processes.submit(_round, work, folder).result())
    return found


def _round(work: Work, folder: Path) -> Round:
    """Measure one work; runs in a process of its own."""
    tape = Journal.open(folder / JOURNAL)
    ring = KeyRing.read(folder / KEYS)
    if not work.startswith("fold"):
        watch = Stopwatch()
        _bare(work, tape, ring)
        return Round(watch.lap(), Outcome())
    election = compose.election_of(tape.header.election)
    folded = fold(tape, election, ring if work == "fold checked" else None)
    lap = Lap(folded.seconds, folded.cpu_seconds)
    pipeline = folded.pipeline
    nation = pipeline.tallies().nation
    return Round(
        lap,
        Outcome(
            pipeline.accepted,
            pipeline.duplicates,
            pipeline.rejected,
            nation.registered,
            nation.ballots,
            len(pipeline.alerts()),
        ),
    )


def _bare(work: Work, tape: Journal, ring: KeyRing) -> None:
    """Do the least that any fold of this journal has to do, and nothing with it."""
    for records in tape.batches():
        if work == "decode":
            for record in records:
                decode(record.value)
        elif work == "check":
            for record in records:
                decode(record.value)
                _proven(record, ring)


def _proven(record: Record, ring: KeyRing) -> None:
    if not ring.proves(record.key, record.key_id, record.value, record.mac):
        raise ValueError(f"the code of {record.key} does not hold")


def _figures(events: int, found: dict[Work, list[Round]], *, judged: bool) -> Iterator[Figure]:
    laps = {work: [one.lap for one in all_of] for work, all_of in found.items()}
    rates = {work: tuple(events / lap.wall_s for lap in all_of) for work, all_of in laps.items()}
    walls = {work: median(all_of).wall_s for work, all_of in laps.items()}
    cpus = {work: median(all_of).cpu_s for work, all_of in laps.items()}

    def figure(work: Work, what: str, least: int | None = None, near: str = "") -> Figure:
        asked = least if judged else None
        return Figure(what, rates[work], "events/s", cpus[work], at_least=asked, near=near)

    def near(work: Work, limit: Work, of: str) -> str:
        return share(walls[limit], walls[work], of)

    decoding, checking = "reading and decoding alone", "reading, decoding and checking alone"
    yield figure("fold", "fold, codes not checked", LEAST_RATE, near("fold", "decode", decoding))
    yield figure(
        "fold checked",
        "fold, codes checked",
        LEAST_RATE_CHECKED,
        near("fold checked", "check", checking),
    )
    yield figure("read", "limit: reading alone")
    yield figure("decode", f"limit: {decoding}")
    yield figure("check", f"limit: {checking}")


def _whole_command(command: Command) -> Iterator[Figure]:
    rate = re.search(r"([\d,]+) events/s", command.said)
    if rate is None:
        raise RuntimeError(f"saylau tally names no rate: {command.said}")
    yield Figure("rate that `saylau tally` names", (float(rate[1].replace(",", "")),), "events/s")
    yield Figure(
        "`saylau tally` from start to tables",
        (command.lap.wall_s,),
        "s",
        command.lap.cpu_s,
    )
    yield Figure("its peak memory", (command.peak_bytes / 1e6,), "MB")


def _checks(bulk: BulkJournal, found: dict[Work, list[Round]]) -> dict[str, bool]:
    outcomes = [one.outcome for work in ("fold", "fold checked") for one in found[work]]
    return {
        "every distinct event accepted": all(o.accepted == bulk.distinct for o in outcomes),
        "every event that came again told as such, at most 1 %": all(
            o.duplicates == bulk.records - bulk.distinct for o in outcomes
        )
        and bulk.records <= 1.01 * bulk.distinct,
        "nothing refused, no alert": not any(o.rejected or o.alerts for o in outcomes),
        "ballots and voters on the lists as drawn": all(
            (o.registered, o.ballots) == (bulk.registered, bulk.ballots) for o in outcomes
        ),
    }


def _national(table: Path) -> dict[str, int]:
    """Return two figures of the nation from a table of tallies."""
    with table.open(encoding="utf-8", newline="") as file:
        return {
            row["metric"]: int(row["value"])
            for row in csv.DictReader(file)
            if row["scope"] == "national"
            and row["metric"] in {"registered", "ballots"}
            and row["key"] == "total"
        }

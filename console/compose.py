"""The one place where simulation, pipeline, files and views are put together."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from config.election import Election
from config.errors import InputError
from config.library import load_election, load_scenario, load_targets
from config.scenario import Incident, Scenario
from config.targets import Targets
from console import comparison
from console.faults import with_faults
from console.fold import Folded
from console.folder import ALERTS, JOURNAL, KEYS, REPORT, TALLIES, TRUTH
from console.messages import MessageLog
from console.oracle import against_truth
from console.overview import Language, Observer
from console.results import Provenance, Results
from console.tables import write_alerts, write_tallies
from console.ticks import ticks
from console.view import View
from sim.pace import Pace
from sim.plan import Plan
from sim.recorder import JournalWriter
from sim.truth import TruthFile
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import Roster
from stream.table import rows

if TYPE_CHECKING:
    from console.verify import Check
    from sim.day import Day

_TICKS_A_SECOND: Final = 5
_SHORTEST_TICK: Final = 1_000
_LONGEST_TICK: Final = 5 * 60_000
_SCALED: Final = re.compile(r"scaled-(\d{1,9})-(\d{1,18})")
MOST_STATIONS: Final = 1_048_576


@dataclass(frozen=True)
class Wish:
    """What the user asks for; `faults` stand in place of the scenario's."""

    election: str
    scenario: str
    seed: int
    speed: float | Literal["max"]
    processes: int
    language: Language
    faults: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Ending:
    """How a run ended.

    Attributes:
        records, sha256: of the tape.
        published: how many of the published figures came out how.
        checks: what was asked of a tally that others made.
        falsified: stations whose figures the scenario falsifies.
    """

    records: int
    sha256: str
    published: Mapping[str, int] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    falsified: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return all(check.holds for check in self.checks)


Taker: TypeAlias = Callable[[Sequence[Record], int], object]


def is_scaled(ref: str) -> bool:
    """Say whether a reference names an election that is drawn, not read."""
    return _SCALED.fullmatch(ref) is not None


def stations_of(ref: str) -> int:
    """Return how many stations a drawn election has.

    Raises:
        InputError: it is none, or too large.
    """
    scaled = _SCALED.fullmatch(ref)
    if scaled is None or not 1 <= int(scaled[1]) <= MOST_STATIONS:
        raise InputError("election", f'"{ref}"', f"at most {MOST_STATIONS:,} stations, at least 1")
    return int(scaled[1])


def election_of(ref: str) -> Election:
    """Return an election by its id or directory, or the scaled one of "scaled-STATIONS-SEED".

    Raises:
        InputError: there is no such election, it is broken, or it is too large to be held.
    """
    scaled = _SCALED.fullmatch(ref)
    if scaled is None:
        return load_election(ref)
    from sim.scaled_election import scaled_election

    return scaled_election(stations_of(ref), int(scaled[2]))


def targets_of(ref: str) -> Targets | None:
    """Return what was published of an election; None of one that is drawn."""
    return None if is_scaled(ref) else load_targets(ref)


def plan_of(wish: Wish) -> Plan:
    """Load what a wish names; raises `InputError` if something is not there or is broken."""
    election = election_of(wish.election)
    targets = targets_of(wish.election) or Targets()
    return Plan(election, targets, scenario_of(wish, election), wish.seed)


def scenario_of(wish: Wish, election: Election | None = None) -> Scenario:
    """Load the scenario that a wish names, with its faults; see `load_scenario`."""
    scenario = load_scenario(wish.scenario, election)
    return with_faults(scenario, wish.faults) if wish.faults else scenario


def day_of(plan: Plan, processes: int) -> Day:
    """Return the day of a plan."""
    # Numerics and SimPy are needed only now; importing them before would hold up the first picture.
    from sim.day import Day

    return Day(plan, processes=processes)


def replay(plan: Plan, wish: Wish, folder: Path, view: View, *others: Taker) -> Ending:
    """Replay a day: simulate, record, fold and show it; then write results and report.

    Args:
        plan: of the day.
        wish: how fast, in which language.
        folder: takes the files.
        view: shows the day.
        others: take what is delivered, tick by tick, with the moment it is until.
    """
    view.preparing("drawing the electorate and the day of its stations")
    election = plan.election
    pipeline = Pipeline(Roster.of(election, plan.run, plan.partitions), plan.key_ring)
    messages = MessageLog(election, plan.key_ring)
    observer = Observer(election, pipeline, wish.language, messages)
    day = day_of(plan, wish.processes)
    pace = Pace(math.inf if wish.speed == "max" else wish.speed, day.opens)
    with JournalWriter(folder / JOURNAL, plan.header) as journal:
        now = 0
        for tick in ticks(day.records(), day.opens, tick_length(wish.speed)):
            now = tick.until
            pace.wait(now)
            journal.extend(tick.records)
            pipeline.feed(tick.records)
            pipeline.advance(now)
            messages.take(tick.records)
            for take in others:
                take(tick.records, now)
            if view.due(now):
                view.show(observer.look(now))
    pipeline.finish()
    if pipeline.watermark:
        view.finish(observer.look(now))
    view.preparing("writing results and report")
    write_keys(plan, folder)
    truth = write_truth(day, folder, journal.sha256)
    verdicts = write_results(plan, wish.language, folder, pipeline, truth)
    falsified = len(truth.truth.happened.falsified)
    return Ending(journal.records, journal.sha256, verdicts, falsified=falsified)


def simulate(plan: Plan, processes: int, folder: Path) -> Ending:
    """Simulate a day into a journal, its keys and its truth; nothing is tallied."""
    day = day_of(plan, processes)
    with JournalWriter(folder / JOURNAL, plan.header) as journal:
        journal.extend(day.records())
    write_keys(plan, folder)
    write_truth(day, folder, journal.sha256)
    return Ending(journal.records, journal.sha256)


def write_tally(folded: Folded, election: Election, folder: Path) -> tuple[int, int]:
    """Write tallies and alerts of a folded journal; return how many of each."""
    pipeline = folded.pipeline
    table = rows(election, pipeline.tallies(), pipeline.stations())
    return (
        write_tallies(folder / TALLIES, table),
        write_alerts(folder / ALERTS, pipeline.alerts()),
    )


def tick_length(speed: float | Literal["max"]) -> int:
    """Return the simulated milliseconds in a tick, so that a view can move smoothly."""
    if speed == "max":
        return _LONGEST_TICK
    return round(min(_LONGEST_TICK, max(_SHORTEST_TICK, 1000 * speed / _TICKS_A_SECOND)))


def write_keys(plan: Plan, folder: Path) -> Path:
    """Write the keys of a plan; return the file."""
    path = folder / KEYS
    path.write_text(plan.key_ring.to_json(), encoding="utf-8")
    return path


def write_truth(day: Day, folder: Path, sha256: str) -> TruthFile:
    """Write what is true of a day that is over, and of its journal; return it."""
    truth = day.truth_file(sha256)
    truth.write(folder / TRUTH)
    return truth


def write_results(
    plan: Plan, language: Language, folder: Path, pipeline: Pipeline, truth: TruthFile
) -> Mapping[str, int]:
    """Write tallies, alerts and report; return how many published figures came out how."""
    # Drawing is needed only here; importing it earlier would hold up the first picture.
    from console.report import render
    from sim.injects.picks import planted, sightings

    election, targets = plan.election, plan.targets
    tallies, alerts = pipeline.tallies(), pipeline.alerts()
    table = list(rows(election, tallies, pipeline.stations()))
    write_tallies(folder / TALLIES, table)
    write_alerts(folder / ALERTS, alerts)
    found = comparison.figures(table, election)
    verdicts = comparison.compare(targets, found)
    points = comparison.checkpoints(targets, election, tallies, pipeline.stations())
    seen = sightings(planted(election, plan.script, plan.seed), election, plan.seed)
    incidents = [*plan.scenario.incidents]
    incidents += [report.what for report in seen if isinstance(report.what, Incident)]
    page = render(
        election,
        targets,
        Results(tallies, alerts, verdicts, points, truth.truth.happened, incidents),
        Provenance(
            header=plan.header,
            sha256=truth.journal_sha256,
            accepted=pipeline.accepted,
            duplicates=pipeline.duplicates,
            rejected=pipeline.rejected,
            falsified=len(truth.truth.happened.falsified),
            truth_figures=len(truth.truth.expected_tally),
            truth_differences=against_truth(truth.truth.expected_tally, found),
        ),
        language,
    )
    (folder / REPORT).write_text(page, encoding="utf-8")
    return Counter(verdict.verdict for verdict in verdicts)

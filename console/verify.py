"""The check of a run: its journal folded again and held against all that is known.

Each question is answered by a `Check`: is the journal the one the truth was made
with, are the published figures reproduced, do the checkpoints hold, are tallies
and alerts in the folder those that come out, are they what a perfect pipeline
makes of the same records, were those refused that had to be, and are the ballots of
the truth those that were counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.election import Election
from config.library import load_election, load_targets
from config.targets import Targets
from console import comparison
from console.comparison import PointVerdict, RowVerdict
from console.fold import Folded, fold
from console.folder import ALERTS, JOURNAL, KEYS, TALLIES, TRUTH, there
from console.oracle import against_truth, misjudged_ballots, missed_alerts
from console.tables import alert_differences, differences, read_alerts, read_tallies
from sim.journal import Journal
from sim.refusals import STRANGERS, RefusedTruth
from sim.truth import TruthFile
from stream.alerts import Alert
from stream.keys import KeyRing
from stream.rejection import REASON_CODES
from stream.table import rows


@dataclass(frozen=True, slots=True)
class Check:
    """One question about a run: what was checked, whether it holds, what differs."""

    what: str
    says: str
    differences: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


@dataclass(frozen=True)
class Verification:
    """All that was found out about the run in one folder."""

    folder: Path
    election: str
    scenario: str
    seed: int
    run: str
    figures: Sequence[RowVerdict]
    points: Sequence[PointVerdict]
    checks: Sequence[Check]
    damaged: bool = False

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "notice": "SIMULATION",
            "folder": str(self.folder),
            "election": self.election,
            "scenario": self.scenario,
            "seed": self.seed,
            "run": self.run,
            "holds": self.holds,
            "checks": [
                {
                    "what": check.what,
                    "holds": check.holds,
                    "says": check.says,
                    "differences": list(check.differences),
                }
                for check in self.checks
            ],
            "published": [
                {
                    **verdict.row.model_dump(exclude={"note"}),
                    "verdict": verdict.verdict,
                    "origin": verdict.origin,
                    "folded": verdict.value,
                    "folded_pct": verdict.pct,
                    "reason": verdict.reason,
                }
                for verdict in self.figures
            ],
            "checkpoints": [
                {
                    "what": point.what,
                    "at": point.at,
                    "expected": point.expected,
                    "found": point.found,
                    "holds": point.holds,
                    "source": point.source,
                }
                for point in self.points
            ],
        }


def verify(folder: Path, election_ref: str | None = None) -> Verification:
    """Check the run in a folder.

    Args:
        folder: what `saylau run` wrote, or `simulate` and `tally`.
        election_ref: directory of the election, where it is not one of the package.

    Raises:
        InputError: the folder or one of its files is missing or is not what it has to be.
    """
    for name in (JOURNAL, KEYS, TRUTH, TALLIES, ALERTS):
        there(folder, name)
    journal = Journal.open(folder / JOURNAL)
    ref = election_ref or journal.header.election
    election, targets = load_election(ref), load_targets(ref)
    truth = TruthFile.read(folder / TRUTH)
    folded = fold(journal, election, KeyRing.read(folder / KEYS), hashed=True)
    return examine(folder, journal, (election, targets), truth, folded)


def examine(
    folder: Path,
    journal: Journal,
    definition: tuple[Election, Targets],
    truth: TruthFile,
    folded: Folded,
) -> Verification:
    """Answer the questions about a run that is folded already."""
    election, targets = definition
    pipeline = folded.pipeline
    tallies = pipeline.tallies()
    table = list(rows(election, tallies, pipeline.stations()))
    found = comparison.figures(table, election)
    verdicts = comparison.compare(targets, found)
    points = comparison.checkpoints(targets, election, tallies, pipeline.stations())
    header, falsified = journal.header, truth.truth.happened.falsified
    return Verification(
        folder=folder,
        election=header.election,
        scenario=header.scenario,
        seed=header.seed,
        run=header.run,
        figures=verdicts,
        points=points,
        damaged=folded.damage is not None,
        checks=(
            _journal_check(journal, truth, folded),
            _published_check(verdicts, falsified),
            _points_check(points, falsified),
            Check(
                "tallies.csv",
                f"{len(table):,} figures, folded again from the journal",
                differences(table, read_tallies(folder / TALLIES)),
            ),
            Check(
                "alerts.jsonl",
                f"{len(pipeline.alerts()):,} alerts, raised again from the journal",
                alert_differences(pipeline.alerts(), read_alerts(folder / ALERTS)),
            ),
            Check(
                "what happened",
                f"the ballots of {len(truth.truth.happened.stations):,} stations"
                + (f", {len(falsified):,} of them falsified by the scenario" if falsified else ""),
                misjudged_ballots(truth.truth.happened.stations, found, election, falsified),
            ),
            Check(
                "expected tally",
                f"{len(truth.truth.expected_tally):,} figures of a perfect pipeline",
                against_truth(truth.truth.expected_tally, found),
            ),
            Check(
                "expected alerts",
                f"{len(truth.truth.expected_alerts):,} alerts that had to come",
                missed_alerts(truth.truth.expected_alerts, pipeline.alerts()),
            ),
            Check(
                "refused records",
                f"{len(truth.truth.happened.refused):,} records that had to be refused",
                misrefused(truth.truth.happened.refused, pipeline.alerts()),
            ),
        ),
    )


def misrefused(expected: Iterable[RefusedTruth], alerts: Iterable[Alert]) -> list[str]:
    """Say of which sources more or fewer records were refused than had to be, by reason.

    An alert of a refusal counts the records that it stands for; a source has one for each
    partition they came on.
    """
    found: Counter[tuple[str, str]] = Counter()
    for one in alerts:
        # Those of unknown sources are laid to the election, and of no source.
        found["" if (one.code,) == STRANGERS else one.place, one.code] += one.count
    wrong: list[str] = []
    for (source, codes), number in Counter((one.accused, one.codes) for one in expected).items():
        refused = sum(found.pop((source, code), 0) for code in codes)
        if refused != number:
            wrong.append(f"{' or '.join(codes)}:{source}: {refused} refused, not {number}")
    wrong += [
        f"{code}:{source}: {number} refused, where none had to be"
        for (source, code), number in found.items()
        if code in REASON_CODES
    ]
    return wrong


def _journal_check(journal: Journal, truth: TruthFile, folded: Folded) -> Check:
    header = journal.header
    pipeline = folded.pipeline
    wrong: list[str] = []
    if folded.damage is not None:
        wrong.append(str(folded.damage))
    elif folded.sha256 != truth.journal_sha256:
        wrong.append(f"SHA-256 is {folded.sha256}, the truth was made with {truth.journal_sha256}")
    for name in ("election", "run", "seed", "scenario", "definition", "version"):
        ours, theirs = getattr(header, name), getattr(truth, name)
        if ours != theirs:
            wrong.append(f"{name} is {ours}, the truth is of {theirs}")
    refused = Counter(alert.code for alert in pipeline.alerts() if alert.code in REASON_CODES)
    says = (
        f"{folded.records:,} records, codes checked: {pipeline.accepted:,} accepted,"
        f" {pipeline.duplicates:,} said the same again, {pipeline.rejected:,} refused"
    )
    if pipeline.rejected:
        says += f" ({', '.join(f'{code} at {n}' for code, n in sorted(refused.items()))})"
    return Check("journal", says, wrong)


def _published_check(verdicts: Sequence[RowVerdict], falsified: Collection[str]) -> Check:
    numbers = Counter(verdict.verdict for verdict in verdicts)
    origins = Counter(verdict.origin for verdict in verdicts)
    says = (
        f"{len(verdicts)} figures: {numbers['exact']} exact,"
        f" {numbers['contradiction']} contradictions of the source, {numbers['wrong']} wrong"
        f" ({origins['journal']} from the journal, {origins['definition']} from the definition)"
        if verdicts
        else "nothing was published about this election"
    )
    wrong = [
        f"{' '.join(filter(None, v.row.at))}: {v.reason}" for v in verdicts if v.verdict == "wrong"
    ]
    return _if_true(Check("published figures", says, wrong), falsified)


def _points_check(points: Sequence[PointVerdict], falsified: Collection[str]) -> Check:
    wrong = [
        f"{point.what} at {point.at}: {point.found}; expected {point.expected}"
        for point in points
        if not point.holds
    ]
    check = Check("checkpoints", f"{len(points)} values published during the day", wrong)
    return _if_true(check, falsified)


def _if_true(check: Check, falsified: Collection[str]) -> Check:
    """Return a check of figures that are expected only of a day on which none are falsified."""
    if not falsified:
        return check
    differ = f", {len(check.differences)} differ" if check.differences else ""
    return Check(check.what, f"{check.says}{differ}: {not_expected(len(falsified))}")


def not_expected(stations: int) -> str:
    """Say why published figures need not come out."""
    some = "1 station" if stations == 1 else f"{stations:,} stations"
    return f"not expected to come out, the scenario falsifies those of {some}"

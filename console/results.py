"""What a run came to, handed to whoever reports it: results, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.scenario import Incident
from console.comparison import PointVerdict, RowVerdict
from sim.journal import Header
from sim.truth import Happened
from stream.alerts import Alert
from stream.contest_stage import Tallies


@dataclass(frozen=True)
class Provenance:
    """Where a report comes from: the run, its tape, and how the fold went.

    `truth_differences` are figures in which the tally is not what a perfect
    pipeline makes of what was delivered; `falsified` is the number of stations whose figures
    the scenario falsifies, so that published ones are not expected to come out.
    """

    header: Header
    sha256: str
    accepted: int
    duplicates: int
    rejected: int
    truth_figures: int
    truth_differences: Sequence[str]
    falsified: int = 0


@dataclass(frozen=True)
class Results:
    """What was folded, how it compares with what was published, and what people reported.

    `happened` has who said what, and when; `incidents` are the scenario's, for the kind
    of each and the part of who reported it.
    """

    tallies: Tallies
    alerts: Sequence[Alert]
    rows: Sequence[RowVerdict]
    points: Sequence[PointVerdict]
    happened: Happened
    incidents: Sequence[Incident]

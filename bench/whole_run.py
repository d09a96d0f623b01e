"""`saylau run --speed max`: the whole day from the start of the command to the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.command import Command, saylau
from bench.figure import Figure, Sheet, share
from bench.machine import cores
from bench.stopwatch import median
from config.settings import Settings
from console.folder import REPORT

ELECTION: Final = str(Settings.model_fields["election"].default)
QUICK_ELECTION: Final = "kz-2021-08-22"
PROCESSES: Final = int(Settings.model_fields["processes"].default)
MOST_SECONDS: Final = 8.0
MOST_MEGABYTES: Final = 400.0


def measure(*, quick: bool = False, runs: int = 3) -> Sheet:
    """Run the day some times, once more with two processes, and verify what came out."""
    election = QUICK_ELECTION if quick else ELECTION
    words = ("run", "--speed", "max", "--plain", "--election", election, "--out")
    with TemporaryDirectory() as name:
        folder = Path(name)
        folders = [f"run-{number}" for number in range(1 if quick else runs)]
        commands = [saylau(*words, out, cwd=folder) for out in folders]
        two = saylau(*words, "two", "--processes", "2", cwd=folder)
        verified = saylau("verify", "--summary", *folders, "two", cwd=folder)
        reports = all((folder / out / REPORT).stat().st_size for out in (*folders, "two"))
    return Sheet(
        f"The whole run: `saylau run --speed max` of {election}",
        [*_figures(commands, two, judged=not quick)],
        {
            "`saylau verify`: everything holds": verified.said.count("everything holds")
            == len(folders) + 1,
            "every run wrote its report": reports,
        },
    )


def _figures(commands: Sequence[Command], two: Command, *, judged: bool) -> Iterator[Figure]:
    lap = median([command.lap for command in commands])
    # A process counts once for each that runs beside it: never less than all of them held.
    peaks = tuple(command.peak_bytes * PROCESSES / 1e6 for command in commands)
    yield Figure(
        "from start to report",
        tuple(command.lap.wall_s for command in commands),
        "s",
        lap.cpu_s,
        at_most=MOST_SECONDS if judged else None,
        near=share(lap.cpu_s, lap.wall_s, "one core's time in use"),
    )
    yield Figure("peak memory", peaks, "MB", at_most=MOST_MEGABYTES if judged else None)
    used = cores()
    yield Figure(
        "the same with --processes 2",
        (two.lap.wall_s,),
        "s",
        two.lap.cpu_s,
        near=share(two.lap.cpu_s / used, two.lap.wall_s, f"the time of {used} cores in use"),
    )

"""How long drawing an election of a size takes, in two processes, and how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.figure import Figure, Sheet
from sim.load.result import Result

MOST_S: Final = 180
MOST_MB: Final = 1_500
_SHARDS: Final = 2
_LOOK_EVERY_S: Final = 0.2


def drawn_sheet(stations: int) -> Sheet:
    """Draw a day of so many stations into files, a shard a process, and tell what that took."""
    saylau = Path(sys.executable).with_name("saylau")
    with TemporaryDirectory(prefix="saylau-bench-") as folder:
        place = Path(folder)
        began, peak = time.perf_counter(), 0
        shards = [
            subprocess.Popen(  # noqa: S603 - our own command
                [
                    *(str(saylau), "load", "--profile", "max", "--stations", str(stations)),
                    *("--target", f"file:{place / f'{part}.zst'}", "--shard", f"{part}/{_SHARDS}"),
                    *("--report", str(place / str(part))),
                ],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for part in range(1, _SHARDS + 1)
        ]
        while any(one.poll() is None for one in shards):
            peak = max(peak, sum(_resident(one.pid) for one in shards))
            time.sleep(_LOOK_EVERY_S)
        seconds = time.perf_counter() - began
        results = [Result.read(place / str(part) / "load.json") for part in range(1, _SHARDS + 1)]
    events = sum(one.sent.taken for one in results)
    return Sheet(
        f"A day of {stations:,} stations drawn into {_SHARDS} files, {events:,} events",
        [
            Figure("from start to end", (seconds,), "s", at_most=MOST_S),
            Figure("memory of both processes", (peak / 1e6,), "MB", at_most=MOST_MB),
            Figure("events a second", (events / seconds,), "events/s"),
        ],
        {"all of it was drawn": all(one.holds for one in results)},
    )


def _resident(pid: int) -> int:
    """Return the bytes a process has in memory; 0 once it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")

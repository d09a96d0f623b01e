"""One `saylau` command as a process of its own: how long, how much memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.stopwatch import Lap
from config.settings import PREFIX

_LAUNCHER: Final = Path(__file__).with_name("launcher.py")
_SAYLAU: Final = "from console.cli import main; main()"


@dataclass(frozen=True)
class Command:
    """A command that has come to its end without an error.

    Attributes:
        lap: from its start to its end; processor time with that of its own children.
        peak_bytes: the most memory that it, or a child of it, held.
        said: what it printed.
    """

    lap: Lap
    peak_bytes: int
    said: str


def environment(**more: str) -> dict[str, str]:
    """Return an environment without any of the user's settings, and with some more."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    return kept | more


def saylau(*arguments: str | Path, cwd: Path) -> Command:
    """Run `saylau` with these arguments and none of the user's settings.

    Raises:
        RuntimeError: it ended with an error; the message holds what it said.
    """
    words = [sys.executable, "-I", "-S", str(_LAUNCHER), sys.executable, "-c", _SAYLAU]
    done = subprocess.run(  # noqa: S603 - our own command
        [*words, *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    took = json.loads(done.stdout)
    if took["code"]:
        called = " ".join(map(str, arguments))
        raise RuntimeError(f"saylau {called} ended with {took['code']}:\n{done.stderr}")
    return Command(Lap(took["wall_s"], took["cpu_s"]), took["peak_bytes"], done.stderr)

"""A contestant's process while it runs: its output, its processor time, its memory."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Self

STOP_S: Final = 20.0
_TICK: Final = os.sysconf("SC_CLK_TCK")
_SYSTEM: Final = Path("/proc")
_COMPILERS: Final = ("C1 Compiler", "C2 Compiler")
"""How names of the Java compiler's threads begin."""

_OWN: Final = slice(11, 13)
"""Places of utime and stime in /proc/PID/stat behind the name, see proc_pid_stat(5)."""

_WITH_ENDED: Final = slice(11, 15)
"""The same with those of children that have ended."""


class ProcessError(RuntimeError):
    """A process did not do its part; holds the end of its output."""


class Process:
    """A program with its children, started anew; ends with `stop`.

    Args:
        command: words of the command.
        log: file for all its output.
        cwd: folder it runs in.
        environment: all of its environment.
    """

    def __init__(
        self, command: Sequence[str], log: Path, cwd: Path, environment: Mapping[str, str]
    ) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def check(self) -> None:
        """Raise `ProcessError` if it has ended."""
        code = self._process.poll()
        if code is not None:
            raise ProcessError(f"it ended with {code}; its output ends:\n{self.story()}")

    def story(self) -> str:
        """Return the end of what it printed."""
        return "\n".join(self.said.splitlines()[-30:])

    def cpu_s(self) -> float:
        """Return the processor time it and its children have used, all threads.

        Children that have ended count as soon as they are waited for.
        """
        return sum(_ticks(_SYSTEM / str(each), _WITH_ENDED) for each in self._family()) / _TICK

    def peak_bytes(self) -> int:
        """Return the most memory it has held; of several processes the sum of their most."""
        return sum(_peak(each) for each in self._family())

    def compiling_s(self) -> float:
        """Return the processor time that threads of a just-in-time compiler have used."""
        threads = (_SYSTEM / str(self._process.pid) / "task").iterdir()
        compilers = (each for each in threads if _read(each / "comm").startswith(_COMPILERS))
        return sum(_ticks(each, _OWN) for each in compilers) / _TICK

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def stop(self) -> None:
        """End it, at once if it does not listen."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _family(self) -> Iterator[int]:
        waiting = [self._process.pid]
        while waiting:
            number = waiting.pop()
            yield number
            for thread in (_SYSTEM / str(number) / "task").glob("*/children"):
                waiting += map(int, _read(thread).split())


def _ticks(place: Path, fields: slice) -> int:
    return sum(map(int, _read(place / "stat").rpartition(")")[2].split()[fields]))


def _peak(number: int) -> int:
    for line in _read(_SYSTEM / str(number) / "status").splitlines():
        name, _, value = line.partition(":")
        if name == "VmHWM":
            return int(value.split()[0]) * 1024
    return 0


def _read(path: Path) -> str:
    """Return the text of a file of the system; empty if its process or thread has just gone."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""

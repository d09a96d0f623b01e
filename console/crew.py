"""Workers of our own: processes that tally one run, ended with it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from config.errors import SaylauError
from console.printable import printable

MOST: Final = 64
_STOP_S: Final = 15.0
_TAIL: Final = 4_096
_COMMAND: Final = "from console.cli import main; main()"


class Crew:
    """Worker processes; they live as long as the `with` block.

    Args:
        url: of the brokers; passwords and certificates come from the environment.
        run: its id.
        election: id or directory.
        keys: the key file.
        partitions: of the reports.
        number: how many; may be 0.
    """

    def __init__(
        self, url: str, run: str, election: str, keys: Path, partitions: int, number: int
    ) -> None:
        self.number = number
        self._arguments = ["--kafka", url, "--run", run, "--election", election]
        self._arguments += ["--keys", str(keys)]
        self._environment = {**os.environ, "SAYLAU_KAFKA_PARTITIONS": str(partitions)}
        self._workers: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []

    def __enter__(self) -> Self:
        try:
            for _ in range(self.number):
                self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def check(self) -> None:
        """Raise `SaylauError` if a worker has ended, with the last thing it said."""
        for number, (worker, log) in enumerate(self._workers, 1):
            code = worker.poll()
            if code is not None:
                raise SaylauError(f"worker {number} ended with {code}: {_last_line(log)}")

    def _start(self) -> None:
        log = tempfile.TemporaryFile()  # noqa: SIM115  open as long as its worker runs
        worker = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-c", _COMMAND, "worker", *self._arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self._workers.append((worker, log))

    def _end(self) -> None:
        """Tell all to stop, and end those that do not."""
        for worker, _ in self._workers:
            worker.terminate()
        for worker, log in self._workers:
            try:
                worker.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
            finally:
                log.close()
        self._workers.clear()


def _last_line(log: IO[bytes]) -> str:
    size = log.seek(0, os.SEEK_END)
    log.seek(max(0, size - _TAIL))
    lines = log.read().decode("utf-8", "replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return printable(said[-1]) if said else "it said nothing"

"""A board for tests: a real one, served by a process of its own on a free port."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

READY_S = 60


@dataclass
class Board:
    """Its address, the token of its operator, and its process."""

    url: str
    token: str
    process: subprocess.Popen[str]
    killed: bool = False

    def kill(self) -> None:
        """End it without a word, as a machine that loses its power does."""
        self.killed = True
        self.process.kill()
        self.process.wait(READY_S)

    def visitor(self) -> httpx.Client:
        """Return a browser, as it were, of somebody who has not logged in."""
        return httpx.Client(base_url=self.url, timeout=30)

    def operator(self, token: str | None = None) -> httpx.Client:
        """Return one that acts with a token."""
        bearer = f"Bearer {token or self.token}"
        return httpx.Client(base_url=self.url, timeout=30, headers={"Authorization": bearer})


@contextmanager
def served(
    folder: Path, *arguments: object, audit: Path | None = None, port: int = 0
) -> Iterator[Board]:
    """Serve a board from a folder until it is left.

    Args:
        folder: it works in.
        arguments: of `saylau board`.
        audit: the log.
        port: to listen at; 0 takes any.
    """
    command = ["board", "--port", port, "--audit", audit or folder / "audit.jsonl", *arguments]
    with _running(folder, command, "audit ") as board:
        yield board
    assert board.process.returncode == (-signal.SIGKILL if board.killed else 0)


@contextmanager
def beside(folder: Path, *arguments: object, until: str = "board ") -> Iterator[Board]:
    """Simulate a day with its board beside it until that is left.

    Args:
        folder: it works in.
        arguments: of `saylau run`.
        until: what it has to say first.
    """
    with _running(folder, ["run", "--board", "--port", 0, "--plain", *arguments], until) as board:
        yield board


@contextmanager
def _running(folder: Path, arguments: Sequence[object], until: str) -> Iterator[Board]:
    command = [Path(sys.executable).with_name("saylau"), *arguments]
    errors = folder / "board.err"
    with errors.open("w") as stderr:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        assert process.stdout is not None
        said = ""
        while until not in said:
            line = process.stdout.readline()
            assert line, f"the board ended: {process.wait(READY_S)}; {said}"
            said += line
        url = re.search(r"https?://\S+", said)
        token = re.search(r"token +(\S+)", said)
        assert url
        yield Board(url[0], token[1] if token else "", process)
    finally:
        process.terminate()
        process.communicate(timeout=READY_S)
    # However many pages are open, it ends without a word.
    assert "Traceback" not in errors.read_text(), errors.read_text()

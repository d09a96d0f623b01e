"""A board for tests: a real one, served by a process of its own on a free port."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
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

    def visitor(self) -> httpx.Client:
        """Return a browser, as it were, of somebody who has not logged in."""
        return httpx.Client(base_url=self.url, timeout=30)

    def operator(self, token: str | None = None) -> httpx.Client:
        """Return one that acts with a token."""
        bearer = f"Bearer {token or self.token}"
        return httpx.Client(base_url=self.url, timeout=30, headers={"Authorization": bearer})


@contextmanager
def served(folder: Path, *arguments: object, audit: Path | None = None) -> Iterator[Board]:
    """Serve a board from a folder until it is left.

    Args:
        folder: it works in.
        arguments: of `saylau board`.
        audit: the log.
    """
    command = [Path(sys.executable).with_name("saylau"), "board", "--port", "0"]
    command += ["--audit", audit or folder / "audit.jsonl", *arguments]
    process = subprocess.Popen(
        [str(part) for part in command], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        said = ""
        while "audit " not in said:
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
        assert process.returncode == 0

"""Which version of each contestant was measured."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from importlib.metadata import version

from bench.kafka import java
from bench.kafka.contestants import PEERS, Contestant
from tests.kafka.jars import classpath

_ASK = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"


def check(contestants: Iterable[Contestant]) -> None:
    """Raise `ToolError` if something that a contestant needs is missing."""
    java.check_tools()
    for contestant in contestants:
        if contestant.peer and not PEERS.exists():
            raise java.ToolError(
                f"{contestant.label} wants an environment of its own: `make peers` makes it"
                " in .venv-peers (the first time needs network)"
            )


def of(contestant: Contestant) -> str:
    """Return a contestant's version."""
    if contestant.name == "streams":
        return java.version(contestant.package, java.classpath())
    if not contestant.peer:
        return version(contestant.package)
    words = [str(PEERS), "-c", _ASK, contestant.package]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return done.stdout.strip()


def about() -> dict[str, str]:
    """Return the versions of what all contestants meet on."""
    said = subprocess.run(
        ["java", "-version"],  # noqa: S607 - the user's Java
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    found = re.search(r'version "([^"]+)"', said)
    return {
        "Apache Kafka": java.version("kafka_2.13", classpath()),
        "Java": found[1] if found else "unknown",
    }

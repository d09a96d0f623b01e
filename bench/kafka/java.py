"""The Kafka Streams program: built once with Maven, started with java."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

from tests.kafka.jars import MAVEN_SECONDS

POM: Final = Path(__file__).parent / "streams" / "pom.xml"
BUILT: Final = Path(__file__).parents[2] / "build" / "streams-tally"
OPTIONS: Final = (
    "-Xmx1g",
    "-XX:-UseDynamicNumberOfCompilerThreads",  # so that their time can be read at the end
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
)


class ToolError(RuntimeError):
    """Something that the benchmark needs is not there."""


def check_tools() -> None:
    """Raise `ToolError` where Java or Maven is missing: the broker itself needs both."""
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        raise ToolError(f"there is no {' and no '.join(missing)}: install Java 17 and Maven")


@cache
def classpath() -> str:
    """Build the program and return its class path; Maven fetches what it has not got."""
    BUILT.mkdir(parents=True, exist_ok=True)
    jars = BUILT / "classpath"
    goals = ("compile", "dependency:build-classpath", f"-Dmdep.outputFile={jars}")
    done = subprocess.run(  # noqa: S603 - our own command
        ["mvn", "-q", "-B", "-f", str(POM), *goals],  # noqa: S607 - the user's Maven
        capture_output=True,
        text=True,
        timeout=MAVEN_SECONDS,
        check=False,
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
        raise ToolError(
            f"Maven could not build {POM.parent} (the first time needs network):\n{said}"
        )
    return os.pathsep.join([str(BUILT / "classes"), jars.read_text(encoding="utf-8").strip()])


def command(main: str, task: Path) -> list[str]:
    """Return the words that start the program."""
    return ["java", *OPTIONS, "-cp", classpath(), main, str(task)]


def version(library: str, jars: str) -> str:
    """Return the version of a library on a class path."""
    found = re.search(rf"{re.escape(library)}-(\d[\w.]*?)\.jar", jars)
    if found is None:
        raise ToolError(f"there is no {library} among the jars")
    return found[1]

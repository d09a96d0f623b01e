"""The broker's jars, which Maven fetches, and what is kept beside them in the user's cache."""

import fcntl
import hashlib
import os
import subprocess
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
MAVEN_SECONDS = 600.0


class MavenError(RuntimeError):
    """Maven did not do its part; holds what it said."""


def kept(suffix: str) -> Path:
    """A file of this version of the broker in the cache of this user."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "saylau"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"kafka-{hashlib.sha256(POM.read_bytes()).hexdigest()[:16]}{suffix}"


def classpath() -> str:
    """The broker's jars, from the cache of this user or else resolved by Maven."""
    known = kept(".classpath")
    with known.with_name("kafka.lock").open("w") as lock:  # one Maven at a time
        fcntl.flock(lock, fcntl.LOCK_EX)
        if known.exists():
            jars = known.read_text().strip()
            if all(Path(jar).is_file() for jar in jars.split(os.pathsep)):
                return jars
        fresh = known.with_suffix(".new")
        goal = ("dependency:build-classpath", f"-Dmdep.outputFile={fresh}")
        command = ["mvn", "-q", "-B", "-f", str(POM), *goal]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=MAVEN_SECONDS, check=False
        )
        if done.returncode:
            raise MavenError(f"Maven failed:\n{done.stdout}{done.stderr}")
        fresh.replace(known)
        return known.read_text().strip()

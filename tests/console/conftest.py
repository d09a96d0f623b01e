from __future__ import annotations

import os
import shutil

import pytest

from console import cli, compose
from console.folder import output_folder
from stream.pipeline import Pipeline
from tests.console.runs import Silent, wish
from tests.small_election import KEYS, ROSTER, quiet_day, record


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith("SAYLAU_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def a_run(tmp_path_factory):
    """A finished run of the by-elections of 1 August; not to be written to."""
    folder = tmp_path_factory.mktemp("runs") / "august"
    wanted = wish()
    with output_folder(folder) as staging:
        compose.replay(compose.plan_of(wanted), wanted, staging, Silent())
    return folder


@pytest.fixture
def own_run(a_run, tmp_path):
    """A copy of that run, to be spoiled."""
    return shutil.copytree(a_run, tmp_path / "day")


@pytest.fixture
def saylau(capsys):
    """The command line: returns exit code, standard output, standard error."""

    def run(*arguments):
        code = cli.call([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def refused(saylau):
    """The command line given bad input: asserts how it ends, returns its one message."""

    def run(*arguments):
        code, out, err = saylau(*arguments)
        assert code == 2, (out, err)
        assert err.startswith("saylau: ")
        assert err.count("\n") == 1
        assert "Traceback" not in out + err
        return err

    return run


@pytest.fixture
def small_day():
    """A pipeline that has folded the small election's quiet day, and its last receive time.

    It goes on: what comes after the day can still be fed.
    """
    pipeline = Pipeline(ROSTER, KEYS)
    hour = 3_600_000
    days = [
        ("east-0001", 300, "east-a", {"c1": 100, "c2": 60, "c3": 40}),
        ("east-0002", 200, "east-a", {"c1": 50, "c2": 60, "c3": 10}),
        ("east-0003", 100, "east-a", {"c1": 20, "c2": 30, "c3": 0}),
        ("west-0004", 250, "west-b", {"c1": 10, "c2": 20, "c3": 90}),
        ("west-0005", 150, "west-b", {"c1": 30, "c2": 20, "c3": 10}),
    ]
    for station, registered, contest, votes in days:
        for number, event in enumerate(quiet_day(station, registered, contest, votes)):
            pipeline.feed([record(event, received=number * hour)])
    return pipeline

"""`saylau load` finds the planted bugs of the HTTP receiver, and names their stations alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.errors import EXIT_BAD_INPUT
from console.compose import election_of
from sim.load.result import Result
from tests.docs.targets.delivered import Delivered, differing, rows
from tests.docs.targets.receivers import TARGETS

SAYLAU = Path(sys.executable).with_name("saylau")


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """A day of a drawn election: many corrections, and all that can go wrong on the way."""
    folder = tmp_path_factory.mktemp("verdict") / "day"
    wish = ["--stations", "150", "--scenario", "typing-errors", "--faults", "all", "--seed", "11"]
    subprocess.run([SAYLAU, "simulate", *wish, "--out", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def delivered(day):
    return Delivered(day)


def command(url, day, report, *options):
    words = ["load", "--target", f"{url}/reports", "--day", day, "--report", report]
    words += ["--tallies", TARGETS / "receiver.toml", "--settle", "1", "--wait", "1"]
    return [str(word) for word in (SAYLAU, *words, *options)]


def load(url, day, report, *options):
    ended = subprocess.run(
        command(url, day, report, *options), capture_output=True, text=True, check=False
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.returncode, Result.read(report / "load.json")


def stations(verdict, kind):
    return {name for one in verdict.findings if one.kind == kind for name in one.stations}


def wrong_at(receiver, delivered):
    """Return the stations whose documents differ from what has to come out."""
    regions = {one.id: one.region for one in election_of(delivered.header.election).stations}
    return differing(rows(receiver.tallies(), regions), delivered.expected)


def test_the_correct_one_passes(start, day, tmp_path):
    receiver = start()
    options = ("--profile", "max", "--objective", "lost==0,wrong==0,errors==0")
    code, found = load(receiver.url, day, tmp_path / "load", *options)
    assert code == 0, found.verdict
    assert found.verdict.right == found.verdict.rows > 1600
    assert found.sent.taken + found.sent.refused == found.sent.events
    assert found.sent.refused > 20


@pytest.mark.parametrize(
    ("bug", "kind", "planted"),
    [
        ("counts-duplicates", "twice", "repeated"),
        ("ignores-corrections", "superseded", "corrected"),
    ],
)
def test_what_a_bug_makes_wrong_is_found(start, day, delivered, tmp_path, bug, kind, planted):
    receiver = start(bug)
    code, found = load(receiver.url, day, tmp_path / "load", "--profile", "max")
    assert code == 1
    guilty = wrong_at(receiver, delivered)
    assert guilty
    assert guilty <= getattr(delivered, planted)
    assert stations(found.verdict, kind) == guilty
    assert {one.kind for one in found.verdict.findings} == {kind}


@pytest.mark.parametrize("bug", ["", "loses-on-restart"])
def test_what_a_restart_loses_is_found(start, day, delivered, tmp_path, bug):
    receiver = start(bug)
    options = ("--profile", "constant", "--rate", "500")
    words = command(receiver.url, day, tmp_path / "load", *options)
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        # By now protocols come: of the hourly reports only the last is seen in the figures.
        if "events taken" in line and int(line.split()[0].replace(",", "")) > 2200:
            break
    receiver.come_back()
    _, said = process.communicate(timeout=120)
    found = Result.read(tmp_path / "load" / "load.json")
    guilty = wrong_at(receiver, delivered)
    assert process.returncode == (1 if bug else 0), said
    assert bool(guilty) == bool(bug)
    named = {name for one in found.verdict.findings for name in one.stations}
    assert named == guilty
    assert found.verdict.holds != bool(bug)
    if bug:
        assert {one.kind for one in found.verdict.findings} <= {"lost", "superseded"}


def test_tallies_that_are_nonsense_are_told_of(start, day, tmp_path):
    receiver = start()
    mapping = tmp_path / "nonsense.toml"
    text = (TARGETS / "receiver.toml").read_text()
    mapping.write_text(text.replace('http = "/tallies"', 'http = "/nothing-here"'))
    words = ("--tallies", str(mapping), "--profile", "max")
    code, found = load(receiver.url, day, tmp_path / "load", *words)
    assert code == 1
    assert found.verdict is None
    assert "404" in found.unread


def test_a_mapping_that_is_none_is_refused_before_anything_is_sent(day, tmp_path):
    (tmp_path / "broken.toml").write_text("title = 3\n")
    words = command("http://127.0.0.1:9", day, tmp_path / "load")
    words[words.index("--tallies") + 1] = str(tmp_path / "broken.toml")
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == EXIT_BAD_INPUT
    assert "broken.toml" in ended.stderr
    assert not (tmp_path / "load").exists()

"""Commands that need brokers, as processes: one message and exit code 2 where they cannot start."""

import os
import re
import subprocess

import pytest

from config.library import SCENARIOS
from console.cli import call
from tests.kafka.deployment import SAYLAU

PATIENCE_S = 30.0
"""All start at once here; one alone ends within ten seconds."""


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("day") / "out"
    assert call(["simulate", "--election", "kz-2021-08-01", "--out", str(folder)]) == 0
    return folder / "journal.jsonl.zst"


def _commands(url, journal, folder):
    return {
        "worker": ["worker", "--run", "r", "--unchecked", "--kafka", url],
        "replay": ["replay", str(journal), "--to", url],
        "watch": ["watch", "--kafka", url],
        "list": ["rejected", "list", "--kafka", url],
        "again": ["rejected", "replay", "--kafka", url],
        "topics": ["topics", "--kafka", url],
        "run": ["run", "--plain", "--kafka", url, "--out", str(folder / "run")],
    }


def _complaints(commands, **environment):
    """Run all commands at once; return what each complained of."""
    running = {
        name: subprocess.Popen(
            [SAYLAU, *words], env=os.environ | environment, stdout=-3, stderr=-1, text=True
        )
        for name, words in commands.items()
    }
    found = {}
    for name, process in running.items():
        try:
            _, found[name] = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
        assert process.returncode == 2, (name, found[name])
        assert found[name].startswith("saylau: "), (name, found[name])
        assert found[name].count("\n") == 1, (name, found[name])
    return found


def test_nobody_answers(journal, tmp_path):
    commands = _commands("kafka://127.0.0.1:1", journal, tmp_path)
    for said in _complaints(commands).values():
        assert "kafka://127.0.0.1:1: no answer" in said
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_password(kafka_cluster, journal, tmp_path):
    url = f"kafka://{kafka_cluster(1, ('clerk', 'right')).bootstrap}"
    secret = {"SAYLAU_KAFKA_USER": "clerk", "SAYLAU_KAFKA_PASSWORD": "wrong"}
    for said in _complaints(_commands(url, journal, tmp_path / "out"), **secret).values():
        assert "Invalid username or password" in said


def test_no_topics_or_with_other_partitions(kafka_cluster, journal, tmp_path):
    url = f"kafka://{kafka_cluster().bootstrap}"
    commands = _commands(url, journal, tmp_path / "out")
    making = {name: commands.pop(name) for name in ("topics", "run")}  # they make what is missing
    for said in _complaints(commands).values():
        assert "there is no topic saylau." in said
        assert f"`saylau topics --kafka {url}` makes them" in said
    assert call(["topics", "--kafka", url]) == 0
    making = {"run": [*making["run"], "--scenario", str(_scenario(tmp_path, 3))]}
    making["worker"] = commands["worker"]
    for said in _complaints(making, SAYLAU_KAFKA_PARTITIONS="3").values():
        assert "topic saylau.reports has 4 partitions; expected 3" in said


def _scenario(folder, partitions):
    """Return the calm scenario with other partitions."""
    path = folder / "other.toml"
    text = (SCENARIOS / "calm.toml").read_text(encoding="utf-8").replace('"calm"', '"other"')
    changed, number = re.subn(r"(?m)^partitions = \d+", f"partitions = {partitions}", text)
    assert number == 1
    path.write_text(changed, encoding="utf-8")
    return path

"""A run whose scenario falsifies figures: what is said of it, and how it ends."""

from __future__ import annotations

import pytest

from config.library import SCENARIOS
from console.verify import verify

CALM = (SCENARIOS / "calm.toml").read_text(encoding="utf-8")
STUFFED = """
[[injects]]
id = "stuffed"
kind = "stuffing"
count = 1
strength = 0.9

[[injects]]
id = "strangers"
kind = "unknown-source"
count = 1
"""
HARMLESS = """
[[injects]]
id = "early"
kind = "instant-count"
count = 1

[[injects]]
id = "bus"
kind = "silence"
count = 1
"""


@pytest.fixture
def scenario(tmp_path):
    def write(text):
        path = tmp_path / "own.toml"
        path.write_text(CALM + text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def ended(saylau, scenario, tmp_path):
    """Run and verify a day of 22 August with some injects; return what was said."""

    def run(text):
        path, folder = scenario(text), tmp_path / "day"
        words = ("--election", "kz-2021-08-22", "--scenario", path, "--seed", 7)
        code, out, err = saylau("run", *words, "--speed", "max", "--plain", "--out", folder)
        assert code == 0, err
        code, verdict, err = saylau("verify", folder)
        assert code == 0, verdict + err
        return folder, out, verdict

    return run


def test_published_figures_are_not_expected_of_a_day_that_is_falsified(ended):
    folder, out, verdict = ended(STUFFED)
    said = "not expected to come out, the scenario falsifies those of 1 station"

    assert said in out
    assert verdict.count(said) == 2
    assert "WRONG" in verdict
    assert "1 of them falsified by the scenario" in verdict
    assert "S101 at " in verdict
    assert "They are not expected to come out" in (folder / "report.html").read_text("utf-8")
    assert verify(folder).holds


def test_what_falsifies_nothing_excuses_nothing(ended):
    folder, out, verdict = ended(HARMLESS)

    assert "not expected" not in out + verdict
    assert "not expected" not in (folder / "report.html").read_text("utf-8")
    assert all(check.holds for check in verify(folder).checks)


def test_a_scenario_shows_what_it_plants(saylau, scenario):
    _, shown, _ = saylau("scenarios", scenario(STUFFED))

    assert "injects    2" in shown
    assert "stuffing        perhaps F401, F405  1 station in any region" in shown
    assert "unknown-source  S101" in shown
    assert "planted" not in saylau("scenarios", "calm")[1]

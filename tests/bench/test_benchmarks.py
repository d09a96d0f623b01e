"""The benchmarks themselves, at small sizes: what they check is true."""

import json
import platform

import pytest

from bench import tally
from bench.__main__ import BENCHMARKS, main
from bench.figure import Figure, Sheet
from bench.machine import machine


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_runs_at_a_small_size_and_its_checks_hold(name, tmp_path, capsys):
    path = tmp_path / "bench.json"

    assert main([name, "--quick", "--json", str(path)]) == 0

    assert "Everything holds." in capsys.readouterr().out
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["holds"] is True
    sheet = found["benchmarks"][name]
    assert sheet["checks"]
    assert all(sheet["checks"].values())
    assert all(figure["median"] > 0 for figure in sheet["figures"])
    assert {figure["holds"] for figure in sheet["figures"]} == {None}


def test_a_missed_figure_is_named_and_ends_with_1(monkeypatch, capsys):
    missed = Sheet("The tally", [Figure("fold", (1.0,), "events/s", at_least=2)])
    monkeypatch.setattr(tally, "measure", lambda **_: missed)

    assert main(["tally", "--markdown"]) == 1

    said = capsys.readouterr().out
    assert "| fold | 1.00 events/s |" in said
    assert said.endswith("NOT everything holds.\n")


def test_an_unknown_benchmark_is_refused_by_name(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["quue"])

    assert '"quue" is none of queue, tally, run' in capsys.readouterr().err


def test_the_machine_is_described_with_the_versions_that_matter():
    about = machine()

    assert "cores" in about["processor"]
    assert about["Python"].endswith(platform.python_version())
    assert {"msgspec", "numpy", "simpy"} <= set(about)

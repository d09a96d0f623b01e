"""`saylau load` as a user runs it, with a file for a target; the others have tests of their own."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from console.cli import call
from sim.journal import Journal
from sim.load.result import Result

SAYLAU = Path(sys.executable).with_name("saylau")


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    folder = tmp_path_factory.mktemp("load") / "day"
    assert call(["simulate", "--stations", "40", "--seed", "4", "--out", str(folder)]) == 0
    return folder


def load(*words):
    return call(["load", *map(str, words)])


def test_a_file_gets_all_of_a_day_and_nothing_is_judged(day, tmp_path, capsys):
    out = tmp_path / "out.jsonl.zst"
    report = tmp_path / "report"
    assert (
        load("--target", f"file:{out}", "--day", day, "--profile", "max", "--report", report) == 0
    )
    said = capsys.readouterr().out
    assert "Nothing was judged" in said
    assert "SIMULATION" in said
    whole = [one for batch in Journal.open(day / "journal.jsonl.zst").batches() for one in batch]
    assert [one for batch in Journal.open(out).batches() for one in batch] == whole
    found = Result.read(report / "load.json")
    assert found.sent.taken == len(whole)
    assert found.verdict is None
    assert found.holds


def test_the_report_is_one_page_that_needs_nothing_else(day, tmp_path):
    report = tmp_path / "report"
    options = ("--profile", "constant", "--rate", "5000", "--objective", "p99<0.001us,errors==0")
    assert (
        load("--target", f"file:{tmp_path / 'o.zst'}", "--day", day, "--report", report, *options)
        == 1
    )
    page = (report / "load.html").read_text(encoding="utf-8")
    assert "SIMULATION" in page
    assert "It does not hold." in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert page.count("<svg") == 6
    assert "p99&lt;0.001us" in page
    found = Result.read(report / "load.json")
    assert [one.holds for one in found.objectives] == [False, True]


def test_without_a_day_one_is_drawn_of_the_size_that_the_profile_needs(tmp_path):
    report = tmp_path / "report"
    options = ("--profile", "constant", "--rate", "3200", "--duration", "1")
    assert load("--target", f"file:{tmp_path / 'o.zst'}", "--report", report, *options) == 0
    found = Result.read(report / "load.json")
    assert found.stations == 200
    assert found.sent.events >= 3200


@pytest.mark.parametrize("words", [(), ("--stations", "30", "--faults", "all")])
def test_two_loads_are_compared(day, tmp_path, capsys, words):
    for name in ("a", "b"):
        options = words or ("--day", day)
        target = f"file:{tmp_path / name}.zst"
        assert (
            load("--target", target, "--profile", "max", "--report", tmp_path / name, *options) == 0
        )
    capsys.readouterr()
    assert load("compare", tmp_path / "a", tmp_path / "b" / "load.json") == 0
    said = capsys.readouterr().out
    assert "B keeps all that A kept." in said
    assert "latency: 99 % within, ms" in said
    path = tmp_path / "b" / "load.json"
    worse = msgspec.json.decode(path.read_bytes())
    worse["sent"]["stopped"] = "somebody stumbled"
    path.write_bytes(msgspec.json.encode(worse))
    assert load("compare", tmp_path / "a", tmp_path / "b") == 1
    assert "A holds and B does not." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--target"),
        (("--target", "ftp://127.0.0.1/x"), "kafka://HOST:PORT"),
        (("--target", "file:"), "file:PATH"),
        (("--target", "http://example.com/reports"), "--i-own-this-target"),
        (("--target", "kafka://example.com:9092"), "--i-own-this-target"),
        (("--target", "http://[::1/x"), "--target"),
        (("--target", "file:x", "--profile", "nights"), "--profile"),
        (("--target", "file:x", "--shard", "0/2"), "--shard"),
        (("--target", "file:x", "--shard", "3/2"), "--shard"),
        (("--target", "file:x", "--objective", "p98<1ms"), "--objective"),
        (("--target", "file:x", "--day", "nowhere"), "nowhere"),
        (("--target", "file:x", "--day", "nowhere", "--stations", "5"), "--day"),
        (("--target", "file:x", "--stations", "0"), "--stations"),
        (("--target", "file:x", "--stations", "5", "--election", "kz-2021-08-01"), "--election"),
        (("--target", "file:x", "--tallies", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_bad_input_is_complained_of_and_nothing_is_sent(tmp_path, monkeypatch, capsys, words, says):
    monkeypatch.chdir(tmp_path)
    assert load(*words) == 2
    assert says in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]


def test_ctrl_c_ends_the_load_with_a_report(day, tmp_path):
    report = tmp_path / "report"
    words = ["load", "--target", f"file:{tmp_path / 'o.zst'}", "--day", day, "--report", report]
    words += ["--profile", "constant", "--rate", "100"]
    process = subprocess.Popen(
        [SAYLAU, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        if "events taken" in line:
            break
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 1, errors
    assert "stopped by hand" in said
    found = Result.read(report / "load.json")
    assert 0 < found.sent.taken < found.sent.events
    assert (report / "load.html").is_file()

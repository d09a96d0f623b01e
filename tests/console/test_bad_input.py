"""What a user gets wrong ends as one message and exit code 2."""

import shutil

import pytest

from config.library import ELECTIONS, SCENARIOS
from sim.journal import Journal
from sim.recorder import JournalWriter

QUICK = ["--election", "kz-2021-08-22", "--seed", "7"]


def files(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["run", "--speed", "fast"], ["--speed", "fast", "max"]),
        (["run", "--speed", "0"], ["--speed", '"0"']),
        (["run", "--speed", "-3"], ["--speed", "-3"]),
        (["run", "--speed", "nan"], ["--speed", "nan"]),
        (["run", "--seed", "today"], ["--seed", "today", "whole number"]),
        (["run", "--seed", "-1"], ["--seed", "-1"]),
        (["run", "--seed", "1.5"], ["--seed", "1.5"]),
        (["run", "--seed", "99999999999999999999"], ["--seed", "99999999999999999999"]),
        (["run", "--processes", "0"], ["--processes", "0", "1 to 64"]),
        (["run", "--election", "kz-2021-07-26"], ["kz-2021-07-26", "kz-2021-07-25"]),
        (["run", "--scenario", "as-reportd"], ["as-reportd", "as-reported"]),
        (["run", "--scenario", "missing.toml"], ["missing.toml"]),
        (["run", "--language", "de"], ["--language", "de", "kk"]),
        (["run", "--sped", "max"], ["--sped", "--help"]),
        (["run", "--seed"], ["--seed", "--help"]),
        (["run", "extra"], ["extra", "--help"]),
        (["replay"], ["replay", "--help"]),
        (["simulate"], ["--out", "missing"]),
        (["tally"], ["JOURNAL", "--help"]),
        (["tally", "nowhere.zst", "--out", "x"], ["nowhere.zst", "No such file"]),
        (["verify"], ["DIR", "--help"]),
        (["verify", "nowhere"], ["nowhere", "journal.jsonl.zst"]),
        (["elections", "kz"], ["kz", "kz-2021-07-25"]),
        (["scenarios", "clam"], ["clam", "calm"]),
    ],
)
def test_a_bad_argument_is_named(refused, monkeypatch, tmp_path, arguments, parts):
    monkeypatch.chdir(tmp_path)
    says = refused(*arguments)
    for part in parts:
        assert part in says, says
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAYLAU_SEED", "today"),
        ("SAYLAU_SPEED", "fast"),
        ("SAYLAU_LANGUAGE", "de"),
        ("SAYLAU_PROCESSES", "many"),
        ("SAYLAU_SPED", "max"),
    ],
)
def test_a_bad_setting_is_named(refused, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert name in refused("elections")


def test_a_folder_in_the_place_of_a_journal_is_bad_input(refused, tmp_path):
    assert "not a regular file" in refused("tally", tmp_path, "--out", tmp_path / "t")


def test_what_is_no_journal_is_bad_input(refused, tmp_path):
    (tmp_path / "j").write_text("scope,region\n")
    says = refused("tally", tmp_path / "j", "--out", tmp_path / "t")
    assert str(tmp_path / "j") in says
    assert not (tmp_path / "t").exists()


def test_keys_that_are_none_are_bad_input(refused, a_run, tmp_path):
    (tmp_path / "k.json").write_text('{"masters": 1}')
    journal = a_run / "journal.jsonl.zst"
    says = refused("tally", journal, "--keys", tmp_path / "k.json", "--out", tmp_path / "t")
    assert "k.json" in says


def test_a_journal_of_an_unknown_election_is_bad_input(refused, a_run, tmp_path):
    import msgspec

    header = Journal.open(a_run / "journal.jsonl.zst").header
    with JournalWriter(tmp_path / "j.zst", msgspec.structs.replace(header, election="kz-1999")):
        pass
    assert "kz-1999" in refused("tally", tmp_path / "j.zst", "--out", tmp_path / "t")


def test_a_file_in_the_place_of_the_folder_is_bad_input(refused, tmp_path):
    (tmp_path / "day").write_text("mine")
    assert "this is a file" in refused("simulate", *QUICK, "--out", tmp_path / "day")
    assert (tmp_path / "day").read_text() == "mine"


def test_a_broken_election_is_named_by_file_and_line(refused, tmp_path):
    own = shutil.copytree(ELECTIONS / "kz-2021-08-22", tmp_path / "own")
    stations = own / "stations.csv"
    lines = stations.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace(lines[1].split(",")[1], "first", 1)
    stations.write_text("\n".join(lines) + "\n", encoding="utf-8")
    says = refused("run", "--election", own, "--out", tmp_path / "day")
    assert "stations.csv" in says
    assert "line 2" in says


def test_a_broken_scenario_is_named_by_file_and_field(refused, tmp_path):
    text = (SCENARIOS / "calm.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text.replace("turnout_slips = ", "turnout_slips = 1"))
    says = refused("run", "--scenario", tmp_path / "mine.toml", "--out", tmp_path / "day")
    assert "mine.toml" in says
    assert "turnout_slips" in says


def test_a_spoiled_truth_is_bad_input(refused, own_run):
    (own_run / "truth.json").write_text("{}")
    assert "truth.json" in refused("verify", own_run)


def test_a_spoiled_table_is_bad_input(refused, own_run):
    (own_run / "tallies.csv").write_text("")
    assert "tallies.csv, line 1" in refused("verify", own_run)


def test_json_that_cannot_be_written_is_bad_input(saylau, a_run, tmp_path):
    code, out, err = saylau("verify", a_run, "--json", tmp_path / "no" / "check.json")
    assert (code, out) == (2, "")  # before the work is done
    assert err.startswith(f"saylau: --json {tmp_path / 'no' / 'check.json'}: ")
    assert "this is a folder" in saylau("verify", a_run, "--json", tmp_path)[2]

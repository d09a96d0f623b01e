import json
import shutil
from importlib.metadata import version

import pytest

from config.library import ELECTIONS, SCENARIOS
from sim.journal import Journal

COMMANDS = ["run", "simulate", "tally", "verify", "elections", "scenarios", "real"]
QUICK = ["--election", "kz-2021-08-22", "--seed", "7"]


def files(folder):
    return sorted(path.name for path in folder.iterdir())


# What each command does


def test_run_fills_a_folder_and_says_what_came_out(saylau, tmp_path):
    code, out, err = saylau("run", *QUICK, "--speed", "max", "--out", tmp_path / "day")
    assert (code, err) == (0, "")
    assert files(tmp_path / "day") == [
        "alerts.jsonl",
        "journal.jsonl.zst",
        "keys.json",
        "report.html",
        "tallies.csv",
        "truth.json",
    ]
    assert out.startswith("SIMULATION")
    assert "BULLETIN 10:00" in out
    assert "published figures: 9 exact" in out
    assert "\x1b" not in out


def test_simulate_tally_and_verify_follow_one_another(saylau, tmp_path):
    day = tmp_path / "day"
    assert saylau("simulate", *QUICK, "--out", day)[0] == 0
    code, out, _ = saylau("tally", day / "journal.jsonl.zst", "--out", day, "--force")
    assert code == 0
    assert "events/s, codes not checked" in out
    code, out, _ = saylau("verify", day)
    assert code == 0
    assert "exact   journal" in out
    assert out.rstrip().endswith("everything holds")


def test_tally_checks_codes_when_given_the_keys(saylau, a_run, tmp_path):
    journal, keys = a_run / "journal.jsonl.zst", a_run / "keys.json"
    code, out, _ = saylau("tally", journal, "--keys", keys, "--out", tmp_path / "t")
    assert code == 0
    assert "codes checked" in out
    assert (tmp_path / "t" / "tallies.csv").read_bytes() == (a_run / "tallies.csv").read_bytes()
    assert (tmp_path / "t" / "alerts.jsonl").read_bytes() == (a_run / "alerts.jsonl").read_bytes()


def test_tally_needs_no_published_figures(saylau, a_run, tmp_path):
    own = shutil.copytree(ELECTIONS / "kz-2021-08-01", tmp_path / "own")
    for name in ("published.csv", "contradictions.csv", "outcome.csv"):
        (own / name).unlink(missing_ok=True)
    journal = a_run / "journal.jsonl.zst"
    code, _, _ = saylau("tally", journal, "--election", own, "--out", tmp_path / "t")
    assert code == 0
    assert (tmp_path / "t" / "tallies.csv").read_bytes() == (a_run / "tallies.csv").read_bytes()


def test_verify_takes_several_folders_and_writes_json(saylau, a_run, tmp_path):
    code, out, _ = saylau("verify", a_run, a_run, "--summary", "--json", tmp_path / "check.json")
    assert code == 0
    assert out.count("everything holds") == 2
    found = json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))
    assert (found["holds"], len(found["runs"])) == (True, 2)


def test_verify_ends_with_one_if_any_folder_differs(saylau, a_run, own_run):
    path = own_run / "tallies.csv"
    path.write_text(path.read_text(encoding="utf-8") + "national,,,x,total,1\n", encoding="utf-8")
    code, out, _ = saylau("verify", own_run, a_run, "--summary")
    assert code == 1
    assert "everything holds" in out
    assert "DIFFERS" in out


def test_elections_and_scenarios_are_listed_and_shown(saylau):
    assert "kz-2021-07-25" in saylau("elections")[1]
    assert "polls" in saylau("elections", "kz-2021-08-22")[1]
    assert "as-reported" in saylau("scenarios")[1]
    assert "incident" in saylau("scenarios", "as-reported")[1]


def test_what_is_shown_says_where_its_files_are(saylau, tmp_path):
    assert str(ELECTIONS / "kz-2021-08-22") in saylau("elections", "kz-2021-08-22")[1]
    assert str(SCENARIOS / "calm.toml") in saylau("scenarios", "calm")[1]
    own = shutil.copytree(ELECTIONS / "kz-2021-08-22", tmp_path / "own")
    assert str(own) in saylau("elections", own)[1]


def test_a_scenario_without_incidents_has_no_empty_table(saylau):
    assert "scope" not in saylau("scenarios", "calm")[1]
    assert "scope" in saylau("scenarios", "as-reported")[1]


def test_the_version_is_that_of_the_package(saylau):
    assert saylau("--version") == (0, f"saylau {version('saylau')}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(saylau, command):
    code, out, _ = saylau(command, "--help")
    assert code == 0
    assert "Examples:" in out
    assert f"saylau {command}" in out


def test_without_a_command_there_is_help(saylau):
    code, out, _ = saylau()
    assert code == 0
    assert all(command in out for command in COMMANDS)


def test_names_follow_the_language_of_the_settings(saylau, monkeypatch):
    monkeypatch.setenv("SAYLAU_LANGUAGE", "ru")
    assert "область" in saylau("elections", "kz-2021-07-25")[1]


def test_the_language_is_an_option_of_run(saylau, tmp_path):
    options = ["--speed", "max", "--language", "kk", "--out", tmp_path / "day"]
    assert saylau("run", *QUICK, *options)[0] == 0
    assert '<span lang="kk">' in (tmp_path / "day" / "report.html").read_text(encoding="utf-8")


def test_settings_are_defaults_and_options_go_first(saylau, monkeypatch, tmp_path):
    monkeypatch.setenv("SAYLAU_ELECTION", "kz-2021-08-22")
    monkeypatch.setenv("SAYLAU_SEED", "5")
    monkeypatch.setenv("SAYLAU_OUT", str(tmp_path / "a"))
    assert saylau("simulate")[0] == 0
    assert saylau("simulate", "--seed", "6", "--out", tmp_path / "b")[0] == 0
    seeds = [Journal.open(tmp_path / d / "journal.jsonl.zst").header.seed for d in "ab"]
    assert seeds == [5, 6]


def test_run_chooses_a_new_folder_each_time(saylau, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert saylau("run", *QUICK, "--speed", "max", "--plain")[0] == 0
    first, second = files(tmp_path / "out")
    assert second == f"{first}-2"


# Output folders and damage


def test_an_existing_folder_is_kept_without_force_and_replaced_with_it(refused, saylau, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    assert "--force" in refused("simulate", *QUICK, "--out", tmp_path)
    assert files(tmp_path) == ["letter.txt"]
    assert saylau("simulate", *QUICK, "--out", tmp_path, "--force")[0] == 0
    assert (tmp_path / "letter.txt").read_text() == "mine"
    assert "journal.jsonl.zst" in files(tmp_path)


def test_a_damaged_journal_is_tallied_up_to_the_damage(refused, own_run, tmp_path):
    journal = own_run / "journal.jsonl.zst"
    journal.write_bytes(journal.read_bytes()[:-300])
    says = refused("tally", journal, "--out", tmp_path / "t")
    assert "damaged at record" in says
    assert files(tmp_path / "t") == ["alerts.jsonl", "tallies.csv"]


def test_a_damaged_journal_does_not_replace_tallies_that_are_there(refused, own_run):
    journal = own_run / "journal.jsonl.zst"
    journal.write_bytes(journal.read_bytes()[:-300])
    before = (own_run / "tallies.csv").read_bytes()
    says = refused("tally", journal, "--out", own_run, "--force")
    assert "damaged at record" in says
    assert "was left as it is" in says
    assert (own_run / "tallies.csv").read_bytes() == before


def test_verify_ends_with_two_where_the_journal_is_damaged(saylau, own_run):
    journal = own_run / "journal.jsonl.zst"
    journal.write_bytes(journal.read_bytes()[:-300])
    code, out, _ = saylau("verify", own_run, "--summary")
    assert code == 2
    assert "damaged at record" in out


def test_tally_names_the_report_that_it_takes_away(saylau, own_run):
    arguments = ["tally", own_run / "journal.jsonl.zst", "--out", own_run, "--force"]
    assert f"{own_run / 'report.html'} was taken away" in saylau(*arguments)[1]
    assert not (own_run / "report.html").exists()
    assert "taken away" not in saylau(*arguments)[1]

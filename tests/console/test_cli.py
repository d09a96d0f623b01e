import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.library import ELECTIONS, SCENARIOS
from sim.journal import Journal
from sim.recorder import JournalWriter

ROOT = Path(__file__).parents[2]
COMMANDS = ["run", "simulate", "tally", "verify", "elections", "scenarios"]
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


# Bad input: one message, exit code 2


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
    assert "directory" in refused("tally", tmp_path, "--out", tmp_path / "t")


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


def test_json_that_cannot_be_written_is_bad_input(refused, a_run, tmp_path):
    says = refused("verify", a_run, "--summary", "--json", tmp_path / "no" / "check.json")
    assert "check.json" in says


# The process


def start(*arguments, encoding="utf-8", start_new_session=False, **environment):
    command = [sys.executable, "-c", "from console.cli import main; main()", *map(str, arguments)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SAYLAU_")}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=clean | {"PYTHONIOENCODING": encoding} | environment,
        start_new_session=start_new_session,
    )


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "terminate"]
)
def test_a_run_that_is_stopped_leaves_nothing(tmp_path, number, code):
    process = start("run", *QUICK, "--speed", "60", "--out", tmp_path / "day")
    with process:
        while "open" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(number)
        _, err = process.communicate()
    assert process.returncode == code
    assert "Traceback" not in err
    assert files(tmp_path) == []


def test_ctrl_c_reaches_a_run_of_two_processes_as_one(tmp_path):
    process = start(
        "run",
        "--speed",
        "60",
        "--processes",
        "2",
        "--out",
        tmp_path / "day",
        start_new_session=True,
    )
    with process:
        while "open" not in process.stdout.readline():
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody in it
        _, err = process.communicate()
    assert (process.returncode, err) == (130, "saylau: stopped; nothing was written\n")
    assert files(tmp_path) == []


def test_on_a_terminal_the_day_is_painted_on_a_screen_of_its_own(tmp_path):
    out = tmp_path / "day"
    main = f"sys.argv[1:] = ['run', *{QUICK}, '--speed', 'max', '--out', {str(out)!r}]; main()"
    program = f"import sys; from console.cli import main; {main}"
    ours, theirs = os.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    painted = b""
    # Linux ends the reading of a terminal that was closed with an error.
    with contextlib.suppress(OSError):
        while part := os.read(ours, 65536):
            painted += part
    os.close(ours)
    assert process.wait() == 0
    screen, _, after = painted.decode().partition("\x1b[?1049l")
    assert "\x1b[?1049h" in screen
    assert "SIMULATION" in screen
    assert "65.36 %" in after
    assert "report.html" in after


def test_the_exit_code_reaches_the_shell():
    with start("verify", "nowhere") as process:
        _, err = process.communicate()
    assert process.returncode == 2
    assert err.startswith("saylau: nowhere")


def test_a_terminal_that_lacks_letters_is_no_error():
    with start("elections", encoding="ascii") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "2021-08-08" in out


def test_the_shell_can_complete_commands_and_names():
    with start("", _SAYLAU_COMPLETE="complete_bash", COMP_WORDS="saylau el", COMP_CWORD="1") as one:
        assert one.communicate()[0].split() == ["elections"]
    words = "saylau run --scenario a"
    with start("", _SAYLAU_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD="3") as two:
        assert two.communicate()[0].split() == ["as-reported"]

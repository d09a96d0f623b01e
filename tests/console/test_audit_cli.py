"""The command `audit`."""

import json

import pytest
import typer

from console import audit_cli
from console.board.audit import AuditLog
from console.board.people import Person
from console.exits import exit_code

ANNA = Person("Анна", "operator", "almaty")


@pytest.fixture
def saylau(capsys):
    """Only this command: returns exit code, standard output, standard error."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)  # one command alone would go without its name
    app.registered_commands += audit_cli.commands.registered_commands

    def run(*arguments):
        code = exit_code(app, [str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, lambda: 1627192800.0) as log:
        log.append(ANNA, "decision", {"do": "hold", "note": "қате \x1b[2J \x9b2J"})
        log.append(Person("Бекзат", "instructor"), "login", {})
    return path


def head_of(path):
    return json.loads(path.read_text(encoding="utf-8").splitlines()[-1])["hash"]


def test_a_log_that_holds_ends_with_0_and_says_what_it_cannot_see(saylau, log):
    code, out, err = saylau("audit", "verify", log)
    assert (code, err) == (0, "")
    assert "2 lines as written" in out
    assert f"head     {head_of(log)}" in out
    assert "the end  not checked" in out


def test_a_log_that_ends_with_the_head_that_was_noted_holds(saylau, log):
    code, out, err = saylau("audit", "verify", log, "--head", head_of(log).upper() + " ")
    assert (code, err) == (0, "")
    assert "not checked" not in out


def test_a_log_whose_end_is_gone_ends_with_1_against_the_head(saylau, log):
    head = head_of(log)
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[0])
    assert saylau("audit", "verify", log)[0] == 0
    code, out, err = saylau("audit", "verify", log, "--head", head)
    assert code == 1
    assert "1 line as written" in out
    assert err.startswith(f"saylau: {log}, line 1: no line has the hash {head}")


def test_a_log_that_was_changed_ends_with_1_and_names_the_line(saylau, log):
    log.write_bytes(log.read_bytes().replace(b"login", b"logon"))
    code, out, err = saylau("audit", "verify", log)
    assert code == 1
    assert "1 line as written" in out
    assert err.startswith(f"saylau: {log}, line 2: was changed")
    assert err.count("\n") == 1


@pytest.mark.parametrize("action", ["verify", "show"])
def test_a_file_that_is_not_there_ends_with_2(saylau, tmp_path, action):
    code, _, err = saylau("audit", action, tmp_path / "none.jsonl")
    assert code == 2
    assert "No such file" in err


@pytest.mark.parametrize("head", ["", "abc", "g" * 64])
def test_a_head_that_is_no_hash_ends_with_2(saylau, log, head):
    code, _, err = saylau("audit", "verify", log, "--head", head)
    assert code == 2
    assert "expected 64 hexadecimal digits" in err


def test_another_action_ends_with_2(saylau, log):
    code, _, err = saylau("audit", "verfy", log)
    assert code == 2
    assert "did you mean verify?" in err


def test_a_head_does_not_go_with_showing(saylau, log):
    code, _, err = saylau("audit", "show", log, "--head", "0" * 64)
    assert code == 2
    assert "does not go with show" in err


def test_the_help_says_that_the_end_shows_against_the_head_alone(saylau):
    out = " ".join(saylau("audit", "--help")[1].split())
    assert "Without --head nobody can see whether lines at the end are gone" in out


def test_showing_prints_a_line_for_each_and_nothing_that_steers_a_terminal(saylau, log):
    code, out, err = saylau("audit", "show", log)
    assert (code, err) == (0, "")
    details = r'{"do": "hold", "note": "қате \u001b[2J \u009b2J"}'
    assert out.splitlines() == [
        "     1  2021-07-25T06:00:00.000Z  Анна (operator of almaty)  decision  " + details,
        "     2  2021-07-25T06:00:00.000Z  Бекзат (instructor)  login",
    ]


def test_showing_stops_where_the_log_is_broken(saylau, log):
    log.write_bytes(log.read_bytes()[:-1])
    code, out, err = saylau("audit", "show", log)
    assert code == 1
    assert len(out.splitlines()) == 1
    assert "line 2: is torn" in err

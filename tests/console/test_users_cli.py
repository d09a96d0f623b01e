"""The command `board-user`."""

import tomllib

import pytest
import typer

from console import users_cli
from console.board.people import People, Person
from console.exits import exit_code


@pytest.fixture
def saylau(capsys):
    """Only this command: returns exit code, standard output, standard error."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)  # one command alone would go without its name
    app.registered_commands += users_cli.commands.registered_commands

    def run(*arguments):
        code = exit_code(app, [str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_user_is_an_entry_and_a_token_that_belong_together(saylau, tmp_path):
    code, entry, said = saylau(
        "board-user", 'Айгерім "А" \\', "--role", "operator", "--region", "almaty"
    )
    assert code == 0
    path = tmp_path / "users.toml"
    path.write_text(entry, encoding="utf-8")
    token = said.split()[-1]
    assert token not in entry
    found = People.read(path).by_token(token)
    assert found == Person('Айгерім "А" \\', "operator", "almaty")


def test_entries_follow_each_other_in_a_file(saylau):
    text = saylau("board-user", "a")[1] + saylau("board-user", "b", "--role", "instructor")[1]
    users = tomllib.loads(text)["users"]
    assert [(user["name"], user["role"]) for user in users] == [
        ("a", "viewer"),
        ("b", "instructor"),
    ]
    assert all("region" not in user for user in users)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a", "--role", "chief"], '--role: "chief"; expected one of'),
        (["a", "--region", "almaty"], "--region: does not go with --role viewer"),
        (
            ["a", "--role", "operator", "--region", "almatty"],
            "did you mean almaty?",
        ),
        ([""], 'NAME: ""; expected a name on one line'),
        (["a\tb"], "expected a name on one line"),
        (["a\x7fb"], "expected a name on one line"),
    ],
)
def test_a_user_that_cannot_be_is_bad_input(saylau, arguments, said):
    code, out, err = saylau("board-user", *arguments)
    assert (code, out) == (2, "")
    assert said in err

"""What a user can ask for: the options of the commands, and the settings behind them.

Numbers are read here and not by the parser, so that a bad one is complained of
in the same words whether it came from an option or from the environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Option

from config.errors import InputError

if TYPE_CHECKING:
    from config.settings import Settings
    from console.compose import Wish

ELECTION_HELP: Final = "Id of an election (see `saylau elections`), or the directory of one."
SCENARIO_HELP: Final = "Id of a scenario (see `saylau scenarios`), or a TOML file."
LANGUAGES: Final = ("en", "kk", "ru")
FORCE_HELP: Final = "Replace the files of a folder that is not empty."


def examples(*lines: str) -> str:
    """Return example commands as a help page shows them, one a line."""
    return "\n\n".join(["Examples:", *(f"  {line}" for line in lines)])


def complete_election(incomplete: str) -> list[str]:
    """Return the ids of elections that begin so, for the shell."""
    from config.library import election_ids

    return [name for name in election_ids() if name.startswith(incomplete)]


def complete_scenario(incomplete: str) -> list[str]:
    """Return the ids of scenarios that begin so, for the shell."""
    from config.library import scenario_ids

    return [name for name in scenario_ids() if name.startswith(incomplete)]


ElectionOption = Annotated[
    str | None,
    Option(
        "--election", "-e", metavar="ID|DIR", help=ELECTION_HELP, autocompletion=complete_election
    ),
]
ScenarioOption = Annotated[
    str | None,
    Option(
        "--scenario", "-s", metavar="ID|FILE", help=SCENARIO_HELP, autocompletion=complete_scenario
    ),
]
SeedOption = Annotated[
    str | None,
    Option(metavar="NUMBER", help="What decides all that is drawn: same seed, same bytes."),
]
LanguageOption = Annotated[
    str | None,
    Option(metavar="en|kk|ru", help="Of names; the sentences around them are English."),
]
ProcessesOption = Annotated[
    str | None,
    Option(metavar="N", help="Share the simulation out; the bytes stay the same."),
]
OutOption = Annotated[Path | None, Option("--out", "-o", metavar="DIR", help="Folder to write to.")]
ForceOption = Annotated[bool, Option("--force", metavar="", help=FORCE_HELP)]


def settings_of(
    election: str | None = None,
    scenario: str | None = None,
    seed: str | None = None,
    speed: str | None = None,
    processes: str | None = None,
    language: str | None = None,
) -> Settings:
    """Return the settings of the environment, with the options in their place where given."""
    from config import settings

    given: dict[str, object] = {}
    if election is not None:
        given["election"] = election
    if scenario is not None:
        given["scenario"] = scenario
    if seed is not None:
        given["seed"] = number("--seed", seed, 0, 2**63 - 1)
    if processes is not None:
        given["processes"] = number("--processes", processes, 1, 64)
    if language is not None:
        if language not in LANGUAGES:
            raise InputError("--language", f'"{language}"', "en, kk or ru")
        given["language"] = language
    if speed is not None:
        try:
            given["speed"] = settings.speed(speed)
        except ValueError as error:
            raise InputError("--speed", f'"{speed}"', settings.SPEED_EXPECTED) from error
    return settings.load_settings().model_copy(update=given)


def check_writable(option: str, path: Path) -> None:
    """Raise `InputError` if no file can be written at `path`; nothing is left there."""
    expected = "a file in a folder that is there"
    if path.is_dir():
        raise InputError(f"{option} {path}", "this is a folder", "a file")
    if not path.parent.is_dir():
        raise InputError(f"{option} {path}", f"there is no folder {path.parent}", expected)
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise InputError(f"{option} {path}", "cannot be written", expected)


def number(option: str, text: str, least: int, most: int) -> int:
    """Read a whole number; raises `InputError` if it is none between `least` and `most`."""
    found = int(text) if text.isascii() and text.isdecimal() else -1
    if not least <= found <= most:
        raise InputError(option, f'"{text}"', f"a whole number from {least} to {most}")
    return found


def wish_of(settings: Settings) -> Wish:
    """Return the wish that settings express."""
    from console.compose import Wish

    return Wish(
        election=settings.election,
        scenario=settings.scenario,
        seed=settings.seed,
        speed=settings.speed,
        processes=settings.processes,
        language=settings.language,
    )

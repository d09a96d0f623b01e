"""Settings from the environment, `SAYLAU_*`: what a command uses when nobody says otherwise."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.complaint import Complaint
from config.errors import InputError
from config.near_miss import one_of

PREFIX: Final = "SAYLAU_"
MAX: Final = "max"
SPEED_EXPECTED: Final = 'a number above 0 (simulated seconds a second), or "max"'


def speed(value: object) -> float | Literal["max"]:
    """Read a speed.

    Raises:
        ValueError: saying what is expected.
    """
    if value == MAX:
        return MAX
    try:
        number = float(str(value))
    except ValueError as error:
        raise ValueError(SPEED_EXPECTED) from error
    if not math.isfinite(number) or number <= 0:
        raise ValueError(SPEED_EXPECTED)
    return number


Speed = Annotated[float | Literal["max"], BeforeValidator(speed)]


def _directory(value: object) -> object:
    """Refuse an empty name, which would mean the current directory."""
    if value == "":
        raise ValueError("a directory")
    return value


class Settings(BaseSettings):
    """Defaults of the command line.

    Attributes:
        election: id or directory of the election.
        scenario: id or file of the scenario.
        seed: what decides everything that is drawn.
        speed: simulated seconds a second, or "max" for no waiting.
        out: output directory; `None` leaves the choice to the command.
        language: language of names and pages.
        processes: processes that share the simulation.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    election: Annotated[str, Field(min_length=1)] = "kz-2021-07-25"
    scenario: Annotated[str, Field(min_length=1)] = "as-reported"
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 20210725
    speed: Speed = 600.0
    out: Annotated[Path | None, BeforeValidator(_directory)] = None
    language: Literal["en", "kk", "ru"] = "en"
    processes: Annotated[int, Field(ge=1, le=64)] = 1


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        InputError: naming the variable, the bad value and what is expected.
    """
    variables = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in variables:
            raise InputError(name, "is not a known setting", one_of(variables, name.upper()))
    try:
        return Settings()
    except ValidationError as error:
        complaint = Complaint.of(error, lambda _: Settings.model_fields)
        variable = PREFIX + str(complaint.place[0]).upper()
        raise InputError(variable, complaint.said, complaint.expected) from error

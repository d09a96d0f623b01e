"""Settings from the environment, `SAYLAU_*`: what a command uses when nobody says otherwise."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.complaint import Complaint
from config.errors import InputError
from config.near_miss import one_of

PREFIX: Final = "SAYLAU_"
MAX: Final = "max"
SPEED_EXPECTED: Final = 'a number above 0 (simulated seconds a second), or "max"'
PORT_EXPECTED: Final = "a port from 1 to 65535, or 0 for any that is free"


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


def port(value: object) -> int:
    """Read a port.

    Raises:
        ValueError: saying what is expected.
    """
    text = str(value)
    number = int(text) if text.isascii() and text.isdecimal() else -1
    if not 0 <= number < 1 << 16:
        raise ValueError(PORT_EXPECTED)
    return number


Speed = Annotated[float | Literal["max"], BeforeValidator(speed)]


def _port(value: object) -> int | None:
    return None if value is None else port(value)


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
        kafka: the brokers, `kafka://HOST:PORT[,HOST:PORT...]`, or `kafkas://` for TLS.
        kafka_user, kafka_password, kafka_password_file: for SASL; the password is never
            an option, because others can read the options of a process.
        kafka_mechanism: of SASL.
        kafka_ca: file with the certificates to trust.
        kafka_partitions: of the reports; fixed once the topic is made.
        kafka_copies: brokers that hold each partition.
        kafka_retention_days: how long reports are kept; None keeps them for good.
        metrics_host, metrics_port: where a worker is asked for metrics and health; port 0 takes
            any that is free, None does without.
        log_format: how a worker logs: text for people, JSON for programs.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    election: Annotated[str, Field(min_length=1)] = "kz-2021-07-25"
    scenario: Annotated[str, Field(min_length=1)] = "as-reported"
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 20210725
    speed: Speed = 600.0
    out: Annotated[Path | None, BeforeValidator(_directory)] = None
    language: Literal["en", "kk", "ru"] = "en"
    processes: Annotated[int, Field(ge=1, le=64)] = 1
    kafka: str | None = None
    kafka_user: str | None = None
    kafka_password: SecretStr | None = None
    kafka_password_file: Path | None = None
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "PLAIN"
    kafka_ca: Path | None = None
    kafka_partitions: Annotated[int, Field(ge=1, le=10_000)] = 4
    kafka_copies: Annotated[int, Field(ge=1, le=7)] = 1
    kafka_retention_days: Annotated[float | None, Field(gt=0)] = None
    metrics_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    metrics_port: Annotated[int | None, BeforeValidator(_port)] = None
    log_format: Literal["text", "json"] = "text"

    def password(self) -> str | None:
        """Return the password for the brokers.

        Raises:
            InputError: the file that is to hold it cannot be read.
        """
        if self.kafka_password_file is not None:
            try:
                return self.kafka_password_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                expected = "a file that holds the password"
                what = f"{self.kafka_password_file} cannot be read ({error})"
                raise InputError("SAYLAU_KAFKA_PASSWORD_FILE", what, expected) from error
        return self.kafka_password.get_secret_value() if self.kafka_password else None


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

"""Thresholds: the numbers that rules go by, each with its unit and the reason for its value.

Which there are, and what values they take, is said once, in `Thresholds`; the file
`config/rules/thresholds.toml` is read by the same fields.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias, get_type_hints

from pydantic import AfterValidator, Field, create_model

from config.document import read_document
from config.election import Model
from config.unfit import unfit


def _whole(value: float) -> float:
    if value != int(value):
        raise unfit(f"is {value:g}", "a whole number")
    return value


def _ascending(looks: tuple[float, ...]) -> tuple[float, ...]:
    if list(looks) != sorted(set(looks)) or looks[-1:] != (1.0,):
        told = ", ".join(f"{look:g}" for look in looks) or "none"
        raise unfit(f"is {told}", "shares in ascending order, the last of them 1")
    return looks


Number: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Minutes: TypeAlias = Annotated[Number, Field(gt=0, le=1440)]
Seconds: TypeAlias = Annotated[Number, Field(gt=0, le=3600)]
Deviations: TypeAlias = Annotated[Number, Field(gt=0)]
Whole: TypeAlias = Annotated[Number, Field(ge=1, le=1_000_000), AfterValidator(_whole)]
Digits: TypeAlias = Annotated[Whole, Field(ge=10)]
"""Numbers of fewer digits than two have no second one."""
Probability: TypeAlias = Annotated[Number, Field(gt=0, lt=1)]
Shares: TypeAlias = Annotated[
    tuple[Annotated[Number, Field(gt=0, le=1)], ...], AfterValidator(_ascending)
]


class Threshold(Model):
    """A number that a rule goes by, and why it is that number."""

    value: float | tuple[float, ...]
    unit: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Thresholds(Model):
    """All of them; what each is for stands in thresholds.toml."""

    gap_minutes: Minutes
    clock_ahead_minutes: Minutes
    clock_behind_minutes: Minutes
    voters_per_desk: Whole
    fastest_service_seconds: Seconds
    late_opening_minutes: Minutes
    early_closing_minutes: Minutes
    report_minutes: Minutes
    regular_p: Probability
    regular_least: Whole
    peers_deviations: Deviations
    peers_least: Whole
    invalid_deviations: Deviations
    invalid_least: Probability
    count_least_minutes: Minutes
    count_ballot_seconds: Seconds
    protocol_minutes: Minutes
    joint_deviations: Deviations
    digits_least: Digits
    looks: Shares
    forensic_p: Probability


NAMES: Final = tuple(Thresholds.model_fields)


def read_thresholds(path: Path) -> dict[str, Threshold]:
    """Read them from a file, by name.

    Raises:
        InputError: one is missing or unknown, or its value is none a rule can go by.
    """
    kinds = get_type_hints(Thresholds, include_extras=True)
    given: dict[str, Any] = {
        name: (create_model(name, __base__=Threshold, value=(kinds[name], ...)), ...)
        for name in NAMES
    }
    found = read_document(path, create_model("Given", __base__=Model, **given))
    return {name: getattr(found, name) for name in NAMES}

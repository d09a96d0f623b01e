"""The rule book: what each code means to people, and the thresholds the rules go by.

Both are data, in `config/rules`; the rules themselves are functions in `stream.rules`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, RootModel, model_validator

from config.document import read_document
from config.election import Model
from config.unfit import unfit

FOLDER: Final = Path(__file__).resolve().parent / "rules"

Severity: TypeAlias = Literal["error", "warning", "notice"]
Code: TypeAlias = Annotated[str, Field(pattern=r"^[STPFI]\d{3}$")]

FAMILIES: Final = {
    "S": "source: is it the source it says, and did it say one thing?",
    "T": "turnout: can that many people have voted, then?",
    "P": "protocol: does the results protocol add up?",
    "F": "forensic: do the figures of many stations look like those of voters?",
    "I": "incidents: what people saw",
}
"""What the rules of a family ask, by the letter their codes begin with."""

_INCIDENT: Final = {
    "checks": 'Somebody reports an incident of category "{category}".',
    "why": "What people see is in no figure.",
    "ground": "Incidents that were reported on 25 July 2021 and what is like them.",
    "clears": "never: what was reported stays reported",
}


class Rule(Model):
    """A rule as people know it.

    An error makes the station's protocols doubtful: contests are not called for
    certain on them. A warning asks somebody to look; a notice tells.

    Attributes:
        code: stable.
        severity: how grave it is.
        title: in a few words.
        checks: what raises it; thresholds stand in braces.
        why: what may be behind it.
        ground: the law, the statistics, or whose assumption it rests on.
        action: what staff do about it.
        clears: when the alert clears.
        category: of the incidents that raise it; None for other rules, "" for any category
            that has no code of its own.
    """

    code: str = ""
    severity: Severity
    title: str = Field(min_length=1)
    checks: str = _INCIDENT["checks"]
    why: str = _INCIDENT["why"]
    ground: str = _INCIDENT["ground"]
    action: str = Field(min_length=1)
    clears: str = _INCIDENT["clears"]
    category: str | None = None

    @model_validator(mode="after")
    def _explained(self) -> Rule:
        if self.category is None and not self.model_fields_set >= _INCIDENT.keys():
            missing = sorted(_INCIDENT.keys() - self.model_fields_set)
            raise unfit(f"no {', '.join(missing)}", "all of them, but for incidents")
        return self


class Threshold(Model):
    """A number that a rule goes by, and why it is that number."""

    value: float | tuple[float, ...]
    unit: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Thresholds(Model):
    """All of them; what each is for stands in thresholds.toml."""

    gap_minutes: float
    clock_ahead_minutes: float
    clock_behind_minutes: float
    voters_per_desk: float
    fastest_service_seconds: float
    late_opening_minutes: float
    early_closing_minutes: float
    report_minutes: float
    regular_p: float
    peers_deviations: float
    peers_least: float
    invalid_least: float
    count_least_minutes: float
    count_ballot_seconds: float
    protocol_minutes: float
    joint_deviations: float
    digits_least: float
    looks: tuple[float, ...]
    forensic_p: float


class _Rules(RootModel[dict[Code, Rule]]):
    pass


class _Reasons(RootModel[dict[str, Threshold]]):
    pass


@cache
def rules() -> dict[str, Rule]:
    """Return the rules by code, in order of their codes."""
    found = read_document(FOLDER / "rules.toml", _Rules).root
    return {code: found[code].model_copy(update={"code": code}) for code in sorted(found)}


@cache
def reasons() -> dict[str, Threshold]:
    """Return the thresholds with unit and reason, by name."""
    return read_document(FOLDER / "thresholds.toml", _Reasons).root


@cache
def thresholds() -> Thresholds:
    """Return the thresholds as numbers."""
    return Thresholds(**{name: each.value for name, each in reasons().items()})


def code_of(category: str) -> str:
    """Return the code of an incident's category; that of all others if it has none of its own."""
    return _by_category().get(category) or _by_category()[""]


@cache
def _by_category() -> dict[str, str]:
    found = {rule.category: code for code, rule in rules().items() if rule.category is not None}
    return {str(category): code for category, code in found.items()}

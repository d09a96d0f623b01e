"""The rule book: what each code means to people, and the thresholds the rules go by.

Both are data, in `config/rules`; the rules themselves are functions in `stream.rules`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, RootModel, field_validator, model_validator

from config.codes import CODES
from config.document import read_document
from config.election import Model
from config.near_miss import one_of
from config.thresholds import NAMES, Threshold, Thresholds, read_thresholds
from config.unfit import unfit

FOLDER: Final = Path(__file__).resolve().parent / "rules"

Severity: TypeAlias = Literal["error", "warning", "notice"]
Code: TypeAlias = Annotated[str, Field(pattern=r"^[STPFI]\d{3}$")]

INCIDENTS: Final = "I"

FAMILIES: Final = {
    "S": "source: is it the source it says, and did it say one thing?",
    "T": "turnout: can that many people have voted, then?",
    "P": "protocol: does the results protocol add up?",
    "F": "forensic: do the figures of many stations look like those of voters?",
    INCIDENTS: "incidents: what people saw",
}
"""What the rules of a family ask, by the letter their codes begin with."""

IN_BRACES: Final = re.compile(r"\{([^{}]*)\}")
"""A name in a text, in whose place a threshold is shown, or the category."""

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

    @field_validator("title", "checks", "why", "ground", "action", "clears")
    @classmethod
    def _known_names(cls, text: str) -> str:
        for name in IN_BRACES.findall(text):
            if name not in (*NAMES, "category"):
                raise unfit(f"names {{{name}}}", one_of(NAMES, name))
        return text

    @model_validator(mode="after")
    def _explained(self) -> Rule:
        if self.category is None and not self.model_fields_set >= _INCIDENT.keys():
            missing = sorted(_INCIDENT.keys() - self.model_fields_set)
            raise unfit(f"no {', '.join(missing)}", "all of them, but for incidents")
        texts = (self.title, self.checks, self.why, self.ground, self.action, self.clears)
        if self.category is None and any("{category}" in text for text in texts):
            raise unfit("names {category}", "that for incidents only")
        return self


class _Rules(RootModel[dict[Code, Rule]]):
    @model_validator(mode="after")
    def _complete(self) -> _Rules:
        codes = {code for code in self.root if code[0] != INCIDENTS}
        if codes != CODES:
            missing, more = (", ".join(sorted(some)) for some in (CODES - codes, codes - CODES))
            what = f"no {missing}" if missing else f"{more}, which no rule raises"
            raise unfit(what, f"the {len(CODES)} codes that rules raise, and those of incidents")
        return self

    @model_validator(mode="after")
    def _one_code_a_category(self) -> _Rules:
        codes: dict[str, str] = {}
        for code, rule in self.root.items():
            if (rule.category is None) == (code[0] == INCIDENTS):
                what = f"{code} with{'out' if rule.category is None else ''} a category"
                raise unfit(what, f"a category for family {INCIDENTS}, and for no other")
            if rule.category is not None and codes.setdefault(rule.category, code) != code:
                what = f'{codes[rule.category]} and {code} of category "{rule.category}"'
                raise unfit(what, "one code a category")
        if "" not in codes:
            raise unfit('no code of category ""', "one, for the incidents that have no other code")
        return self


@cache
def rules() -> dict[str, Rule]:
    """Return the rules by code, in order of their codes."""
    found = read_document(FOLDER / "rules.toml", _Rules).root
    return {code: found[code].model_copy(update={"code": code}) for code in sorted(found)}


@cache
def reasons() -> dict[str, Threshold]:
    """Return the thresholds with unit and reason, by name."""
    return read_thresholds(FOLDER / "thresholds.toml")


@cache
def thresholds() -> Thresholds:
    """Return the thresholds as numbers."""
    return Thresholds.model_validate({name: each.value for name, each in reasons().items()})


def code_of(category: str) -> str:
    """Return the code of an incident's category; that of all others if it has none of its own."""
    return _by_category().get(category) or _by_category()[""]


@cache
def _by_category() -> dict[str, str]:
    found = {rule.category: code for code, rule in rules().items() if rule.category is not None}
    return {str(category): code for category, code in found.items()}

"""The faults that a user asks for, in place of those of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from config.errors import InputError
from config.library import load_scenario
from config.near_miss import one_of
from config.rates import FAULTS, Delivery
from config.scenario import Scenario

ALL: Final = "all"
NONE: Final = "none"
NAMES: Final = ("duplicates", *FAULTS)

_WORST: Final = "bad-network"
"""The scenario whose rates `all` stands for."""


def faults_of(text: str, where: str = "--faults") -> dict[str, float]:
    """Read faults, such as "losses=0.05,duplicates=0.02", "all" or "none".

    Raises:
        InputError: a name or a number is none.
    """
    off = dict.fromkeys(NAMES, 0.0)
    if text == NONE:
        return off
    if text == ALL:
        delivery = load_scenario(_WORST).delivery
        return {name: float(getattr(delivery, name)) for name in NAMES}
    found = dict(off)
    for part in filter(None, text.split(",")):
        name, _, rate = part.partition("=")
        if name not in NAMES:
            raise InputError(where, f'"{name}"', f"{ALL}, {NONE}, or {one_of(NAMES, name)}")
        try:
            found[name] = float(rate)
        except ValueError:
            raise InputError(f"{where}, {name}", f'"{rate}"', "a number") from None
    return found


def with_faults(
    scenario: Scenario, faults: Mapping[str, float], where: str = "--faults"
) -> Scenario:
    """Return a scenario with other faults; raises `InputError` if one of them cannot be."""
    known = scenario.delivery.model_dump() | dict(faults)
    try:
        delivery = Delivery.model_validate(known)
    except ValidationError as error:
        wrong = error.errors()[0]
        field = ".".join(map(str, wrong["loc"])) or "rates"
        raise InputError(f"{where}, {field}", f"{wrong['input']}", wrong["msg"]) from error
    return scenario.model_copy(update={"delivery": delivery})

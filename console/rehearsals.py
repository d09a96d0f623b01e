"""Rehearsals: the scenario in which a rule can be seen to raise its alert.

Found in the scenario files, by the codes that the kinds of their injects provoke and by the
categories of their incidents.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from config.library import load_scenario, scenario_ids
from config.rulebook import code_of, rules
from config.scenario import Scenario
from config.settings import Settings

WITHDRAWN: Final = "candidate-withdrawn"

CERTAIN, ONE_OF_SEVERAL, PERHAPS = range(3)
"""How sure it is that a scenario raises a code, surest first."""


def seen_with(code: str) -> str:
    """Return the command that shows a rule, the surest and plainest; "" if there is none."""
    found = [
        (raised[code], _floods(scenario) != (raised[code] == PERHAPS), len(raised), scenario)
        for scenario, raised in _all()
        if code in raised
    ]
    if not found:
        return ""
    sure, *_, scenario = min(found, key=lambda each: (*each[:3], each[3].id))
    command = ["saylau run", *_election(scenario), f"--scenario {scenario.id} --speed max"]
    return " ".join(command) + (" (perhaps)" if sure == PERHAPS else "")


@cache
def _all() -> tuple[tuple[Scenario, dict[str, int]], ...]:
    scenarios = map(load_scenario, scenario_ids())
    return tuple((scenario, raised_in(scenario)) for scenario in scenarios)


def raised_in(scenario: Scenario) -> dict[str, int]:
    """Return the codes that a scenario provokes on purpose, and how surely each."""
    found: dict[str, int] = {}

    def add(code: str, sure: int) -> None:
        found[code] = min(found.get(code, sure), sure)

    for inject in scenario.injects:
        for group in inject.what.codes:
            for code in group:
                add(code, CERTAIN if len(group) == 1 else ONE_OF_SEVERAL)
        for code in inject.what.likely:
            add(code, PERHAPS)
    for incident in scenario.incidents:
        add(code_of(incident.category), CERTAIN)
    if scenario.withdrawals:
        add(code_of(WITHDRAWN), CERTAIN)
    return {code: sure for code, sure in found.items() if code in rules()}


def _floods(scenario: Scenario) -> bool:
    """Say whether most of its injects are at a share of all stations.

    What is certain is plainer among few; what only many stations show together needs many.
    """
    return 2 * sum(inject.share is not None for inject in scenario.injects) > len(scenario.injects)


def _election(scenario: Scenario) -> tuple[str, ...]:
    """Return the option that names the election, where it is not the usual one."""
    usual = Settings.model_fields["election"].default
    if not scenario.elections or usual in scenario.elections:
        return ()
    return (f"--election {scenario.elections[0]}",)

"""Every kind at one station raises what it declares, and nothing else anywhere."""

import pytest

from config.inject_kinds import KINDS
from console.comparison import figures
from console.oracle import against_truth, misjudged_ballots, missed_alerts
from sim.injects.kinds import PLAYED
from stream.rules.catalogue import RULES
from stream.table import rows
from tests.sim.injects.days import EAST, WEST, inject, lived
from tests.small_election import ELECTION

BUILT = {code for code in RULES if code[0] in "STPI"} - {"T207", "P308"}
"""Codes of rules that surely speak."""

TOO_LONG = ("invented-digits",)
"""Needs a longer list than the small election has; see test_counts."""


def day(kind, seed=7):
    return lived(inject(kind, WEST if kind == "winner-changed" else EAST), seed=seed)


def test_every_kind_has_a_trick_and_no_trick_is_without_kind():
    assert set(KINDS) == PLAYED


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in TOO_LONG])
@pytest.mark.parametrize("seed", [7, 8])
def test_a_kind_raises_what_it_declares_and_nothing_else(kind, seed):
    found = day(kind, seed)
    (planted,) = found.truth.happened.injects

    assert planted.kind == kind
    assert planted.codes == KINDS[kind].codes
    assert planted.likely == KINDS[kind].likely
    declared = {code for group in planted.codes for code in group} & BUILT
    there = found.at(planted.station) | (found.codes() & {"S101", "P312"})
    assert there == declared
    assert found.codes() == declared


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in TOO_LONG])
def test_the_truth_of_a_day_with_an_inject_holds(kind):
    found = day(kind)
    happened = found.truth.happened
    table = figures(rows(ELECTION, found.pipeline.tallies(), found.pipeline.stations()), ELECTION)

    assert against_truth(found.truth.expected_tally, table) == []
    assert misjudged_ballots(happened.stations, table, ELECTION, happened.falsified) == []
    assert missed_alerts(found.truth.expected_alerts, found.pipeline.alerts()) == []
    assert happened.mistakes == []


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.corrects])
def test_what_is_corrected_is_cleared_and_right_in_the_end(kind):
    found = lived(inject(kind, corrected_minutes=30))
    happened = found.truth.happened
    table = figures(rows(ELECTION, found.pipeline.tallies(), found.pipeline.stations()), ELECTION)

    assert happened.falsified == frozenset()
    assert misjudged_ballots(happened.stations, table, ELECTION) == []
    open_still = {one.code for one in found.pipeline.alerts() if one.condition == "open"}
    assert open_still == ({"S104"} if kind == "two-protocols" else set())
    declared = {code for group in KINDS[kind].codes for code in group}
    assert found.codes() == declared


def test_an_ideal_day_raises_nothing():
    assert lived().codes() == set()

"""The plan: names a run, and makes its keys."""

from dataclasses import replace
from importlib.metadata import version

import pytest

from config.errors import InputError
from config.library import load_election, load_scenario, load_targets
from config.scenario import Incident
from sim.plan import Plan


def plan(seed=1, scenario="calm", **changes):
    script = load_scenario(scenario).model_copy(update=changes)
    return Plan(load_election("kz-2021-08-08"), load_targets("kz-2021-08-08"), script, seed)


def test_equal_plans_have_one_run_and_one_ring_of_keys():
    assert plan().run == plan().run
    assert plan().key_ring.to_json() == plan().key_ring.to_json()


@pytest.mark.parametrize(
    "other", [plan(seed=2), plan(home_share=0.5), plan(scenario="as-reported")]
)
def test_anything_else_is_another_run_with_other_keys(other):
    assert other.run != plan().run
    assert other.key_ring.to_json() != plan().key_ring.to_json()


def test_the_header_of_the_journal_says_what_the_run_is():
    header = plan(seed=5).header

    assert (header.election, header.scenario, header.seed) == ("kz-2021-08-08", "calm", 5)
    assert header.run == plan(seed=5).run
    assert header.notice == "SIMULATION"


def test_places_of_another_election_are_left_out_of_the_script():
    as_reported = plan(scenario="as-reported")

    assert as_reported.scenario.incidents
    assert not as_reported.script.incidents


def test_a_scenario_that_does_not_fit_is_refused():
    lost = Incident(
        id="lost",
        at="10:00",
        station="nowhere-0001",
        category="x",
        scope="station",
        role="press",
        reporter="reporter-press",
        what="x",
        named_in_source=False,
    )

    with pytest.raises(InputError, match="nowhere-0001"):
        plan(incidents=(lost,)).script  # noqa: B018 - reading it is what is tested


def test_an_edited_election_or_figure_is_another_run():
    usual = plan()
    election = usual.election.model_copy(update={"station_cap": 2999})
    targets = usual.targets.model_copy(update={"published": usual.targets.published[1:]})

    assert (
        len(
            {
                each.run
                for each in (
                    usual,
                    replace(usual, election=election),
                    replace(usual, targets=targets),
                )
            }
        )
        == 3
    )


def test_the_header_says_which_definition_and_program_it_was():
    header = plan().header

    assert header.definition == plan().election.fingerprint
    assert header.version == version("saylau")

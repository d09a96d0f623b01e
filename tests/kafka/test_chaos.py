"""Chaos in short: what `make chaos` plays at length, in three runs."""

import pytest

from tests.kafka.chaos.days import Days
from tests.kafka.chaos.plan import KINDS, Mishap, Plan, draw
from tests.kafka.chaos.play import Play

SEED = 20210725
SECONDS = 5.0


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    return Days(tmp_path_factory.mktemp("days"))


@pytest.fixture
def play(request, days, tmp_path):
    request.getfixturevalue("broker_tools")

    def played(delivery, *mishaps, brokers=1):
        plan = Plan(0, "", brokers, 2, delivery, SEED, mishaps, SECONDS)
        return Play(plan, days.day(delivery, SEED), tmp_path).run()

    return played


def test_every_fault_of_delivery_and_all_sent_twice_changes_no_figure(play):
    outcome = play("all faults", Mishap("sent", 0.2, "resend"))
    assert (outcome.differences, outcome.ended) == ((), ())


def test_the_death_of_a_leader_among_three_brokers_costs_no_report(play):
    outcome = play("none", Mishap("committed", 0.3, "behead"), brokers=3)
    assert outcome.differences == ()


def test_workers_killed_joining_leaving_and_frozen_cost_no_report(play):
    outcome = play(
        "none",
        Mishap("committed", 0.2, "kill"),
        Mishap("sent", 0.3, "join"),
        Mishap("committed", 0.45, "join"),
        Mishap("sent", 0.55, "leave"),
        Mishap("committed", 0.7, "pause", which=1, seconds=12),
    )
    assert (outcome.differences, outcome.ended) == ((), ())


def test_a_seed_gives_one_plan_and_seeds_in_a_row_give_every_kind():
    plans = [draw(seed) for seed in range(50)]
    assert plans == [draw(seed) for seed in range(50)]
    assert {plan.kind for plan in plans} == set(KINDS)
    assert all(0 <= mishap.share <= 1 for plan in plans for mishap in plan.mishaps)

"""Faults in place of those of a scenario."""

import pytest

from config.errors import InputError
from config.library import load_scenario
from config.rates import FAULTS
from console.faults import faults_of, with_faults


def test_all_are_those_of_a_bad_network():
    found = with_faults(load_scenario("calm"), faults_of("all")).delivery
    assert {*found.faults} == {*FAULTS}
    assert found.duplicates == load_scenario("bad-network").delivery.duplicates


def test_none_are_none_in_any_scenario():
    found = with_faults(load_scenario("bad-network"), faults_of("none")).delivery
    assert not found.faults
    assert found.duplicates == 0


def test_those_not_named_are_off():
    found = with_faults(load_scenario("bad-network"), faults_of("losses=0.25")).delivery
    assert found.faults == ("losses",)
    assert found.losses == 0.25


@pytest.mark.parametrize("text", ["losess=1", "losses", "losses=x", "losses=1;forged=1", "al"])
def test_what_is_none_is_refused(text):
    with pytest.raises(InputError, match="--faults"):
        faults_of(text)


def test_a_rate_that_cannot_be_is_refused():
    with pytest.raises(InputError, match="--faults, forged"):
        with_faults(load_scenario("calm"), faults_of("forged=1.5"))
    one_partition = load_scenario("calm").model_copy(
        update={"delivery": load_scenario("calm").delivery.model_copy(update={"partitions": 1})}
    )
    with pytest.raises(InputError, match="2 partitions"):
        with_faults(one_partition, faults_of("misplaced=0.1"))

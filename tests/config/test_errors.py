"""The one error for what a person wrote: its message, and that it arrives wherever it is sent."""

import pickle

import pytest
import simpy

from config.errors import EXIT_BAD_INPUT, InputError

COMPLAINT = InputError("stations.csv, line 3", 'is "many"', "a whole number")


def test_the_message_says_where_what_and_what_is_expected():
    assert str(COMPLAINT) == 'stations.csv, line 3: is "many"; expected a whole number'
    assert COMPLAINT.exit_code == EXIT_BAD_INPUT


def test_a_path_may_stand_for_where(tmp_path):
    assert (
        str(InputError(tmp_path, "is empty", "a file")) == f"{tmp_path}: is empty; expected a file"
    )


def test_it_is_the_same_after_a_way_between_processes():
    arrived = pickle.loads(pickle.dumps(COMPLAINT))  # noqa: S301  our own bytes

    assert str(arrived) == str(COMPLAINT)
    assert (arrived.where, arrived.what, arrived.expected) == COMPLAINT.args


def test_it_comes_out_of_a_simulated_process_as_itself():
    def failing(env):
        yield env.timeout(1)
        raise COMPLAINT

    env = simpy.Environment()
    env.process(failing(env))

    with pytest.raises(InputError, match=r"line 3: is .*expected a whole number"):
        env.run()

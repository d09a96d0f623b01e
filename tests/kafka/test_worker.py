"""Workers on a real broker: the same figures and alerts as one process, whatever befalls them."""

import pytest

from tests.kafka.deployment import until


@pytest.fixture
def day(default_run):
    """The default day."""
    return default_run


def _ends_as_expected(deployment):
    figures, alerts = deployment.expected()
    until(lambda: deployment.lag() == 0, "all reports committed")
    _comes_to(deployment.tallies, figures)
    _comes_to(deployment.alerts, alerts)  # those of many stations come after the figures
    assert len(figures) > 10_000


def _comes_to(ask, expected, seconds=20):
    """Wait until what is published is as expected; show what differs if it does not come to be."""
    try:
        until(lambda: ask() == expected, "as expected", seconds)
    except AssertionError:
        assert ask() == expected


def test_the_default_day_comes_out_as_in_one_process(deployment):
    deployment.start_worker()
    assert deployment.start_replay(1).wait(60) == 0
    _ends_as_expected(deployment)


def test_a_broker_that_is_killed_and_comes_back_costs_nothing(deployment, broker):
    worker = deployment.start_worker()
    replay = deployment.start_replay(15)
    until(lambda: deployment.tallies() != {}, "the first figures")
    broker.kill(0)
    broker.restart(0)
    assert replay.wait(90) == 0
    _ends_as_expected(deployment)
    assert worker.poll() is None


@pytest.mark.parametrize("pages", [1, 4])
def test_a_worker_killed_between_page_and_commit_is_taken_over_from(deployment, pages):
    assert deployment.start_replay(1).wait(60) == 0
    first = deployment.start_worker()
    until(lambda: deployment.pages() >= pages, "pages written")
    first.kill()
    first.wait()
    deployment.start_worker()
    _ends_as_expected(deployment)

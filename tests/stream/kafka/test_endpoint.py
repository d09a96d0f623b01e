"""The three questions, asked over HTTP."""

import asyncio

import aiohttp
import pytest
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from config.errors import EXIT_BAD_INPUT, InputError
from stream.kafka.endpoint import Endpoint, listen
from stream.kafka.health import Health
from stream.kafka.metrics import Metrics
from tests.small_election import RUN


def _asked(health, *paths, door=None):
    """Return status and text of each path."""

    async def ask():
        metrics = Metrics(RUN, "small", checked=True)
        endpoint = Endpoint(door or listen("127.0.0.1", 0), metrics.registry, health)
        async with endpoint, aiohttp.ClientSession(endpoint.url) as session:
            answers = []
            for path in paths:
                async with session.get(path) as answer:
                    kind = answer.headers["Content-Type"]
                    answers.append((answer.status, kind, await answer.text()))
            return answers

    return asyncio.run(ask())


def test_metrics_are_said_in_the_format_of_prometheus():
    ((status, kind, text),) = _asked(Health(), "/metrics")
    assert (status, kind) == (200, CONTENT_TYPE_PLAIN_0_0_4)
    assert 'saylau_run_info{codes="checked",election="small",run="calm-1"} 1.0\n' in text


def test_a_worker_that_is_not_ready_says_why():
    health = Health()
    ((alive, *_), (ready, kind, text)) = _asked(health, "/healthz", "/readyz")
    assert (alive, ready, kind) == (200, 503, "application/json")
    assert text == '{"ok":false,"reason":"the group of workers is being joined"}\n'
    health.begin([1])
    assert _asked(health, "/readyz")[0][2] == '{"ok":true,"partitions":[1]}\n'


def test_a_worker_that_failed_is_neither_alive_nor_ready():
    health = Health()
    health.fail("no page of state")
    assert [status for status, *_ in _asked(health, "/healthz", "/readyz")] == [503, 503]


def test_there_is_nothing_else():
    assert [status for status, *_ in _asked(Health(), "/", "/stats")] == [404, 404]


def test_an_address_of_the_newer_kind_is_written_as_one():
    try:
        door = listen("::1", 0)
    except InputError:
        pytest.skip("this machine has no IPv6")
    assert _asked(Health(), "/healthz", door=door)[0][0] == 200


def test_a_port_that_is_taken_is_refused():
    with listen("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        with pytest.raises(InputError, match=f"127.0.0.1 port {port}.*in use") as refused:
            listen("127.0.0.1", port)
    assert refused.value.exit_code == EXIT_BAD_INPUT
    assert "0 takes any" in refused.value.expected


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host):
    with pytest.raises(InputError, match=f"cannot listen on {host}"):
        listen(host, 0)

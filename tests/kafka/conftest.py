"""The broker the tests of this folder talk to.

A broker is dear, so with several workers all tests of this folder should go to
one of them: they are of the group "kafka", which `--dist loadgroup` keeps
together. Where groups are not heeded (pytest 9.2 with pytest-xdist 3.8, issue
1386 there), each worker has a broker of its own and the tests hold all the same.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kafka.cluster import Cluster
from tests.kafka.deployment import Deployment
from tests.kafka.own_run import OwnRun
from tests.kafka.side_loop import SideLoop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("kafka"))


@pytest.fixture(scope="session")
def kafka(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Addresses of a broker all tests share: `SAYLAU_KAFKA`, or else one of our own."""
    if given := os.environ.get("SAYLAU_KAFKA"):
        yield given
        return
    request.getfixturevalue("broker_tools")
    cluster = Cluster(tmp_path_factory.mktemp("kafka"))
    cluster.start()
    try:
        yield cluster.bootstrap
    finally:
        cluster.stop()


@pytest.fixture
def kafka_cluster(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Cluster]]:
    """Starts clusters of the test's own, to be broken: `kafka_cluster(3)`."""
    request.getfixturevalue("broker_tools")
    with ExitStack() as stack:

        def start(size: int = 1, sasl: tuple[str, str] | None = None) -> Cluster:
            folder = Path(tempfile.mkdtemp(prefix="cluster-", dir=tmp_path))
            cluster = Cluster(folder, size, sasl)
            stack.callback(cluster.stop)
            cluster.start()
            return cluster

        yield start


@pytest.fixture
def run(kafka_cluster: Callable[..., Cluster], tmp_path: Path) -> Iterator[OwnRun]:
    """A run on a broker of its own, whose records the test writes."""
    own = OwnRun(kafka_cluster().bootstrap, tmp_path)
    yield own
    own.stop()


@pytest.fixture
def loop() -> Iterator[SideLoop]:
    """An event loop beside the test."""
    side = SideLoop()
    yield side
    side.close()


@pytest.fixture
def broker(kafka_cluster: Callable[..., Cluster]) -> Cluster:
    """A broker of the test's own."""
    return kafka_cluster()


@pytest.fixture
def deployment(broker: Cluster, day: Path, tmp_path: Path) -> Iterator[Deployment]:
    """Workers on it, for the run of the module's `day`."""
    deployed = Deployment(broker.bootstrap, day, tmp_path)
    yield deployed
    deployed.stop()

"""The page of the metrics lists what a worker says, no more and no less."""

import re
from pathlib import Path

import pytest

from stream.kafka.gauges import Gauges
from stream.kafka.health import Health
from stream.kafka.metrics import Metrics
from stream.kafka.part import Part
from tests.small_election import KEYS, ROSTER, RUN, Voice, record

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| `(saylau_\w+)` \| (\w+) \| ([\w, ]+) \| .+ \|$", re.MULTILINE)


def _said():
    """Return name, type and labels of all metrics of a worker that holds a partition."""
    metrics, health, part = Metrics(RUN, "small", checked=True), Health(), Part(ROSTER, 0, KEYS)
    part.fold([record(Voice(ROSTER.by_row[0].id).opened(), 1_000, partition=0)], [0])
    metrics.folded(0, 1)
    metrics.wrote(0, part.page(), 1, ["S102"], 0.0)
    metrics.registry.register(Gauges({0: part}, metrics.watermarks, lambda _: 1, health, dict, {}))
    ours = (each for each in metrics.registry.collect() if each.name.startswith("saylau_"))
    for family in ours:
        labels = {name for sample in family.samples for name in sample.labels} - {"le"}
        suffix = {"counter": "_total", "info": "_info"}.get(family.type, "")
        yield family.name + suffix, family.type.replace("info", "gauge"), labels


def test_every_metric_is_on_the_page_as_it_is_and_no_other():
    page = (DOCS / "reference/metrics.md").read_text(encoding="utf-8")
    rows = {
        (name, kind, frozenset() if labels == "none" else frozenset(labels.split(", ")))
        for name, kind, labels in ROW.findall(page)
    }
    assert rows == {(name, kind, frozenset(labels)) for name, kind, labels in _said()}


@pytest.mark.parametrize("page", ["how-to/deploy.md", "reference/metrics.md"])
def test_no_page_speaks_of_a_metric_there_is_not(page):
    names = {name for name, _, _ in _said()}
    names |= {f"{name}_{part}" for name in names for part in ("bucket", "count", "sum")}
    text = (DOCS / page).read_text(encoding="utf-8")
    assert set(re.findall(r"\bsaylau_[a-z_]+", text)) <= names

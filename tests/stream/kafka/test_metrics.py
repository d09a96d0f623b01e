"""The figures of a worker, told and read off."""

import msgspec
import pytest

from stream.kafka.gauges import Gauges
from stream.kafka.health import Health
from stream.kafka.metrics import Metrics
from stream.kafka.part import Part
from stream.rejection import REASON_CODES
from tests.small_election import KEYS, LATER, ROSTER, RUN, Voice, record

STATION = "east-0001"
NUMBER = ROSTER.sources[STATION].partition


class FakeClock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def metrics(clock):
    return Metrics(RUN, "small", checked=True, clock=clock)


@pytest.fixture
def part():
    """A partition with an opening and a forged one."""
    part = Part(ROSTER, NUMBER, KEYS)
    opened = Voice(STATION).opened()
    part.fold([record(opened, 5_000), record(opened, 7_000, mac="0" * 32)], [3, 4])
    return part


def _value(metrics, name, **labels):
    return metrics.registry.get_sample_value(f"saylau_{name}", labels)


def test_records_are_counted_by_partition(metrics):
    metrics.folded(0, 4_000)
    metrics.folded(3, 1)
    metrics.folded(0, 2)
    assert _value(metrics, "records_total", partition="0") == 4_002
    assert _value(metrics, "records_total", partition="3") == 1


def test_every_reason_is_there_before_anything_was_refused(metrics):
    for code in REASON_CODES:
        assert _value(metrics, "refused_records_total", code=code) == 0


def test_a_page_is_counted_with_its_bytes_its_time_its_refusals_and_its_watermark(
    metrics, clock, part
):
    metrics.fetched(NUMBER, 5)
    metrics.fetched(NUMBER, 9)
    clock.now = 2.0
    metrics.wrote(NUMBER, part.page(), 700, ["S102", "S102", "S105"], began=1.5)
    assert _value(metrics, "pages_total") == 1
    assert _value(metrics, "page_bytes_total") == 700
    assert _value(metrics, "page_write_seconds_sum") == 0.5
    assert _value(metrics, "refused_records_total", code="S102") == 2
    assert _value(metrics, "refused_records_total", code="S105") == 1
    assert _value(metrics, "confirm_latency_seconds_count") == 1
    assert _value(metrics, "confirm_latency_seconds_sum") == 2.0
    assert _value(metrics, "publish_latency_seconds_count") == 0
    assert metrics.watermarks == {NUMBER: LATER + 7_000}


def test_what_was_fetched_before_a_sharing_out_is_not_waited_for(metrics):
    metrics.fetched(0, 5)
    metrics.forget()
    metrics.published(0, 5)
    metrics.fetched(0, 8)
    metrics.published(0, 8)
    assert _value(metrics, "publish_latency_seconds_count") == 1


def test_pages_that_are_recalled_are_counted_and_passed_on(metrics, part):
    page = part.page()
    assert list(metrics.recalled(NUMBER, iter([page, page]))) == [page, page]
    assert _value(metrics, "recalled_pages_total") == 2
    assert metrics.watermarks == {NUMBER: LATER + 7_000}


def test_versions_and_run_are_told(metrics):
    infos = (each for each in metrics.registry.collect() if each.type == "info")
    found = {each.name: each.samples[0].labels for each in infos}
    assert found["saylau_run"] == {"run": RUN, "election": "small", "codes": "checked"}
    assert set(found["saylau_build"]) == {"version", "python", "faust_streaming", "aiokafka"}


def test_two_workers_in_one_process_have_figures_of_their_own(metrics):
    other = Metrics(RUN, "small", checked=False)
    metrics.folded(0, 1)
    assert _value(other, "records_total", partition="0") is None


def test_how_a_worker_stands_is_read_off_it(metrics, part):
    health = Health()
    parts = {NUMBER: part}
    ends = {NUMBER: 12}
    (alert,) = [each for each in part.alerts() if each.code == "S102"]
    compared = {"P312:east-a": msgspec.structs.replace(alert, code="P312")}
    failures = {"overturned.winner_changed": 2}
    metrics.registry.register(
        Gauges(parts, metrics.watermarks, ends.get, health, lambda: compared, failures)
    )
    at = {"partition": str(NUMBER)}
    assert _value(metrics, "partitions_held") == 1
    assert _value(metrics, "ready") == 0
    assert _value(metrics, "next_offset", **at) == 5
    assert _value(metrics, "lag_records", **at) == 7
    assert _value(metrics, "unwritten_records", **at) == 5
    assert _value(metrics, "watermark_timestamp_seconds", **at) is None
    assert _value(metrics, "alerts", code="S102", condition="open") == 1
    assert _value(metrics, "alerts", code="S102", condition="cleared") == 0
    assert _value(metrics, "alerts", code="P312", condition="open") == 1
    assert _value(metrics, "rule_failures_total", rule="overturned.winner_changed") == 2
    health.begin([NUMBER])
    metrics.wrote(NUMBER, part.page(), 1, [], began=0.0)
    ends.clear()  # not known: nothing was fetched yet
    assert _value(metrics, "ready") == 1
    assert _value(metrics, "unwritten_records", **at) == 0
    assert _value(metrics, "watermark_timestamp_seconds", **at) == LATER / 1000 + 7
    assert _value(metrics, "lag_records", **at) is None
    parts.clear()
    assert _value(metrics, "partitions_held") == 0
    assert _value(metrics, "next_offset", **at) is None

"""What is read off a worker when Prometheus asks: partitions, lag, watermark, alerts.

It runs in the worker's own thread, between two batches, and costs nothing in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Final

from faust.types import TP, AppT
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from stream.alerts import Alert
from stream.kafka.health import Health
from stream.kafka.part import Part
from stream.kafka.topics import REPORTS
from stream.many_stations import RULES_ON_MANY
from stream.rule_failures import name_of
from stream.rules.catalogue import RULES
from stream.rules.families import FAMILIES

CONDITIONS: Final = ("open", "cleared")


class Gauges(Collector):
    """Says how a worker stands.

    Args:
        parts: the partitions in its hands, by number.
        watermarks: their highest receive times, milliseconds since 1970 UTC.
        end_of: returns the offset behind the last record of a partition, None if not known.
        health: of the worker.
        compared: alerts that it found by rules on many stations, by id.
        failures: how often these failed, by name.
    """

    def __init__(
        self,
        parts: Mapping[int, Part],
        watermarks: Mapping[int, int],
        end_of: Callable[[int], int | None],
        health: Health,
        compared: Callable[[], Mapping[str, Alert]],
        failures: Mapping[str, int],
    ) -> None:
        self._compared = compared
        self._failed = failures
        self._parts = parts
        self._watermarks = watermarks
        self._end_of = end_of
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yield what stands now."""
        held = GaugeMetricFamily("saylau_partitions_held", "Partitions in this worker's hands")
        held.add_metric([], len(self._parts))
        yield held
        ready = GaugeMetricFamily("saylau_ready", "1 if /readyz says yes, else 0")
        ready.add_metric([], int(self._health.ready().ok))
        yield ready
        yield from self._offsets()
        yield self._alerts()
        yield self._failures()

    def _offsets(self) -> Iterator[Metric]:
        folded = _by_partition("saylau_next_offset", "Offset of the next record to fold")
        behind = _by_partition("saylau_lag_records", "Records in the topic that are not folded")
        unwritten = _by_partition("saylau_unwritten_records", "Records folded and on no page yet")
        reached = _by_partition(
            "saylau_watermark_timestamp_seconds", "Highest receive time on a page"
        )
        for number, part in sorted(self._parts.items()):
            label = [str(number)]
            folded.add_metric(label, part.offset)
            unwritten.add_metric(label, part.offset - part.written)
            end = self._end_of(number)
            if end is not None:
                behind.add_metric(label, max(0, end - part.offset))
            if self._watermarks.get(number):
                reached.add_metric(label, self._watermarks[number] / 1000)
        yield from (folded, behind, unwritten, reached)

    def _alerts(self) -> Metric:
        """Return how many alerts there are; over all workers, each stands once."""
        held = (alert for part in self._parts.values() for alert in part.alerts())
        found = chain(held, self._compared().values())
        stands = Counter((alert.code, alert.condition) for alert in found)
        family = GaugeMetricFamily(
            "saylau_alerts", "Alerts of the partitions held", labels=["code", "condition"]
        )
        for code in RULES:
            for condition in CONDITIONS:
                family.add_metric([code, condition], stands[code, condition])
        return family

    def _failures(self) -> Metric:
        """Return how often rules failed at the partitions held, and on many stations."""
        failed = Counter(self._failed)
        for part in self._parts.values():
            failed.update(part.failures)
        family = CounterMetricFamily(
            "saylau_rule_failures",
            "Times a rule raised an exception and was left out",
            labels=["rule"],
        )
        for rule in (*chain(*FAMILIES.values()), *RULES_ON_MANY):
            family.add_metric([name_of(rule)], failed[name_of(rule)])
        return family


def end_of(app: AppT, number: int) -> int | None:
    """Return the offset behind the last record of a partition, None if it is not known yet."""
    tp = TP(REPORTS, number)
    if tp not in app.consumer.assignment():  # another worker's by now
        return None
    end: int | None = app.consumer.highwater(tp)
    return end


def _by_partition(name: str, says: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, labels=["partition"])

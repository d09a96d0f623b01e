"""What a worker says of itself in figures: Prometheus metrics, told once a batch, page or beat.

What can be read off the worker when somebody asks is in `stream.kafka.gauges`;
docs/reference/metrics.md describes both.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)

from stream.kafka.latency import Latency
from stream.kafka.page import Page
from stream.rejection import REASON_CODES, ReasonCode

# A series more for each counter, saying when it began; nobody asks for that.
disable_created_metrics()  # type: ignore[no-untyped-call]

LATENCIES_S: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Bounds for the ways of a batch: pages come every quarter of a second."""

WORK_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Bounds for a piece of work."""


class Metrics:
    """The figures of one worker.

    Args:
        run: its id.
        election: its id.
        checked: whether the records' codes are checked.
        clock: returns seconds that never go back.

    Attributes:
        registry: of all metrics of this worker.
        publishing: takes the time of a publication (`publishing.time()`).
        watermarks: highest receive time taken in, by partition, as of its last page;
            milliseconds since 1970 UTC.
    """

    def __init__(
        self,
        run: str,
        election: str,
        *,
        checked: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.registry = CollectorRegistry()
        self.watermarks: dict[int, int] = {}
        self.clock = clock
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._inform(run, election, checked)
        self._records = self._counter("records", "Records folded", "partition")
        self._refused = self._counter("refused_records", "Records refused, by reason", "code")
        self._errors = self._counter("fold_errors", "Batches that an error stopped")
        self._pages = self._counter("pages", "Pages of state written and confirmed")
        self._bytes = self._counter("page_bytes", "Bytes of these pages")
        self._recalled = self._counter("recalled_pages", "Pages of state read again")
        self._rebalances = self._counter("rebalances", "Times the partitions were shared out")
        self.publishing = self._histogram("publish", "Time of one publication", WORK_S)
        self._writing = self._histogram("page_write", "From making a page to confirmation", WORK_S)
        confirmed = self._histogram(
            "confirm_latency", "From the fetch of a batch to the page that holds it", LATENCIES_S
        )
        published = self._histogram(
            "publish_latency", "From the fetch of a batch to its figures published", LATENCIES_S
        )
        self._confirmed = Latency(confirmed, clock)
        self._published = Latency(published, clock)
        for code in REASON_CODES:
            self._refused.labels(code)

    def fetched(self, partition: int, end: int) -> None:
        """A batch of records before the offset `end` was fetched."""
        self._confirmed.fetched(partition, end)
        self._published.fetched(partition, end)

    def folded(self, partition: int, records: int) -> None:
        """Records were folded, or refused."""
        self._records.labels(partition).inc(records)

    def failed(self) -> None:
        """An error stopped a fold."""
        self._errors.inc()

    def wrote(
        self, partition: int, page: Page, size: int, refused: Iterable[ReasonCode], began: float
    ) -> None:
        """A page of `size` bytes, begun at `began` of the clock, is confirmed."""
        self._pages.inc()
        self._bytes.inc(size)
        for code in refused:
            self._refused.labels(code).inc()
        self._writing.observe(self.clock() - began)
        self._confirmed.reached(partition, page.offset)
        self.watermarks[partition] = page.watermark

    def recalled(self, partition: int, pages: Iterable[Page]) -> Iterator[Page]:
        """Pass pages on that a partition is made again of."""
        watermark = 0
        for page in pages:
            self._recalled.inc()
            watermark = max(watermark, page.watermark)
            yield page
        self.watermarks[partition] = watermark

    def published(self, partition: int, offset: int) -> None:
        """The figures of a partition were sent, with all before `offset` in them."""
        self._published.reached(partition, offset)

    def shared_out(self) -> None:
        """The partitions are being shared out among the workers."""
        self._rebalances.inc()

    def forget(self) -> None:
        """Leave off waiting for what was fetched: the partitions were shared out anew."""
        self._confirmed.forget()
        self._published.forget()

    def _inform(self, run: str, election: str, checked: bool) -> None:
        build = {name: version(name) for name in ("saylau", "faust-streaming", "aiokafka")}
        build = {name.replace("-", "_"): said for name, said in build.items()}
        build["version"] = build.pop("saylau")
        build["python"] = platform.python_version()
        Info("saylau_build", "Versions", registry=self.registry).info(build)
        tallied = {"run": run, "election": election, "codes": "checked" if checked else "unchecked"}
        Info("saylau_run", "What is tallied", registry=self.registry).info(tallied)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"saylau_{name}", says, labels, registry=self.registry)

    def _histogram(self, name: str, says: str, bounds: tuple[float, ...]) -> Histogram:
        named = f"saylau_{name}_seconds"
        return Histogram(named, says, buckets=bounds, registry=self.registry)

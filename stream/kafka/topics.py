"""The topics: what each holds, how it is kept, how its keys are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PREFIX: Final = "saylau"
REPORTS: Final = f"{PREFIX}.reports"
PARTIALS: Final = f"{PREFIX}.partials"
PROTOCOLS: Final = f"{PREFIX}.protocols"
TALLIES: Final = f"{PREFIX}.tallies"
ALERTS: Final = f"{PREFIX}.alerts"
REJECTED: Final = f"{PREFIX}.rejected"
DECISIONS: Final = f"{PREFIX}.decisions"


def group_of(run: str) -> str:
    """Return the name of the group whose workers tally a run; its state is named after it."""
    return f"{PREFIX}-tally-{run}"


LARGEST_MESSAGE: Final = 16 << 20
"""Bytes of the largest message that workers write: a page, a dead letter of a large record."""

LARGEST_REPORTS: Final = 1 << 20
"""Bytes of the largest batch of reports, compressed; an honest report has some hundred."""

BIG: Final = {"max.message.bytes": str(LARGEST_MESSAGE)}
"""What the topics need that workers write to; the brokers' own limit is 1 MB."""

_FOREVER: Final = "-1"
_DAY_MS: Final = 24 * 3_600_000


@dataclass(frozen=True)
class Topic:
    """A topic as it is to be made.

    Attributes:
        name, partitions: `partitions` is fixed for good, keys are placed by it.
        config: as the broker names it.
    """

    name: str
    partitions: int
    config: dict[str, str]


def reports(partitions: int, retention_days: float | None = None) -> Topic:
    """Return the topic of the reports; see `topics`."""
    kept = _FOREVER if retention_days is None else str(round(retention_days * _DAY_MS))
    # The time of a report is its receive time, and a replay brings its own.
    config = {
        "cleanup.policy": "delete",
        "retention.ms": kept,
        "message.timestamp.type": "CreateTime",
        "max.message.bytes": str(LARGEST_REPORTS),
    }
    return Topic(REPORTS, partitions, config)


def topics(partitions: int, retention_days: float | None = None) -> list[Topic]:
    """Return all topics of a deployment.

    Args:
        partitions: of the reports.
        retention_days: how long reports are kept; None keeps them for good.
    """
    compacted = {"cleanup.policy": "compact", **BIG}
    kept = {"cleanup.policy": "delete", "retention.ms": _FOREVER, **BIG}
    return [
        reports(partitions, retention_days),
        Topic(PROTOCOLS, 1, kept),
        Topic(DECISIONS, 1, kept),
        *(Topic(name, 1, compacted) for name in (PARTIALS, TALLIES, ALERTS, REJECTED)),
    ]

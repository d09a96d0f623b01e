"""The topics: what each holds, how it is kept, how its keys are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PREFIX: Final = "saylau"
REPORTS: Final = f"{PREFIX}.reports"
PARTIALS: Final = f"{PREFIX}.partials"
TALLIES: Final = f"{PREFIX}.tallies"
ALERTS: Final = f"{PREFIX}.alerts"
REJECTED: Final = f"{PREFIX}.rejected"


def group_of(run: str) -> str:
    """Return the name of the group whose workers tally a run; its state is named after it."""
    return f"{PREFIX}-tally-{run}"


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
    }
    return Topic(REPORTS, partitions, config)


def topics(partitions: int, retention_days: float | None = None) -> list[Topic]:
    """Return all topics of a deployment.

    Args:
        partitions: of the reports.
        retention_days: how long reports are kept; None keeps them for good.
    """
    compacted = {"cleanup.policy": "compact"}
    return [
        reports(partitions, retention_days),
        *(Topic(name, 1, compacted) for name in (PARTIALS, TALLIES, ALERTS, REJECTED)),
    ]

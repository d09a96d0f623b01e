"""What a contestant published, read as figures by region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from bench.kafka.delivered import Delivered
from bench.kafka.plain_fold import RegionTotal
from bench.kafka.reports import Outcome
from config.election import AGAINST_ALL, INVALID


class Published(Protocol):
    """Takes in what a contestant publishes."""

    def take(self, message: Delivered) -> None:
        """Take one message in."""

    def outcomes(self) -> dict[str, Outcome]:
        """Return the latest figures by region."""

    def reached(self, ends: Sequence[int]) -> bool:
        """Say whether it says that the records of each partition are in the figures."""


class Totals:
    """What contestants publish that run the plain fold: a JSON object a region."""

    def __init__(self) -> None:
        self._regions: dict[str, RegionTotal] = {}

    def take(self, message: Delivered) -> None:
        """Take one message in; the latest of a region counts."""
        total = msgspec.json.decode(message.value(), type=RegionTotal)
        self._regions[total.region] = total

    def outcomes(self) -> dict[str, Outcome]:
        """Return the latest figures by region."""
        return {
            region: Outcome(total.voters, total.ballots, total.votes)
            for region, total in self._regions.items()
        }

    def reached(self, ends: Sequence[int]) -> bool:
        """Say whether all records are in; repeated ones make no difference to what is said."""
        return bool(self._regions) or not any(ends)


class Rows:
    """What our worker publishes: a row a figure, named as in the published ones."""

    def __init__(self) -> None:
        self._figures: dict[str, dict[tuple[str, str], int]] = {}
        self._offsets: dict[int, int] = {}

    def take(self, message: Delivered) -> None:
        """Take one message in; only rows of regions and of progress count here."""
        _run, scope, region, _contest, metric, key = message.key().decode().split("|", 5)
        if scope == "progress":
            self._offsets[int(key)] = int(message.value())
        if scope != "region" or metric not in {"voters", "ballots", "votes"}:
            return
        figures = self._figures.setdefault(region, {})
        if not message.value():
            figures.pop((metric, key), None)
        else:
            figures[metric, key] = int(message.value())

    def outcomes(self) -> dict[str, Outcome]:
        """Return the latest figures by region."""
        return {region: _outcome(figures) for region, figures in self._figures.items()}

    def reached(self, ends: Sequence[int]) -> bool:
        """Say whether the rows of progress say that all rows are said."""
        return all(self._offsets.get(number, 0) >= end for number, end in enumerate(ends))


def _outcome(figures: dict[tuple[str, str], int]) -> Outcome:
    votes = (
        number
        for (metric, key), number in figures.items()
        if metric == "votes" and key not in {AGAINST_ALL, INVALID}
    )
    total = "total"
    return Outcome(
        figures.get(("voters", total), 0), figures.get(("ballots", total), 0), sum(votes)
    )

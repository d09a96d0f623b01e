"""What a contestant published, read as figures by region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from bench.kafka.delivered import Delivered
from bench.kafka.plain_fold import RegionTotal
from bench.kafka.reports import Outcome
from config.election import AGAINST_ALL, INVALID
from stream.kafka.figures import PROGRESS, Figures
from stream.table import TOTAL


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


class Places:
    """What our worker publishes: the figures of a place."""

    def __init__(self) -> None:
        self._regions: dict[str, Figures] = {}
        self._offsets: dict[int, int] = {}

    def take(self, message: Delivered) -> None:
        """Take one message in; only regions and progress count here."""
        said = Figures.of(message.key(), message.value())
        if said.place == PROGRESS:
            self._offsets = said.offsets
        elif said.place.scope == "region":
            self._regions[said.place.region] = said

    def outcomes(self) -> dict[str, Outcome]:
        """Return the latest figures by region."""
        return {region: _outcome(figures) for region, figures in self._regions.items()}

    def reached(self, ends: Sequence[int]) -> bool:
        """Say whether the progress says that all figures are said."""
        return all(self._offsets.get(number, 0) >= end for number, end in enumerate(ends))


def _outcome(said: Figures) -> Outcome:
    votes = (said.number(("votes", name)) for name in said.values.get("votes", {}))
    others = said.number(("votes", AGAINST_ALL)) + said.number(("votes", INVALID))
    voters, ballots = (said.number((metric, TOTAL)) for metric in ("voters", "ballots"))
    return Outcome(voters, ballots, sum(votes) - others)

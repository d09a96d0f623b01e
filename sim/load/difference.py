"""Figures that differ, and the places they stand at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from msgspec import Struct

from sim.load.share import PRESENCE, PROTOCOL, ROLL, TURNOUT

RESULTS: Final = ("elected", "seats")
"""Metrics that are not sums over stations, but follow from those."""

_STATION: Final = "station:"


class Place(NamedTuple):
    """Where figures stand: the first columns of a row."""

    scope: str
    region: str
    contest: str

    def __str__(self) -> str:
        return "|".join(self)

    @property
    def station(self) -> str:
        """The id of the station if it is one, else empty."""
        return self.scope.removeprefix(_STATION) if self.scope.startswith(_STATION) else ""

    @property
    def kind(self) -> str:
        """The scope without the id of a station or district."""
        return self.scope.partition(":")[0]


class Difference(Struct, frozen=True):
    """A figure and what it should be.

    Attributes:
        row: its name, "scope|region|contest|metric|key".
        expected: what should be there; None if there should be no such row.
        found: what is there; None if the row is missing.
    """

    row: str
    expected: int | None
    found: int | None

    @property
    def by(self) -> int:
        """How much there is too much; below 0 if too little."""
        return (self.found or 0) - (self.expected or 0)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return place_of(self.row)

    @property
    def metric(self) -> str:
        """What it counts."""
        return self.row.split("|", 4)[3]

    @property
    def key(self) -> str:
        """What of it, or whose."""
        return self.row.split("|", 4)[4]

    @property
    def about(self) -> str:
        """By which kind of statement it comes about, see `Share`."""
        return about_of(self.row)

    @property
    def says(self) -> str:
        """The figure in words."""
        found = "missing" if self.found is None else str(self.found)
        return (
            f"{self.row} is {found}, expected {'none' if self.expected is None else self.expected}"
        )


def place_of(row: str) -> Place:
    """Return where a row stands."""
    scope, region, contest, *_ = (*row.split("|", 3), "", "")
    return Place(scope, region, contest)


def about_of(row: str) -> str:
    """Return by which kind of statement a row comes about, see `Share`."""
    _, _, contest, metric, *_ = (*row.split("|", 4), "", "", "", "")
    if metric == "polling_stations":
        return PRESENCE
    if metric == "voters":
        return TURNOUT
    return ROLL if metric == "registered" and not contest else PROTOCOL


def kinds_of(rows: Iterable[str]) -> set[tuple[str, str]]:
    """Return kind of scope and metric of all rows."""
    kinds = set()
    for row in rows:
        scope, _, _, metric, *_ = (*row.split("|", 4), "", "", "", "")
        kinds.add((scope.partition(":")[0], metric))
    return kinds

"""Real stations: ten elections in Georgia, 2013 to 2017, as the data has them.

One row is one station in one election; see the README of `config/real`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from config.library import REAL

STATIONS: Final = "georgia_stations.parquet"
VOTES: Final = "georgia_votes.parquet"

_LISTS: Final = ("possible_voters", "special_voters")
"""The general list and the special one; a station abroad has the special one alone."""

_FIGURES: Final = (
    "votes_by_12",
    "votes_by_17",
    "ballots_signed_for",
    "num_ballots",
    "invalid_votes",
)
"""Cells without which a station cannot be judged."""


class RealStation(NamedTuple):
    """What one station stated, whole; figures count people or ballots.

    Attributes:
        row: names it within the election, as in the data.
        district: of the election administration.
        roll: voters on both lists.
        by_12, by_17: voters by these hours, cumulative.
        signed: signatures on the lists.
        received: ballots received.
        invalid: invalid ballots.
        votes: by name on the ballot; all names that the data has for this row.
    """

    row: int
    district: str
    roll: int
    by_12: int
    by_17: int
    signed: int
    received: int
    invalid: int
    votes: Mapping[str, int]

    @property
    def found(self) -> int:
        """Ballots found: the data has no figure of it but the votes and the invalid."""
        return sum(self.votes.values()) + self.invalid


class RealElection(NamedTuple):
    """One election of the data.

    Attributes:
        id: as in the data.
        day: of the vote.
        kind: what was elected, in the data's words.
        stations: those with all figures.
        left_out: by row, the cells that a station lacks; it is not judged.
        one_list: rows of stations without a figure for the general list.
    """

    id: str
    day: date
    kind: str
    stations: tuple[RealStation, ...]
    left_out: Mapping[int, tuple[str, ...]]
    one_list: tuple[int, ...]

    @property
    def rows(self) -> int:
        """Rows of the data, judged or not."""
        return len(self.stations) + len(self.left_out)


@cache
def elections(folder: Path = REAL) -> tuple[RealElection, ...]:
    """Read the elections in order of their ids.

    Args:
        folder: holds the two tables.
    """
    votes = _votes(folder / VOTES)
    rows: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in _table(folder / STATIONS).to_pylist():
        rows[row["election"]].append(row)
    return tuple(_election(name, rows[name], votes) for name in sorted(rows))


def _election(
    name: str, rows: list[Mapping[str, Any]], votes: Mapping[tuple[str, int], Mapping[str, int]]
) -> RealElection:
    stations: list[RealStation] = []
    left_out: dict[int, tuple[str, ...]] = {}
    for row in rows:
        given = votes.get((name, row["row"]), {})
        lacking = lacks(row, given)
        if lacking:
            left_out[row["row"]] = lacking
            continue
        stations.append(
            RealStation(
                row=row["row"],
                district=row["district_id"],
                roll=sum(row[cell] or 0 for cell in _LISTS),
                by_12=row["votes_by_12"],
                by_17=row["votes_by_17"],
                signed=row["ballots_signed_for"],
                received=row["num_ballots"],
                invalid=row["invalid_votes"],
                votes=given,
            )
        )
    one_list = [
        row["row"]
        for row in rows
        if row["row"] not in left_out and any(row[cell] is None for cell in _LISTS)
    ]
    first = rows[0]
    day = date.fromisoformat(first["date"])
    return RealElection(name, day, first["type"], tuple(stations), left_out, tuple(one_list))


def lacks(row: Mapping[str, Any], votes: Mapping[str, int]) -> tuple[str, ...]:
    """Return what a row lacks to be judged: names of columns, `lists` for both, `votes`.

    Args:
        row: of the stations' table, by column; None where a cell is empty.
        votes: of that row, by name on the ballot.
    """
    lacking = [cell for cell in _FIGURES if row[cell] is None]
    if all(row[cell] is None for cell in _LISTS):
        lacking.append("lists")
    if not votes:
        lacking.append("votes")
    return tuple(lacking)


def _votes(path: Path) -> dict[tuple[str, int], dict[str, int]]:
    """Return the votes by election and row, then by name on the ballot."""
    found: defaultdict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    table = _table(path)
    columns = [table[name].to_pylist() for name in ("election", "row", "candidate", "votes")]
    for election, row, name, votes in zip(*columns, strict=True):
        found[election, row][name] = votes
    return found


def _table(path: Path) -> Any:  # noqa: ANN401 - pyarrow ships no types
    from pyarrow import parquet

    return parquet.read_table(path)

"""The files of an election's published figures, checked against its definition.

Each of them may be absent: then that part of the targets is empty.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from config.consistency import known
from config.election import Election
from config.errors import InputError
from config.figures import check_figures, check_hours, check_winners
from config.tables import Table, read_table
from config.targets import (
    Checkpoint,
    Contradiction,
    Elected,
    Leader,
    Place,
    PublishedRow,
    Targets,
)

Row = TypeVar("Row", bound=BaseModel)

PLACE = ("scope", "region", "contest", "metric", "key")


def read_targets(directory: Path, election: Election) -> Targets:
    """Read what a replay of `election` has to reproduce.

    Raises:
        InputError: naming file, line and column, the bad value and what is expected.
    """
    published = _optional(directory / "published.csv", PublishedRow, PLACE)
    contradictions = _optional(directory / "contradictions.csv", Contradiction, (*PLACE, "field"))
    checkpoints = _optional(
        directory / "checkpoints.csv", Checkpoint, ("level", "region", "place", "at")
    )
    leaders = _optional(directory / "leaders.csv", Leader, ("at",))
    elected = _optional(directory / "outcome.csv", Elected, ("contest",))
    for table in (published, contradictions):
        for where, row in table:
            _check_scope(where, row, election)
    check_figures(published, election)
    _check_contradictions(contradictions, published)
    _check_checkpoints(checkpoints, election)
    for where, leader in leaders:
        known(where, "region", leader.region, election.region_by_id)
    check_hours(checkpoints, leaders, election)
    _check_outcome(elected, election)
    check_winners(elected, published, election)
    return Targets(
        published=published.rows,
        contradictions=contradictions.rows,
        checkpoints=checkpoints.rows,
        leaders=leaders.rows,
        outcome={row.contest: row.candidate for row in elected.rows},
    )


def _optional(path: Path, model: type[Row], key: tuple[str, ...]) -> Table[Row]:
    return read_table(path, model, key) if path.exists() else Table(path, (), ())


def _check_scope(where: str, row: Place, election: Election) -> None:
    """Check that region and contest are given where the scope has them, and exist."""
    for field, value, needed, names in (
        ("region", row.region, row.scope != "national", election.region_by_id),
        ("contest", row.contest, row.scope == "by-election", election.contest_by_id),
    ):
        if needed:
            known(where, field, value, names)
        elif value:
            expected = f"an empty cell for scope {row.scope}"
            raise InputError(f"{where}, column {field}", f'is "{value}"', expected)


def _check_contradictions(
    contradictions: Table[Contradiction], published: Table[PublishedRow]
) -> None:
    """Check that a contradiction quotes the published row it speaks of."""
    rows = {row.at: row for row in published.rows}
    for where, line in contradictions:
        row = rows.get(line.at)
        if row is None:
            what = f"{','.join(line.at)} is not published"
            raise InputError(where, what, f"a row of {published.path.name}")
        if (printed := getattr(row, line.field)) != line.printed:
            what = f'is "{line.printed}"'
            expected = f'"{printed}", the {line.field} in {published.path.name}'
            raise InputError(f"{where}, column printed", what, expected)


def _check_checkpoints(checkpoints: Table[Checkpoint], election: Election) -> None:
    """Check that places exist and lie in the region named beside them."""
    places = {
        "district": {district.id: district.region for district in election.districts},
        "contest": {contest.id: contest.region for contest in election.contests},
    }
    for where, point in checkpoints:
        known(where, "region", point.region, election.region_by_id)
        if point.level != "region":
            home = places[point.level]
            known(where, "place", point.place, home)
            if home[point.place] != point.region:
                what = f'"{point.place}" lies in {home[point.place]}, not in {point.region}'
                expected = f"a {point.level} of {point.region}"
                raise InputError(f"{where}, column place", what, expected)


def _check_outcome(elected: Table[Elected], election: Election) -> None:
    """Check that each contest has its winner, if any has."""
    for where, row in elected:
        known(where, "contest", row.contest, election.contest_by_id)
        names = [candidate.id for candidate in election.candidates_of[row.contest]]
        known(where, "candidate", row.candidate, names)
    decided = {row.contest for row in elected.rows}
    for contest in election.contests:
        if decided and contest.id not in decided:
            what = f'contest "{contest.id}" has no winner'
            raise InputError(elected.path, what, "one line for each contest")

"""The shelf of elections and scenarios: what there is, and how to open it.

A reference is the id of something that comes with the package, or a path to
files of one's own: a directory for an election, a TOML file for a scenario.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from config.consistency import Definition, check_definition
from config.document import read_document
from config.election import (
    Calendar,
    Candidate,
    Contest,
    Count,
    Day,
    District,
    Election,
    Model,
    Names,
    Party,
    Region,
    Reporter,
    Slug,
    Station,
)
from config.errors import InputError
from config.near_miss import one_of
from config.scenario import Scenario
from config.tables import read_table
from config.target_files import read_targets
from config.targets import Targets

_HERE: Final = Path(__file__).resolve().parent
ELECTIONS: Final = _HERE / "elections"
SCENARIOS: Final = _HERE / "scenarios"
MAPPINGS: Final = _HERE / "mappings"
"""How tallies of pipelines are to be read, see `sim.load.mapping`."""
MAP: Final = _HERE / "map" / "kz-regions-2021.geojson"
"""Outlines of the 14 regions (GeoJSON, property `region`); see the README beside it."""
REAL: Final = _HERE / "real"
"""Stations of real elections; see the README there."""

DOCUMENT: Final = "election.toml"


class Document(Model):
    """What `election.toml` holds; the tables beside it hold the rest."""

    id: Slug
    date: Day
    name: Names
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    contests_announced: Count
    station_cap: Annotated[int, Field(ge=1)]
    calendar: Calendar
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    reporters: tuple[Reporter, ...] = ()


def election_ids() -> list[str]:
    """Return the ids of the elections that come with the package, in order of their dates."""
    return sorted(path.parent.name for path in ELECTIONS.glob(f"*/{DOCUMENT}"))


def scenario_ids() -> list[str]:
    """Return the ids of the scenarios that come with the package."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def load_election(ref: str | Path) -> Election:
    """Read an election and check that its files fit together.

    Args:
        ref: an id of `election_ids()`, or a directory.

    Raises:
        InputError: if it does not exist or one of its files is broken.
    """
    return _packaged_election(ref) if _is_id(ref, election_ids()) else _read(_directory(ref))


def load_targets(ref: str | Path) -> Targets:
    """Read what a replay of an election has to reproduce; empty where nothing is published.

    Args:
        ref: as for `load_election`.

    Raises:
        InputError: if the election does not exist or one of its files is broken.
    """
    if _is_id(ref, election_ids()):
        return _packaged_targets(ref)
    return read_targets(_directory(ref), load_election(ref))


def load_scenario(ref: str | Path, election: Election | None = None) -> Scenario:
    """Read a scenario.

    Args:
        ref: an id of `scenario_ids()`, or a path that ends in `.toml`.
        election: where it is to go; the places it names have to be there.

    Raises:
        InputError: if it does not exist, is broken, or names a place the election lacks.
    """
    path = SCENARIOS / f"{ref}.toml" if _is_id(ref, scenario_ids()) else _file(ref)
    scenario = read_document(path, Scenario).named(path)
    if election is None:
        return scenario
    there = {*election_ids(), election.id}
    for name in scenario.elections:
        if name not in there:
            raise InputError(f"{path}, elections", f'"{name}" does not exist', one_of(there, name))
    return scenario.at(election)


def _is_id(ref: str | Path, ids: list[str]) -> bool:
    return isinstance(ref, str) and ref in ids


def directory_of(ref: str | Path) -> Path:
    """Return the directory of an election; raises `InputError` if there is none."""
    return ELECTIONS / ref if _is_id(ref, election_ids()) else _directory(ref)


def _directory(ref: str | Path) -> Path:
    """Return the directory of an election of one's own."""
    path = Path(ref)
    if not path.is_dir():
        expected = f"a directory with {DOCUMENT}, or {one_of(election_ids(), str(ref))}"
        raise InputError("election", f'"{ref}" does not exist', expected)
    return path


def _file(ref: str | Path) -> Path:
    """Return the file of a scenario of one's own."""
    path = Path(ref)
    if path.suffix != ".toml" or not path.is_file():
        expected = f"a file that ends in .toml, or {one_of(scenario_ids(), str(ref))}"
        raise InputError("scenario", f'"{ref}" does not exist', expected)
    return path


@cache
def _packaged_election(name: str) -> Election:
    return _read(ELECTIONS / name)


@cache
def _packaged_targets(name: str) -> Targets:
    return read_targets(ELECTIONS / name, _packaged_election(name))


def _read(directory: Path) -> Election:
    path = directory / DOCUMENT
    document = read_document(path, Document)
    given = Definition(
        where=path,
        date=document.date,
        station_cap=document.station_cap,
        calendar=document.calendar,
        parties=document.parties,
        reporters=document.reporters,
        regions=read_table(directory / "regions.csv", Region),
        districts=read_table(directory / "districts.csv", District),
        contests=read_table(directory / "contests.csv", Contest),
        candidates=read_table(directory / "candidates.csv", Candidate, ("contest", "id")),
        stations=read_table(directory / "stations.csv", Station),
    )
    check_definition(given)
    return Election(
        **dict(document),
        regions=given.regions.rows,
        districts=given.districts.rows,
        contests=given.contests.rows,
        candidates=given.candidates.rows,
        stations=given.stations.rows,
    )

"""A roster as a file, so that who needs it again has it in a tenth of the time.

The definition of a million stations takes longer to read, check and turn into a roster
than all their state takes to come back. The process that adds up is handed an outline of it so.

A file begins with a hash of the rest, which tells damage; it does not prove who wrote it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from config.collector import at_rest
from config.election import Election
from config.outline import Outline
from stream.partition import partitions_of
from stream.roster import NO_UNIT, Nominee, Race, Roster, Source, Unit, hours_of

FORMAT: Final = 3
_HASH: Final = 16
_UNFIT: Final = (ArithmeticError, AttributeError, LookupError, TypeError)
"""What is raised, beside `ValueError`, where the parts of a file do not fit together."""


class RosterFile(Struct, array_like=True, forbid_unknown_fields=True):
    """What is written.

    Attributes:
        format: `FORMAT`.
        made_of: what the roster was made of, as whoever asks for it again names it.
        outline: of the election, JSON.
        names: of the sources.
        units_of, registered: int32, a source each.
        roles: of reporters, by place of the source.
        units: region, district and contests of each.
        sizes: int64, stations and voters on their lists of each unit.
        races: id, region, district, candidates, stations and roll of each.
    """

    format: int
    made_of: str
    outline: bytes
    names: list[str]
    units_of: bytes
    registered: bytes
    roles: dict[int, str]
    units: list[tuple[str, str, tuple[str, ...]]]
    sizes: bytes
    races: list[tuple[str, str, str, list[tuple[str, Nominee]], int, int]]


_decoder: Final = msgspec.msgpack.Decoder(RosterFile)


def encode(election: Election, roster: Roster, made_of: str) -> bytes:
    """Write an election's roster; of an outline, all but its sources."""
    sources = roster.by_row
    content = msgspec.msgpack.encode(
        RosterFile(
            FORMAT,
            made_of,
            Outline.of(election).model_dump_json().encode(),
            [source.id for source in sources],
            roster.unit_of.astype(np.int32).tobytes(),
            np.array([source.registered for source in sources], np.int32).tobytes(),
            {place: source.role for place, source in enumerate(sources) if source.role},
            [(unit.region, unit.district, unit.contests) for unit in roster.units],
            np.array(roster.sizes, np.int64).tobytes(),
            [
                (
                    race.id,
                    race.region,
                    race.district,
                    [*race.candidates.items()],
                    race.stations,
                    race.registered,
                )
                for race in roster.races.values()
            ],
        )
    )
    return _hash(content) + content


@at_rest()
def decode(content: bytes, made_of: str, run: str, partitions: int) -> tuple[Outline, Roster]:
    """Read the outline of an election and its roster for a run.

    Raises:
        ValueError: it is none, damaged, of another format, or was made of something else.
    """
    told, rest = content[:_HASH], memoryview(content)[_HASH:]
    if told != _hash(rest):
        raise ValueError("damaged, or no roster")
    file = _decoder.decode(rest)
    if (file.format, file.made_of) != (FORMAT, made_of):
        raise ValueError(f"made of {file.made_of!r} in format {file.format}")
    try:
        return _read(file, run, partitions)
    except _UNFIT as error:
        raise ValueError(f"does not fit together: {error!r}") from error


def _read(file: RosterFile, run: str, partitions: int) -> tuple[Outline, Roster]:
    outline = Outline.model_validate_json(file.outline)
    units = [Unit(index, *unit) for index, unit in enumerate(file.units)]
    of_index: list[Unit | None] = [*units, None]  # the last is that of reporters
    places = partitions_of(file.names, partitions).tolist()
    rolls = np.frombuffer(file.registered, np.int32)
    units_of = np.frombuffer(file.units_of, np.int32)
    chosen = map(of_index.__getitem__, units_of.tolist())
    sources = [*map(Source, file.names, places, chosen, rolls.tolist())]
    for place, role in file.roles.items():
        sources[place] = msgspec.structs.replace(sources[place], role=role)
    races = [
        Race(name, region, district, dict(candidates), stations, roll)
        for name, region, district, candidates, stations, roll in file.races
    ]
    hours = hours_of(outline, {unit.region for unit in units})
    sizes = np.frombuffer(file.sizes, np.int64).reshape(-1, 2)
    of_units = [(stations, voters) for stations, voters in sizes.tolist()]
    roster = Roster(outline.id, run, partitions, sources, units, races, hours, of_units)
    unfit = [name for name, fits in _fit(file, outline, roster, units_of, rolls) if not fits]
    if unfit:
        raise ValueError(f"does not fit together: {', '.join(unfit)}")
    return outline, roster


def _fit(
    file: RosterFile,
    outline: Outline,
    roster: Roster,
    units_of: NDArray[np.int32],
    rolls: NDArray[np.int32],
) -> Iterator[tuple[str, bool]]:
    """Yield what could be read without an error and still be wrong, each with whether it fits."""
    yield "sources", len(units_of) == len(rolls) == len(file.names) == len(roster.sources)
    yield "units", not (units_of < NO_UNIT).any()
    yield "sizes", len(roster.sizes) == len(roster.units)
    yield "sizes of units", all(min(size) >= 0 for size in roster.sizes)
    yield "rolls", not (rolls < 0).any()
    yield "roles", not file.roles or min(file.roles) >= 0
    yield "races", len(roster.races) == len(file.races)
    voted_on = {contest for unit in roster.units for contest in unit.contests}
    yield "contests", voted_on <= roster.races.keys()
    areas = {(unit.region, unit.district) for unit in roster.units}
    areas |= {(race.region, race.district) for race in roster.races.values()}
    yield "areas", areas <= {(district.region, district.id) for district in outline.districts}


def _hash(content: bytes | memoryview) -> bytes:
    return hashlib.blake2b(content, digest_size=_HASH).digest()

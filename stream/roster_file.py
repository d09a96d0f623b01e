"""A roster as a file, so that who needs it again has it in a tenth of the time.

The definition of a million stations takes longer to read, check and turn into a roster
than all their state takes to come back.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from config.collector import at_rest
from config.election import Election
from config.outline import Outline
from stream.partition import partitions_of
from stream.roster import Nominee, Race, Roster, Source, Unit

FORMAT: Final = 1
_NO_UNIT: Final = -1


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
    races: list[tuple[str, str, str, list[tuple[str, Nominee]], int, int]]


_decoder: Final = msgspec.msgpack.Decoder(RosterFile)


def encode(election: Election, roster: Roster, made_of: str) -> bytes:
    """Write an election's roster."""
    sources = [*roster.sources.values()]
    units = [source.unit.index if source.unit else _NO_UNIT for source in sources]
    return msgspec.msgpack.encode(
        RosterFile(
            FORMAT,
            made_of,
            Outline.of(election).model_dump_json().encode(),
            [source.id for source in sources],
            np.array(units, np.int32).tobytes(),
            np.array([source.registered for source in sources], np.int32).tobytes(),
            {place: source.role for place, source in enumerate(sources) if source.role},
            [(unit.region, unit.district, unit.contests) for unit in roster.units],
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


@at_rest()
def decode(content: bytes, made_of: str, run: str, partitions: int) -> tuple[Outline, Roster]:
    """Read the outline of an election and its roster for a run.

    Raises:
        ValueError: it is none, of another format, or was made of something else.
    """
    file = _decoder.decode(content)
    if (file.format, file.made_of) != (FORMAT, made_of):
        raise ValueError(f"made of {file.made_of!r} in format {file.format}")
    outline = Outline.model_validate_json(file.outline)
    units = [Unit(index, *unit) for index, unit in enumerate(file.units)]
    of_index: list[Unit | None] = [*units, None]  # the last is that of reporters
    places = partitions_of(file.names, partitions).tolist()
    numbers = np.frombuffer(file.registered, np.int32).tolist()
    chosen = map(of_index.__getitem__, np.frombuffer(file.units_of, np.int32).tolist())
    sources = [*map(Source, file.names, places, chosen, numbers)]
    for place, role in file.roles.items():
        sources[place] = msgspec.structs.replace(sources[place], role=role)
    races = [
        Race(name, region, district, dict(candidates), stations, roll)
        for name, region, district, candidates, stations, roll in file.races
    ]
    return outline, Roster(outline.id, run, partitions, sources, units, races)

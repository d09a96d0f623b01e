"""The desk with the sources on it: names, named places, published figures.

Everything the draft rests on is read here and nowhere else; `config/sources` says
where each file comes from.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import config

ELECTION: Final = "kz-2021-07-25"
DATA: Final = Path(config.__file__).parent
_KATO_OF_UNIT: Final = 6  # leading digits that a unit shares with its villages

Row = dict[str, str]


@dataclass(frozen=True)
class Sources:
    """What is known before anything is drawn.

    Attributes:
        units: rows of the classifier (rural districts, villages, settlements, towns).
        villages: rows of its villages, by the leading digits of their unit's code.
        named: contests that a source names, with what it says of them.
        districts: id of each district that a source names, by (region, Kazakh name).
        stations: number of polling stations by region, where reported.
        figures: published counts by (region, metric, key); "" is the nation.
        shares: turnout checkpoint of one hour by id of district or contest, in percent.
        region_shares: the same hour of their region, in percent.
    """

    units: tuple[Row, ...]
    villages: dict[str, tuple[Row, ...]]
    named: tuple[Row, ...]
    districts: dict[tuple[str, str], str]
    stations: dict[str, int]
    figures: dict[tuple[str, str, str], int]
    shares: dict[str, float]
    region_shares: dict[str, float]

    def figure(self, region: str, metric: str, key: str = "total") -> int:
        """A published count; 0 where there is no row."""
        return self.figures.get((region, metric, key), 0)


def read(data: Path = DATA) -> Sources:
    """Read the sources from the data directory of the project.

    Raises:
        OSError: a file is missing.
        KeyError, ValueError: a file is not as it was written; these are the project's own.
    """
    election = data / "elections" / ELECTION
    checkpoints = _rows(election / "checkpoints.csv")
    places = [row for row in checkpoints if row["level"] != "region"]
    hours = {(row["region"], row["at"]) for row in places}
    return Sources(
        units=tuple(_rows(data / "sources" / "units.csv")),
        villages=_villages(_rows(data / "sources" / "villages.csv")),
        named=tuple(_rows(data / "sources" / "named.csv")),
        districts={
            (row["region"], row["district_kk"]): row["id"]
            for row in _rows(data / "sources" / "districts.csv")
        },
        stations={
            row["region"]: int(row["stations"]) for row in _rows(data / "sources" / "stations.csv")
        },
        figures={
            (row["region"], row["metric"], row["key"]): int(row["value"])
            for row in _rows(election / "published.csv")
            if row["metric"] != "turnout_pct"
        },
        shares={row["place"]: float(row["turnout_pct"]) for row in places},
        region_shares={
            row["region"]: float(row["turnout_pct"])
            for row in checkpoints
            if row["level"] == "region" and (row["region"], row["at"]) in hours
        },
    )


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _villages(rows: list[Row]) -> dict[str, tuple[Row, ...]]:
    of: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["kato_2025"]):
        of.setdefault(unit_code(row["kato_2025"]), []).append(row)
    return {code: tuple(villages) for code, villages in of.items()}


def unit_code(kato: str) -> str:
    """The part of a code that a unit shares with its villages."""
    return kato[:_KATO_OF_UNIT]

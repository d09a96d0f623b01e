"""Which akims are elected where: contests with their names and districts.

A source names 14 contests and Kostanay's 19 districts. The other contests stand
for real units of the official classifier, picked by lot: the names are real, that
a contest was held there is not known, and the data say so.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from config.election import Names
from sim.draft_2021.latin import latin, slug
from sim.draft_2021.sources import Row, Sources, unit_code

_ADJECTIVE: Final = re.compile(r"[А-Я][а-яё]+(?:ский|цкий|ой|ый|ий)")
_OKRUG: Final = re.compile(r"о\. ?([А-ЯҚӘ][^.]+)")
_AUYL: Final = re.compile(r"а\. ?([А-ЯҚӘ][^.]+)")
_PLAIN: Final = re.compile(
    r"[А-ЯӘҒҚҢӨҰҮІ][а-яёәғқңөұүһі]+(?: [А-ЯӘҒҚҢӨҰҮІа-яёәғқңөұүһі][а-яёәғқңөұүһі]+)?"
)


@dataclass(frozen=True)
class Place:
    """A unit that elects its akim.

    `district_kk` is the district's Kazakh name in the classifier, `registered` the
    number of voters where a source gives it, `villages` the names for its stations.
    """

    id: str
    region: str
    district: str
    district_kk: str
    district_ru: str
    kind: str
    kato: str
    name: Names
    illustrative: bool
    registered: int | None
    villages: tuple[Names, ...]


def places(sources: Sources, region: str, contests: int, rng: np.random.Generator) -> list[Place]:
    """Return the contests of a region in the order of the classifier's codes.

    Args:
        sources: the classifier and the named places.
        region: which region.
        contests: how many.
        rng: picks the units that no source names.

    Raises:
        ValueError: the classifier has too few units.
    """
    units = [unit for unit in sources.units if unit["region"] == region]
    named = [_named(sources, row, units) for row in sources.named if row["region"] == region]
    taken = {place.kato for place in named}
    free = [
        (unit, name)
        for unit in units
        if unit["kato_2025"] not in taken and (name := _unit_name(unit))
    ]
    wanted = contests - len(named)
    if len(free) < wanted:
        raise ValueError(f"{region}: {len(free)} units for {wanted} contests")
    lots = _picked(sources, named, [unit for unit, _ in free], wanted, rng)
    picked = [_unnamed(sources, *free[at]) for at in lots]
    together = sorted([*named, *picked], key=lambda place: place.kato)
    return _with_distinct_ids(together)


def _picked(
    sources: Sources, named: list[Place], free: list[Row], wanted: int, rng: np.random.Generator
) -> list[int]:
    """Pick units by lot, one at least in every district that a source names."""
    if not wanted:
        return []
    covered = {place.district for place in named}
    owed = []
    for (region, district_kk), district in sources.districts.items():
        inside = [
            at
            for at, unit in enumerate(free)
            if (unit["region"], unit["district_kk"]) == (region, district_kk)
        ]
        if inside and district not in covered:
            owed.append(int(rng.choice(inside)))
    open_to_all = [
        at
        for at, unit in enumerate(free)
        if at not in set(owed) and "Г.А." not in unit["district_ru"]
    ]
    rest = rng.choice(open_to_all, wanted - len(owed), replace=False)
    return sorted([*owed, *rest.tolist()])


def _named(sources: Sources, row: Row, units: list[Row]) -> Place:
    unit = next(unit for unit in units if unit["district_kk"] == row["district_kk"])
    name = Names(en=row["name_en"], kk=row["name_kk"], ru=row["name_ru"])
    # A town without a code of its own stands at the head of its district.
    kato = row["kato"] or f"{unit['kato_2025'][:4]}00000"
    return Place(
        id=row["id"],
        region=row["region"],
        district=_district_id(sources, unit),
        district_kk=unit["district_kk"],
        district_ru=unit["district_ru"],
        kind=row["kind"],
        kato=kato,
        name=name,
        illustrative=row["illustrative"] == "yes",
        registered=int(row["registered"]) if row["registered"] else None,
        villages=_villages(sources, kato, name),
    )


def _unnamed(sources: Sources, unit: Row, name: Names) -> Place:
    return Place(
        id=f"{unit['region']}-{slug(unit['name_latn_own_translit'])}",
        region=unit["region"],
        district=_district_id(sources, unit),
        district_kk=unit["district_kk"],
        district_ru=unit["district_ru"],
        kind="rural-district" if unit["kind"] == "rural_district" else "village",
        kato=unit["kato_2025"],
        name=name,
        illustrative=True,
        registered=None,
        villages=_villages(sources, unit["kato_2025"], name),
    )


def _unit_name(unit: Row) -> Names | None:
    """The full name in three languages, or none where the classifier's entry is no plain name."""
    if unit["kind"] not in ("rural_district", "village") or not _PLAIN.fullmatch(unit["name_kk"]):
        return None
    kazakh, russian, letters = unit["name_kk"], unit["name_ru"], unit["name_latn_own_translit"]
    if unit["kind"] == "rural_district":
        okrug = _OKRUG.fullmatch(russian)
        if not okrug and not _ADJECTIVE.fullmatch(russian):
            return None
        return Names(
            en=f"{letters} Rural District",
            kk=f"{kazakh} ауылдық округі",
            ru=f"сельский округ {okrug[1]}" if okrug else f"{russian} сельский округ",
        )
    auyl = _AUYL.fullmatch(russian)
    if not auyl:
        return None
    return Names(en=f"{letters} Village", kk=f"{kazakh} ауылы", ru=f"село {auyl[1]}")


def _short(kazakh: str) -> bool:
    """Whether a name is written out, without abbreviations."""
    return "." not in kazakh


def _villages(sources: Sources, kato: str, unit: Names) -> tuple[Names, ...]:
    """Names for stations, the centre first; the unit's own where it has no villages."""
    rows = [row for row in sources.villages.get(unit_code(kato), ()) if _short(row["name_kk"])]
    names = [
        Names(en=row["name_latn_own_translit"], kk=row["name_kk"], ru=row["name_ru"])
        for row in rows
    ]
    centre = [name for name in names if unit.kk.startswith(name.kk)]
    rest = [name for name in names if name not in centre]
    return (*centre, *rest) or (unit,)


def _district_id(sources: Sources, unit: Row) -> str:
    given = sources.districts.get((unit["region"], unit["district_kk"]))
    return given or f"{unit['region']}-{slug(latin(district_stem(unit['district_kk'])))}"


def district_stem(kazakh: str) -> str:
    """A district's Kazakh name without the word for district or town."""
    return re.sub(r" ?(?:атын\.)?ауданы$| Қ\.Ә\.$| Г\.А\.$", "", kazakh)


def district_name(kazakh: str, russian: str) -> Names:
    """The names of a district, or of a town's area, from the classifier's two."""
    stem = district_stem(kazakh)
    if russian.endswith(" Г.А."):
        town = russian.removesuffix(" Г.А.")
        return Names(en=f"{latin(stem)} Town Area", kk=f"{stem} қаласы", ru=f"город {town}")
    return Names(
        en=f"{latin(stem)} District", kk=f"{stem} ауданы", ru=russian.replace("Район", "район")
    )


def _with_distinct_ids(found: list[Place]) -> list[Place]:
    """Where a region has a name twice, the district goes into the id."""
    often = Counter(place.id for place in found)
    distinct = []
    for place in found:
        if often[place.id] > 1 and place.illustrative:
            suffix = place.district.removeprefix(f"{place.region}-")
            place = replace(place, id=f"{place.id}-{suffix}")
        distinct.append(place)
    if len({place.id for place in distinct}) != len(distinct):
        clashing = [name for name, times in Counter(p.id for p in distinct).items() if times > 1]
        raise ValueError(f"contests share an id: {', '.join(clashing)}")
    return distinct

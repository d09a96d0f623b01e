"""What a scenario planted, kind by kind, and how much of it was found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sim.truth import Happened, InjectTruth, MistakeTruth
from stream.alerts import Alert

NATION: Final = ""
"""The place of what is asked of all stations together."""

_FORENSIC: Final = "F"
_OF_PROTOCOLS: Final = ("T207", "P308")

Spoken: TypeAlias = Collection[tuple[str, str]]
"""Codes, each with the place it was raised at."""


@dataclass(frozen=True)
class Found:
    """How many of so many a rule found: stations, or days if it is asked of all of them."""

    due: int = 0
    found: int = 0

    def __add__(self, other: Found) -> Found:
        """Return both together."""
        return Found(self.due + other.due, self.found + other.found)


@dataclass(frozen=True)
class Planted:
    """One kind of violation.

    Attributes:
        kind: its name.
        stations: where it was planted.
        due: of them, those where it has to raise alerts.
        found: of these, those where all of them came.
        perhaps: by code of the statistical rules that may find it, at how many they did.
    """

    kind: str
    stations: int
    due: int = 0
    found: int = 0
    perhaps: Mapping[str, Found] = field(default_factory=dict)

    def __add__(self, other: Planted) -> Planted:
        """Return both runs' together."""
        perhaps = {
            code: self.perhaps.get(code, Found()) + other.perhaps.get(code, Found())
            for code in sorted({*self.perhaps, *other.perhaps})
        }
        return Planted(
            self.kind,
            self.stations + other.stations,
            self.due + other.due,
            self.found + other.found,
            perhaps,
        )

    @property
    def holds(self) -> bool:
        """Whether all of it was found that has to be."""
        return self.found == self.due

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "kind": self.kind,
            "planted": self.stations,
            "due": self.due,
            "found": self.found,
            "perhaps": [
                {"code": code, "of": unit(code), "due": one.due, "found": one.found}
                for code, one in self.perhaps.items()
            ],
        }


def unit(code: str) -> str:
    """Say what a statistical rule is counted by: stations, or days."""
    return "days" if code.startswith(_FORENSIC) else "stations"


def place_of(alert: Alert) -> str:
    """Return where an alert was raised; of all stations together `NATION`."""
    return NATION if alert.scope == "nation" else alert.place


def may_raise(injects: Iterable[InjectTruth]) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return what the statistical rules may find.

    Returns:
        By code, and by what it is counted at (a station, or `NATION` for a day), the places where
        it may be raised: the station; or the nation and the regions in which something was planted.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for one in injects:
        for code in one.likely:
            if code.startswith(_FORENSIC):
                found.setdefault((code, NATION), {NATION}).add(one.region)
            else:
                found.setdefault((code, one.station), {one.station})
    return {key: frozenset(places) for key, places in sorted(found.items())}


def mistaken(mistakes: Iterable[MistakeTruth]) -> frozenset[tuple[str, str]]:
    """Return the statistical codes that a mistake in a protocol may raise, each with the place.

    Nothing is due of them: most mistakes are small, and mended before a rule looks.
    """
    places = {one.station for one in mistakes if not is_hourly(one)}
    return frozenset((code, place) for place in places for code in _OF_PROTOCOLS)


def is_hourly(mistake: MistakeTruth) -> bool:
    """Say whether a mistake is about an hour; else it is about a contest."""
    return mistake.field == "voters"


def planted(happened: Happened, spoken: Spoken) -> dict[str, Planted]:
    """Return by kind what was planted in a run, in order of their names.

    Args:
        happened: what happened.
        spoken: the codes that were raised, and where.
    """
    kinds: dict[str, list[InjectTruth]] = {}
    for one in happened.injects:
        kinds.setdefault(one.kind, []).append(one)
    return {kind: _judged(kind, all_, happened, spoken) for kind, all_ in sorted(kinds.items())}


def _judged(
    kind: str, injects: Sequence[InjectTruth], happened: Happened, spoken: Spoken
) -> Planted:
    due = [one for one in injects if one.codes]
    found = sum(_is_found(one, happened, spoken) for one in due)
    perhaps: dict[str, Found] = {}
    for (code, _), places in may_raise(injects).items():
        came = any((code, at) in spoken for at in places)
        perhaps[code] = perhaps.get(code, Found()) + Found(1, came)
    return Planted(kind, len(injects), len(due), found, perhaps)


def _is_found(one: InjectTruth, happened: Happened, spoken: Spoken) -> bool:
    """Say whether of each group of codes one was raised: there, or at the station's contests."""
    station = happened.stations.get(one.station)
    places = (NATION, one.station, *(station.cast if station else ()))
    return all(any((code, at) in spoken for code in group for at in places) for group in one.codes)

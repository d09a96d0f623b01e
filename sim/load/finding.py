"""A finding: what went wrong where, with which stations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from sim.load.difference import Difference, Place
from sim.load.share import PRESENCE, PROTOCOL, ROLL, TURNOUT

Kind: TypeAlias = Literal["lost", "twice", "superseded", "wrong", "late"]

_SHOWN: Final = 5
_WHAT: Final = {
    PRESENCE: "having been heard of",
    ROLL: "the roll",
    TURNOUT: "the turnout",
    PROTOCOL: "the protocol",
}
_SAYS: Final = {
    "lost": "{what} of {whom} is lost",
    "twice": "{what} of {whom} is counted twice",
    "superseded": "an earlier state of {what} of {whom} stands; what came after is lost",
}
_CORRECTION: Final = "a correction of {what} of {whom} is ignored: what it superseded stands"


class Finding(Struct, frozen=True):
    """Something that went wrong.

    Attributes:
        kind: what. "superseded": what an earlier statement said stands, a correction was
            ignored or the last report lost. "wrong": not explained by anything of the kind.
        stations: ids, sorted; empty where no stations can be named.
        one_of: whether only some of the stations are meant, and the figures do not tell which.
        place: where it shows, as "scope|region|contest".
        about: the kind of statement: presence, roll, turnout or protocol.
        rows: the figures it shows in; it may share them with other findings.
        says: one sentence for people.
        number: how many stations are meant; 0 if none can be named.
    """

    kind: Kind
    stations: tuple[str, ...]
    one_of: bool
    place: str
    about: str
    rows: tuple[Difference, ...]
    says: str
    number: int


def traced(
    kind: Literal["lost", "twice", "superseded"],
    stations: Sequence[str],
    number: int,
    place: Place,
    about: str,
    rows: Sequence[Difference],
) -> Finding:
    """Return the finding that something happened to some (`number`) of these stations."""
    one_of = number < len(stations)
    names = _listed(stations)
    whom = f"{'one' if number == 1 else number} of the stations {names}" if one_of else names
    form = _CORRECTION if kind == "superseded" and about == PROTOCOL else _SAYS[kind]
    said = form.format(what=_WHAT[about], whom=whom)
    says = f"{place}: {said}."
    return Finding(kind, tuple(stations), one_of, str(place), about, tuple(rows), says, number)


def untraced(
    stations: Sequence[str], place: Place, about: str, rows: Sequence[Difference]
) -> Finding:
    """Return the finding that figures are wrong that nothing explains, at one of these stations."""
    figures = "a figure is" if len(rows) == 1 else f"{len(rows)} figures are"
    says = f"{place}: {figures} wrong for no reason that is known; {rows[0].says}."
    number = min(1, len(stations))
    one_of = len(stations) > 1
    return Finding("wrong", tuple(stations), one_of, str(place), about, tuple(rows), says, number)


def contradictory(place: Place, about: str, row: Difference, stated: Sequence[int]) -> Finding:
    """Return the finding that a pipeline states several figures for one row."""
    says = f"{place}: {row.row} is stated as {' and as '.join(map(str, stated))}."
    stations = (place.station,) if place.station else ()
    return Finding("wrong", stations, False, str(place), about, (row,), says, len(stations))


def too_late(place: Place, rows: Sequence[Difference], seconds: float) -> Finding:
    """Return the finding that figures of a place came right, but not in time."""
    says = f"{place}: right only {seconds:.1f} s after the last event."
    stations = (place.station,) if place.station else ()
    about = rows[0].about
    return Finding("late", stations, False, str(place), about, tuple(rows), says, len(stations))


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return ", ".join(known[:_SHOWN]) + more

"""Statements in brief: without what all of one partition of a run have in common.

A station says election, run and its own id with each statement; beside its row that need
not be said. A million stations are three million such statements to be read again: a brief
takes half the time and memory of the event, and most are never asked for in full.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Final, TypeAlias

import msgspec
from msgspec.structs import astuple

from stream.events import (
    VERSION,
    AnyEvent,
    CandidateWithdrawn,
    CountReported,
    Event,
    IncidentReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)
from stream.roster import Roster

COMMON: Final = ("v", "election", "run", "source")
"""Fields of every event, its first ones, that are left out."""

KINDS: Final[tuple[type[Event], ...]] = (
    StationOpened,
    StationClosed,
    CountReported,
    TurnoutReported,
    CandidateWithdrawn,
    IncidentReported,
)
"""The place of a kind is its number in pages: new kinds go to the end."""


def _brief(number: int, kind: type[Event]) -> type[msgspec.Struct]:
    fields = [(field.name, field.type) for field in msgspec.structs.fields(kind)]
    own = fields[len(COMMON) :]
    return msgspec.defstruct(f"Brief{kind.__name__}", own, array_like=True, gc=False, tag=number)


BRIEFS: Final = tuple(_brief(number, kind) for number, kind in enumerate(KINDS))

_brief_of: Final[dict[type, Any]] = dict(zip(KINDS, BRIEFS, strict=True))
_kind_of: Final[dict[type, Any]] = dict(zip(BRIEFS, KINDS, strict=True))
_own_of: Final = {kind: attrgetter(*brief.__struct_fields__) for kind, brief in _brief_of.items()}


Brief: TypeAlias = Any
"""One of `BRIEFS`; has the fields of its event but those in `COMMON`."""


def brief_type(kind: type) -> type:
    """Return the brief of a kind of event."""
    brief: type = _brief_of[kind]
    return brief


def brief_of(said: AnyEvent | Brief) -> Brief:
    """Return an event in brief."""
    kind = type(said)
    return _brief_of[kind](*_own_of[kind](said)) if kind in _brief_of else said


def event_of(said: AnyEvent | Brief, roster: Roster, row: int) -> AnyEvent:
    """Return in full what the source of a row said."""
    kind = _kind_of.get(type(said))
    if kind is None:
        return said
    source = roster.by_row[row].id
    event: AnyEvent = kind(VERSION, roster.election, roster.run, source, *astuple(said))
    return event

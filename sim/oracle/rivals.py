"""Rivals: different statements of which only one can count, the one with the smaller digest.

A statement is what it says: the same moment in another notation is the same statement.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar

import msgspec

from stream.events import AnyEvent, CountReported, TurnoutReported

Said: TypeAlias = AnyEvent | tuple[float, float, int]
Statement = TypeVar("Statement", bound=AnyEvent)


def same(one: AnyEvent, other: AnyEvent) -> bool:
    """Say whether two statements under one number say the same."""
    return one == other or _said(one) == _said(other)


def same_figures(one: CountReported, other: CountReported) -> bool:
    """Say whether two protocols under one version do: number and date make no difference."""
    return _figures(one) == _figures(other)


def by_number(one: AnyEvent) -> bytes:
    """Return the digest that decides between statements under one number."""
    return _digest(one)


def by_version(one: CountReported) -> tuple[bytes, int]:
    """Return what decides between protocols under one version: of equal ones the first counts."""
    return (_digest(_figures(one)), one.seq)


def _said(event: AnyEvent) -> Said:
    """Return what a statement says; an hourly report is its two moments (seconds) and figure."""
    at = datetime.fromisoformat(event.at)
    if isinstance(event, TurnoutReported):
        return (at.timestamp(), datetime.fromisoformat(event.as_of).timestamp(), event.voters)
    text = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return msgspec.structs.replace(event, at=text)


def _figures(count: CountReported) -> CountReported:
    return msgspec.structs.replace(count, seq=1, at="1970-01-01T00:00:00Z")


def _digest(event: AnyEvent) -> bytes:
    content = msgspec.json.encode(_said(event), order="sorted")
    return hashlib.blake2b(content, digest_size=16).digest()

"""Records that are not folded, each with the code that says why."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

from msgspec import Struct

from stream.record import Record

ReasonCode: TypeAlias = Literal["S101", "S102", "S105", "S107"]
REASON_CODES: Final[tuple[ReasonCode, ...]] = get_args(ReasonCode)


class Rejection(Struct, frozen=True):
    """A record that was refused: why, and the record itself as it came.

    Attributes:
        code, reason: why.
        record: as it came.
        version: of the contract its event is made by, where it is not ours; else None.
    """

    code: ReasonCode
    reason: str
    record: Record
    version: int | None = None

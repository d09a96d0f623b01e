"""Refused records as people read them, and as they are sent again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import Struct

from config.errors import InputError
from console.printable import printable
from stream.kafka.dead_letters import DeadLetter, decode
from stream.partition import partition
from stream.record import Record
from stream.rejection import REASON_CODES, ReasonCode
from stream.rules.catalogue import RULES

_HEAD: Final = ("code", "source", "partition", "offset", "received (UTC)", "reason")
_RIGHT: Final = (2, 3)
_END: Final = 253_402_300_800_000
"""The year 10000, milliseconds since 1970 UTC."""


class _Told(Struct):
    """What a refused record may still tell of itself."""

    run: str = ""


_told: Final = msgspec.json.Decoder(_Told)


def codes_of(names: Iterable[str]) -> frozenset[ReasonCode]:
    """Return the codes that are named, all if none is.

    Raises:
        InputError: no record is refused for such a code.
    """
    wanted = set(names)
    for name in sorted(wanted - set(REASON_CODES)):
        raise InputError("--code", f'"{printable(name)}"', " or ".join(REASON_CODES))
    return frozenset(code for code in REASON_CODES if not wanted or code in wanted)


def letters(entries: Mapping[bytes, bytes], topic: str) -> list[DeadLetter]:
    """Read dead letters; return them in the order in which the records came.

    Args:
        entries: value by key.
        topic: where they are from, for complaints.

    Raises:
        InputError: one is no dead letter.
    """
    found = []
    for key, value in entries.items():
        try:
            letter = decode(value)
            _ = letter.record
        except (msgspec.DecodeError, ValueError) as error:
            where = f"topic {topic}, key {printable(key.decode('utf-8', 'replace'))}"
            raise InputError(where, printable(str(error)), "what `saylau worker` wrote") from error
        found.append(letter)
    return sorted(found, key=lambda one: (one.received, one.topic, one.partition, one.offset))


def run_of(letter: DeadLetter) -> str:
    """Return the run a refused record names; empty if it is too damaged to name one."""
    try:
        return _told.decode(letter.record.value).run
    except (msgspec.DecodeError, ValueError, RecursionError):
        return ""


def chosen(
    found: Iterable[DeadLetter], codes: Collection[ReasonCode], run: str | None
) -> list[DeadLetter]:
    """Return those of some codes, and of one run if one is named."""
    return [one for one in found if one.code in codes and (run is None or run_of(one) == run)]


def text(found: Iterable[DeadLetter]) -> str:
    """Return a line for each, and how many there are of each code."""
    rows = [_row(letter) for letter in found]
    lines = [*_table([_HEAD, *rows]), ""] if rows else []
    lines.append(f"SIMULATION {len(rows):,} records refused")
    for code, number in sorted(Counter(row[0] for row in rows).items()):
        lines.append(f"{code} {number:,} {RULES[code].title}")
    return "\n".join(lines)


def as_json(found: Iterable[DeadLetter]) -> dict[str, object]:
    """Return the same as plain data, with the exact bytes of the records in base64."""
    records = [msgspec.to_builtins(one) | {"received": received(one)} for one in found]
    codes = Counter(str(record["code"]) for record in records)
    return {"simulation": True, "codes": dict(sorted(codes.items())), "records": records}


def again(found: Iterable[DeadLetter], partitions: int) -> Iterator[Record]:
    """Yield the records as they came, each for the partition that its key belongs to."""
    for letter in found:
        record = letter.record
        record.partition = partition(record.key, partitions)
        yield record


def received(letter: DeadLetter) -> str:
    """Return when a record came, in ISO 8601."""
    if not 0 <= letter.received < _END:
        return str(letter.received)
    at = datetime.fromtimestamp(letter.received / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _row(letter: DeadLetter) -> tuple[str, ...]:
    return (
        letter.code,
        printable(letter.key),
        str(letter.partition),
        str(letter.offset),
        received(letter),
        printable(letter.reason),
    )


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            f"{cell:>{width}}" if number in _RIGHT else f"{cell:<{width}}"
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()

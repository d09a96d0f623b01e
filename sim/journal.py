"""The journal: a tape of everything that was delivered, in the order it came.

Text under zstandard. The first line is the header, a JSON object; then one line
a record, `[received, partition, key, key_id, mac, value]`; the last line says
how many there were. `value` holds the record's exact bytes, as they are where
they are one JSON object on one line, else as a string in base64: what is
corrupt is kept too. The journal's hash is the SHA-256 of the uncompressed text.

`sim.recorder` writes it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, Final

import msgspec
import numpy as np
from msgspec import Meta, Raw, Struct

from config.election import Election
from config.errors import InputError
from sim.frames import DamagedError, lines
from stream.events import VERSION
from stream.record import Record

FORMAT: Final = 1
NOTICE: Final = "SIMULATION"
PARTITIONS_MOST: Final = 100_000
BATCH: Final = 2048
_YEAR_10000: Final = 253_402_300_800_000
_NEWLINE: Final = ord("\n")
_CLOSING_BRACE: Final = ord("}")
_UNREADABLE: Final = (
    msgspec.DecodeError,
    UnicodeDecodeError,
    binascii.Error,
    RecursionError,  # brackets, thousands of them inside each other
)
_EXPECTED: Final = f"a journal of format {FORMAT} and contract {VERSION} (journal.jsonl.zst)"


class Header(Struct, frozen=True):
    """The first line: which run the journal is of.

    Attributes:
        saylau_journal: version of the format.
        contract: version of the events.
        notice: that all of it is a simulation.
        election: its id.
        run: id of the run.
        seed: of the run.
        scenario: its id.
        partitions: over how many the records are spread.
        definition: fingerprint of the election.
        version: of the program that wrote it; another one may draw another day.
    """

    saylau_journal: int
    contract: int
    notice: str
    election: str
    run: str
    seed: int
    scenario: str
    partitions: int
    definition: str
    version: str


class End(Struct, frozen=True, forbid_unknown_fields=True):
    """The last line."""

    records: int


class Damage(Struct, frozen=True):
    """Where a journal stops being readable.

    Attributes:
        path: the journal.
        record: number of the first record that could not be read, from 1.
        what: what is wrong there.
    """

    path: str
    record: int
    what: str

    def __str__(self) -> str:
        return (
            f"{self.path}: damaged at record {self.record:,}: {self.what}; "
            f"read the {self.record - 1:,} records before it"
        )


class Line(Record, array_like=True, gc=False, forbid_unknown_fields=True):
    """A record as its line holds it; `received` lies between 1970 and 9999."""

    received: Annotated[int, Meta(ge=0, lt=_YEAR_10000)]
    partition: Annotated[int, Meta(ge=0, lt=1 << 31)]
    value: Raw


_line = msgspec.json.Decoder(Line)


class Journal:
    """A journal on disk, read in batches as often as one likes.

    Attributes:
        path: where it lies.
        header: its first line.
        damage: None, or where the latest reading had to stop.
        sha256: the hash after a complete reading with `hashed=True`, else None.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self.path = path
        self.header = header
        self.damage: Damage | None = None
        self.sha256: str | None = None

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Read the header; raises `InputError` if there is no journal of this format."""
        # Opening a named pipe would wait for somebody to write to it.
        if path.exists() and not path.is_file():
            raise InputError(path, "is not a regular file", _EXPECTED)
        try:
            text = _first_line(path)
        except OSError as error:
            raise InputError(path, error.strerror or str(error), _EXPECTED) from error
        except DamagedError as error:
            raise InputError(path, f"the header cannot be read: {error}", _EXPECTED) from error
        try:
            header = msgspec.json.decode(text, type=Header)
        except _UNREADABLE as error:
            raise InputError(f"{path}, line 1", f"no journal header: {error}", _EXPECTED) from error
        if (header.saylau_journal, header.contract) != (FORMAT, VERSION):
            found = f"format {header.saylau_journal} and contract {header.contract}"
            raise InputError(f"{path}, line 1", f"the journal has {found}", _EXPECTED)
        if not 1 <= header.partitions <= PARTITIONS_MOST:
            what, expected = f"partitions is {header.partitions}", f"1 to {PARTITIONS_MOST:,}"
            raise InputError(f"{path}, line 1", what, expected)
        return cls(path, header)

    def check_election(self, election: Election) -> None:
        """Refuse an election that is not the one the run was held under.

        Raises:
            InputError: naming the election of the journal.
        """
        name = self.header.election
        if self.header.definition == election.fingerprint:
            return
        what = f"the journal was made with another definition of {name}"
        if election.id != name:
            what = f"the journal is of {name}, not of {election.id}"
        raise InputError(self.path, what, f"--election DIR with the files {name} had then")

    def batches(self, size: int = BATCH, *, hashed: bool = False) -> Iterator[list[Record]]:
        """Yield all records in batches of `size`, the last one smaller.

        The records' values are `msgspec.Raw`, or bytes where they are not JSON.
        Damage ends the reading: what came before has been yielded, and `damage`
        says where and what.
        """
        self.damage = None
        self.sha256 = None
        digest = hashlib.sha256() if hashed else None
        read = 0
        waiting: list[Record] = []
        try:
            for records in self._records(digest):
                read += len(records)
                waiting += records
                while len(waiting) >= size:
                    yield waiting[:size]
                    waiting = waiting[size:]
        except DamagedError as error:
            self.damage = Damage(str(self.path), read + 1, str(error))
        if waiting:
            yield waiting
        if digest is not None and self.damage is None:
            self.sha256 = digest.hexdigest()

    def _records(self, digest: hashlib._Hash | None) -> Iterator[list[Record]]:
        """Yield records block by block; raises `DamagedError` where the text stops."""
        read = 0
        end: int | None = None
        for number, block in enumerate(lines(self.path, digest)):
            text = block.partition(b"\n")[2] if number == 0 else block
            if end is not None and text.strip():
                raise DamagedError("text follows the last line")
            plain = _plain(text)
            body, last = (text, b"") if plain else _without_end(text)
            for records in _decoded(body, plain):
                read += len(records)
                yield records
            if last:
                end = _said_at_the_end(last)
        if end is None:
            raise DamagedError("the journal ends without its last line")
        if end != read:
            raise DamagedError(f"the last line counts {end:,} records, there are {read:,}")


def _first_line(path: Path) -> bytes:
    """Return the header's line."""
    with closing(lines(path)) as blocks:
        return next(blocks, b"").partition(b"\n")[0]


def _plain(text: bytes) -> bool:
    """Say whether every line ends as one with embedded JSON does: no base64, no last line."""
    letters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(letters == _NEWLINE)
    return bool(
        ends.size and ends[-1] == letters.size - 1 and (letters[ends - 2] == _CLOSING_BRACE).all()
    )


def _without_end(text: bytes) -> tuple[bytes, bytes]:
    """Split the line that ends the journal off, if there is one."""
    at = 0 if text.startswith(b"{") else text.find(b"\n{") + 1
    return (text[:at], text[at:]) if text[at : at + 1] == b"{" else (text, b"")


def _decoded(text: bytes, plain: bool) -> Iterator[list[Record]]:
    """Yield the records of whole lines; up to the first that is none."""
    try:
        records: list[Record] = list(_line.decode_lines(text))
        if not plain:
            records = [_exact(record) for record in records]
    except _UNREADABLE:
        pass
    else:
        yield records
        return
    records = []
    for line in filter(None, text.split(b"\n")):
        try:
            records.append(_exact(_line.decode(line)))
        except _UNREADABLE as error:
            yield records
            raise DamagedError(f"the line {_shown(line)} is not a record ({error})") from error
    yield records


def _exact(record: Record) -> Record:
    """Return a record with its exact bytes in the place of a string in base64."""
    text = bytes(record.value)
    if not text.startswith(b'"'):
        return record
    value = base64.b64decode(text[1:-1], validate=True)
    return Record(record.received, record.partition, record.key, record.key_id, record.mac, value)


def _said_at_the_end(line: bytes) -> int:
    try:
        return msgspec.json.decode(line, type=End).records
    except _UNREADABLE as error:
        raise DamagedError(f"the line {_shown(line)} is not a record ({error})") from error


def _shown(text: bytes) -> str:
    """Return the start of a damaged text, fit to print."""
    return ascii(text[:60].decode("utf-8", "replace")) + ("..." if len(text) > 60 else "")

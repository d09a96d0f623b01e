"""The recorder: writes the journal while the day goes on.

It ends a zstandard frame, with its checksum, every 512 records: damage costs
no more than the frame it lies in, and a frame stays in the processor's cache while
it is read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec
import zstandard
from msgspec import Raw

from config.errors import InputError
from sim.journal import End, Header, Line
from stream.record import Record

_FRAME_RECORDS: Final = 512
_DEEPEST: Final = 64  # brackets in a value that is embedded: no reader runs out of stack

_encoder = msgspec.json.Encoder()


class JournalWriter:
    """Writes a journal as the records come; it appears under its name once complete.

    Use as a context manager: an exception inside leaves no file behind.

    Args:
        path: where the journal goes; its directory has to exist.
        header: the first line.
        level: zstandard's level.
    """

    def __init__(self, path: Path, header: Header, level: int = 3) -> None:
        self._path = path
        self._temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._header = header
        self._compressor = zstandard.ZstdCompressor(level=level, write_checksum=True)
        self._hash = hashlib.sha256()
        self._waiting: list[Record] = []
        self.records = 0

    def __enter__(self) -> Self:
        try:
            self._file = self._temporary.open("wb")
        except OSError as error:
            where = self._path.parent
            raise InputError(where, error.strerror or str(error), "a writable folder") from error
        self._frame(_encoder.encode(self._header) + b"\n")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._file:
            if kind is None:
                self._flush()
                self._frame(_encoder.encode(End(self.records)) + b"\n")
                self._file.flush()
                os.fsync(self._file.fileno())
        if kind is None:
            self._temporary.replace(self._path)
        else:
            self._temporary.unlink()

    def write(self, record: Record) -> None:
        """Add one record."""
        self._waiting.append(_as_line(record))
        if len(self._waiting) >= _FRAME_RECORDS:
            self._flush()

    def extend(self, records: Iterable[Record]) -> None:
        """Add records in their order."""
        for record in records:
            self.write(record)

    @property
    def sha256(self) -> str:
        """SHA-256 of the uncompressed text, hexadecimal; final once the journal is closed."""
        return self._hash.hexdigest()

    def _flush(self) -> None:
        if self._waiting:
            self.records += len(self._waiting)
            self._frame(_encoder.encode_lines(self._waiting))
            self._waiting = []

    def _frame(self, text: bytes) -> None:
        self._hash.update(text)
        self._file.write(self._compressor.compress(text))


def _as_line(record: Record) -> Record:
    """Return the record with its value embedded, or as bytes (written in base64)."""
    value = bytes(record.value)
    if _embeds(value):
        return Line(
            record.received, record.partition, record.key, record.key_id, record.mac, Raw(value)
        )
    return record


def _embeds(value: bytes) -> bool:
    """Say whether the bytes are one JSON object on one line."""
    if not (value.startswith(b"{") and value.endswith(b"}")) or b"\n" in value or b"\r" in value:
        return False
    if value.count(b"{") + value.count(b"[") > _DEEPEST:
        return False
    try:
        value.decode()
        msgspec.json.decode(value, type=Raw)
    except (UnicodeDecodeError, msgspec.DecodeError):
        return False
    return True

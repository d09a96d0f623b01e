"""A page of state: what one partition took in since the page before.

The state of a partition is a set of statements, so its pages are never
rewritten and never contradict each other: a worker that lost its partition
without knowing can add pages, which say nothing new, and harm nothing. Whoever
takes the partition over takes all pages in again.

A page is one frame of zstandard (RFC 8878) with MessagePack in it. Another format has to
begin with something else than that frame's magic number, so that this one refuses it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias, Union

import msgspec
import numpy as np
import zstandard
from msgspec import Struct

from stream.alerts import Alert
from stream.brief import BRIEFS
from stream.kafka.topics import LARGEST_MESSAGE
from stream.straight import Entered, Hours

LARGEST: Final = LARGEST_MESSAGE // 2
"""Bytes of a page, whose message has a key and a frame besides."""

HOURS = ("<i4", "<i4", "<f8", "<f8", "<i4")
"""How the columns of hourly reports are written: rows, seqs, ats, as_ofs, voters."""


AnyBrief: TypeAlias = Union[BRIEFS]  # type: ignore[valid-type]  # noqa: UP007 - of a tuple


class Page(Struct, array_like=True, forbid_unknown_fields=True):
    """What a partition took in up to an offset.

    Attributes:
        begins: offset of the first record it speaks of.
        offset: of the next record after it; `begins` if others say the rest of these records.
        roster: digest of the roster whose rows it names.
        watermark: milliseconds since 1970 UTC.
        accepted, duplicates, rejected: records so far.
        hours: the columns of `HOURS`.
        said: row and event of all else, see `brief`.
        alerts: as they stood, those that changed.
        rules: digest of the rules it was made under.
    """

    begins: int
    offset: int
    roster: bytes
    watermark: int
    accepted: int
    duplicates: int
    rejected: int
    hours: tuple[bytes, bytes, bytes, bytes, bytes]
    said: list[tuple[int, AnyBrief]]
    alerts: list[Alert]
    rules: bytes = b""

    def entered(self) -> Entered:
        """Return what was taken in."""
        rows, seqs, ats, as_ofs, voters = (
            np.frombuffer(column, kind) for column, kind in zip(self.hours, HOURS, strict=True)
        )
        hours = Hours(
            rows.astype(np.int64), seqs.astype(np.int64), ats, as_ofs, voters.astype(np.int64)
        )
        return Entered([hours], self.said)

    def halves(self) -> tuple[Page, Page]:
        """Return two pages that say the same; the first one claims no record."""
        at = len(self.said) // 2
        none: tuple[bytes, bytes, bytes, bytes, bytes] = (b"",) * 5
        replace = msgspec.structs.replace
        first = replace(self, offset=self.begins, hours=none, said=self.said[:at], alerts=[])
        return first, replace(self, said=self.said[at:])


def columns(batches: Iterable[Hours]) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """Return hourly reports as a page has them."""
    parts = [*batches]
    if not parts:
        return (b"",) * 5
    joined = (np.concatenate(column) for column in zip(*parts, strict=True))
    rows, seqs, ats, as_ofs, voters = (
        column.astype(kind).tobytes() for column, kind in zip(joined, HOURS, strict=True)
    )
    return rows, seqs, ats, as_ofs, voters


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Page)
_compressor = zstandard.ZstdCompressor(level=1)


def encode(page: Page) -> bytes:
    """Write a page."""
    return _compressor.compress(_encoder.encode(page))


def encode_all(page: Page) -> list[bytes]:
    """Write a page, or as many as it takes to have each small enough for a message."""
    content = encode(page)
    if len(content) <= LARGEST or len(page.said) < 2:
        return [content]
    return [text for half in page.halves() for text in encode_all(half)]


def decode(content: bytes) -> Page:
    """Read a page; raises `ValueError` if it is none."""
    try:
        return _decoder.decode(zstandard.decompress(content))
    except zstandard.ZstdError as error:
        raise ValueError(f"no page of state: {error}") from error

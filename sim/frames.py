"""The compressed text of a journal: zstandard frames in, whole lines out.

A frame carries a checksum, so a corrupt one is noticed and none of it is handed
on; a file that ends too early is handed on up to its last whole line. Frames
too large to hold (somebody compressed the text anew, in one frame) are handed
on in pieces, before their checksum is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

import zstandard

_READ_BYTES: Final = 1 << 10
"""Compressed bytes taken at a time: zeros unpack to 32,768 times as much, 32 MB."""
_PIECE_BYTES: Final = 1 << 22
_LINE_BYTES: Final = 1 << 24


class DamagedError(Exception):
    """The text cannot be read any further."""


def lines(path: Path, digest: hashlib._Hash | None = None) -> Generator[bytes]:
    """Yield the uncompressed text in blocks of whole lines.

    Args:
        path: the compressed file.
        digest: fed with all that is read, if given.

    Raises:
        DamagedError: the text ends or is corrupt; all before it has been yielded.
        OSError: the file cannot be opened or read.
    """
    carry = b""
    for piece in _pieces(path):
        if digest is not None:
            digest.update(piece)
        text = carry + piece
        cut = text.rfind(b"\n") + 1
        carry = text[cut:]
        if len(carry) > _LINE_BYTES:
            raise DamagedError(f"a line of more than {_LINE_BYTES:,} bytes")
        if cut:
            yield text[:cut]
    if carry:
        yield carry


def _pieces(path: Path) -> Iterator[bytes]:
    """Yield the uncompressed text, a frame at a time where frames are small."""
    decompressor = zstandard.ZstdDecompressor()
    with path.open("rb") as file:
        rest = b""
        while True:
            frame = decompressor.decompressobj()
            parts: list[bytes] = []
            begun = False
            while not frame.eof:
                data = rest or file.read(_READ_BYTES)
                rest = b""
                if not data:
                    yield b"".join(parts)
                    if begun:
                        raise DamagedError("the file ends in the middle: it is truncated")
                    return
                begun = True
                try:
                    parts.append(frame.decompress(data))
                except zstandard.ZstdError as error:
                    raise DamagedError(f"the compressed data is corrupt ({error})") from error
                if sum(map(len, parts)) >= _PIECE_BYTES:
                    yield b"".join(parts)
                    parts = []
            rest = frame.unused_data
            yield b"".join(parts)

"""Protocol news: what a partition tells the rules on many stations, before a page of its state.

Whoever reads all news of a partition knows all its protocols: they are confirmed before the page
is written, and what came after the last page is folded, and told, again.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
import zstandard
from msgspec import Struct

from stream.protocol_lines import Line, Lines, lines_of
from stream.protocol_slots import ProtocolSlots

TOLD_EVERY_MS: Final = 1_000
"""Receive time that passes until it is told though there is nothing else to tell."""

_KIND: Final = np.dtype("<i8")
_compressor = zstandard.ZstdCompressor(level=1)


class ProtocolNews(Struct, frozen=True, array_like=True):
    """Lines of one partition.

    Attributes:
        run: id of the run.
        partition: of the reports.
        begins, offset: of the first record it speaks of, and of the next one after them.
        roster: digest of the partition's roster, whose slots the lines have.
        watermark: the highest receive time, milliseconds since 1970 UTC.
        lines: see `stream.protocol_lines`; compressed, empty if there are none.
    """

    run: str
    partition: int
    begins: int
    offset: int
    roster: bytes
    watermark: int
    lines: bytes

    def unpacked(self, slots: ProtocolSlots) -> Lines:
        """Return the lines; `ValueError` if there are none.

        Args:
            slots: of any partition of the run: they are equally wide.
        """
        try:
            content = zstandard.decompress(self.lines) if self.lines else b""
        except zstandard.ZstdError as error:
            raise ValueError(f"no lines of protocols: {error}") from error
        width = lines_of([], slots).shape[1]
        return np.frombuffer(content, _KIND).astype(np.int64).reshape(-1, width)


def packed(lines: list[Line], slots: ProtocolSlots) -> bytes:
    """Return lines as news have them."""
    return _compressor.compress(lines_of(lines, slots).astype(_KIND).tobytes())


encode = msgspec.msgpack.Encoder().encode
"""Write news."""

decode = msgspec.msgpack.Decoder(ProtocolNews).decode
"""Read news; raises `ValueError` if it is none."""

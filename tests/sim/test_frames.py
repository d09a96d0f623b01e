"""Frames: compressed text comes back in whole lines, however it was cut into frames."""

import hashlib

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.frames import DamagedError, lines


@settings(max_examples=60, deadline=None)
@given(
    parts=st.lists(st.text(alphabet="ab\n", max_size=30).map(str.encode), max_size=6),
)
def test_any_frames_give_whole_lines_and_all_of_the_text(parts, tmp_path_factory):
    path = tmp_path_factory.mktemp("frames") / "text"
    path.write_bytes(b"".join(zstandard.ZstdCompressor().compress(part) for part in parts))
    digest = hashlib.sha256()

    blocks = list(lines(path, digest))

    assert b"".join(blocks) == b"".join(parts)
    assert all(block.endswith(b"\n") for block in blocks[:-1])
    assert digest.digest() == hashlib.sha256(b"".join(parts)).digest()


def test_a_line_without_end_is_damage_and_not_a_full_memory(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(zstandard.ZstdCompressor().compress(bytes(40_000_000)))

    with pytest.raises(DamagedError, match="a line of more than 16,777,216 bytes"):
        list(lines(path))


def test_what_one_reading_unpacks_to_is_limited(tmp_path):
    """A bomb of 1 GB is 32 KB large: it would all be unpacked by one reading of 64 KB."""
    path = tmp_path / "text"
    compressor = zstandard.ZstdCompressor().compressobj()
    with path.open("wb") as file:
        for _ in range(1024):
            file.write(compressor.compress(b"\n" * (1 << 20)))
        file.write(compressor.flush())

    assert path.stat().st_size < 1 << 16
    blocks = lines(path)
    assert max(len(next(blocks)) for _ in range(8)) <= 1 << 26

"""A record as confluent-kafka hands it over: its own types allow None everywhere."""

from __future__ import annotations

from typing import Protocol


class Delivered(Protocol):
    """What the contestants and the benchmark use of it."""

    def key(self) -> bytes:
        """Return the key."""

    def value(self) -> bytes:
        """Return the value; None, against the type, where the key is taken back."""

    def headers(self) -> list[tuple[str, bytes]]:
        """Return names and contents."""

    def partition(self) -> int:
        """Return the partition."""

    def timestamp(self) -> tuple[int, int]:
        """Return its kind, and milliseconds since 1970 UTC."""

    def error(self) -> object | None:
        """Return what went wrong in place of a record."""

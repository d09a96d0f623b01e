"""The alerts of a run on their topic: by run and alert the last word, or that it is taken back."""

from __future__ import annotations

from typing import Final

import msgspec

from stream.alerts import Alert

encode: Final = msgspec.json.Encoder().encode
"""Write an alert."""

_decode: Final = msgspec.json.Decoder(Alert).decode


def key_of(run: str, alert: str) -> bytes:
    """Return the key of an alert: `run/id`."""
    return f"{run}/{alert}".encode()


def read(run: str, key: bytes, value: bytes | None) -> tuple[str, Alert | None] | None:
    """Return what a message says of an alert: its id, and None where it is taken back.

    Args:
        run: id of the run.
        key: of the message.
        value: of the message.

    Returns:
        None if the message is not of this run, or no worker of ours wrote it.
    """
    of, _, alert = key.decode("utf-8", "replace").partition("/")
    if of != run:
        return None
    try:
        return alert, None if value is None else _decode(value)
    except (ValueError, RecursionError):
        return None

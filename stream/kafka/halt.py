"""What a worker stops for: going on would drop what a newer program wrote.

Whoever stops so has committed nothing of it, and goes on from there once it is upgraded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from faust.types import TP

from config.errors import SaylauError
from stream.events import VERSION
from stream.kafka.topics import REPORTS
from stream.rejection import Rejection

T = TypeVar("T")


class HaltError(SaylauError):
    """Something that this program cannot read and must not pass over."""


def check_versions(refused: Iterable[tuple[int, Rejection]]) -> None:
    """Let no event of another contract version pass for a broken one.

    Args:
        refused: (offset, rejection) of records whose codes were found right, or not checked.

    Raises:
        HaltError: naming the first of another version.
    """
    for offset, rejection in refused:
        if rejection.version is not None:
            record = rejection.record
            raise HaltError(
                f"{REPORTS}, partition {record.partition}, offset {offset}: {record.key} speaks"
                f" contract version {rejection.version}, known is {VERSION}; it is not committed:"
                " upgrade this worker and it goes on from there, or start it with"
                " --refuse-unknown-versions to make such records dead letters"
            )


def read(decode: Callable[[bytes], T], content: bytes, where: str) -> T:
    """Read what a worker wrote for workers.

    Raises:
        HaltError: it is of another format; `where` says where it lies.
    """
    try:
        return decode(content)
    except (ValueError, RecursionError) as error:
        raise HaltError(
            f"{where}: cannot be read ({error}); expected what this version of saylau writes:"
            " run the version that wrote it, or tally the run anew in topics of its own"
        ) from error


def ahead(changelog: str, tp: TP, offset: int, end: int) -> HaltError:
    """Return the error of a state that knows more records than there are."""
    return HaltError(
        f"{tp.topic}, partition {tp.partition}: the state in {changelog} goes to offset {offset},"
        f" the topic ends at {end}; expected the records it was made of: if the topic was made"
        " anew, delete the state's as well"
    )

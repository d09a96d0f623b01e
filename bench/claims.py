"""What the nation's figures must be at least, once partitions are read up to some offsets.

Worked out of the records alone, apart from all that the tally does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.open_loop import Sent
from stream.events import CountReported, StationClosed, StationOpened, TurnoutReported, decode
from stream.record import Record

METRICS: Final = ("stations_opened", "stations_closed", "stations_counted", "voters")
_OPENED, _CLOSED, _COUNTED, _VOTERS = range(len(METRICS))


class Claim(NamedTuple):
    """What was said of the progress of a partition, as it was read.

    Attributes:
        at: when, seconds of the monotonic clock.
        partition, offset: all below the offset is said to be in the figures.
        figures: the nation's, by `METRICS`, as last said before.
    """

    at: float
    partition: int
    offset: int
    figures: tuple[int, ...]


class Floor:
    """The least that may stand in the figures.

    Args:
        records, sent: what was sent and where it lies.
        partitions: how many there are.

    Stations of these records vote on one contest each and state each hour once. A figure
    that falls later counts only as far as it falls.
    """

    def __init__(self, records: Sequence[Record], sent: Sent, partitions: int) -> None:
        gains = _gains(records)
        self._sums = [_up_to(gains, sent, number) for number in range(partitions)]

    def broken(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return the claims whose figures were too low, given in the order they were read."""
        reached = [0] * len(self._sums)
        found: list[Claim] = []
        for claim in claims:
            reached[claim.partition] = claim.offset
            least = sum(sums[offset] for sums, offset in zip(self._sums, reached, strict=True))
            if (np.array(claim.figures) < least).any():
                found.append(claim)
        return found


def _gains(records: Sequence[Record]) -> NDArray[np.int64]:
    """Return int64[n, 4]: by how much each record lifts the figures; what comes twice does not."""
    gains = np.zeros((len(records), len(METRICS)), np.int64)
    known: list[set[str]] = [set() for _ in METRICS]
    voters: dict[str, int] = {}
    events = [decode(record.value) for record in records]
    stated: dict[str, dict[str, int]] = {}
    for event in events:
        if isinstance(event, TurnoutReported):
            stated.setdefault(event.source, {})[event.as_of] = event.voters
    for number, event in enumerate(events):
        match event:
            case StationOpened():
                column = _OPENED
            case StationClosed():
                column = _CLOSED
            case CountReported():
                column = _COUNTED
            case TurnoutReported():
                hours = stated[event.source].items()
                least = min(figure for hour, figure in hours if hour >= event.as_of)
                more = least - voters.get(event.source, 0)
                if more > 0:
                    gains[number, _VOTERS] = more
                    voters[event.source] = least
                continue
            case _:
                continue
        if event.source not in known[column]:
            known[column].add(event.source)
            gains[number, column] = 1
    return gains


def _up_to(gains: NDArray[np.int64], sent: Sent, partition: int) -> NDArray[np.int64]:
    """Return int64[m + 1, 4]: the gains of a partition's records below each offset."""
    mine = sent.partitions == partition
    lifted = np.zeros((int(sent.offsets[mine].max(initial=-1)) + 2, gains.shape[1]), np.int64)
    np.add.at(lifted, sent.offsets[mine] + 1, gains[mine])
    sums: NDArray[np.int64] = lifted.cumsum(axis=0)
    return sums

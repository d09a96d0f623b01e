"""Family T2: can that many people have voted?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from stream.alerts import Finding
from stream.moment import text_of
from stream.station import StationState


def above_roll(state: StationState, _watermark: int) -> Iterator[Finding]:
    """T201: a figure that counts is above the station's roll."""
    roll = state.source.registered
    above = [(moment, voters) for moment, voters in state.turnout() if voters > roll]
    if above:
        moment, voters = above[-1]
        yield Finding(
            "T201",
            state.source.id,
            {"as_of": text_of(moment), "voters": voters, "registered": roll},
        )


def fell(state: StationState, _watermark: int) -> Iterator[Finding]:
    """T202: a later cumulative figure is below an earlier one."""
    falls = [(before, after) for before, after in pairwise(state.turnout()) if after[1] < before[1]]
    if falls:
        (earlier, high), (later, low) = falls[-1]
        yield Finding(
            "T202",
            state.source.id,
            {"from": text_of(earlier), "voters": high, "to": text_of(later), "then": low},
        )

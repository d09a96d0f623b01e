"""Family P3: does the results protocol add up?"""

from __future__ import annotations

from collections.abc import Iterator

from stream.alerts import Finding
from stream.events import CountReported
from stream.station import StationState


def sound(count: CountReported, roll: int) -> bool:
    """Say whether no rule of this family finds anything in a protocol."""
    found = count.found_station + count.found_home  # of a brief as well
    return found == _told(count) and found <= count.issued <= roll


def arithmetic(state: StationState, _watermark: int) -> Iterator[Finding]:
    """P301: votes, against all and invalid differ from the ballots found."""
    for contest, count in state.counts.items():
        told = _told(count)
        if told != count.found:
            yield Finding(
                "P301",
                state.source.id,
                {"version": count.version, "sum": told, "found": count.found},
                part=contest,
            )


def above_roll(state: StationState, _watermark: int) -> Iterator[Finding]:
    """T201: a protocol has more ballots issued or found than there are voters on the roll.

    Without it one station could bring in more votes than its roll, and no lead
    were certain.
    """
    for contest, count in state.counts.items():
        most = max(count.issued, count.found)
        if most > state.roll:
            yield Finding(
                "T201",
                state.source.id,
                {"version": count.version, "ballots": most, "registered": state.roll},
                part=contest,
            )


def more_found(state: StationState, _watermark: int) -> Iterator[Finding]:
    """P302: more ballots found than issued."""
    for contest, count in state.counts.items():
        if count.found > count.issued:
            yield Finding(
                "P302",
                state.source.id,
                {"version": count.version, "found": count.found, "issued": count.issued},
                part=contest,
            )


def _told(count: CountReported) -> int:
    return sum(count.votes.values()) + count.against_all + count.invalid

"""Family S1: is it the source it says, and did it say one thing?"""

from __future__ import annotations

from collections.abc import Iterator

from stream.alerts import Finding
from stream.rules.limits import GAP_GRACE_MS
from stream.station import StationState


def gap(state: StationState, now: int) -> Iterator[Finding]:
    """S103: a number is missing for longer than the grace (receive time)."""
    if state.missing and any(
        since + GAP_GRACE_MS <= now and not state.has_all(first, last)
        for first, last, since in state.noticed
    ):
        gaps: list[int | str] = [*state.gaps()]
        yield Finding("S103", state.source.id, {"missing": gaps, "last": state.last})


def equivocation(state: StationState, _now: int) -> Iterator[Finding]:
    """S104: different statements under one number, or different protocols of one version."""
    if state.equivocal or state.twice:
        versions: list[int | str] = [
            f"{contest} version {version}" for contest, version in sorted(state.twice)
        ]
        numbers: list[int | str] = [*sorted(state.equivocal)]
        yield Finding("S104", state.source.id, {"seq": numbers, "versions": versions})

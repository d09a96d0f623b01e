"""Official hours, told in hours since a region's polls opened."""

from __future__ import annotations

from datetime import time
from typing import Final

from config.election import Election

_SECONDS: Final = 3600


def polling_hours(election: Election) -> int:
    """Hours the polls are open.

    Raises:
        ValueError: it is no whole number.
    """
    region = election.regions[0].id
    open_for = election.closes(region) - election.opens(region)
    hours, rest = divmod(int(open_for.total_seconds()), _SECONDS)
    if rest:
        raise ValueError(f"the polls are open for {open_for}, no whole number of hours")
    return hours


def hours_open(election: Election, region: str, at: time) -> int:
    """Whole hours that a region's polls have been open at an official time.

    Raises:
        ValueError: it is no whole hour, or the polls are not open yet.
    """
    since = election.instant(at, election.official_zone) - election.opens(region)
    hours, rest = divmod(int(since.total_seconds()), _SECONDS)
    if rest or hours < 1:
        raise ValueError(f"{region}: {at:%H:%M} is no whole hour of the polls")
    return hours

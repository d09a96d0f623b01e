"""The results protocol of one contest at one station, as it would be without mistakes.

Our own model; the form of 2021 was not found (see `stream.events`). Ballots come
in packs, so a station receives its roll rounded up to whole packs. In a day
without incidents every ballot issued is found: at the station in the box, of
voters at home in the portable box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

PACK: Final = 10  # ballots; own assumption, no rule was found
SPOILED_SHARE: Final = 0.002
"""Ballots spoiled and replaced for each one issued; own assumption, no figure was found."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """Figures of the protocol, all in ballots but `registered`; `votes` in ballot order."""

    contest: str
    candidates: tuple[str, ...]
    registered: int
    ballots_received: int
    issued: int
    issued_home: int
    unused: int
    spoiled: int
    found_station: int
    found_home: int
    invalid: int
    against_all: int
    votes: tuple[int, ...]

    @property
    def found(self) -> int:
        """Ballots found in all boxes."""
        return self.found_station + self.found_home

    @property
    def adds_up(self) -> bool:
        """Whether votes, against all and invalid make up the ballots found."""
        return sum(self.votes) + self.against_all + self.invalid == self.found


def content(figures: Protocol, version: int) -> dict[str, Any]:
    """Return what a `CountReported` says beside what all events carry."""
    return {
        "contest": figures.contest,
        "version": version,
        "registered": figures.registered,
        "ballots_received": figures.ballots_received,
        "issued": figures.issued,
        "issued_home": figures.issued_home,
        "unused": figures.unused,
        "spoiled": figures.spoiled,
        "found_station": figures.found_station,
        "found_home": figures.found_home,
        "invalid": figures.invalid,
        "against_all": figures.against_all,
        "votes": dict(zip(figures.candidates, figures.votes, strict=True)),
    }


def packed(registered: int) -> int:
    """Return the ballots a station with this roll receives for one contest."""
    return -(-registered // PACK) * PACK


def protocol(
    contest: str,
    candidates: Sequence[str],
    registered: int,
    cast: NDArray[np.int64],
    home: int,
    dice: np.random.Generator,
) -> Protocol:
    """Draw up the protocol of a count.

    Args:
        contest: its id.
        candidates: their ids in ballot order, k of them.
        registered: voters on the station's list.
        cast: int64[k + 2], ballots for each candidate, against all and invalid.
        home: ballots of them that were cast at home.
        dice: decides how many ballots were spoiled.

    Raises:
        ValueError: the figures cannot be those of one count.
    """
    found = int(cast.sum())
    if len(cast) != len(candidates) + 2 or (cast < 0).any():
        raise ValueError(f"{contest}: {cast} are not the ballots of {len(candidates)} candidates")
    if not 0 <= home <= found <= registered:
        raise ValueError(f"{contest}: {home} at home of {found} ballots with {registered} voters")
    received = packed(registered)
    spoiled = min(int(dice.poisson(SPOILED_SHARE * found)), received - found)
    return Protocol(
        contest=contest,
        candidates=tuple(candidates),
        registered=registered,
        ballots_received=received,
        issued=found,
        issued_home=home,
        unused=received - found - spoiled,
        spoiled=spoiled,
        found_station=found - home,
        found_home=home,
        invalid=int(cast[-1]),
        against_all=int(cast[-2]),
        votes=tuple(cast[:-2].tolist()),
    )

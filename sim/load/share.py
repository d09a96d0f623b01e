"""What single stations add to the figures: by that a wrong figure is traced to its station."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

PRESENCE: Final = "presence"
ROLL: Final = "roll"
TURNOUT: Final = "turnout"
PROTOCOL: Final = "protocol"


@dataclass(frozen=True, slots=True)
class Share:
    """What one station adds to the figures by one kind of statement.

    Rows of different kinds have none in common, so that each kind is judged by itself.

    Attributes:
        station: its id.
        about: "presence" (it was heard of), "roll", "turnout", or "protocol" (of one contest).
        standing: by row, what of it is this station's in the end; its own rows, and those of
            its contest, its region and the nation. Empty if it said nothing of the kind.
        before: what might stand in its place if not all of its statements counted, oldest
            first: protocols that a correction superseded, the turnout before some hour, or
            without some report.
    """

    station: str
    about: str
    standing: Mapping[str, int]
    before: Sequence[Mapping[str, int]] = ()


class Expected(Protocol):
    """What has to come out, as a whole and by station."""

    def rows(self) -> Iterable[tuple[str, int]]:
        """Return all rows that have to come out, each once."""
        ...

    def shares(self, region: str, contest: str = "") -> Sequence[Share]:
        """Return the protocols of a contest's stations, or all shares of a region's stations.

        Every station of the contest has one, also if it said nothing; none if there is no
        such contest or region.
        """
        ...

"""An election without what a roster has of it: stations, contests and candidates."""

from __future__ import annotations

from config.election import Candidate, Contest, Election, Station


class Outline(Election):
    """What tables need beside a roster: regions, districts, times, parties."""

    contests: tuple[Contest, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    stations: tuple[Station, ...] = ()

    @classmethod
    def of(cls, election: Election) -> Outline:
        """Return the outline of an election."""
        kept = {name: getattr(election, name) for name in set(cls.model_fields) - _LEFT_OUT}
        return cls.model_construct(**kept)


_LEFT_OUT = {"contests", "candidates", "stations"}

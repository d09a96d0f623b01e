"""Sums that add up: `zero` is `Sums()`, `add` is `+=`, results are read elsewhere.

All figures are absolute, so a sum published twice does no harm. Sums of parts
add up to the sum of the whole, in any order.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct, field

from stream.events import CountReported

K = TypeVar("K", str, float)


class CountSums(Struct):
    """Protocols of one contest added up.

    `stations` is the number of protocols, `registered` the rolls they state.
    """

    stations: int = 0
    registered: int = 0
    ballots_received: int = 0
    issued: int = 0
    issued_home: int = 0
    unused: int = 0
    spoiled: int = 0
    found_station: int = 0
    found_home: int = 0
    invalid: int = 0
    against_all: int = 0
    votes: dict[str, int] = field(default_factory=dict)

    @property
    def found(self) -> int:
        """Ballots found in all boxes."""
        return self.found_station + self.found_home

    def enter(self, count: CountReported) -> None:
        """Add one protocol."""
        self.stations += 1
        self.registered += count.registered
        self.ballots_received += count.ballots_received
        self.issued += count.issued
        self.issued_home += count.issued_home
        self.unused += count.unused
        self.spoiled += count.spoiled
        self.found_station += count.found_station
        self.found_home += count.found_home
        self.invalid += count.invalid
        self.against_all += count.against_all
        for candidate, votes in count.votes.items():
            add_to(self.votes, candidate, votes)

    def __iadd__(self, other: CountSums) -> CountSums:
        return self._combine(other, 1)

    def take_out(self, other: CountSums) -> None:
        """Take sums out again that were added before."""
        self._combine(other, -1)

    def _combine(self, other: CountSums, sign: int) -> CountSums:
        self.stations += sign * other.stations
        self.registered += sign * other.registered
        self.ballots_received += sign * other.ballots_received
        self.issued += sign * other.issued
        self.issued_home += sign * other.issued_home
        self.unused += sign * other.unused
        self.spoiled += sign * other.spoiled
        self.found_station += sign * other.found_station
        self.found_home += sign * other.found_home
        self.invalid += sign * other.invalid
        self.against_all += sign * other.against_all
        for candidate, votes in other.votes.items():
            add_to(self.votes, candidate, sign * votes)
        return self


class ContestSums(Struct):
    """Protocols of one contest, those in doubt apart (see `StationState.doubtful`).

    `settled_roll` adds up the rolls, as the definition has them, of the stations
    whose protocol is clean: what is left of the contest's roll can still turn it.
    """

    clean: CountSums = field(default_factory=CountSums)
    doubtful: CountSums = field(default_factory=CountSums)
    settled_roll: int = 0

    def enter(self, count: CountReported, roll: int, *, doubtful: bool) -> None:
        """Add the protocol of a station with `roll` voters on the list."""
        if doubtful:
            self.doubtful.enter(count)
        else:
            self.clean.enter(count)
            self.settled_roll += roll

    @property
    def total(self) -> CountSums:
        """All protocols, added up anew each time."""
        clean, doubtful = self.clean, self.doubtful
        votes = clean.votes.copy()
        for candidate, number in doubtful.votes.items():
            add_to(votes, candidate, number)
        return CountSums(
            clean.stations + doubtful.stations,
            clean.registered + doubtful.registered,
            clean.ballots_received + doubtful.ballots_received,
            clean.issued + doubtful.issued,
            clean.issued_home + doubtful.issued_home,
            clean.unused + doubtful.unused,
            clean.spoiled + doubtful.spoiled,
            clean.found_station + doubtful.found_station,
            clean.found_home + doubtful.found_home,
            clean.invalid + doubtful.invalid,
            clean.against_all + doubtful.against_all,
            votes,
        )

    def __iadd__(self, other: ContestSums) -> ContestSums:
        self.clean += other.clean
        self.doubtful += other.doubtful
        self.settled_roll += other.settled_roll
        return self

    def take_out(self, other: ContestSums) -> None:
        """Take sums out again that were added before."""
        self.clean.take_out(other.clean)
        self.doubtful.take_out(other.doubtful)
        self.settled_roll -= other.settled_roll


class Sums(Struct):
    """What the stations of one unit (or district, region, nation) said, added up.

    Attributes:
        opened, closed, counted: stations that said so; counted means all its contests.
        reporting: stations heard of at all.
        registered: voters on the lists, as the stations state them.
        turnout: new voters by the moment reported for (seconds since 1970 UTC):
            added up to a moment they give the cumulative turnout then.
        contests: protocols by contest.
    """

    opened: int = 0
    reporting: int = 0
    closed: int = 0
    counted: int = 0
    registered: int = 0
    turnout: dict[float, int] = field(default_factory=dict)
    contests: dict[str, ContestSums] = field(default_factory=dict)

    def __iadd__(self, other: Sums) -> Sums:
        self.opened += other.opened
        self.reporting += other.reporting
        self.closed += other.closed
        self.counted += other.counted
        self.registered += other.registered
        for moment, voters in other.turnout.items():
            add_to(self.turnout, moment, voters)
        for contest, sums in other.contests.items():
            mine = self.contests.get(contest)
            if mine is None:
                mine = self.contests[contest] = ContestSums()
            mine += sums
        return self

    def add_voters(self, moment: float, voters: int) -> None:
        """Add voters who are new at a moment (seconds since 1970 UTC)."""
        add_to(self.turnout, moment, voters)

    def enter(self, count: CountReported, roll: int, *, doubtful: bool) -> None:
        """Add one protocol to those of its contest."""
        sums = self.contests.get(count.contest)
        if sums is None:
            sums = self.contests[count.contest] = ContestSums()
        sums.enter(count, roll, doubtful=doubtful)

    def take_out(self, share: Sums) -> None:
        """Take one station's share out again."""
        self.opened -= share.opened
        self.reporting -= share.reporting
        self.closed -= share.closed
        self.counted -= share.counted
        self.registered -= share.registered
        for moment, voters in share.turnout.items():
            add_to(self.turnout, moment, -voters)
        for contest, sums in share.contests.items():
            mine = self.contests[contest]
            mine.take_out(sums)
            if not mine.clean.stations and not mine.doubtful.stations:
                del self.contests[contest]

    @property
    def voters(self) -> int:
        """Voters who had received a ballot by the latest reports."""
        return sum(self.turnout.values())

    def voters_by(self, moment: float) -> int:
        """Voters who had received a ballot by `moment` (seconds since 1970 UTC)."""
        return sum(voters for at, voters in self.turnout.items() if at <= moment)


def add_to(into: dict[K, int], key: K, amount: int) -> None:
    """Add to an entry; one that comes to nothing goes: equal sums are equal, parts or whole."""
    total = into.get(key, 0) + amount
    if total:
        into[key] = total
    else:
        into.pop(key, None)

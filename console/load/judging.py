"""The judging of a target: its tallies are read until they are right, or time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from config.election import Election
from console.load.tallies import Tallies, UnreadableError
from sim.journal import Header
from sim.load.delivered import Delivered
from sim.load.mapping import Found
from sim.load.mapping import Mapping as TallyMapping
from sim.load.names import Names
from sim.load.share import Expected
from sim.load.verdict import Verdict, judge
from stream.keys import KeyRing
from stream.record import Record

LOOK_EVERY_S: Final = 0.25

Ended = Callable[[], bool]


@dataclass(frozen=True)
class Judged:
    """What became of the tallies.

    Attributes:
        verdict: on them; None where they could not be read.
        settled_s: seconds from the last event until all was right; None if it never was.
        unread: why they could not be read, else "".
    """

    verdict: Verdict | None
    settled_s: float | None
    unread: str = ""


class Judge:
    """Reads the tallies of a target and judges them.

    Args:
        tallies: where they are.
        mapping: what they are called there.
        election: whose tallies they are.
        keys: of its stations.
        run: id of the run.
        settle_s: seconds after the last event in which a tally has to come right.
        wait_s: seconds after which nothing is waited for any more; what comes right between the
            two is late.
    """

    def __init__(
        self,
        tallies: Tallies,
        mapping: TallyMapping,
        election: Election,
        keys: KeyRing,
        run: str,
        settle_s: float,
        wait_s: float,
    ) -> None:
        self._tallies, self._mapping = tallies, mapping
        self._election, self._keys = election, keys
        self._names = Names.of(election, run)
        self._settle_s, self._wait_s = settle_s, max(wait_s, settle_s)

    @property
    def name(self) -> str:
        """Where the tallies are."""
        return self._tallies.name

    def expected(self, header: Header, taken: Iterable[Record]) -> Expected:
        """Return what a perfect pipeline makes of the records that the target took."""
        return Delivered(self._election, self._keys, header.run, header.partitions, taken)

    def judge(
        self, expected: Expected, last: float, doubtful: Collection[str], ended: Ended
    ) -> Judged:
        """Judge the tallies once they are right, or will not be.

        Args:
            expected: what has to come out.
            last: when the last event was taken, seconds of the monotonic clock.
            doubtful: stations of whose events it is not known whether the target has them: what
                they are part of is not judged.
            ended: whether nothing more is to be waited for.
        """
        judges = self._judges(doubtful)
        wanted = {row: value for row, value in expected.rows() if judges(row)}
        behind: dict[str, int] = {}
        before = 0.0
        late: dict[str, float] = {}
        found = Found({}, {})
        while True:
            unread = ""
            try:
                found = self._mapping.read(self._tallies.documents(), self._names)
            except UnreadableError as error:
                unread = str(error)
            passed = time.monotonic() - last
            still = {row: value for row, value in wanted.items() if found.rows.get(row, 0) != value}
            # Only what was seen not to be right is late: the first look may come late itself.
            if passed > self._settle_s and before >= self._settle_s - 2 * LOOK_EVERY_S:
                late |= {row: passed for row in behind if row not in still}
            behind, before = still, passed
            if not unread and not behind:
                verdict = judge(expected, found.rows, judges, late, found.contradictions)
                if verdict.holds or late:
                    return Judged(verdict, passed)
            if passed >= self._wait_s or ended():
                break
            time.sleep(LOOK_EVERY_S)
        if unread:
            return Judged(None, None, unread)
        late = {row: seconds for row, seconds in late.items() if row not in behind}
        return Judged(judge(expected, found.rows, judges, late, found.contradictions), None)

    def _judges(self, doubtful: Collection[str]) -> Callable[[str], bool]:
        """Return what says of a row whether it is judged."""
        if not doubtful:
            return self._mapping.judges
        stations = [self._election.station_by_id[name] for name in doubtful if self._is(name)]
        touched = {"national", *(f"station:{station.id}" for station in stations)}
        touched |= {f"region|{station.region}|" for station in stations}
        touched |= {f"contest|{one.region}|{name}" for one in stations for name in one.contests}

        def judges(row: str) -> bool:
            scope, region, contest, *_ = row.split("|")
            place = (scope, f"{scope}|{region}|{contest}")
            return touched.isdisjoint(place) and self._mapping.judges(row)

        return judges

    def _is(self, name: str) -> bool:
        return name in self._election.station_by_id

"""From figures that differ to what went wrong: from the stations outward to the nation.

What shows at a place and is just the sum of what shows within it is a consequence, and not told
again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from sim.load.difference import RESULTS, Difference, Place, about_of, place_of
from sim.load.explanation import Allowance, Explanation, Slip, agreed, explanations
from sim.load.finding import Finding, traced, untraced
from sim.load.inward import Inward
from sim.load.share import PRESENCE, PROTOCOL, ROLL, TURNOUT, Expected, Share
from sim.load.sweep import everywhere, same_again

_ORDER: Final = (PROTOCOL, TURNOUT, ROLL, PRESENCE)
"""What tells most of a station comes first."""

_NATION: Final = Place("national", "", "")


class Inquiry:
    """Looks into differences.

    Args:
        expected: what should have come out.
        differences: all that differs.
        judged: whether a row was compared.
        nominations: keys of the votes of areas.
    """

    def __init__(
        self,
        expected: Expected,
        differences: Iterable[Difference],
        judged: Callable[[str], bool],
        nominations: Container[str],
    ) -> None:
        self._expected = expected
        self._judged = judged
        self._sums: dict[Place, dict[str, list[Difference]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._results: dict[Place, list[Difference]] = defaultdict(list)
        for one in differences:
            if one.metric in RESULTS:
                self._results[one.place].append(one)
            else:
                self._sums[one.place][one.about].append(one)
        self._inward = Inward(self._sums, nominations)
        self._explained: dict[Place, Counter[str]] = defaultdict(Counter)
        self._allowance = Allowance()
        self._known: dict[str, set[Slip]] = {}
        self._told: set[tuple[str, str, str, str]] = set()

    def findings(self) -> Iterator[Finding]:
        """Yield what went wrong, region by region, the nation last."""
        places: dict[str, list[Place]] = defaultdict(list)
        for place in sorted({*self._sums, *self._results} - {_NATION}):
            places[place.region].append(place)
        for region, within in places.items():
            stations = [place for place in within if place.station]
            contests = [place for place in within if place.scope == "contest"]
            yield from self._protocols(region, stations, contests)
            shares = _Once(self._expected, region)
            yield from self._of_stations([p for p in stations if not p.contest], shares)
            for place in within:
                if not place.station and place.scope != "contest":
                    yield from self._area(place, shares)
        yield from self._area(_NATION, ())

    def _protocols(
        self, region: str, stations: Iterable[Place], contests: Iterable[Place]
    ) -> Iterator[Finding]:
        """Look into protocols, a contest at a time."""
        of: dict[str, list[Place]] = {place.contest: [] for place in contests}
        for place in stations:
            if place.contest:
                of.setdefault(place.contest, []).append(place)
        for contest, places in of.items():
            shares = self._expected.shares(region, contest)
            yield from self._of_stations(places, shares)
            place = Place("contest", region, contest)
            named = [share.station for share in shares]
            for about, rows in self._in_order(place):
                yield from self._settle(place, about, rows, shares, named)
            results = self._results.get(place)
            if results and not places and place not in self._sums:
                yield untraced(named, place, PROTOCOL, results)

    def _of_stations(self, places: Iterable[Place], shares: Iterable[Share]) -> Iterator[Finding]:
        """Look into stations' own rows."""
        of: dict[tuple[str, str], list[Share]] = defaultdict(list)
        cases = [(place, about, rows) for place in places for about, rows in self._in_order(place)]
        for share in shares if cases else ():
            of[share.station, share.about].append(share)
        for place, about, rows in cases:
            own = of.get((place.station, about), ())
            yield from self._settle(place, about, rows, own, [place.station])

    def _area(self, place: Place, shares: Iterable[Share]) -> Iterator[Finding]:
        """Look into the rows of a region or the nation."""
        for about, rows in self._in_order(place):
            yield from self._settle(place, about, rows, shares, ())
        results = self._results.get(place, [])
        if results and not self._follows(place, results):
            yield untraced((), place, PROTOCOL, results)

    def _follows(self, place: Place, seats: Sequence[Difference]) -> bool:
        """Say whether wrong seats follow from contests that went wrong.

        Each of them gives a seat to one party and takes it from another at most.
        """
        contests = self._inward.contests(place, self._results)
        if not contests:
            return PROTOCOL in self._sums.get(place, ())
        parties = sum(abs(row.by) for row in seats if row.key != "total")
        total = sum(abs(row.by) for row in seats if row.key == "total")
        return parties <= 2 * contests and total <= contests

    def _in_order(self, place: Place) -> list[tuple[str, list[Difference]]]:
        """Return what differs at a place, by kind of statement."""
        differing = self._sums.get(place, {})
        return [(about, differing[about]) for about in _ORDER if about in differing]

    def _settle(
        self,
        place: Place,
        about: str,
        rows: Sequence[Difference],
        shares: Iterable[Share],
        named: Sequence[str],
    ) -> Iterator[Finding]:
        """Explain the rows of a place that one kind of statement makes.

        Args:
            place: where.
            about: the kind of statement.
            rows: all of that kind that differ there.
            shares: of the stations that come into question.
            named: the stations to name if nothing explains them.
        """
        within = [self._explained.get(place, {}), *self._inward.sums(place, about)]
        left = [row for row in rows if all(sums.get(row.row, 0) != row.by for sums in within)]
        if not left:
            return
        of_kind = [share for share in shares if share.about == about]
        usual = [row for row in rows if row.expected is not None]
        for some in (rows, usual) if 0 < len(usual) < len(rows) else (rows,):
            found = self._explanations(place, about, some, of_kind, within)
            if found:
                yield from self._name(agreed(found, self._known), place, about, some)
                left = [row for row in left if row not in some]
                break
        if left:
            yield untraced(named, place, about, left)

    def _explanations(
        self,
        place: Place,
        about: str,
        rows: Sequence[Difference],
        shares: Sequence[Share],
        within: Iterable[Mapping[str, int]],
    ) -> list[Explanation]:
        """Explain rows as they are, or what is left of them beside what shows within."""
        start = f"{place}|"
        here = {row.row for row in rows}

        def compared(row: str) -> bool:
            return row.startswith(start) and (row in here or self._judged(row))

        for sums in ({}, *(one for one in within if one)):
            target = Counter({row.row: row.by for row in rows})
            for row, number in sums.items():
                if about_of(row) == about and compared(row):
                    target[row] -= number
            wanted = {row: number for row, number in target.items() if number}
            if not wanted or not shares:
                continue
            found = self._search(wanted, shares, compared)
            if found:
                return found
        return []

    def _search(
        self, wanted: Mapping[str, int], shares: Sequence[Share], compared: Callable[[str], bool]
    ) -> list[Explanation]:
        """Try what is known of other statements first, then few stations, then all of them."""
        if not self._allowance.failures:  # nothing here is as it should be
            return []
        known = [share for share in shares if share.station in self._known]
        again = same_again(wanted, known, compared, self._known)
        if again:
            return [again]
        for some in (known, shares):
            found = explanations(wanted, some, compared, self._allowance) if some else []
            if found:
                return found
        sweeping = everywhere(wanted, shares, compared)
        if sweeping:
            return [sweeping]
        self._allowance.failures -= 1
        return []

    def _name(
        self, explanation: Explanation, place: Place, about: str, rows: Sequence[Difference]
    ) -> Iterator[Finding]:
        """Tell of an explanation, and keep what follows from it further out."""
        certain: dict[Slip, set[str]] = {}
        findings: list[Finding] = []
        for slip, members, number in explanation:
            for member in members[:number]:
                case = (member.share.station, about, place.contest, slip)
                sure = number == len(members)
                if sure and place.contest and case in self._told:
                    continue
                for row, much in member.delta.items():
                    self._explained[place_of(row)][row] += much
                if sure:
                    self._told.add(case)
                    certain.setdefault(slip, set()).add(member.share.station)
            if number < len(members):
                stations = sorted({member.share.station for member in members})
                findings.append(traced(slip, stations, number, place, about, rows))
        for slip, names in certain.items():
            for name in names:
                self._known.setdefault(name, set()).add(slip)
            findings.insert(0, traced(slip, sorted(names), len(names), place, about, rows))
        yield from findings


class _Once:
    """Shares of a region, asked for when they are first needed."""

    def __init__(self, expected: Expected, region: str) -> None:
        self._expected, self._region = expected, region
        self._shares: Sequence[Share] | None = None

    def __iter__(self) -> Iterator[Share]:
        if self._shares is None:
            self._shares = self._expected.shares(self._region)
        return iter(self._shares)

"""What the figures within a place add up to, as far as they differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import TypeAlias

from sim.load.difference import Difference, Place
from sim.load.share import PROTOCOL

Differing: TypeAlias = Mapping[Place, Mapping[str, list[Difference]]]
"""By place and kind of statement."""

_NATION = "national||"


class Inward:
    """Differences of stations, contests and regions, added up for the places around them.

    Args:
        differing: all rows that differ and are sums over stations.
        nominations: keys of the votes of areas; a contest's are "NOMINATION:NAME".
    """

    def __init__(self, differing: Differing, nominations: Container[str]) -> None:
        self._differing = differing
        self._nominations = nominations
        self._of_stations: Counter[str] = Counter()
        self._of_contests: Counter[str] = Counter()
        self._of_regions: Counter[str] = Counter()
        self._hosts: dict[Place, list[Place]] = defaultdict(list)
        self._contests: dict[str, set[str]] = defaultdict(set)
        for place, kinds in differing.items():
            if place.contest:
                self._contests[place.region].add(place.contest)
            if place.station and place.contest:
                self._hosts[Place("contest", place.region, place.contest)].append(place)
            for rows in kinds.values():
                self._add(place, rows)

    def sums(self, place: Place, about: str) -> list[Mapping[str, int]]:
        """Return, by each way to add up, what the rows of a place should be off by."""
        if place.station:
            return []
        if place.scope == "contest":
            alike = self._like_stations(place) if about == PROTOCOL else {}
            return [alike] if alike else []
        return [self._of_contests, self._of_stations, self._of_regions]

    def contests(self, place: Place, results: Iterable[Place]) -> int:
        """Return at how many contests within an area something differs."""
        found = {(place.region, contest) for place in results if (contest := place.contest)}
        for region, contests in self._contests.items():
            found |= {(region, contest) for contest in contests}
        return sum(place.region in ("", region) for region, _ in found)

    def _add(self, place: Place, rows: Iterable[Difference]) -> None:
        areas = (f"region|{place.region}|", _NATION)
        for row in rows:
            metric, key = row.metric, row.key
            if place.scope == "contest":
                if metric == "registered":
                    continue
                if metric == "votes":
                    key = self._nomination(key)
                of = self._of_contests
            elif place.station:
                if place.contest and metric == "votes" and ":" in key:
                    continue
                of = self._of_stations
            elif place.scope == "region":
                self._of_regions[f"{_NATION}|{metric}|{key}"] += row.by
                continue
            else:
                continue
            for area in areas:
                of[f"{area}|{metric}|{key}"] += row.by

    def _nomination(self, key: str) -> str:
        """Return the nomination in the key of a contest's votes."""
        while key not in self._nominations and ":" in key:
            key = key.rpartition(":")[0]
        return key

    def _like_stations(self, contest: Place) -> dict[str, int]:
        """Return what a contest is off by if that is what its stations are off by.

        Stations call candidates by their ids and contests by their names, so that votes are
        compared by how much they are off alone.
        """
        within: Counter[tuple[str, str]] = Counter()
        for place in self._hosts.get(contest, ()):
            for row in self._differing[place].get(PROTOCOL, ()):
                within[row.metric, row.key] += row.by
        rows = self._differing[contest].get(PROTOCOL, ())
        inner = sorted((metric, number) for (metric, _), number in within.items() if number)
        outer = sorted((row.metric, row.by) for row in rows)
        return {row.row: row.by for row in rows} if inner == outer else {}

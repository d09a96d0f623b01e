"""Totals: the partials of all partitions added up into figures that people read.

Nothing here knows Kafka; the adder hands partials in and sends the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from config.election import Election
from stream import table
from stream.kafka import figures
from stream.kafka.partial_book import PartialBook
from stream.roster import Roster
from stream.table import Name, Number, Place

News: TypeAlias = tuple[bytes, bytes | None]
"""Key and value of a place, see `figures`; None takes it back."""


class Totals(PartialBook):
    """Adds up partials and says the figures of which places changed.

    Args:
        election, roster: of the run; partials of other runs are passed over.
    """

    def __init__(self, election: Election, roster: Roster) -> None:
        super().__init__(roster)
        self._of_run = f"{roster.run}|".encode()
        self._progress = figures.key_of(roster.run, figures.PROGRESS)
        self._regions = {region.id: Place("region", region.id, "") for region in election.regions}
        self._districts = {
            district.id: Place(f"district:{district.id}", district.region, "")
            for district in election.districts
        }
        self._hours = table.hours(election)
        self._keys: dict[Place, bytes] = {}
        self._said: dict[bytes, bytes | None] = {}
        """By key. A place taken back stays, as None: see `again`."""
        self._unsure: set[bytes] = set()

    @property
    def places(self) -> int:
        """How many something was said of so far, those taken back too."""
        return len(self._said)

    def heard(self, key: bytes, value: bytes | None) -> None:
        """Learn the last that somebody said of a place before; other runs are passed over.

        With the next news it is taken back unless there is such a place. Once something
        was said of it here, that is newer, and nothing is learned. What has another form,
        of another version, is taken back once and forgotten.
        """
        if not key.startswith(self._of_run) or key in self._said:
            return
        if figures.is_place(key):
            self._said[key] = value
        if figures.is_place(key) or value is not None:
            self._unsure.add(key)
            self.changed = True

    def news(self) -> Iterator[News]:
        """Yield the places that changed since the last time, in the end how far partitions are.

        Whoever reads the progress of a partition has read all figures that the reports
        below its offset changed.
        """
        self.changed = False
        unsure, self._unsure = self._unsure, set()
        for place, numbers in self._changed():
            yield from self._news_of(place, figures.values_of(numbers))
        if unsure:  # all places are gone through to tell
            for key in sorted(unsure.difference(self._keys.values(), (self._progress,))):
                yield from self._taken_back(key)
        if self.reached or self._progress in self._said:
            reached = figures.progress(sorted(self.reached.items()))
            yield from self._news_of(figures.PROGRESS, reached)

    def again(self) -> Iterator[News]:
        """Yield all places said so far, round and round; between two of them there may be news.

        Those taken back are among them: a worker that was held up may have said them
        later. It ends when there is none.
        """
        while keys := tuple(self._said):
            for key in keys:
                yield key, self._said[key]

    def _changed(self) -> Iterator[tuple[Place, Iterable[tuple[Name, Number]]]]:
        """Yield the places where something changed, each with its figures."""
        changes, tallies = self.running.changed(), self.running.tallies
        if changes.nation:
            yield table.NATION, table.area_numbers(tallies.nation, self._hours)
        for region in sorted(changes.regions):
            area = tallies.regions[region]
            yield self._regions[region], table.area_numbers(area, self._hours)
        for district in sorted(changes.districts):
            area = tallies.districts[district]
            yield self._districts[district], table.area_numbers(area, self._hours)
        for contest in sorted(changes.contests):
            tally = tallies.contests[contest]
            yield table.place_of(tally.race), table.contest_numbers(tally)

    def _taken_back(self, key: bytes) -> Iterator[News]:
        """Take a key back that stands for no place here; one of another form is not kept."""
        if key not in self._said:
            yield key, None
        elif self._said[key] is not None:
            self._said[key] = None
            yield key, None

    def _news_of(self, place: Place, values: figures.Values) -> Iterator[News]:
        """Yield what is new of a place, if anything is."""
        key = self._keys.get(place)
        if key is None:
            key = self._keys[place] = figures.key_of(self.run, place)
        value = figures.encode(values)
        if self._said.get(key) != value:
            self._said[key] = value
            yield key, value

"""Bulk: the day of an election of any size, for measuring and for load.

The day of `sim.scaled`, dated and delivered by arrays instead of by processes. What
the stations say is in the event contract, signed and in the order received, like that of any
other day. Its clocks and its network have the faults of the scenario, its protocols are
corrected at the rate that is asked for; nothing else goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime, tzinfo
from itertools import chain, compress
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np

from config.scenario import Scenario
from sim.bulk_columns import BESIDES, KINDS, SLIP, Columns, Deliveries, columns, deliveries
from sim.chance import stream
from sim.corruption import corrupted
from sim.forgery import forged
from sim.growing import Growing
from sim.house import HOUR, SECOND
from sim.parcel import Act, Parcel
from sim.protocol import packed
from sim.scaled import BLOCK, HELD_ON, MOST_CANDIDATES, OPENS, blocks, region_id
from sim.scaled_election import region_of
from sim.strays import foreign_with, misplaced
from stream.events import (
    VERSION,
    AnyEvent,
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
    encode,
)
from stream.keys import KeyRing
from stream.partition import partition
from stream.record import Record

AT_ONCE: Final = 4096
"""Records made in a row."""

Frame: TypeAlias = tuple[Literal[1], str, str, str, int, str]
"""What all events begin with: version, election, run, source, number, moment."""

_KEPT_TEXTS: Final = 100_000
_STATEMENTS: Final = 20
"""Copies that may arrive of what a station says, on average; room for more is found."""


class Naming(NamedTuple):
    """What the records of a run have in common.

    Attributes:
        election, run: ids.
        keys: to sign with.
    """

    election: str
    run: str
    keys: KeyRing


class BulkDay:
    """The records of a scaled election, or of some of its stations.

    Args:
        stations: in all.
        scenario: for home voters, counting, clocks and delivery.
        seed: of election and day.
        naming: of the run.
        block: stations in a block.
        corrections: share of the protocols that are wrong at first, and corrected.
        takes: says of a station by its id whether it belongs to the part that is wanted.

    Attributes:
        records: how many there are.
        distinct: different statements among them.
        registered, ballots: of the stations wanted.
    """

    def __init__(
        self,
        stations: int,
        scenario: Scenario,
        seed: int,
        naming: Naming,
        block: int = BLOCK,
        corrections: float = 0.0,
        takes: Callable[[str], bool] | None = None,
    ) -> None:
        self._seed, self._naming, self._block = seed, naming, block
        self._delivery = scenario.delivery
        self._certain = self._delivery.model_copy(update=dict.fromkeys(KINDS[1:], 1.0))
        self._zones = [region_of(at).zone for at in range(-(-stations // block))]
        self._opens = [_opening(zone) for zone in self._zones]
        self._base = min(self._opens)
        self._texts: dict[tuple[int, tzinfo], str] = {}
        self._acts: dict[str, Act] = {
            "corrupted": corrupted,
            "forged": forged,
            "misplaced": misplaced,
            "foreign": foreign_with(naming.keys),
        }
        said = {each.name: Growing(stations) for each in fields(Columns)}
        arriving = {name: Growing(_STATEMENTS * stations) for name in Deliveries._fields}
        places: list[list[int]] = []
        rows = 0
        for dealt in blocks(stations, seed, block, scenario.home_share):
            opens = self._opens[dealt.index] - self._base
            own, sent = columns(dealt, seed, scenario, corrections, opens, MOST_CANDIDATES)
            copies = deliveries(own, sent, dealt.region, seed, self._delivery)
            names = dealt.station_ids
            if takes is not None:
                wanted = np.array([takes(name) for name in names], bool)
                own, copies = own.only(wanted), copies.only(wanted)
                names = list(compress(names, wanted))
            places.append([partition(name, scenario.delivery.partitions) for name in names])
            for name, column in said.items():
                column.add(getattr(own, name))
            for name, column in arriving.items():
                column.add(getattr(copies.after(rows), name))
            rows += len(own.number)
        self._said = Columns(**{name: column.rows for name, column in said.items()})
        self._arriving = Deliveries(**{name: one.rows for name, one in arriving.items()})
        self._hours = self._said.hours
        self._places = np.array([*chain.from_iterable(places)], np.int16)
        self.records = len(self._arriving.moment)
        self.distinct = rows * (self._said.hours + BESIDES - 1) + int(self._said.corrected.sum())
        self.registered = int(self._said.registered.sum())
        self.ballots = int(self._said.voters[:, -1].sum())

    def batches(self) -> Iterator[list[Record]]:
        """Yield the records in the order they are received, `AT_ONCE` at a time."""
        arriving, said = self._arriving, self._said
        order = np.argsort(arriving.moment, kind="stable")
        for start in range(0, order.size, AT_ONCE):
            part = order[start : start + AT_ONCE]
            station, number = arriving.station[part], arriving.number[part]
            # Nearly all are hourly reports: what they say is looked up for all at once.
            hour = np.clip(number.astype(np.int64) - 1, 0, said.hours - 1)
            yield [
                self._record(self._base + moment, row, which, kind, self._base + dated, voters)
                for moment, row, which, kind, dated, voters in zip(
                    arriving.moment[part].tolist(),
                    station.tolist(),
                    number.tolist(),
                    arriving.kind[part].tolist(),
                    said.said[station, number].tolist(),
                    said.voters[station, hour].tolist(),
                    strict=True,
                )
            ]

    def _record(
        self, moment: int, row: int, which: int, kind: int, dated: int, voters: int
    ) -> Record:
        """Return the record of a copy that arrives."""
        naming, keys = self._naming, self._naming.keys
        number = int(self._said.number[row])
        index = (number - 1) // self._block
        source = f"{region_id(index)}-{number:04d}"
        zone = self._zones[index]
        said_at = self._text(dated, zone)
        frame: Frame = (VERSION, naming.election, naming.run, source, which + 1, said_at)
        event: AnyEvent
        if 1 <= which <= self._hours:
            as_of = self._text(self._opens[index] + which * HOUR, zone)
            event = TurnoutReported(*frame, as_of, voters)
        else:
            event = self._besides(row, which - self._hours, frame, index)
        value = encode(event)
        place = int(self._places[row])
        key_id, mac = keys.key_id(source), keys.mac(source, value)
        if not kind:
            return Record(moment, place, source, key_id, mac, value)
        parcel = Parcel(moment, 0, place, source, key_id, mac, value)
        dice = stream(self._seed, f"bulk:{KINDS[kind]} copy", f"{source}/{which}")
        *_, copy = self._acts[KINDS[kind]]([parcel], self._certain, dice)
        return Record(moment, copy.partition, copy.key, copy.key_id, copy.mac, copy.value)

    def _besides(self, row: int, which: int, frame: Frame, index: int) -> AnyEvent:
        """Return what is no hourly report; `frame` is what all events begin with.

        Up to 0 it is the opening, 1 the closing, 2 the protocol, 3 its correction.
        """
        said = self._said
        registered, found = int(said.registered[row]), int(said.voters[row, -1])
        received = packed(registered)
        if which <= 0:
            return StationOpened(*frame, registered, received)
        if which == 1:
            return StationClosed(*frame, found, 0)
        cast = said.cast[row].tolist()
        standing = int(said.candidates[row])
        if which == 2 and said.corrected[row]:
            cast[0] += SLIP
        home = int(said.home[row])
        return CountReported(
            *frame,
            contest=f"{region_id(index)}-k{int(said.contest[row]):04d}",
            version=which - 1,
            registered=registered,
            ballots_received=received,
            issued=found,
            issued_home=home,
            unused=received - found,
            spoiled=0,
            found_station=found - home,
            found_home=home,
            invalid=cast[-1],
            against_all=cast[-2],
            votes={f"c{at}": cast[at - 1] for at in range(1, standing + 1)},
        )

    def _text(self, moment: int, zone: tzinfo) -> str:
        """Return a moment as events have it; many events have the same."""
        known = self._texts.get((moment, zone))
        if known is None:
            if len(self._texts) >= _KEPT_TEXTS:
                self._texts.clear()
            known = datetime.fromtimestamp(moment // SECOND, zone).isoformat()
            self._texts[moment, zone] = known
        return known


def first_opening(stations: int, block: int = BLOCK) -> int:
    """Return when the first polls of a scaled election open, milliseconds since 1970 UTC."""
    return min(_opening(region_of(at).zone) for at in range(-(-stations // block)))


def _opening(zone: tzinfo) -> int:
    """Return when polls open in a zone, milliseconds since 1970 UTC."""
    return int(datetime.combine(HELD_ON, OPENS, zone).timestamp()) * SECOND

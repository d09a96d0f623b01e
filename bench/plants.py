"""Reports that by themselves raise an alert, planted among honest ones.

Each takes the place of an honest one, under its number and at its moment, and has one
figure wrong: an hourly report says one voter less than the one before it (T202), a protocol
one ballot more received than were issued, left over and spoiled (P303). Nothing else
follows of either, so a plant has exactly one alert. They are drawn from equal parts of
the stream, at random within each, so that no rhythm of whoever reads them falls in with theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace

from sim.chance import stream
from stream.events import AnyEvent, CountReported, StationClosed, TurnoutReported, decode, encode
from stream.keys import KeyRing
from stream.record import Record

MOST: Final = 200
"""Over the minute of a day at 5,000 reports a second one comes every 0.25 s or so."""

STATIONS_A_PLANT: Final = 5
"""At least so many stations for each: most reports have to be honest."""


class Plant(NamedTuple):
    """A planted report.

    Attributes:
        number: its place in the stream, from 0.
        alert: id of the alert it has to raise.
        received: its receive time, milliseconds since 1970 UTC.
    """

    number: int
    alert: str
    received: int


def plant(
    records: Sequence[Record], keys: KeyRing, seed: int
) -> tuple[list[Record], tuple[Plant, ...]]:
    """Return the stream with planted reports, all of different stations, and which they are.

    Args:
        records: an honest stream from its beginning, in order of receipt.
        keys: the codes are made with.
        seed: draws which reports.

    Raises:
        ValueError: none can be planted.
    """
    events = [decode(record.value) for record in records]
    wrong = dict(_wrong(events))
    planted, plants = list(records), []
    for number in _drawn(list(wrong), events, seed):
        event, record = wrong[number], records[number]
        value = encode(event)
        mac = keys.mac(record.key, value)
        planted[number] = replace(record, key_id=keys.key_id(record.key), mac=mac, value=value)
        plants.append(Plant(number, _alert(event), record.received))
    if not plants:
        raise ValueError(f"{len(records):,} records are too few to plant a report among them")
    return planted, tuple(plants)


def _wrong(events: Sequence[AnyEvent]) -> Iterator[tuple[int, AnyEvent]]:
    """Yield the place of each report that can be planted, and what it says then.

    It comes once, and right behind what its station said before it.
    """
    times = Counter((event.source, event.seq) for event in events)
    latest: dict[str, AnyEvent] = {}
    for number, event in enumerate(events):
        before = latest.get(event.source)
        if before is not None and event.seq <= before.seq:
            continue  # again
        latest[event.source] = event
        if before is None or event.seq != before.seq + 1 or times[event.source, event.seq] > 1:
            continue
        match before, event:
            case TurnoutReported(voters=voters), TurnoutReported() if voters:
                yield number, replace(event, voters=voters - 1)
            case StationClosed(), CountReported():
                yield number, replace(event, ballots_received=event.ballots_received + 1)


def _drawn(numbers: Sequence[int], events: Sequence[AnyEvent], seed: int) -> Iterator[int]:
    """Yield places in order, one of each part of the stream that has a station left."""
    stations = {event.source for event in events}
    parts = min(MOST, len(stations) // STATIONS_A_PLANT)
    dice = stream(seed, "bench:plants")
    for part in np.array_split(np.array(numbers, np.int64), parts) if parts else ():
        for number in dice.permutation(part).tolist():
            if events[number].source in stations:
                stations.remove(events[number].source)
                yield number
                break


def _alert(event: AnyEvent) -> str:
    if isinstance(event, CountReported):
        return f"P303:{event.source}:{event.contest}"
    return f"T202:{event.source}"

"""Bulk: the journal of an election of any size, for measuring and for load.

The day of `sim.scaled`, calm and without mistakes, dated and delivered by arrays
instead of by processes. What the stations say is in the event contract, signed
and in the order received, like that of any other day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from config.election import Election, Station
from config.errors import InputError
from config.scenario import Scenario
from config.targets import Targets
from sim.chance import stream
from sim.house import HOUR, SECOND
from sim.network import FASTEST_MS
from sim.parcel import LATER_MS
from sim.plan import Plan
from sim.protocol import packed
from sim.recorder import JournalWriter
from sim.scaled import BLOCK, Block, blocks
from sim.station import CLOSING_AFTER, OPENING_BEFORE, REPORT_AFTER, counting_seconds
from stream.events import (
    VERSION,
    AnyEvent,
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
    encode,
)
from stream.partition import partition
from stream.record import Record

Integers = NDArray[np.int64]

_BESIDES: Final = 3  # statements beside the hourly reports: opening, closing, count


@dataclass(frozen=True)
class BulkJournal:
    """What was written.

    Attributes:
        plan: of the run, with its id and keys.
        records, distinct: deliveries, and different statements among them.
        registered, ballots: of all stations.
        sha256: of the journal's text.
    """

    plan: Plan
    records: int
    distinct: int
    registered: int
    ballots: int
    sha256: str


class _Voice(NamedTuple):
    """All that one station says: figures, and when each statement is sent (milliseconds)."""

    station: Station
    zone: tzinfo
    partition: int
    opens: int
    voters: Sequence[int]
    home: int
    cast: Sequence[int]
    sent: Sequence[int]


def write_bulk(
    path: Path, election: Election, seed: int, scenario: Scenario, block: int = BLOCK
) -> BulkJournal:
    """Write the journal of a scaled election.

    Args:
        path: where it goes.
        election: `scaled_election(stations, seed, block)`.
        seed: the seed the election was dealt with.
        scenario: for home voters, counting and delivery; its mistakes, incidents and
            injects do not happen.
        block: stations in a block.

    Raises:
        InputError: faults of delivery are on, and arrays know only delays and duplicates.
    """
    if scenario.delivery.faults:
        where = f"{scenario.where}, delivery.{scenario.delivery.faults[0]}"
        found = ", ".join(f"{name} is on" for name in scenario.delivery.faults)
        raise InputError(where, found, "no faults but duplicates in a scaled election")
    plan = Plan(election, Targets(), scenario, seed)
    voices: list[_Voice] = []
    received: list[Integers] = []
    for dealt in blocks(len(election.stations), seed, block, scenario.home_share):
        stations = election.stations[len(voices) : len(voices) + dealt.ground.stations]
        sent = _sent(plan, stations, dealt)
        received.append(sent + _delays(stream(seed, "bulk:delay", dealt.region), sent.shape, plan))
        voices += _voices(plan, stations, dealt, sent)
    arrivals = np.concatenate(received)
    keys = plan.key_ring
    with JournalWriter(path, plan.header) as journal:
        for moment, at, number in _in_order(arrivals, plan):
            voice = voices[at]
            source = voice.station.id
            value = encode(_statement(voice, number, plan))
            mac = keys.mac(source, value)
            journal.write(Record(moment, voice.partition, source, keys.key_id(source), mac, value))
    return BulkJournal(
        plan=plan,
        records=journal.records,
        distinct=arrivals.size,
        registered=sum(voice.station.registered for voice in voices),
        ballots=sum(voice.voters[-1] for voice in voices),
        sha256=journal.sha256,
    )


def _sent(plan: Plan, stations: Sequence[Station], block: Block) -> Integers:
    """Return int64[S, hours + 3]: when each statement is sent, milliseconds."""
    election, counting = plan.election, plan.scenario.counting
    dice = stream(plan.seed, "bulk:sent", block.region)
    hours = block.day.hourly.shape[1]
    opens = _milliseconds(election.opens(stations[0].region))

    def soon(between: tuple[int, int]) -> Integers:
        return SECOND * dice.integers(*between, size=len(stations), dtype=np.int64)

    closed = opens + hours * HOUR + SECOND * REPORT_AFTER[1] + soon(CLOSING_AFTER)
    most = int(counting.max_hours * 3600)
    count = [min(int(counting_seconds(b, counting)), most) for b in block.day.ballots.tolist()]
    return np.stack(
        [
            opens - soon((OPENING_BEFORE[1], OPENING_BEFORE[0])),
            *(opens + hour * HOUR + soon(REPORT_AFTER) for hour in range(1, hours + 1)),
            closed,
            closed + SECOND * np.array(count, np.int64),
        ],
        axis=1,
    )


def _delays(dice: np.random.Generator, shape: tuple[int, ...], plan: Plan) -> Integers:
    """Draw delays in milliseconds, lognormal as in `sim.network`."""
    delivery = plan.scenario.delivery
    delays = 1000 * delivery.median_seconds * np.exp(delivery.spread * dice.standard_normal(shape))
    whole: Integers = np.maximum(np.rint(delays), FASTEST_MS).astype(np.int64)
    return whole


def _voices(
    plan: Plan, stations: Sequence[Station], block: Block, sent: Integers
) -> Iterator[_Voice]:
    election, day = plan.election, block.day
    cast = dict(zip(block.ground.station_of.tolist(), day.votes.tolist(), strict=True))
    voters = day.hourly.cumsum(axis=1).tolist()
    home, moments = day.home.tolist(), sent.tolist()
    zone = election.region_by_id[stations[0].region].zone
    opens = _milliseconds(election.opens(stations[0].region))
    for at, station in enumerate(stations):
        place = partition(station.id, plan.partitions)
        yield _Voice(station, zone, place, opens, voters[at], home[at], cast[at], moments[at])


def _in_order(arrivals: Integers, plan: Plan) -> Iterator[tuple[int, int, int]]:
    """Yield receive time, station and statement of every delivery, in order of receipt."""
    dice = stream(plan.seed, "bulk:duplicates")
    first = arrivals.ravel()
    again = np.flatnonzero(dice.random(first.size) < plan.scenario.delivery.duplicates)
    later = first[again] + 1 + dice.integers(LATER_MS, size=again.size)
    moments = np.concatenate([first, later])
    which = np.concatenate([np.arange(first.size), again])
    order = np.argsort(moments, kind="stable")
    statements = arrivals.shape[1]
    for start in range(0, order.size, BLOCK):
        part = order[start : start + BLOCK]
        station, number = np.divmod(which[part], statements)
        yield from zip(moments[part].tolist(), station.tolist(), number.tolist(), strict=True)


def _statement(voice: _Voice, number: int, plan: Plan) -> AnyEvent:
    """Return what a station says in its statement of this number, from 0."""
    station = voice.station
    hours = len(voice.sent) - _BESIDES
    frame: tuple[Literal[1], str, str, str, int, str] = (
        VERSION,
        plan.election.id,
        plan.run,
        station.id,
        number + 1,
        _text(voice.sent[number], voice.zone),
    )
    if number == 0:
        return StationOpened(*frame, station.registered, packed(station.registered))
    if number <= hours:
        as_of = _text(voice.opens + number * HOUR, voice.zone)
        return TurnoutReported(*frame, as_of, voice.voters[number - 1])
    found = voice.voters[-1]
    if number == hours + 1:
        return StationClosed(*frame, found, 0)
    (contest,) = station.contests
    candidates = [candidate.id for candidate in plan.election.candidates_of[contest]]
    received = packed(station.registered)
    return CountReported(
        *frame,
        contest=contest,
        version=1,
        registered=station.registered,
        ballots_received=received,
        issued=found,
        issued_home=voice.home,
        unused=received - found,
        spoiled=0,
        found_station=found - voice.home,
        found_home=voice.home,
        invalid=voice.cast[-1],
        against_all=voice.cast[-2],
        votes=dict(zip(candidates, voice.cast[: len(candidates)], strict=True)),
    )


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * SECOND


def _text(moment: int, zone: tzinfo) -> str:
    return datetime.fromtimestamp(moment // SECOND, zone).isoformat()

"""What the stations of a block say, and when it arrives, as columns: a few bytes a statement.

Everything is drawn by block, from streams of its own, so that a part of the blocks or of their
stations comes out as it does among all.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from config.rates import Delivery
from config.scenario import Scenario
from sim.apportion import Integers
from sim.chance import stream
from sim.house import HOUR, SECOND
from sim.network import FASTEST_MS
from sim.parcel import LATER_MS, Fault
from sim.scaled import Block
from sim.station import CLOSING_AFTER, OPENING_BEFORE, REPORT_AFTER, counting_seconds

Small = NDArray[np.int32]
Bytes = NDArray[np.uint8]

BESIDES: Final = 4
"""Statements beside the hourly reports: opening, closing, count and its correction."""

KINDS: Final[tuple[Fault, ...]] = ("", "corrupted", "forged", "misplaced", "foreign")
"""What a delivery is, by its number: genuine, or a copy with a fault."""

SLIP: Final = 10
"""Votes too many for the first candidate in a protocol that is corrected later."""


class Deliveries(NamedTuple):
    """Copies that arrive, in no order.

    Attributes:
        moment: int32[n], milliseconds after the opening of the first polls of the day.
        station: int32[n], row of the station.
        number: uint8[n], which of its statements, from 0.
        kind: uint8[n], of `KINDS`.
    """

    moment: Small
    station: Small
    number: Bytes
    kind: Bytes

    def only(self, wanted: NDArray[np.bool_]) -> Deliveries:
        """Return those of the stations wanted, bool[S], whose rows close up."""
        rows = np.cumsum(wanted, dtype=np.int32) - 1
        own = wanted[self.station]
        kept = self._replace(station=rows[self.station])
        return Deliveries(kept.moment[own], kept.station[own], kept.number[own], kept.kind[own])

    def after(self, rows: int) -> Deliveries:
        """Return them with their stations after so many others."""
        return self._replace(station=(self.station + rows).astype(np.int32))


@dataclass(frozen=True)
class Columns:
    """The statements of S stations; moments are milliseconds after `base`.

    Attributes:
        number: int32[S], of the station, from 1.
        contest: int32[S], number of its contest in the block, from 1.
        registered, home: int32[S].
        candidates: uint8[S], in its contest.
        voters: int32[S, H], by the end of each hour.
        cast: int32[S, most candidates + 2]: candidates, against all, invalid.
        said: int32[S, H + 4], the moment that it is dated, by the station's clock.
        corrected: bool[S], whether its protocol is wrong at first.
    """

    number: Small
    contest: Small
    registered: Small
    home: Small
    candidates: Bytes
    voters: Small
    cast: Small
    said: Small
    corrected: NDArray[np.bool_]

    @property
    def hours(self) -> int:
        """H, hours that the polls are open."""
        return int(self.voters.shape[1])

    def only(self, wanted: NDArray[np.bool_]) -> Columns:
        """Return those of the stations wanted, bool[S]."""
        return Columns(**{each.name: getattr(self, each.name)[wanted] for each in fields(self)})


def columns(
    block: Block, seed: int, scenario: Scenario, corrections: float, opens: int, places: int
) -> tuple[Columns, Integers]:
    """Return what the stations of a block say, and when: int64[S, H + 4], as moments are.

    Args:
        block: of a scaled election.
        seed: of the run.
        scenario: for counting, clocks and delays.
        corrections: share of the protocols that are wrong at first.
        opens: when its polls open, milliseconds after the base of all moments.
        places: columns for candidates.
    """
    ground, day = block.ground, block.day
    dice = stream(seed, "bulk:corrected", block.region)
    corrected = dice.random(ground.stations) < corrections
    sent = _sent(block, seed, scenario, opens)
    known = ground.places
    cast = np.zeros((ground.stations, places + 2), np.int32)
    cast[:, :known] = day.votes[:, :known]
    cast[:, places:] = day.votes[:, known:]
    skew = scenario.delivery.clock_skew_seconds
    clocks = stream(seed, "bulk:clock", block.region).standard_normal(ground.stations)
    wrong = np.rint(skew * clocks).astype(np.int64) * SECOND
    standing = (ground.nominated >= 0).sum(axis=1)
    found = Columns(
        number=np.arange(block.first, block.first + ground.stations, dtype=np.int32),
        contest=(ground.first_contest + 1).astype(np.int32),
        registered=ground.registered.astype(np.int32),
        home=day.home.astype(np.int32),
        candidates=standing[ground.first_contest].astype(np.uint8),
        voters=day.hourly.cumsum(axis=1).astype(np.int32),
        cast=cast,
        said=(sent + wrong[:, None]).astype(np.int32),
        corrected=corrected,
    )
    return found, sent


def deliveries(
    found: Columns, sent: Integers, region: str, seed: int, delivery: Delivery
) -> Deliveries:
    """Return all copies of the statements of a block that arrive.

    Args:
        found: the statements.
        sent: when they are sent.
        region: id of the block.
        seed: of the run.
        delivery: delays and faults.
    """
    arrivals = sent + _delays(region, seed, delivery, sent.shape)
    there = np.ones(sent.shape, bool)
    there[:, -1] = found.corrected
    station, number = np.nonzero(there)
    moments = [arrivals[there]]
    which, kinds = [np.arange(station.size)], [np.zeros(station.size, np.uint8)]
    shares = (delivery.duplicates, *(getattr(delivery, name) for name in KINDS[1:]))
    for kind, (name, share) in enumerate(zip(("duplicates", *KINDS[1:]), shares, strict=True)):
        dice = stream(seed, f"bulk:{name}", region)
        # Drawn for all, whether they are there or not: a correction more moves nothing else.
        copied = np.flatnonzero((dice.random(there.shape) < share)[there])
        later = 1 + dice.integers(LATER_MS, size=there.shape)[there]
        which.append(copied)
        moments.append(moments[0][copied] + later[copied])
        kinds.append(np.full(copied.size, kind, np.uint8))
    chosen = np.concatenate(which)
    return Deliveries(
        np.concatenate(moments).astype(np.int32),
        station[chosen].astype(np.int32),
        number[chosen].astype(np.uint8),
        np.concatenate(kinds),
    )


def _sent(block: Block, seed: int, scenario: Scenario, opens: int) -> Integers:
    """Return int64[S, hours + 4]: when each statement is sent."""
    counting = scenario.counting
    dice = stream(seed, "bulk:sent", block.region)
    stations, hours = block.day.hourly.shape

    def soon(between: tuple[int, int]) -> Integers:
        seconds: Integers = np.asarray(dice.integers(*between, size=stations, dtype=np.int64))
        return SECOND * seconds

    closed = opens + hours * HOUR + SECOND * REPORT_AFTER[1] + soon(CLOSING_AFTER)
    most = int(counting.max_hours * 3600)
    count = [min(int(counting_seconds(b, counting)), most) for b in block.day.ballots.tolist()]
    counted = closed + SECOND * np.array(count, np.int64)
    first, last = scenario.mistakes.correction_minutes
    return np.stack(
        [
            opens - soon((OPENING_BEFORE[1], OPENING_BEFORE[0])),
            *(opens + hour * HOUR + soon(REPORT_AFTER) for hour in range(1, hours + 1)),
            closed,
            counted,
            counted + soon((round(60 * first), round(60 * last) + 1)),
        ],
        axis=1,
    )


def _delays(region: str, seed: int, delivery: Delivery, shape: tuple[int, ...]) -> Integers:
    """Draw how long statements are on their way, as `sim.network` does one by one."""

    def dice(name: str) -> np.random.Generator:
        return stream(seed, f"bulk:{name}", region)

    normal = dice("delay").standard_normal(shape)
    delays = 1000 * delivery.median_seconds * np.exp(delivery.spread * normal)
    whole: Integers = np.maximum(np.rint(delays), FASTEST_MS).astype(np.int64)
    if delivery.losses:
        again = dice("lost").geometric(1 - delivery.losses, shape) - 1
        whole = whole + again * round(1000 * delivery.resend_seconds)
    if delivery.reordering_seconds:
        most = round(1000 * delivery.reordering_seconds)
        whole = whole + dice("reordered").integers(most + 1, size=shape, dtype=np.int64)
    return whole

"""The conduct of a load: events sent, tallies judged, all of it told."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import compress
from types import FrameType
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from config.collector import let_it_rest
from config.election import Election
from console.load.judging import Judge, Judged
from console.load.progress import Progress
from sim.journal import Journal
from sim.load.delivered import Delivered
from sim.load.measure import Latency, series
from sim.load.objective import Objective
from sim.load.profile import Profile
from sim.load.result import FORMAT, NOTICE, Result, kept, measured, sent_of
from sim.load.stop import Stop
from sim.load.target import Target
from sim.load.trace import Trace
from stream.keys import KeyRing
from stream.record import Record

AT_ONCE: Final = 512
"""Records read of the journal at a time: reading more would hold the sender up."""

_STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Shard:
    """A part of a load: all that some of the sources say; any number of parts make the whole."""

    part: int = 1
    of: int = 1

    def takes(self, source: str) -> bool:
        """Say whether a source belongs to it."""
        return crc32(source.encode()) % self.of == self.part - 1

    def batches(self, journal: Journal) -> Iterator[Sequence[Record]]:
        """Yield its records of a journal."""
        for records in journal.batches(AT_ONCE):
            own = records if self.of == 1 else [one for one in records if self.takes(one.key)]
            if own:
                yield own

    def __str__(self) -> str:
        return f"{self.part}/{self.of}"


@dataclass(frozen=True)
class Wanted:
    """What is to be done.

    Attributes:
        journal, keys, election: of the day whose events go.
        target, profile: where to, and how spread over time; None is as fast as it takes them.
        profile_text: what the user said of it.
        shard: which part.
        judge: reads and judges the tallies; None where there are none.
        objectives: to be kept.
        patience_s: seconds in which a target may take nothing.
    """

    journal: Journal
    keys: KeyRing
    election: Election
    target: Target
    profile: Profile | None
    profile_text: str
    shard: Shard
    judge: Judge | None
    objectives: Sequence[Objective]
    patience_s: float


def conduct(wanted: Wanted, say: Callable[[str], object]) -> Result:
    """Send the events, judge the tallies, and return what is known.

    A first Ctrl-C ends the sending, and what was sent is judged; a second one ends that too.

    Args:
        wanted: what is to be done.
        say: takes lines about how far it is.
    """
    events = sum(len(records) for records in wanted.shard.batches(wanted.journal))
    trace, stop = Trace(), Stop(wanted.patience_s)
    began = datetime.now(UTC).isoformat(timespec="seconds")
    let_it_rest()
    with _interrupted(stop), Progress(trace, events, say):
        wanted.target.load(wanted.shard.batches(wanted.journal), wanted.profile, trace, stop)
    judged = _judged(wanted, trace, say)
    sender = Latency.of(trace.sent - trace.meant)
    latency = Latency.of(trace.taken - trace.meant)
    sent = sent_of(trace, events, stop.why, sender)
    stretch_s, stretches = series(trace)
    header = wanted.journal.header
    values = measured(sent, latency, sender, judged.verdict)
    return Result(
        saylau_load=FORMAT,
        notice=NOTICE,
        version=version("saylau"),
        election=header.election,
        run=header.run,
        scenario=header.scenario,
        seed=header.seed,
        stations=len(wanted.election.stations),
        shard=str(wanted.shard),
        target=wanted.target.name,
        profile=wanted.profile_text,
        began=began,
        sent=sent,
        latency=latency,
        sender=sender,
        stretch_s=stretch_s,
        stretches=stretches,
        judged=wanted.judge.name if wanted.judge else "",
        verdict=judged.verdict,
        settled_s=None if judged.settled_s is None else round(judged.settled_s, 3),
        unread=judged.unread,
        objectives=kept(wanted.objectives, values),
    )


def _judged(wanted: Wanted, trace: Trace, say: Callable[[str], object]) -> Judged:
    if wanted.judge is None:
        return Judged(None, None)
    say("working out what has to come of what was taken")
    taken = ~np.isnan(trace.taken)
    unsure = trace.unknown
    header = wanted.journal.header
    expected = Delivered(
        wanted.election, wanted.keys, header.run, header.partitions, _chosen(wanted, taken)
    )
    doubtful = {record.key for record in _chosen(wanted, unsure)} if unsure.any() else set()
    last = float(np.nanmax(trace.taken)) if taken.any() else time.monotonic()
    stop = Stop(wanted.patience_s)
    say("waiting for the tallies of the target")
    with _interrupted(stop):
        return wanted.judge.judge(expected, last, doubtful, lambda: bool(stop))


def _chosen(wanted: Wanted, which: NDArray[np.bool_]) -> Iterator[Record]:
    """Yield some records of the shard, by their numbers."""
    first = 0
    for records in wanted.shard.batches(wanted.journal):
        yield from compress(records, which[first : first + len(records)].tolist())
        first += len(records)


@contextmanager
def _interrupted(stop: Stop) -> Iterator[None]:
    """Let the first signal end something in good order, and a second one at once."""
    usual = {number: signal.getsignal(number) for number in _STOPPING}

    def hear(_number: int, _frame: FrameType | None) -> None:
        stop.interrupt()
        for number, handler in usual.items():
            signal.signal(number, handler)

    for number in _STOPPING:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)

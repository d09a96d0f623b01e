"""The conduct of a load: events sent, tallies judged, all of it told."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain, compress, islice
from types import FrameType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.collector import let_it_rest
from console.load.aside import aside
from console.load.followed import Followed
from console.load.judging import Judge, Judged
from console.load.progress import Progress
from sim.load.measure import Latency, series
from sim.load.objective import Objective
from sim.load.profile import Profile
from sim.load.result import FORMAT, NOTICE, Result, kept, measured, sent_of
from sim.load.source import Shard, Source
from sim.load.stop import Stop
from sim.load.target import Target
from sim.load.trace import Trace
from stream.record import Record

_STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Wanted:
    """What is to be done.

    Attributes:
        source: of the events.
        stations: how many there are.
        target, profile: where to, and how spread over time; None is as fast as it takes them.
        profile_text: what the user said of it.
        shard: which part of the stations.
        judge: reads and judges the tallies; None where there are none.
        objectives: to be kept.
        followed: how far the tally is while it is under load; None where nobody says so.
        patience_s: seconds in which a target may take nothing.
    """

    source: Source
    stations: int
    target: Target
    profile: Profile | None
    profile_text: str
    shard: Shard
    judge: Judge | None
    objectives: Sequence[Objective]
    followed: Followed | None
    patience_s: float


def conduct(wanted: Wanted, say: Callable[[str], object]) -> Result:
    """Send the events, judge the tallies, and return what is known.

    A first Ctrl-C ends the sending, and what was sent is judged; a second one ends that too.

    Args:
        wanted: what is to be done.
        say: takes lines about how far it is.
    """
    events, header = wanted.source.events, wanted.source.header
    trace, stop = Trace(room=events), Stop(wanted.patience_s)
    began = datetime.now(UTC).isoformat(timespec="seconds")
    let_it_rest()
    progress, followed = Progress(trace, events, say), wanted.followed
    with aside(followed.follow) if followed else nullcontext():
        with _interrupted(stop), aside(progress.watch):
            wanted.target.load(wanted.source.batches(), wanted.profile, trace, stop)
        judged = _judged(wanted, trace, say)
    tally = _tally(wanted, trace)
    sender = Latency.of(trace.sent - trace.meant)
    latency = Latency.of(trace.taken - trace.meant)
    sent = sent_of(trace, events, stop.why, sender, paced=wanted.profile is not None)
    stretch_s, stretches = series(trace)
    values = measured(sent, latency, sender, tally, judged.verdict)
    return Result(
        saylau_load=FORMAT,
        notice=NOTICE,
        version=version("saylau"),
        election=header.election,
        run=header.run,
        scenario=header.scenario,
        seed=header.seed,
        stations=wanted.stations,
        shard=str(wanted.shard),
        target=wanted.target.name,
        profile=wanted.profile_text,
        began=began,
        sent=sent,
        latency=latency,
        sender=sender,
        tally=tally,
        stretch_s=stretch_s,
        stretches=stretches,
        judged=wanted.judge.name if wanted.judge else "",
        verdict=judged.verdict,
        settled_s=None if judged.settled_s is None else round(judged.settled_s, 3),
        unread=judged.unread,
        objectives=kept(wanted.objectives, values),
    )


def _tally(wanted: Wanted, trace: Trace) -> Latency | None:
    if wanted.followed is None:
        return None
    records = islice(chain.from_iterable(wanted.source.batches()), len(trace))
    return Latency.of(wanted.followed.waits(trace, [one.partition for one in records]))


def _judged(wanted: Wanted, trace: Trace, say: Callable[[str], object]) -> Judged:
    judge = wanted.judge
    if judge is None:
        return Judged(None, None)
    say("working out what has to come of what was taken")
    taken, unknown = ~np.isnan(trace.taken), trace.unknown
    expected = judge.expected(wanted.source.header, _chosen(wanted, taken))
    doubtful = {record.key for record in _chosen(wanted, unknown)} if unknown.any() else set()
    last = float(np.nanmax(trace.taken)) if taken.any() else time.monotonic()
    stop = Stop(wanted.patience_s)
    say("waiting for the tallies of the target")
    with _interrupted(stop):
        return judge.judge(expected, last, doubtful, lambda: bool(stop))


def _chosen(wanted: Wanted, which: NDArray[np.bool_]) -> Iterator[Record]:
    """Yield some records of the shard, by their numbers."""
    first = 0
    for records in wanted.source.batches():
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

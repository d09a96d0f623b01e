"""The day of an election: all records in the order they are received, and the truth at the end."""

from __future__ import annotations

import heapq
import multiprocessing
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import reduce
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from operator import add
from typing import Final, TypeVar

from config.errors import InputError
from sim.house import HOUR
from sim.plan import Plan
from sim.shard import Delivered, Shard
from sim.truth import FORMAT, Truth, TruthFile
from stream.record import Record

BATCH: Final = 512
NATION: Final = ""

Sent = TypeVar("Sent")


class Day:
    """One run of a plan.

    Args:
        plan: what decides the day, to the byte.
        regions: ids of the regions that take part; all if not given.
        processes: over how many processes the regions are shared out; the records
            are the same, byte for byte. With more than one, the program's main
            module has to be importable (it is started anew in each process).

    Attributes:
        script: the scenario as it goes at this election.

    Raises:
        InputError: a region or a place of the scenario does not exist, or fewer than one process.
    """

    def __init__(
        self, plan: Plan, regions: Sequence[str] | None = None, processes: int = 1
    ) -> None:
        known = plan.election.region_by_id
        for region in regions or ():
            if region not in known:
                raise InputError("regions", f'"{region}"', f"some of {', '.join(known)}")
        if processes < 1:
            raise InputError("processes", f"{processes}", "1 or more")
        self.plan = plan
        if regions is not None and not regions:
            raise InputError("regions", "none", f"some of {', '.join(known)}")
        self.script = plan.script
        wanted = set(known if regions is None else regions)
        peopled = {station.region for station in plan.election.stations}
        self.regions = tuple(region for region in known if region in wanted & peopled)
        self._processes = processes
        self._truth: Truth | None = None

    @property
    def opens(self) -> int:
        """When the commissions open the first stations, milliseconds since 1970 UTC."""
        opens = (self.plan.election.opens(region) for region in self.regions)
        return min(int(moment.timestamp()) for moment in opens) * 1000 - HOUR

    def records(self) -> Iterator[Record]:
        """Live through the day; yield its records in the order (received, source, seq, copy).

        With one process they come as simulated time goes on. Can be called again:
        the same day passes once more.
        """
        shares = shared_out(self.plan, self.regions, self._processes)
        with ExitStack() as stack:
            workers = [stack.enter_context(_Worker(self.plan, share)) for share in shares[1:]]
            here = Shard(self.plan, shares[0], (*self.regions, NATION))
            end = 0
            for _, record in heapq.merge(here.records(), *(each.records() for each in workers)):
                end = record.received
                yield record
            for each in workers:
                each.tell_end(end)
            truths = [here.truth(end), *(each.truth() for each in workers)]
        self._truth = reduce(add, truths, Truth())

    def truth(self) -> Truth:
        """Return the truth; raises `RuntimeError` before `records` has come to its end."""
        if self._truth is None:
            raise RuntimeError("the truth is known at the end of the day: read all records first")
        return self._truth

    def truth_file(self, journal_sha256: str) -> TruthFile:
        """Return what truth.json holds for the journal with this hash."""
        plan = self.plan
        return TruthFile(
            saylau_truth=FORMAT,
            notice=plan.header.notice,
            election=plan.election.id,
            run=plan.run,
            seed=plan.seed,
            scenario=plan.scenario.id,
            definition=plan.header.definition,
            version=plan.header.version,
            journal_sha256=journal_sha256,
            truth=self.truth(),
        )


def records(
    plan: Plan, regions: Sequence[str] | None = None, processes: int = 1
) -> Iterator[Record]:
    """Yield the records of a day; see `Day`."""
    return Day(plan, regions, processes).records()


def shared_out(plan: Plan, regions: Sequence[str], processes: int) -> list[tuple[str, ...]]:
    """Share regions out so that the parts have about as many voters each; none of them empty.

    There is always a first part, even without regions.
    """
    voters = dict.fromkeys(regions, 0)
    for station in plan.election.stations:
        if station.region in voters:
            voters[station.region] += station.registered
    parts: list[list[str]] = [[] for _ in range(max(1, min(processes, len(regions))))]
    for region in sorted(regions, key=lambda region: (-voters[region], region)):
        min(parts, key=lambda part: sum(voters[r] for r in part)).append(region)
    return [tuple(part) for part in parts]


class _Worker:
    """Another process in which some regions live through their day."""

    def __init__(self, plan: Plan, regions: Sequence[str]) -> None:
        context = multiprocessing.get_context("spawn")
        self._channel, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        with deaf_to_ctrl_c():
            self._process.start()
            theirs.close()
            # A process that has ended already is noticed where its records are asked for. The
            # copy of the plan is without keys at hand, which cannot be sent.
            with suppress(BrokenPipeError, ConnectionResetError):
                self._channel.send((replace(plan), tuple(regions)))

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, also where its records are not wanted any more."""
        self._process.terminate()
        self._process.join()
        self._process.close()
        self._channel.close()

    def records(self) -> Iterator[Delivered]:
        """Yield its records."""
        while batch := self._next(list):
            yield from batch

    def tell_end(self, end: int) -> None:
        """Tell it the last receive time of the day, which it needs for its truth."""
        # A process that has ended already is noticed where its truth is asked for.
        with suppress(BrokenPipeError, ConnectionResetError):
            self._channel.send(end)

    def truth(self) -> Truth:
        """Return its share of the truth, which follows the records and `tell_end`."""
        return self._next(Truth)

    def _next(self, kind: type[Sent]) -> Sent:
        """Return what it sends next; an `InputError` is raised here in its stead."""
        try:
            message = self._channel.recv()
        except (EOFError, ConnectionResetError) as error:
            raise RuntimeError("a process of the simulation ended early") from error
        if isinstance(message, InputError):
            raise message
        if not isinstance(message, kind):
            raise TypeError(
                f"a process of the simulation sent a {type(message).__name__}, no {kind}"
            )
        return message


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Start a process that Ctrl-C does not reach: who started it ends it, without a traceback.

    For who starts it a Ctrl-C only waits until this is over.
    """
    # A new process has what is blocked here blocked from its first moment. Python's tracker of
    # resources would unblock it when it is begun, so it is begun before.
    resource_tracker.ensure_running()
    # Other threads do not block it, and an interrupt inside pickle can be swallowed (copyreg has
    # a bare except): so it is kept and raised afterwards.
    kept: list[int] = []
    in_main = threading.current_thread() is threading.main_thread()
    usual = signal.getsignal(signal.SIGINT)
    if in_main:
        signal.signal(signal.SIGINT, lambda number, _frame: kept.append(number))
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        if in_main:
            signal.signal(signal.SIGINT, usual)
    if kept:
        signal.raise_signal(signal.SIGINT)


def _work(channel: Connection) -> None:
    """Run a shard in a process of its own; send its records, an empty batch, and its truth.

    The truth waits until it is told the last receive time of the whole day.

    What to run comes through the channel too, not as an argument: where who started this
    process is killed meanwhile, it ends without a word.
    """
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        plan, regions = channel.recv()
        shard = Shard(plan, regions, ())
        records = shard.records()
        try:
            while batch := list(islice(records, BATCH)):
                channel.send(batch)
        except InputError as error:
            channel.send(error)
        else:
            channel.send([])
            channel.send(shard.truth(channel.recv()))

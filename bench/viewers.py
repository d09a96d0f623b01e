"""How long it takes from a report to the page of each of many viewers.

`python -m bench.viewers` serves a board in a process of its own. Reports of a scaled election
come to it at a constant rate; a report's time runs from when it was meant to come until a
viewer has the event that says it is in the figures. One viewer more reads nothing at all.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench import waits
from bench.figure import Figure, Sheet
from bench.machine import machine
from config.collector import let_it_rest
from config.library import load_scenario
from console import compose
from console.board.access import Access
from console.board.audit import AuditLog
from console.board.fold import OwnFold
from console.board.hall import Hall, billing_of
from console.board.people import People
from console.board.serve import Server, Wanted, application, configuration, listening
from console.board.tape import Tape
from console.board.visits import Visits
from console.folder import JOURNAL, KEYS
from sim.bulk_journal import write_bulk
from sim.journal import Journal
from stream.record import Record

RATE: Final = 5_000
STATIONS: Final = 20_000
VIEWERS: Final = 200
SEED: Final = 1
MOST_MB: Final = 500
TOPICS: Final = "clock,nation,region,bulletin,curve,news"
_BEAT_S: Final = 0.01
_EACH: Final = 50
"""Of every so many reports one is timed, at each viewer."""

_TOLD: Final = re.compile(rb'"records":(\d+)')
_LATE_S: Final = 60.0


def measure(rate: float, seconds: float | None, stations: int, viewers: int) -> Sheet:
    """Measure one day.

    Args:
        rate: reports a second.
        seconds: how long they come; None takes the whole day.
        stations: of the election.
        viewers: who watch at once.
    """
    with TemporaryDirectory(prefix="saylau-bench-") as folder:
        place = Path(folder)
        election = compose.election_of(f"scaled-{stations}-{SEED}")
        bulk = write_bulk(place / JOURNAL, election, SEED, load_scenario("calm"))
        (place / KEYS).write_text(bulk.plan.key_ring.to_json(), encoding="utf-8")
        number = None if seconds is None else round(rate * seconds)
        ours, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        server = context.Process(target=_serve, args=(place, rate, number, theirs))
        server.start()
        try:
            port, showing, records = ours.recv()
            seen, begun, quiet = asyncio.run(_watch(port, showing, viewers, records, ours))
            ours.send("end")
            peak_mb, cpu_s, late_s, held = ours.recv()
        finally:
            server.join(_LATE_S)
            server.kill()
    meant = begun + np.arange(records) / rate
    waited = np.concatenate([_waits(one, meant) for one in seen])
    figures = [
        *waits.figures("to the page", waited, judged=(waits.NEARLY_ALL,)),
        Figure("memory of the server", (peak_mb,), "MB", at_most=MOST_MB),
        Figure("processor time of the server, of a second", (cpu_s * rate / records,), "s"),
        Figure("the reports were behind at most", (1000 * late_s,), "ms"),
        Figure("events a viewer was sent a second", (_events(seen) * rate / records,), "events/s"),
    ]
    checks = {
        "every viewer saw the last report": all(one[-1][1] == records for one in seen),
        "the one who read nothing held up nobody, and was let go on": quiet,
        "the figures were those of the fold": held,
    }
    title = f"{records:,} reports of {stations:,} stations, {rate:,.0f} a second, {viewers} viewers"
    return Sheet(title, figures, checks)


def _events(seen: Sequence[list[tuple[float, int]]]) -> float:
    return float(np.mean([len(one) for one in seen]))


def _waits(seen: list[tuple[float, int]], meant: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how long some reports took until a viewer had the event that had them in it."""
    at, told = (np.array(column) for column in zip(*seen, strict=True))
    timed = np.arange(0, len(meant), _EACH)
    first = np.searchsorted(told, timed + 1)
    return np.asarray(at[first] - meant[timed])


async def _watch(
    port: int, showing: str, viewers: int, records: int, ours: Connection
) -> tuple[list[list[tuple[float, int]]], float, bool]:
    """Let viewers watch until all have the last report; return what they saw, and when it began."""
    opened = [await _open(port, showing) for _ in range(viewers)]
    sleeper = await _open(port, showing)
    ours.send("begin")
    begun = await asyncio.to_thread(ours.recv)
    seen = await asyncio.gather(*(_read(reader, records) for reader, _ in opened))
    await asyncio.sleep(0)
    slept = not sleeper[0].at_eof()
    for _, writer in (*opened, sleeper):
        writer.close()
    return [*seen], begun, slept


async def _open(port: int, showing: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 14)
    path = f"/api/showings/{showing}/stream?topics={TOPICS}"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


async def _read(reader: asyncio.StreamReader, records: int) -> list[tuple[float, int]]:
    """Return when each event came, and how many reports were in it."""
    seen: list[tuple[float, int]] = []
    rest = b""
    while not seen or seen[-1][1] < records:
        part = await asyncio.wait_for(reader.read(1 << 16), _LATE_S)
        if not part:
            break
        now = time.monotonic()
        text = rest + part
        seen += [(now, int(found)) for found in _TOLD.findall(text)]
        # A number may go on in the next part.
        cut = text.rfind(b",")
        rest = text[cut:] if len(text) - cut < 64 else b""
    return seen


def _serve(folder: Path, rate: float, number: int | None, theirs: Connection) -> None:
    """Serve a board whose tape grows at a constant rate; runs in a process of its own."""
    journal = Journal.open(folder / JOURNAL)
    billing = replace(billing_of(journal), kind="live")
    election = billing.election
    growing = Tape.between(election.first_opening, election.last_closing)
    records = sum(map(len, journal.batches())) if number is None else number
    hall = Hall()
    showing = hall.add(billing, growing)
    showing.playback.follow()
    late = [0.0]

    def feed() -> None:
        theirs.recv()
        begun = time.monotonic()
        theirs.send(begun)
        late[0] = _feed(
            growing, islice(chain.from_iterable(journal.batches()), records), rate, begun
        )
        theirs.recv()
        server.should_exit = True

    with AuditLog(folder / "audit.jsonl") as audit:
        people, _ = People.alone()
        app = application(Wanted(), hall, Access(people, Visits()), audit)
        let_it_rest()
        server = Server(configuration(app, Wanted()), hall)
        port = listening("127.0.0.1", 0)
        theirs.send((port.getsockname()[1], showing.billing.id, records))
        threading.Thread(target=feed, daemon=True).start()
        asyncio.run(server.serve(sockets=[port]))
    voters = showing.folded.tallies.nation.voters
    fold = showing.folded.fold
    held = isinstance(fold, OwnFold) and voters == fold.pipeline.tallies().nation.voters
    theirs.send((_peak_mb(), time.process_time(), late[0], held))


def _feed(tape: Tape, records: Iterator[Record], rate: float, begun: float) -> float:
    """Extend a tape at a constant rate; return by how much that was behind at most."""
    done, late = 0, 0.0
    while True:
        now = time.monotonic()
        due = int((now - begun) * rate) + 1
        some = [*islice(records, due - done)]
        if due > done and not some:
            return late
        if some:
            late = max(late, now - begun - done / rate)
            tape.extend(some)
            done += len(some)
        time.sleep(_BEAT_S)


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024 / 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 0 if everything holds, else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.viewers", description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE, help="reports a second")
    parser.add_argument("--seconds", type=float, help="how long; without it the whole day")
    parser.add_argument("--stations", type=int, default=STATIONS)
    parser.add_argument("--viewers", type=int, default=VIEWERS)
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    wish = parser.parse_args(arguments)
    about = ", ".join(f"{name} {value}" for name, value in machine().items())
    sheet = measure(wish.rate, wish.seconds, wish.stations, wish.viewers)
    shown = sheet.markdown() if wish.markdown else sheet.text()
    verdict = "Everything holds." if sheet.holds else "NOT everything holds."
    sys.stdout.write("\n\n".join([about, shown, verdict]) + "\n")
    return 0 if sheet.holds else 1


if __name__ == "__main__":
    sys.exit(main())

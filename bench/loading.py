"""How fast the generator of loads is, beside the bare clients it is made of, in one run.

`python -m bench.loading` sends the same signed records of a scaled day to a real Kafka and over
HTTP: with a bare loop around the client, and with `saylau load`'s own sender, in turn, each in a
process of its own that is held to one core. Then it sends at a rate and says how late the sender
itself was; and it draws an election of a size in two processes.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import aiohttp
import numpy as np
from aiohttp import web
from confluent_kafka import Producer

from bench.drawing import drawn_sheet
from bench.figure import Figure, Sheet
from bench.machine import machine
from config.collector import let_it_rest
from config.library import load_scenario
from console.load.http_target import CONNECTIONS, HttpTarget, headers_of
from console.load.kafka_target import KafkaTarget
from sim.load.profile import constant
from sim.load.source import AT_ONCE, BulkSource, Shard
from sim.load.stop import Stop
from sim.load.target import Target
from sim.load.trace import Trace
from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.outlet import CLIENT, MOST_WAITING
from stream.kafka.records import headers_of as kafka_headers_of
from stream.kafka.topics import REPORTS, reports
from stream.record import Record
from tests.kafka.cluster import Cluster

ROUNDS: Final = 3
KAFKA_EVENTS: Final = 400_000
HTTP_EVENTS: Final = 10_000
RATE: Final = 50_000
SECONDS: Final = 20
MILLION: Final = 1_000_000

ENOUGH: Final = 0.8
"""Of what a bare client reaches."""

FAST: Final = 250_000
SENDER_MS: Final = 5.0
_STATIONS: Final = 2_000
_SEED: Final = 1
_PATIENCE_S: Final = 30.0
_CORE: Final = 0


class Took(NamedTuple):
    """What a round took: seconds by the clock and of the processor."""

    seconds: float
    cpu_s: float


def _records(number: int) -> list[Record]:
    """Return so many signed records; where the day has fewer, they come again."""
    source = BulkSource(_STATIONS, load_scenario("calm"), _SEED, Shard())
    day = [record for batch in source.batches() for record in batch]
    return [*islice(cycle(day), number)]


def _bare_kafka(servers: str, records: Sequence[Record]) -> None:
    room = {"queue.buffering.max.messages": MOST_WAITING}
    producer = Producer({"bootstrap.servers": servers, **CLIENT, **room})
    confirmed = 0

    def delivered(error: Any, _message: Any) -> None:
        nonlocal confirmed
        assert error is None
        confirmed += 1

    for at, record in enumerate(records):
        while True:
            try:
                producer.produce(
                    REPORTS,
                    bytes(record.value),
                    record.key.encode(),
                    record.partition,
                    on_delivery=delivered,
                    timestamp=record.received,
                    headers=kafka_headers_of(record),
                )
                break
            except BufferError:
                producer.poll(0.001)
        if at % AT_ONCE == 0:
            producer.poll(0)
    producer.flush()
    assert confirmed == len(records)


def _bare_http(url: str, records: Sequence[Record]) -> None:
    async def post_all() -> None:
        left = iter(records)
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        async with aiohttp.ClientSession(connector=connector) as session:

            async def post_some() -> None:
                for record in left:
                    value, headers = bytes(record.value), headers_of(record)
                    async with session.post(url, data=value, headers=headers) as answer:
                        await answer.read()
                        assert answer.status == web.HTTPOk.status_code

            await asyncio.gather(*(post_some() for _ in range(CONNECTIONS)))

    asyncio.run(post_all())


def _batches(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    for start in range(0, len(records), AT_ONCE):
        yield records[start : start + AT_ONCE]


def _ours(target: Target, records: Sequence[Record]) -> None:
    trace = Trace(room=len(records))
    target.load(_batches(records), None, trace, Stop(_PATIENCE_S))
    assert not np.isnan(trace.taken).any()


def _kafka(servers: str, records: Sequence[Record]) -> None:
    _ours(KafkaTarget(Access.of(f"kafka://{servers}")), records)


def _http(url: str, records: Sequence[Record]) -> None:
    _ours(HttpTarget(url), records)


def _round(work: Callable[[str, Sequence[Record]], None], place: str, number: int) -> Took:
    """Let a process of its own, on one core, send so many records."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_sent, args=(theirs, work, place, number)
    )
    process.start()
    theirs.close()
    took: Took = ours.recv()
    process.join()
    return took


def _sent(channel: Connection, work: Callable[..., None], place: str, number: int) -> None:
    os.sched_setaffinity(0, {_CORE})
    records = _records(number)
    let_it_rest()
    before, began = _cpu_s(), time.perf_counter()
    work(place, records)
    channel.send(Took(time.perf_counter() - began, _cpu_s() - before))


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _beside(name: str, place: str, number: int, rounds: int, works: Sequence[Any]) -> Sheet:
    """Return how fast a bare client and ours were, in turn."""
    bare, own = works
    found: dict[str, list[Took]] = {"bare": [], "ours": []}
    _round(own, place, number // 10)  # nobody's first connection counts
    for _ in range(rounds):
        found["bare"].append(_round(bare, place, number))
        found["ours"].append(_round(own, place, number))
    rates = {who: tuple(number / one.seconds for one in all_) for who, all_ in found.items()}
    shares = tuple(b / a for a, b in zip(rates["bare"], rates["ours"], strict=True))
    return Sheet(
        f"{name}: {number:,} events, one core",
        [
            Figure("a bare loop around the client", rates["bare"], "events/s"),
            Figure("saylau load", rates["ours"], "events/s"),
            Figure("share of the bare loop", shares, "times", at_least=ENOUGH),
        ],
    )


def _paced(channel: Connection, servers: str, rate: int, seconds: int) -> None:
    records = _records(rate * seconds)
    let_it_rest()
    trace = Trace(room=len(records))
    target = KafkaTarget(Access.of(f"kafka://{servers}"))
    target.load(_batches(records), constant(rate, seconds), trace, Stop(_PATIENCE_S))
    late, took = 1000 * (trace.sent - trace.meant), 1000 * (trace.taken - trace.meant)
    shares = (50, 99, 99.9, 100)
    channel.send((np.percentile(late, shares).tolist(), np.percentile(took, shares).tolist()))


def _pace(servers: str, rate: int, seconds: int) -> Sheet:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_paced, args=(theirs, servers, rate, seconds)
    )
    process.start()
    theirs.close()
    late, took = ours.recv()
    process.join()
    words = ("half within", "99 of 100 within", "999 of 1,000 within", "longest")
    figures = [
        Figure(f"the sender's own delay: {word}", (value,), "ms",
               at_most=SENDER_MS if word.startswith("999") else None)
        for word, value in zip(words, late, strict=True)
    ]  # fmt: skip
    figures += [
        Figure(f"taken: {word}", (value,), "ms") for word, value in zip(words, took, strict=True)
    ]
    return Sheet(f"Kafka at {rate:,} events a second for {seconds} s", figures)


def _serve(channel: Connection) -> None:
    async def taken(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    async def serve() -> None:
        app = web.Application()
        app.router.add_post("/reports", taken)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        channel.send(f"http://127.0.0.1:{runner.addresses[0][1]}/reports")
        await asyncio.get_running_loop().run_in_executor(None, channel.recv)
        await runner.cleanup()

    asyncio.run(serve())


def _over_http(number: int, rounds: int) -> Sheet:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    server.start()
    try:
        return _beside("HTTP", ours.recv(), number, rounds, (_bare_http, _http))
    finally:
        ours.send("end")
        server.join()


def measure(wish: argparse.Namespace) -> Iterator[Sheet]:
    """Yield the sheets of what is wished for."""
    small = 20 if wish.quick else 1
    rounds = 1 if wish.quick else ROUNDS
    with TemporaryDirectory(prefix="saylau-bench-") as folder:
        cluster = Cluster(Path(folder))
        cluster.start()
        try:
            access = Access.of(f"kafka://{cluster.bootstrap}")
            make_topics(connect(access.librdkafka), access.url, [reports(4)], 1)
            works = (_bare_kafka, _kafka)
            yield _beside("Kafka", cluster.bootstrap, KAFKA_EVENTS // small, rounds, works)
            yield _pace(cluster.bootstrap, RATE // small, max(1, SECONDS // small))
        finally:
            cluster.stop()
    yield _over_http(HTTP_EVENTS // small, rounds)
    yield drawn_sheet(MILLION // (100 * small if wish.quick else 1))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 0 if everything holds, else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.loading", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes; only checks count")
    parser.add_argument("--markdown", action="store_true", help="print tables as Markdown")
    wish = parser.parse_args(arguments)
    sys.stdout.write(", ".join(f"{name} {value}" for name, value in machine().items()) + "\n")
    holds = True
    for sheet in measure(wish):
        sys.stdout.write(f"\n{sheet.markdown() if wish.markdown else sheet.text()}\n")
        sys.stdout.flush()
        holds = holds and sheet.holds
    sys.stdout.write("\nEverything holds.\n" if holds else "\nNOT everything holds.\n")
    return 0 if holds or wish.quick else 1


if __name__ == "__main__":
    sys.exit(main())

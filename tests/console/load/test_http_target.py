"""HTTP targets, good and bad: each is a real server on a port of its own."""

import asyncio
import threading
from contextlib import contextmanager

import numpy as np
from aiohttp import web

from console.load.http_target import HttpTarget
from sim.load.profile import constant
from sim.load.stop import Stop
from sim.load.trace import Trace
from stream.record import Record


def records(number):
    return [
        Record(1000 + at, at % 4, f"s-{at}", f"s-{at}/1", f"{at:032x}", b'{"n":%d}' % at)
        for at in range(number)
    ]


@contextmanager
def server(answer):
    """Serve `answer(number of the request, request)` on a free port."""
    loop = asyncio.new_event_loop()
    seen = []
    ready = threading.Event()
    place = {}

    async def handle(request):
        body = await request.read()
        seen.append((dict(request.headers), body))
        return await answer(len(seen), request)

    async def start():
        app = web.Application()
        app.router.add_post("/reports", handle)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        place["runner"] = runner
        place["url"] = f"http://127.0.0.1:{runner.addresses[0][1]}/reports"
        ready.set()

    def run():
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(10)
    try:
        yield place["url"], seen
    finally:
        asyncio.run_coroutine_threadsafe(place["runner"].cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def load(url, events, profile=None, patience=1.0, connections=8):
    trace, stop = Trace(), Stop(patience)
    batches = [events[at : at + 10] for at in range(0, len(events), 10)]
    HttpTarget(url, connections).load(batches, profile, trace, stop)
    return trace, stop


async def taken(_number, _request):
    return web.Response()


def test_every_event_is_a_request_with_its_headers():
    with server(taken) as (url, seen):
        trace, stop = load(url, records(50), constant(500, 1))
    assert not stop
    assert not np.isnan(trace.taken).any()
    assert sorted(body for _, body in seen) == sorted(one.value for one in records(50))
    headers = {name.lower(): value for name, value in seen[0][0].items()}
    one = next(one for one in records(50) if one.value == seen[0][1])
    assert headers["ce-source"] == headers["saylau-key"] == one.key
    assert headers["ce-id"] == headers["saylau-mac"] == one.mac
    assert headers["saylau-key-id"] == one.key_id
    assert headers["saylau-partition"] == str(one.partition)
    assert headers["saylau-received"] == str(one.received)
    assert headers["content-type"] == "application/json"
    assert (trace.sent >= trace.meant).all()


def test_what_fails_is_sent_again_until_it_is_taken():
    async def every_other(number, _request):
        return web.Response(status=503 if number % 2 else 200)

    with server(every_other) as (url, seen):
        trace, stop = load(url, records(20))
    assert not stop
    assert not np.isnan(trace.taken).any()
    assert trace.errors["HTTP 503"] == len(seen) - 20 > 0


def test_what_is_refused_for_good_is_not_sent_again():
    async def refusing(_number, request):
        return web.Response(status=400 if request.headers["saylau-key"] == "s-7" else 204)

    with server(refusing) as (url, seen):
        trace, _ = load(url, records(20))
    assert len(seen) == 20
    assert [*trace.refused] == [7]
    assert not trace.unknown.any()
    assert np.flatnonzero(np.isnan(trace.taken)).tolist() == [7]


def test_a_target_that_hangs_ends_the_load():
    async def hanging(_number, _request):
        await asyncio.Event().wait()

    with server(hanging) as (url, _):
        trace, stop = load(url, records(20), patience=0.3)
    assert "took nothing" in stop.why
    assert np.isnan(trace.taken).all()


def test_nobody_there_ends_the_load():
    with server(taken) as (url, _):
        pass
    trace, stop = load(url, records(20), patience=0.3)
    assert "took nothing" in stop.why
    assert np.isnan(trace.taken).all()
    assert sum(trace.errors.values()) > 0


def test_slow_answers_make_events_wait_and_are_laid_to_the_target():
    async def slow(_number, _request):
        await asyncio.sleep(0.05)
        return web.Response()

    with server(slow) as (url, _):
        trace, stop = load(url, records(40), constant(1000, 1), connections=2)
    assert not stop
    assert trace.held_up
    # 40 events by two at 50 ms: the last is taken a second after it was meant to go.
    assert trace.taken[-1] - trace.meant[-1] > 0.8

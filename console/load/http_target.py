"""HTTP as a target: one event a request, over connections that stay open.

An event is taken with an answer of 2xx, and refused for good with one of 4xx. After anything else,
or no answer, it is sent again: so it may come twice, as over any network.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Final, NamedTuple

import aiohttp
import numpy as np

from sim.load.profile import Profile
from sim.load.stop import Stop
from sim.load.target import Batches
from sim.load.trace import Trace
from stream.kafka.records import CONTENT_TYPE, SPEC_VERSION, TYPE
from stream.record import Record

CONNECTIONS: Final = 64

_FIRST_PAUSE_S: Final = 0.05
_LONGEST_PAUSE_S: Final = 1.0
_AGAIN: Final = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
)
"""Answers of 4xx that mean: later."""

_TAKEN, _MOVED, _WRONG, _BROKEN = 200, 300, 400, 500


class _Due(NamedTuple):
    number: int
    moment: float | None
    record: Record


class HttpTarget:
    """Posts events to an address.

    Args:
        url: of the address.
        connections: open at once, at most.
    """

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        self._url, self.connections = url, connections

    @property
    def name(self) -> str:
        """The address."""
        return self._url

    def load(self, batches: Batches, profile: Profile | None, trace: Trace, stop: Stop) -> None:
        """Post events; see `Target.load`."""
        asyncio.run(self._load(batches, profile, trace, stop))

    async def _load(
        self, batches: Batches, profile: Profile | None, trace: Trace, stop: Stop
    ) -> None:
        trace.begun = time.monotonic()
        due = _schedule(batches, profile, trace)
        connector = aiohttp.TCPConnector(limit=self.connections)
        patience = aiohttp.ClientTimeout(total=stop.patience_s)
        async with aiohttp.ClientSession(connector=connector, timeout=patience) as session:
            poster = _Poster(session, self, trace, stop)
            posts = [asyncio.create_task(poster.post_all(due)) for _ in range(self.connections)]
            watch = asyncio.create_task(_watch(posts, stop))
            try:
                await asyncio.gather(*posts)
            except asyncio.CancelledError:
                if not stop:
                    raise
            finally:
                watch.cancel()
        trace.ended = time.monotonic()


class _Poster:
    """Posts the events of one load."""

    def __init__(
        self, session: aiohttp.ClientSession, target: HttpTarget, trace: Trace, stop: Stop
    ) -> None:
        self._session, self._trace, self._stop = session, trace, stop
        self._url, self._connections = target.name, target.connections
        self._waiting = 0

    async def post_all(self, due: Iterator[_Due]) -> None:
        """Post whatever is due next, until nothing is left."""
        for number, moment, record in due:
            if self._stop:
                return
            if moment is not None and (early := moment - time.monotonic()) > 0:
                await asyncio.sleep(early)
            now = time.monotonic()
            if moment is None:
                self._trace.meant[number] = now
            self._trace.went(number, number + 1, now)
            self._stop.look(self._waiting)
            self._waiting += 1
            self._trace.held_up += self._waiting == self._connections
            await self._post(number, record)
            self._waiting -= 1

    async def _post(self, number: int, record: Record) -> None:
        """Post an event until it is taken or refused."""
        headers, value = headers_of(record), bytes(record.value)
        pause = _FIRST_PAUSE_S
        while not self._stop:
            try:
                async with self._session.post(self._url, data=value, headers=headers) as answer:
                    await answer.read()
                    status = answer.status
            except (aiohttp.ClientError, TimeoutError) as error:
                self._trace.errors[type(error).__name__] += 1
            else:
                if self._done(number, status):
                    return
            self._stop.look(self._waiting)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _done(self, number: int, status: int) -> bool:
        """Note an answer; say whether the event needs no other."""
        if _TAKEN <= status < _MOVED:
            self._trace.taken_at[number] = time.monotonic()
        elif _WRONG <= status < _BROKEN and status not in _AGAIN:
            self._trace.refused[number] = time.monotonic()
        else:
            self._trace.errors[f"HTTP {status}"] += 1
            return False
        self._stop.heard()
        return True


def headers_of(record: Record) -> Mapping[str, str]:
    """Return the headers of an event: CloudEvents' HTTP binary mode (v1.0), and our own."""
    return {
        "content-type": CONTENT_TYPE,
        "ce-specversion": SPEC_VERSION,
        "ce-type": TYPE,
        "ce-source": record.key,
        "ce-id": record.mac,
        "saylau-key": record.key,
        "saylau-key-id": record.key_id,
        "saylau-mac": record.mac,
        "saylau-partition": str(record.partition),
        "saylau-received": str(record.received),
    }


def _schedule(batches: Batches, profile: Profile | None, trace: Trace) -> Iterator[_Due]:
    """Yield events with the moment they are meant to go."""
    for records in batches:
        first = len(trace)
        moments: list[float | None] = [None] * len(records)
        if profile is None:
            trace.mean(np.full(len(records), np.nan))
        else:
            received = np.fromiter((one.received for one in records), np.int64, len(records))
            meant = trace.begun + profile.moments(first, received)
            trace.mean(meant)
            moments = meant.tolist()
        yield from map(_Due, range(first, first + len(records)), moments, records)


async def _watch(posts: list[asyncio.Task[None]], stop: Stop) -> None:
    """End what is under way soon after the load is to end."""
    while not stop:
        await asyncio.sleep(_FIRST_PAUSE_S)
    for post in posts:
        post.cancel()

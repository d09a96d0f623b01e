"""A tally pipeline over HTTP: takes reports, keeps them in SQLite, answers what they sum up to.

It stands for a pipeline that is not Saylau's. Events of many requests are written with one
commit, and no request is answered before it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from aiohttp import web
from statements import BUGS, Event, Gate, RefusedError, again, document, joined

LAZY_S = 2.0
"""How often what `loses-on-restart` has answered for is committed."""

TABLE = """\
CREATE TABLE IF NOT EXISTS statements (
    source TEXT, seq INTEGER, times INTEGER, event TEXT, PRIMARY KEY (source, seq)
) WITHOUT ROWID"""
FIND = "SELECT event, times FROM statements WHERE source = ? AND seq = ?"
KEEP = "INSERT OR REPLACE INTO statements VALUES (?, ?, ?, ?)"
ALL_OF = "SELECT event, times FROM statements WHERE source = ?"


class Book:
    """All statements, in a file; used by one thread alone.

    Args:
        path: of the file.
        bug: one of `BUGS`, or none.
    """

    def __init__(self, path: Path, bug: str) -> None:
        self._bug = bug
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.execute(TABLE)
        self._changed = {source for (source,) in self._file.execute(SOURCES)}
        self._stations: dict[str, dict[str, Any]] = {}
        self._next = time.monotonic() + LAZY_S

    def keep(self, events: list[Event]) -> None:
        """Keep events, and commit them."""
        if not self._file.in_transaction:
            self._file.execute("BEGIN")
        for event in events:
            self._keep(event)
        if self._bug != "loses-on-restart" or time.monotonic() >= self._next:
            self._next = time.monotonic() + LAZY_S
            self._file.execute("COMMIT")

    def _keep(self, event: Event) -> None:
        place = event["source"], event["seq"]
        row = self._file.execute(FIND, place).fetchone()
        before = None if row is None else (json.loads(row[0]), row[1])
        after = joined(event, before)
        if after is None and before is not None and self._bug == "counts-duplicates":
            after = again(event, before)
        if after is not None:
            self._file.execute(KEEP, (*place, after[1], json.dumps(after[0])))
            self._changed.add(event["source"])

    def tallies(self) -> dict[str, Any]:
        """Return all documents."""
        for source in self._changed:
            rows = self._file.execute(ALL_OF, (source,)).fetchall()
            found = document(((json.loads(event), times) for event, times in rows), self._bug)
            if found is not None:
                self._stations[source] = found
        self._changed.clear()
        return sums(self._stations)

    def close(self) -> None:
        """Commit and close the file."""
        if self._file.in_transaction:
            self._file.execute("COMMIT")
        self._file.close()


SOURCES = "SELECT DISTINCT source FROM statements"


def sums(stations: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the documents of stations, and what they sum up to by contest and in all."""
    nation: dict[str, Any] = {"polling_stations": 0, "registered": 0, "voters": 0, "ballots": 0}
    nation["votes"] = {"against-all": 0, "invalid": 0}
    found: dict[str, Any] = {"nation": nation}
    for station, one in stations.items():
        found[f"station:{station}"] = {name: one[name] for name in one if name != "rolls"}
        nation["polling_stations"] += 1
        nation["registered"] += one["registered"]
        nation["voters"] += one["voters"]
        for contest, ballots in one["ballots"].items():
            nation["ballots"] += ballots
            empty = {"registered": 0, "ballots": 0, "votes": {}}
            total = found.setdefault(f"contest:{contest}", empty)
            total["registered"] += one["rolls"][contest]
            total["ballots"] += ballots
            for name, number in one["votes"][contest].items():
                total["votes"][name] = total["votes"].get(name, 0) + number
                if name in nation["votes"]:
                    nation["votes"][name] += number
    return found


class Receiver:
    """Answers requests.

    Args:
        gate: checks events.
        path: of the file they are kept in.
        bug: one of `BUGS`, or none.
    """

    def __init__(self, gate: Gate, path: Path, bug: str) -> None:
        self._gate, self._bug = gate, bug
        self._thread = ThreadPoolExecutor(1)
        self._book = self._thread.submit(Book, path, bug).result()
        self._waiting: list[tuple[Event, asyncio.Future[None]]] = []
        self._came = asyncio.Event()

    async def report(self, request: web.Request) -> web.Response:
        """Take one event."""
        said, value = request.headers, await request.read()
        try:
            names = ("saylau-key", "saylau-key-id", "saylau-mac")
            key, key_id, mac = (said[name] for name in names)
            event = self._gate.admit(key, key_id, mac, int(said["saylau-partition"]), value)
        except (RefusedError, KeyError, ValueError) as error:
            return web.json_response({"refused": str(error)}, status=400)
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((event, kept))
        self._came.set()
        if self._bug != "loses-on-restart":
            await kept
        return web.json_response({})

    async def tallies(self, _request: web.Request) -> web.Response:
        """Answer all documents."""
        loop = asyncio.get_running_loop()
        return web.json_response(await loop.run_in_executor(self._thread, self._book.tallies))

    async def keep(self) -> None:
        """Keep what came meanwhile, all of it with one commit; again and again."""
        loop = asyncio.get_running_loop()
        while await self._came.wait():
            self._came.clear()
            batch, self._waiting = self._waiting, []
            events = [event for event, _ in batch]
            try:
                await loop.run_in_executor(self._thread, self._book.keep, events)
            except sqlite3.Error as error:
                for _, kept in batch:
                    kept.set_exception(error)
                raise
            for _, kept in batch:
                if not kept.done():
                    kept.set_result(None)

    def close(self) -> None:
        """Close the file."""
        self._thread.submit(self._book.close).result()
        self._thread.shutdown()


async def made(gate: Gate, path: Path, bug: str) -> web.Application:
    """Return the application."""
    receiver = Receiver(gate, path, bug)
    app = web.Application()
    app.add_routes([web.post("/reports", receiver.report), web.get("/tallies", receiver.tallies)])
    keeping = asyncio.create_task(receiver.keep())

    async def end(_app: web.Application) -> None:
        keeping.cancel()
        receiver.close()

    app.on_cleanup.append(end)
    return app


def main() -> None:
    """Read the options and serve."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keys", type=Path, required=True, help="a keys.json")
    options.add_argument("--run", required=True, help="id of the run whose events are taken")
    options.add_argument("--partitions", type=int, default=12, help="over which keys are spread")
    options.add_argument("--state", type=Path, default=Path("receiver.sqlite"))
    options.add_argument("--port", type=int, default=8090, help="of 127.0.0.1; 0 for a free one")
    options.add_argument("--bug", choices=BUGS, default="", help="go wrong in this way")
    given = options.parse_args()
    gate = Gate(given.keys, given.run, given.partitions)
    app = made(gate, given.state, given.bug)
    web.run_app(app, host="127.0.0.1", port=given.port, access_log=None)


if __name__ == "__main__":
    main()

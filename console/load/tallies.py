"""The tallies of a target, as documents: from a Kafka topic, an HTTP address or a file."""

from __future__ import annotations

import asyncio
import csv
import json
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Protocol

import aiohttp
import msgspec

from config.errors import SaylauError
from stream.kafka.access import Access
from stream.kafka.broker import connect, partitions_of
from stream.kafka.reader import Reader

Documents = Iterable[tuple[str, Any]]

ANSWER_S: Final = 10.0
_LOOK_S: Final = 1.0
_NOTHING_S: Final = 0.05


class UnreadableError(SaylauError):
    """The target's tallies cannot be read now, or are not what the mapping says."""


class Tallies(Protocol):
    """Where the tallies of a target are."""

    name: str

    def documents(self) -> Documents:
        """Return all documents there are now, by key; raises `UnreadableError`."""
        ...


class KafkaTallies:
    """The last value under each key of a topic; to be closed in the end.

    Args:
        access: to the brokers.
        topic: its name.
    """

    def __init__(self, access: Access, topic: str) -> None:
        self.name = f"{access.url} {topic}"
        self._access, self._topic = access, topic
        self._last: dict[str, Any] = {}
        self._reader: Reader | None = None
        self._open = ExitStack()

    def close(self) -> None:
        """Read no more."""
        self._open.close()

    def documents(self) -> Documents:
        """Return what the topic holds; see `Tallies`."""
        try:
            for entry in self._new():
                key = entry.key.decode("utf-8", "replace")
                if entry.value is None:
                    self._last.pop(key, None)
                else:
                    self._last[key] = _read_json(entry.value, f"{self._topic}, key {key}")
        except UnreadableError:
            raise
        except SaylauError as error:
            raise UnreadableError(str(error)) from error
        return self._last.items()

    def _new(self) -> Iterable[Any]:
        if self._reader is None:
            client = connect(self._access.librdkafka)
            number = partitions_of(client, self._access.url, self._topic)
            self._reader = self._open.enter_context(Reader(self._access, [self._topic], number))
            yield from self._reader.to_end()
        # Who tallies goes on saying things: what comes after a while is for the next look.
        until = time.monotonic() + _LOOK_S
        while (more := self._reader.more(_NOTHING_S)) and time.monotonic() < until:
            yield from more
        yield from more
        if self._reader.trouble:
            raise UnreadableError(f"{self.name}: {self._reader.trouble}")


class HttpTallies:
    """A JSON object that an address answers.

    Args:
        url: of the address.
    """

    def __init__(self, url: str) -> None:
        self.name = url

    def documents(self) -> Documents:
        """Return what the address answers; see `Tallies`."""
        try:
            content = asyncio.run(self._get())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UnreadableError(f"{self.name}: {str(error) or type(error).__name__}") from error
        return _members(_read_json(content, self.name), self.name)

    async def _get(self) -> bytes:
        patience = aiohttp.ClientTimeout(total=ANSWER_S)
        async with (
            aiohttp.ClientSession(timeout=patience) as session,
            session.get(self.name) as answer,
        ):
            answer.raise_for_status()
            return await answer.read()


class FileTallies:
    """A CSV file, whose last column is the value, or a JSON object.

    Args:
        path: of the file; JSON if it ends so.
    """

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    def documents(self) -> Documents:
        """Return what the file holds; see `Tallies`."""
        try:
            if self._path.suffix == ".json":
                return _members(_read_json(self._path.read_bytes(), self.name), self.name)
            with self._path.open(encoding="utf-8", newline="") as file:
                rows = [row for row in csv.reader(file) if row]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise UnreadableError(f"{self.name}: {error}") from error
        return [("/".join(row[:-1]), row[-1]) for row in rows]


def _read_json(content: bytes, where: str) -> Any:  # noqa: ANN401  any JSON
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        start = json.dumps(content[:40].decode("utf-8", "replace"), ensure_ascii=False)
        raise UnreadableError(f"{where}: no JSON ({error}): {start}") from error


def _members(found: Any, where: str) -> Documents:  # noqa: ANN401  any JSON
    if not isinstance(found, dict):
        raise UnreadableError(f"{where}: a JSON {type(found).__name__}, expected an object")
    return found.items()

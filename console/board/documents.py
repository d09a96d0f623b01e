"""What viewers are shown: documents by topic and key, each with the version it came with.

A viewer who has seen a version asks for what changed since. Nobody waits for anybody: who is
slow gets several changes as one, the latest of each document. Documents of which there are very
many may be owed: they are made when somebody asks for their topic.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, TypeAlias

import msgspec

Make: TypeAlias = Callable[[Collection[str]], Iterable[tuple[str, Any]]]

_DIGITS: Final = 18
_ANSWERS: Final = 64
"""That are kept while nothing changes: viewers who are up to date ask for the same."""

_NOT_YET: Final = b"null"
_encode: Final = msgspec.json.Encoder().encode
_KEPT: Final = 50_000
"""Changes that are remembered; whoever is behind all of them gets everything."""


class Documents:
    """Documents that change.

    Attributes:
        version: how often something changed.
        boot: of this set of documents; versions of another one mean nothing here.
        ended: whether nobody is to wait for changes any more.
    """

    def __init__(self) -> None:
        self.version = 0
        self.boot = secrets.token_hex(4)
        self.ended = False
        self._topics: dict[str, dict[str, bytes]] = {}
        self._log: dict[str, list[tuple[int, str]]] = {}
        self._oldest: dict[str, int] = {}
        self._waiting: dict[tuple[str, str], bytes | None] = {}
        self._makers: dict[str, Make] = {}
        self._owing: dict[str, set[str]] = {}
        self._owed: dict[str, set[str]] = {}
        self._changed = asyncio.Event()
        self._made: dict[tuple[int, tuple[str, ...]], bytes] = {}

    @property
    def mark(self) -> str:
        """The version as viewers are told it."""
        return f"{self.boot}.{self.version}"

    def put(self, topic: str, key: str, document: Any) -> None:  # noqa: ANN401  any JSON
        """Let a document be this one from the next `commit` on."""
        self._waiting[topic, key] = _encode(document)

    def owe(self, topic: str, keys: Iterable[str], make: Make) -> None:
        """Let documents change with the next `commit`, and be made once they are asked for.

        Args:
            topic: of them.
            keys: of them.
            make: returns the documents of some keys; stands for all of the topic that are owed.
        """
        self._makers[topic] = make
        self._owing.setdefault(topic, set()).update(keys)

    def make(self, topics: Iterable[str] | None = None) -> None:
        """Make what is owed of some topics, or of all."""
        for topic in [*self._owed] if topics is None else topics:
            owed = self._owed.get(topic)
            if owed:
                made = {key: _encode(one) for key, one in self._makers[topic](owed)}
                self._topics[topic] |= made
                del self._owed[topic]

    def drop(self, topic: str, key: str) -> None:
        """Take a document away from the next `commit` on."""
        self._waiting[topic, key] = None

    def keys(self, topic: str) -> Collection[str]:
        """Return the keys of a topic's documents."""
        return self._topics.get(topic, {}).keys()

    def commit(self) -> bool:
        """Let what was put and dropped count together; say whether anything changed."""
        waiting, self._waiting = self._waiting, {}
        news = [
            (place, content)
            for place, content in waiting.items()
            if self._topics.get(place[0], {}).get(place[1]) != content
        ]
        owing, self._owing = self._owing, {}
        if not news and not any(owing.values()):
            return False
        self.version += 1
        for (topic, key), content in news:
            known = self._topics.setdefault(topic, {})
            if content is None:
                del known[key]
                self._owed.get(topic, set()).discard(key)
            else:
                known[key] = content
            self._log.setdefault(topic, []).append((self.version, key))
        for topic, keys in owing.items():
            known = self._topics.setdefault(topic, {})
            known |= dict.fromkeys(keys - known.keys(), _NOT_YET)
            self._log.setdefault(topic, []).extend((self.version, key) for key in keys)
            self._owed.setdefault(topic, set()).update(keys)
        self._made = {}
        for topic, log in self._log.items():
            if len(log) > _KEPT:
                self._oldest[topic] = log[_KEPT // 2][0]
                self._log[topic] = log[_KEPT // 2 + 1 :]
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        return True

    def end(self) -> None:
        """Let nobody wait any more."""
        self.ended = True
        self._changed.set()

    async def changed(self, version: int) -> None:
        """Wait until there is a newer version than this one, or nobody is to wait any more."""
        while self.version <= version and not self.ended:
            await self._changed.wait()

    def everything(self, topics: Iterable[str]) -> bytes:
        """Return `{"version", "docs"}` as JSON: all documents of some topics."""
        topics = [*topics]
        self.make(topics)
        docs = {topic: _object(self._topics.get(topic, {})) for topic in topics}
        return b'{"version":"%s","docs":%s}' % (self.mark.encode(), _object(docs))

    def since(self, mark: str, topics: Collection[str]) -> bytes:
        """Return `{"set", "gone"}` as JSON: what changed since a version that was told.

        Where that is unknown here: `{"reset": true, "set"}` with everything.
        """
        self.make(topics)
        boot, _, number = mark.partition(".")
        known = number.isascii() and number.isdecimal() and len(number) <= _DIGITS
        seen = int(number) if known else -1
        oldest = max((self._oldest.get(topic, 0) for topic in topics), default=0)
        if boot != self.boot or not oldest <= seen <= self.version:
            docs = {topic: _object(self._topics.get(topic, {})) for topic in topics}
            return b'{"reset":true,"set":%s}' % _object(docs)
        asked = seen, tuple(sorted(topics))
        made = self._made.get(asked)
        if len(self._made) > _ANSWERS:
            self._made = {}
        if made is None:
            made = self._made[asked] = self._changes(seen, topics)
        return made

    def _changes(self, seen: int, topics: Iterable[str]) -> bytes:
        present: dict[str, bytes] = {}
        gone: dict[str, list[str]] = {}
        for topic in topics:
            keys = self._since(topic, seen)
            known = self._topics.get(topic, {})
            if keys:
                present[topic] = _object({key: known[key] for key in keys if key in known})
                gone[topic] = [key for key in keys if key not in known]
        return b'{"set":%s,"gone":%s}' % (
            _object(present),
            _encode({topic: keys for topic, keys in gone.items() if keys}),
        )

    def _since(self, topic: str, seen: int) -> list[str]:
        """Return the keys of a topic that changed after a version."""
        keys: dict[str, None] = {}
        for version, key in reversed(self._log.get(topic, ())):
            if version <= seen:
                break
            keys[key] = None
        return [*keys]


def _object(members: Mapping[str, bytes]) -> bytes:
    return b"{%s}" % b",".join(_encode(key) + b":" + value for key, value in members.items())

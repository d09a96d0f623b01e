"""The feed of a viewer: server-sent events with what changed, resumed where they broke off.

WHATWG HTML, section 9.2: the browser sends the id of the last event it has seen when it comes back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from typing import Final

from console.board.documents import Documents

TOPICS: Final = (
    *("clock", "nation", "region", "district", "contest", "station"),
    *("alert", "news", "bulletin", "curve", "decision"),
)
PAUSE_S: Final = 0.05
"""Between two events: what changes meanwhile is sent as one."""

_STILL_S: Final = 15.0
"""So often something is sent where nothing changes, so that a lost viewer is noticed."""

_RETRY: Final = b"retry: 1000\n\n"
_STILL: Final = b": nothing new\n\n"
_NOTHING: Final = b'{"set":{},"gone":{}}'


async def feed(documents: Documents, topics: Collection[str], mark: str) -> AsyncIterator[bytes]:
    """Yield events of what changes in some topics after a version, until the documents end.

    Who reads slowly is sent less often, and nobody waits for them.

    Args:
        documents: of a showing.
        topics: of `TOPICS`.
        mark: the version the viewer has; where it means nothing, all is sent first.
    """
    yield _RETRY
    while not documents.ended:
        told, seen = documents.mark, documents.version
        content = documents.since(mark, topics)
        mark = told
        if content != _NOTHING:
            yield b"id: %s\ndata: %s\n\n" % (told.encode(), content)
            await asyncio.sleep(PAUSE_S)
        try:
            async with asyncio.timeout(_STILL_S):
                await documents.changed(seen)
        except TimeoutError:
            yield _STILL

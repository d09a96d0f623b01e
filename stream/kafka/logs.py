"""A worker's log: a line for people, or a JSON object for programs; never a secret.

A message says all that it has to say to people; what programs look for (partition, offset)
is given as `extra` besides and stands in the JSON alone.

Faust and its client speak of every step of theirs; here only their warnings are heard.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, Literal, TextIO, TypeAlias

Style: TypeAlias = Literal["text", "json"]

HIDDEN: Final = "[secret]"
TALKATIVE: Final = ("faust", "mode", "aiokafka", "stream")
"""The last are services of Faust's kind; what we say ourselves is of `saylau`."""
TIMERS: Final = "mode.timers"
"""Warns, up to twenty times a second, that a timer was busy for longer than its interval, as
ours are under load; `saylau_publish_seconds` says it better.
"""

_KNOWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_SERVICE: Final = re.compile(r"^\[\^-*[^\]]*\]: ")
"""How Faust's services begin what they say: `[^--Consumer]: `."""


class LineFormatter(logging.Formatter):
    """Writes a record as text: time, level, logger, message.

    Args:
        secrets: texts that must not appear.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        known = {secret for secret in secrets if secret}
        # As it is, and as a dictionary or an error with it in would be written.
        self._secrets = _longest_first(known | {repr(secret)[1:-1] for secret in known})

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the traceback of an error follows it."""
        return self._hide(self._line(record))

    def _line(self, record: logging.LogRecord) -> str:
        line = f"{_time(record)} {record.levelname} {record.name}: {_message(record)}"
        trace = self._trace(record)
        return f"{line}\n{trace}" if trace else line

    def _trace(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""

    def _hide(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


class JsonFormatter(LineFormatter):
    """Writes a record as one line of JSON: time, level, logger, message, run and its fields.

    Args:
        run: that is tallied.
        secrets: texts that must not appear.
    """

    def __init__(self, run: str, secrets: Iterable[str] = ()) -> None:
        super().__init__(secrets)
        self._run = run
        # A quote within one is written otherwise in JSON.
        written = {json.dumps(secret, ensure_ascii=False)[1:-1] for secret in self._secrets}
        self._secrets = _longest_first(written.union(self._secrets))

    def _line(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            "run": self._run,
        }
        for name, value in fields_of(record).items():
            said.setdefault(name, value)
        if trace := self._trace(record):
            said["exception"] = trace
        return json.dumps(said, ensure_ascii=False, default=str)


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    """Return what was given as `extra`."""
    return {name: value for name, value in vars(record).items() if name not in _KNOWN}


def configure(style: Style, run: str, secrets: Iterable[str], out: TextIO | None = None) -> None:
    """Let everything that is logged from now on go to `out`, and nowhere else.

    Args:
        style: text for people, JSON for programs.
        run: that is tallied.
        secrets: texts that must not appear.
        out: where to; None means standard error.
    """
    handler = logging.StreamHandler(out or sys.stderr)
    handler.setFormatter(JsonFormatter(run, secrets) if style == "json" else LineFormatter(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(TIMERS).setLevel(logging.ERROR)


def _longest_first(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=len, reverse=True)


def _message(record: logging.LogRecord) -> str:
    return _SERVICE.sub("", record.getMessage())


def _time(record: logging.LogRecord) -> str:
    """Return the time of a record, RFC 3339 in UTC."""
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

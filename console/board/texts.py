"""Where the texts of the board stand, for Babel: calls of `t` and `tn`, and rules.

Babel's own reader of JavaScript loses its way in templates within templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, TypeAlias

Found: TypeAlias = tuple[int, str, str | tuple[str, str], list[str]]
"""Line, function, text (or one and many), comments."""

TOLD: Final = ("title", "checks", "why", "action", "clears")
"""What the board says of a rule in the language of the page."""

_TEXT: Final = r"""'((?:[^'\\\n]|\\.)*)'"""
_ONE: Final = re.compile(rf"\bt\(\s*{_TEXT}")
_MANY: Final = re.compile(rf"\btn\(\s*{_TEXT}\s*,\s*{_TEXT}")
_ESCAPED: Final = re.compile(r"\\(.)")


def page(fileobj: BinaryIO, *_: object, **_more: object) -> Iterator[Found]:
    """Yield the texts of a module of the page."""
    source: str = fileobj.read().decode()
    for found in _ONE.finditer(source):
        yield _line(source, found), "t", _plain(found[1]), []
    for found in _MANY.finditer(source):
        yield _line(source, found), "ngettext", (_plain(found[1]), _plain(found[2])), []


def rules(fileobj: BinaryIO, *_: object, **_more: object) -> Iterator[Found]:
    """Yield what a rule book says of each rule but its ground, which names works of others."""
    for number, line in enumerate(fileobj.read().decode().splitlines(), 1):
        name, __, value = line.partition(" = ")
        if name in TOLD:
            yield number, "t", _plain(value[1:-1]), []


def _line(source: str, found: re.Match[str]) -> int:
    return source.count("\n", 0, found.start()) + 1


def _plain(literal: str) -> str:
    return _ESCAPED.sub(r"\1", literal)

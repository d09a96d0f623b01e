"""Texts with names in braces, such as `contest:{contest}/votes/{candidate}`."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from config.unfit import unfit

_PART: Final = re.compile(r"\{([^{}]*)\}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class Pattern:
    """A text in which names in braces stand for any text of at least one character.

    Args:
        text: as it stands in the file.

    Attributes:
        names: in the order in which they first stand there.
        prefix: what stands before the first name.

    Raises:
        PydanticCustomError: the braces do not fit, see `config.unfit`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = _PART.split(text)
        literals, names = self._parts[::2], self._parts[1::2]
        if any(brace in literal for literal in literals for brace in "{}"):
            raise unfit(f'"{text}" has a brace without its other', "names in braces: {contest}")
        for name in names:
            if not _NAME.fullmatch(name):
                what = f'"{text}" has {{{name}}}'
                raise unfit(what, "a name of small letters, digits and _, such as {contest}")
        if "" in literals[1:-1]:
            raise unfit(f'"{text}" has two names side by side', "some text between two names")
        self.names = tuple(dict.fromkeys(names))
        self.prefix = literals[0]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Matches what the pattern fits, with a group a name: the shortest texts that do.

        A name that stands there twice has to be the same text both times.
        """
        return re.compile(self._regex(named=True), re.DOTALL)

    @cached_property
    def loose(self) -> str:
        """A regular expression without groups, to be joined with others."""
        return self._regex(named=False)

    def filled(self, values: dict[str, str]) -> str:
        """Return the text with the names replaced; raises `KeyError` where one is missing."""
        return "".join(
            values[part] if at % 2 else part for at, part in enumerate(self._parts) if part
        )

    def _regex(self, *, named: bool) -> str:
        found, seen = [], set()
        for at, part in enumerate(self._parts):
            if at % 2 == 0:
                found.append(re.escape(part))
            elif named:
                found.append(f"(?P={part})" if part in seen else f"(?P<{part}>.+?)")
                seen.add(part)
            else:
                found.append(".+?")
        return "".join(found)

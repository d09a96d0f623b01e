"""What went wrong with something a person wrote, said so that they can mend it."""

from __future__ import annotations

from typing import Final

EXIT_BAD_INPUT: Final = 2


class SaylauError(Exception):
    """Base of the errors that are reported to the user as one message, without a traceback."""

    exit_code = EXIT_BAD_INPUT


class InputError(SaylauError):
    """A file, a setting or an argument is not what it has to be.

    Args:
        where: the file (with line or field), setting or option, as a person would look for it.
        what: what is wrong, with the bad value.
        expected: what would be right.
    """

    def __init__(self, where: object, what: str, expected: str) -> None:
        # As they were given: pickle, and SimPy where a process fails, make the error anew of them.
        super().__init__(str(where), what, expected)
        self.where = str(where)
        self.what = what
        self.expected = expected

    def __str__(self) -> str:
        """Return the one message that the user reads."""
        return f"{self.where}: {self.what}; expected {self.expected}"

"""How a command ends: its exit code, and the one message where something went wrong.

0 is well, 1 differs, 2 bad input or no room to write to, 70 a fault of the program itself,
128 + N ended by signal N.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Final

import typer
from typer.exceptions import TyperException

from config.errors import EXIT_BAD_INPUT, SaylauError

EXIT_DIFFERS: Final = 1
EXIT_FAULT: Final = os.EX_SOFTWARE
"""Nothing differs where nothing was compared: what crashes must not end with 1."""

_STOPPING: Final = (signal.SIGTERM, signal.SIGHUP)
_SIGNALLED: Final = 128


def exit_code(app: typer.Typer, arguments: Sequence[str] | None) -> int:
    """Run a command of `app`; say what went wrong, if anything; return its exit code."""
    for number in _STOPPING:
        signal.signal(number, _stop)
    try:
        code = app(args=arguments, prog_name="saylau", standalone_mode=False)
    except TyperException as error:
        return _bad_input(_usage(error))
    except SaylauError as error:
        return _bad_input(str(error))
    except BrokenPipeError:
        # Whoever read our output wants no more of it (head, a pager): no error. What is
        # left in the buffer must not be tried again when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _SIGNALLED + signal.SIGPIPE
    except OSError as error:
        return _bad_input(f"{error.filename or 'the output'}: {error.strerror or error}")
    except SystemExit as stop:
        code = stop.code
    except Exception as error:  # noqa: BLE001 - told in full, for whoever mends it
        traceback.print_exc()
        sys.stderr.write(f"saylau: a fault of its own: {_in_a_line(error)}\n")
        return EXIT_FAULT
    if code in {_SIGNALLED + number for number in (signal.SIGINT, *_STOPPING)}:
        sys.stderr.write("saylau: stopped; nothing was written\n")
    return int(code or 0)


def _stop(number: int, _frame: FrameType | None) -> None:
    """End as Ctrl-C does, so that no half-written folder is left."""
    raise SystemExit(_SIGNALLED + number)


def _bad_input(message: str) -> int:
    sys.stderr.write(f"saylau: {message}\n")
    return EXIT_BAD_INPUT


def _usage(error: TyperException) -> str:
    command = getattr(getattr(error, "ctx", None), "command_path", "saylau")
    return f"{error.format_message().rstrip('.')}; see {command} --help"


def _in_a_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())

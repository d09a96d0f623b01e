"""Rules that raise an exception: told of once, counted, and left out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Found = TypeVar("Found")

log = logging.getLogger("saylau.rules")


class RuleFailures(Counter[str]):
    """How often each rule raised an exception, by its name."""

    def ask(
        self,
        rule: Callable[Asked, Iterable[Found]],
        place: str,
        *asked: Asked.args,
        **named: Asked.kwargs,
    ) -> list[Found] | None:
        """Return what a rule finds; None if it fails: the trace is logged the first time.

        Args:
            rule: to be asked.
            place: where, for the log.
            *asked: what the rule takes.
            **named: what it takes by name.
        """
        try:
            return [*rule(*asked, **named)]
        except Exception:
            name = name_of(rule)
            if not self[name]:
                log.exception("rule %s failed at %s and is left out", name, place)
            self[name] += 1
            return None


def name_of(rule: Callable[..., Any]) -> str:
    """Return what a rule is called in logs and metrics, such as "turnout.fell"."""
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"

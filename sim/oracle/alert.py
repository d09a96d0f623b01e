"""An alert that has to come: the currency of the oracle."""

from __future__ import annotations

from msgspec import Struct


class ExpectedAlert(Struct, frozen=True, omit_defaults=True):
    """An alert that has to open, and when it has to clear.

    Attributes:
        codes: any one of them will do.
        place: the station or other source; of an incident where it was, the election's id for
            the nation.
        opened: receive time at which it first opens, milliseconds since 1970 UTC: of a
            statement, or of what was due by then.
        cleared: of the statement that clears it for good; None if it stands to the end.
        part: the contest, for a protocol; the partition, for records on a wrong one; the
            reporter, for an incident; what it is about, for other rules with several parts.
        times: how often it opens; the condition may clear and come again.
    """

    codes: tuple[str, ...]
    place: str
    opened: int
    cleared: int | None
    part: str = ""
    times: int = 1


def in_order(alert: ExpectedAlert) -> tuple[int, str, tuple[str, ...], str]:
    """Sort key: by opening, then place, code and part."""
    return (alert.opened, alert.place, alert.codes, alert.part)

"""The evidence of an alert in a line: the figures that show it, for people."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Final, TypeAlias

from console.printable import printable
from console.wording import Wording
from stream.alerts import Evidence
from stream.moment import moments

Value: TypeAlias = int | str | list[int | str]

NAMED: Final = 5
"""So many of a list are named."""

_LABELS: Final = {
    "p": "p-value",
    "power": "power (90 %)",
    "counted_percent": "percent of the stations counted",
    "seq": "numbers",
}
"""What is not said by the name of the figure itself."""


def in_words(evidence: Evidence, wording: Wording, zone: tzinfo) -> str:
    """Return evidence as text, such as "as of 25 Jul 11:00; voters 1,338; registered 764".

    Args:
        evidence: of an alert.
        wording: names its regions.
        zone: of its moments.
    """
    said = {name: _said(value, zone) for name, value in evidence.items()}
    if isinstance(regions := evidence.get("regions"), list):
        said["regions"] = _said([wording.place(str(region)) for region in regions], zone)
    return "; ".join(
        f"{_LABELS.get(name, name.replace('_', ' '))} {text}" for name, text in said.items() if text
    )


def _said(value: Value, zone: tzinfo) -> str:
    """Return a value in words; "" for nothing."""
    if isinstance(value, list):
        rest = f" and {len(value) - NAMED:,} more" if len(value) > NAMED else ""
        return ", ".join(_said(each, zone) for each in value[:NAMED]) + rest
    if isinstance(value, int):
        return f"{value:,}"
    try:
        moment = datetime.fromtimestamp(moments[value], UTC).astimezone(zone)
    except ValueError:
        return printable(value)
    return moment.strftime("%d %b %H:%M:%S" if moment.second else "%d %b %H:%M")

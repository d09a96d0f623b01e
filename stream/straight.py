"""The straight way for a batch: its statements by kind, each kind column by column.

A station opens, reports, closes and counts, in this order, so a batch is taken
in this order of kinds whatever its own. What comes out does not depend on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from stream.courses import NO_CONTEST, Courses, Mask, Rows, Statements
from stream.events import (
    AnyEvent,
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)
from stream.moment import moments
from stream.roster import Source
from stream.rules.protocol import sound

_ORDER: Final = (StationOpened, TurnoutReported, StationClosed, CountReported)
_KINDS: Final[dict[type, int]] = {kind: number for number, kind in enumerate(_ORDER)}
_NONE: Final = -1


def enter_straight(
    courses: Courses, sources: Sequence[Source], events: Sequence[AnyEvent | None], rows: Rows
) -> Mask:
    """Enter the statements that come straight on; all others change nothing.

    Args:
        courses: where they go.
        sources: by row.
        events: n of them, admitted by their source; None for none.
        rows: int64[n], the row of each event's source.

    Returns:
        bool[n]: which ones were entered.
    """
    entered = np.zeros(len(events), np.bool_)
    kinds = np.array([_KINDS.get(type(event), _NONE) for event in events], np.int64)
    for number, kind in enumerate(_ORDER):
        places = np.flatnonzero(kinds == number)
        if places.size:
            chosen: list[Any] = [events[place] for place in places.tolist()]
            entered[places] = _enter(kind, courses, sources, chosen, rows[places])
    return entered


def _enter(
    kind: type, courses: Courses, sources: Sequence[Source], events: Sequence[Any], rows: Rows
) -> Mask:
    statements = Statements(
        rows,
        np.array([event.seq for event in events], np.int64),
        np.array(moments.seconds([event.at for event in events])),
    )
    if kind is StationOpened:
        return courses.open(statements, events)
    if kind is CountReported:
        contests = map(_contest, map(sources.__getitem__, rows.tolist()), events)
        return courses.count(statements, np.fromiter(contests, np.int64, len(events)), events)
    voters: NDArray[np.int64] = np.array([event.voters for event in events], np.int64)
    if kind is StationClosed:
        return courses.close(statements, voters, events)
    as_ofs = np.array(moments.seconds([event.as_of for event in events]))
    return courses.report(statements, as_ofs, voters)


def _contest(source: Source, count: CountReported) -> int:
    """Return the place of a sound protocol's contest among its station's, or none."""
    contests = source.unit.contests if source.unit else ()
    if count.contest in contests and sound(count, source.registered):
        return contests.index(count.contest)
    return NO_CONTEST

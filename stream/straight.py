"""The straight way for a batch: its statements by kind, each kind column by column.

A station opens, reports, closes and counts, in this order, so a batch is taken
in this order of kinds whatever its own. What comes out does not depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import compress, repeat
from typing import Any, Final, NamedTuple

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from stream.brief import Brief, brief_type
from stream.courses import NO_CONTEST, Courses
from stream.events import (
    VERSION,
    AnyEvent,
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)
from stream.key_index import UNKNOWN
from stream.moment import moments, text_of
from stream.roster import Race, Roster, Source
from stream.rules.protocol import sound
from stream.stand import Mask, Rows, Seconds, Statements

_ORDER: Final = (StationOpened, TurnoutReported, StationClosed, CountReported)
_KINDS: Final[dict[type, int]] = {
    said: number for number, kind in enumerate(_ORDER) for said in (kind, brief_type(kind))
}
_NONE: Final = -1


class Hours(NamedTuple):
    """Hourly reports that were entered, column by column.

    Attributes:
        rows, seqs: int64[n], row of the station, and number of the statement.
        ats, as_ofs: float64[n], seconds since 1970 UTC.
        voters: int64[n], cumulative figures.
    """

    rows: Rows
    seqs: NDArray[np.int64]
    ats: NDArray[np.float64]
    as_ofs: NDArray[np.float64]
    voters: NDArray[np.int64]

    def where(self, mask: Mask) -> Hours:
        """Return some of them."""
        rows, seqs, ats, as_ofs, voters = self
        return Hours(rows[mask], seqs[mask], ats[mask], as_ofs[mask], voters[mask])


class Entered(Struct):
    """What a stage took in: all that its state is made of.

    Attributes:
        hours: hourly reports, by batches.
        said: row and event, perhaps in brief, of everything else, and of reports that did
            not come straight on.
    """

    hours: list[Hours] = field(default_factory=list)
    said: list[tuple[int, AnyEvent | Brief]] = field(default_factory=list)


def enter_straight(
    courses: Courses,
    events: Sequence[AnyEvent | Brief | None],
    rows: Rows,
    latest: Seconds | None,
    into: Entered,
    doubted: Set[int] | None = None,
) -> Mask:
    """Enter the statements that come straight on; all others change nothing.

    Args:
        courses: where they go.
        events: n of them, admitted by their source, perhaps in brief; None for none.
        rows: int64[n], the row of each event's source.
        latest: float64[n], the latest moment each may be dated with, seconds since 1970 UTC;
            None where that is not known any more.
        into: grows by what was entered.
        doubted: rows whose protocols may be unsound; None where that is known of none.

    What `Admission.examine` checks is checked here by columns: moments (nan), numbers
    (`MOST_STATEMENTS`), the unit (reporters have no course) and its contests.

    Returns:
        bool[n]: which ones were entered.
    """
    entered = np.zeros(len(events), np.bool_)
    kinds = np.array([_KINDS.get(type(event), _NONE) for event in events], np.int64)
    for number, kind in enumerate(_ORDER):
        places = np.flatnonzero(kinds == number)
        if places.size:
            chosen: list[Any] = [events[place] for place in places.tolist()]
            by = _any_moment(places) if latest is None else latest[places]
            entered[places] = _enter(kind, courses, chosen, rows[places], by, into, doubted)
    return entered


def out_of_turn(courses: Courses, events: Sequence[AnyEvent | None], rows: Rows) -> list[int]:
    """Return the places of events that come behind one of their source that is not the next.

    By columns they would be entered before it, and what it was to show for a while, a gap for
    one, would never have been there.

    Args:
        courses: how far the sources are.
        events: n of them in the order of their arrival; None for none.
        rows: int64[n], the row of each event's source, `UNKNOWN` for none.
    """
    ordered = np.sort(rows)
    several = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not several.size:
        return []
    due: dict[int, int] = {}
    late: list[int] = []
    for place in np.flatnonzero(np.isin(rows, several)).tolist():
        event, row = events[place], int(rows[place])
        if event is None or row == UNKNOWN:
            continue
        expected = due.get(row) or courses.due(row)
        if event.seq == expected:
            due[row] = expected + 1
        else:
            due[row] = _NONE
            late.append(place)
    return late


def enter_hours(courses: Courses, hours: Hours, latest: Seconds | None, into: Entered) -> Mask:
    """Enter the hourly reports that come straight on; see `enter_straight`."""
    rows, seqs, ats, as_ofs, voters = hours
    by = _any_moment(rows) if latest is None else latest
    straight = courses.report(Statements(rows, seqs, ats, by), as_ofs, voters)
    into.hours.append(hours.where(straight))
    return straight


def events_of(hours: Hours, roster: Roster) -> Iterator[tuple[int, AnyEvent]]:
    """Yield row and event of each hourly report."""
    for row, seq, at, as_of, voters in zip(*(column.tolist() for column in hours), strict=True):
        source = roster.by_row[row].id
        yield (
            row,
            TurnoutReported(
                VERSION,
                roster.election,
                roster.run,
                source,
                seq,
                text_of(at),
                text_of(as_of),
                voters,
            ),
        )


def _enter(
    kind: type,
    courses: Courses,
    events: Sequence[Any],
    rows: Rows,
    latest: Seconds,
    into: Entered,
    doubted: Set[int] | None,
) -> Mask:
    seqs = np.array([event.seq for event in events], np.int64)
    ats = np.array(moments.seconds([event.at for event in events]))
    statements = Statements(rows, seqs, ats, latest)
    if kind is TurnoutReported:
        as_ofs = np.array(moments.seconds([event.as_of for event in events]))
        hours = Hours(rows, seqs, ats, as_ofs, _voters(events))
        return enter_hours(courses, hours, latest, into)
    if kind is StationOpened:
        straight = courses.open(statements, events)
    elif kind is StationClosed:
        straight = courses.close(statements, _voters(events), events)
    else:
        roster = courses.roster
        sources = map(roster.by_row.__getitem__, rows.tolist())
        look = repeat(True) if doubted is None else map(doubted.__contains__, rows.tolist())
        contests = map(_contest, sources, events, repeat(roster.races), look)
        straight = courses.count(statements, np.fromiter(contests, np.int64, len(events)), events)
    into.said += compress(zip(rows.tolist(), events, strict=True), straight)
    return straight


def _voters(events: Sequence[Any]) -> NDArray[np.int64]:
    return np.array([event.voters for event in events], np.int64)


def _any_moment(like: Rows) -> Seconds:
    return np.full(len(like), np.inf)


def _contest(source: Source, count: CountReported, races: Mapping[str, Race], look: bool) -> int:
    """Return the place of a sound protocol's contest among its station's, or none."""
    contests, name = source.unit.contests if source.unit else (), count.contest
    if name not in contests:
        return NO_CONTEST
    if look and not sound(count, source.registered, races[name].candidates):
        return NO_CONTEST
    return contests.index(name)

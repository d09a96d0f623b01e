"""Tables of the moment that is shown, as CSV for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

from console.board import faces
from console.board.showing import Showing
from stream.bulletin import bulletins
from stream.contest_stage import AreaTally

Line: TypeAlias = Mapping[str, Any]

_AREA: Final = (
    *("stations", "roll", "voters", "opened", "reporting", "closed", "counted"),
    *("ballots", "against_all", "invalid", "contests", "decided", "called"),
)


def sheet(name: str, showing: Showing) -> str:
    """Return a table as CSV (UTF-8, LF), its first line the names of the columns.

    Raises:
        KeyError: there is no such table.
    """
    lines = [*SHEETS[name](showing)]
    columns = dict.fromkeys(column for line in lines for column in line)
    text = io.StringIO()
    writer = csv.DictWriter(text, [*columns], lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({key: _safe(value) for key, value in line.items()} for line in lines)
    return text.getvalue()


def _safe(value: object) -> object:
    """Return a text that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def _areas(named: Iterable[tuple[str, AreaTally]], votes: Iterable[str]) -> Iterator[Line]:
    columns = [*votes]
    for id_, tally in named:
        face = faces.area(tally, faces.NO_ALERTS)
        line: dict[str, Any] = {"id": id_, **{key: face[key] for key in _AREA}}
        line |= {f"votes_{key}": tally.for_candidates.get(key, 0) for key in columns}
        yield line


def _regions(showing: Showing) -> Iterator[Line]:
    parties = [party.id for party in showing.billing.election.parties]
    return _areas(showing.folded.tallies.regions.items(), parties)


def _districts(showing: Showing) -> Iterator[Line]:
    parties = [party.id for party in showing.billing.election.parties]
    return _areas(showing.folded.tallies.districts.items(), parties)


def _contests(showing: Showing) -> Iterator[Line]:
    election = showing.billing.election
    for contest in election.contests:
        tally = showing.folded.tallies.contests[contest.id]
        face = faces.contest(tally, showing.decisions.held_of(contest.id))
        del face["votes"]
        yield {
            "id": contest.id,
            "region": contest.region,
            "district": contest.district,
            "name": contest.name.en,
            **face,
        }


def _stations(showing: Showing) -> Iterator[Line]:
    election = showing.billing.election
    ids = [station.id for station in election.stations]
    rows = showing.roster.index.rows(ids, len(ids)).tolist()
    states = showing.folded.fold.states_of(rows)
    for station, state in zip(election.stations, states, strict=True):
        face = faces.station(state, faces.NO_ALERTS, held=station.id in showing.decisions.held)
        del face["alerts"]
        for name in ("opened", "as_of", "closed"):
            face[name] = _moment(face[name], showing)
        yield {
            "id": station.id,
            "number": station.number,
            "name": station.name.en,
            "region": station.region,
            "district": station.district,
            "roll": station.registered,
            **face,
        }


def _alerts(showing: Showing) -> Iterator[Line]:
    for alert in showing.folded.alerts():
        face = faces.alert(alert, showing.decisions.handling(alert.id))
        said = "; ".join(f"{key} {value}" for key, value in face.pop("evidence").items())
        moments = {name: _moment(face[name], showing) for name in ("opened", "cleared")}
        yield face | moments | {"evidence": said}


def _bulletins(showing: Showing) -> Iterator[Line]:
    for one in bulletins(showing.billing.election, showing.folded.tallies):
        for region, (voters, roll) in ({"": (one.voters, one.registered)} | one.regions).items():
            yield {
                "bulletin": one.key,
                "kind": one.kind,
                "region": region,
                "voters": voters,
                "roll": roll,
            }


def _moment(ms: int | None, showing: Showing) -> str:
    """Return a moment as spreadsheets read it, in official time; empty where there is none."""
    if ms is None:
        return ""
    zone = showing.billing.election.official_zone
    return datetime.fromtimestamp(ms / 1000, zone).isoformat(sep=" ", timespec="seconds")


SHEETS: Final[Mapping[str, Callable[[Showing], Iterator[Line]]]] = {
    "regions": _regions,
    "districts": _districts,
    "contests": _contests,
    "stations": _stations,
    "alerts": _alerts,
    "bulletins": _bulletins,
}

"""A station's timeline: all it said up to a moment, as it came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from console.board import faces
from console.board.showing import Showing
from stream.events import decode
from stream.moment import moments
from stream.record import Record


def timeline(showing: Showing, station: str) -> dict[str, Any]:
    """Return what a station said, the alerts on it and the decisions, as plain data.

    Raises:
        KeyError: there is no such station.
    """
    one = showing.billing.election.station_by_id[station]
    alerts = [
        faces.alert(each, showing.decisions.handling(each.id))
        for each in showing.folded.alerts()
        if each.place == station
    ]
    return {
        "id": one.id,
        "timeline": [*_said(showing, station)],
        "alerts": alerts,
        "decisions": showing.decisions.of_station(station),
    }


def _said(showing: Showing, station: str) -> Iterator[dict[str, Any]]:
    keys, seen = showing.billing.keys, set[tuple[int, bytes]]()
    for record in showing.said(station):
        value = bytes(record.value)
        if keys is not None and not keys.proves(record.key, record.key_id, value, record.mac):
            yield {"received": record.received, "type": "refused"}
            continue
        try:
            event = decode(value)
        except msgspec.DecodeError:
            yield {"received": record.received, "type": "refused"}
            continue
        again = (event.seq, value) in seen
        seen.add((event.seq, value))
        if not again:
            yield _line(record, event)


def _line(record: Record, event: Any) -> dict[str, Any]:  # noqa: ANN401  any event
    line: dict[str, Any] = msgspec.to_builtins(event)
    for name in ("v", "election", "run", "source"):
        line.pop(name, None)
    for name in ("at", "as_of"):
        if name in line:
            line[name] = round(1000 * moments[line[name]])
    return {"received": record.received, **line}

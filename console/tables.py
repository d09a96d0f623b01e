"""What a fold leaves behind for other programs: tallies.csv and alerts.jsonl."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from config.errors import InputError
from config.rulebook import rules
from stream.alerts import Alert
from stream.table import Row

_alert = msgspec.json.Decoder(dict[str, object])


def write_tallies(path: Path, rows: Iterable[Row]) -> int:
    """Write figures as CSV (UTF-8, LF) with the columns of `Row`; return their number."""
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Row._fields)
        for row in rows:
            writer.writerow(row)
            number += 1
    return number


def read_tallies(path: Path) -> list[Row]:
    """Read what `write_tallies` wrote.

    Raises:
        InputError: the file cannot be read or is not such a table; names the line.
    """
    columns = ",".join(Row._fields)
    expected = f"a table of tallies with the columns {columns}"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            header = next(lines, [])
            if tuple(header) != Row._fields:
                raise InputError(f"{path}, line 1", f'the header is "{",".join(header)}"', expected)
            rows: list[Row] = []
            for line in lines:
                if len(line) != len(Row._fields):
                    where = f"{path}, line {lines.line_num}"
                    raise InputError(where, f"{len(line)} cells", f"{len(Row._fields)} cells")
                rows.append(Row(*line))
            return rows
    except OSError as error:
        raise InputError(path, error.strerror or str(error), expected) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(path, str(error), expected) from error


def differences(ours: Iterable[Row], theirs: Iterable[Row]) -> list[str]:
    """Say where two tables differ, row by row, whatever order they are in.

    A row that stands in the other table more than once is a difference too.
    """
    mine: dict[tuple[str, ...], str] = {row[:5]: row.value for row in ours}
    other: dict[tuple[str, ...], str] = {}
    wrong: list[str] = []
    for row in theirs:
        if row[:5] in other:
            wrong.append(f"{'|'.join(row[:5])}: there more than once")
        other[row[:5]] = row.value
    return wrong + [
        f"{'|'.join(key)}: {other.get(key, 'missing')}, not {mine.get(key, 'there at all')}"
        for key in dict.fromkeys([*mine, *other])
        if mine.get(key) != other.get(key)
    ]


def write_alerts(path: Path, alerts: Iterable[Alert]) -> int:
    """Write alerts as JSON, one a line, in the order they were opened; return their number."""
    lines = [msgspec.json.encode(alert) for alert in alerts]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return len(lines)


def read_alerts(path: Path) -> list[dict[str, object]]:
    """Read what `write_alerts` wrote, as plain data.

    Raises:
        InputError: the file cannot be read or a line is not a JSON object; names the line.
    """
    expected = "alerts, one a line as JSON"
    alerts: list[dict[str, object]] = []
    try:
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            try:
                alerts.append(_alert.decode(line))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise InputError(f"{path}, line {number}", str(error), expected) from error
    except OSError as error:
        raise InputError(path, error.strerror or str(error), expected) from error
    return alerts


def alerts_of(path: Path) -> list[Alert]:
    """Read what `write_alerts` wrote, as alerts.

    Raises:
        InputError: the file cannot be read, or a line is not an alert of a rule that there is,
            or one that stands there already; names the line.
    """
    expected = "an alert of a rule, each once"
    alerts: dict[str, Alert] = {}
    for number, content in enumerate(read_alerts(path), 1):
        where = f"{path}, line {number}"
        try:
            alert = msgspec.convert(content, Alert)
        except msgspec.ValidationError as error:
            raise InputError(where, str(error), expected) from error
        if alert.code not in rules():
            raise InputError(where, f"there is no rule {alert.code}", expected)
        if alert.id in alerts:
            raise InputError(where, f"{alert.id} is there more than once", expected)
        alerts[alert.id] = alert
    return list(alerts.values())


def alert_differences(ours: Iterable[Alert], theirs: Iterable[Mapping[str, object]]) -> list[str]:
    """Say which alerts are missing, changed, not ours, there twice or in another order."""
    mine = {alert.id: msgspec.to_builtins(alert) for alert in ours}
    other: dict[str, Mapping[str, object]] = {}
    wrong: list[str] = []
    for alert in theirs:
        id_ = str(alert.get("id", "an alert without id"))
        if id_ in other:
            wrong.append(f"{id_}: there more than once")
        elif id_ not in mine:
            wrong.append(f"{id_}: nothing raised it")
        other[id_] = alert
    for id_, alert in mine.items():
        if other.get(id_) != alert:
            wrong.append(f"{id_}: {'changed' if id_ in other else 'missing'}")
    if not wrong and list(mine) != list(other):
        wrong.append("in another order than they were opened in")
    return wrong

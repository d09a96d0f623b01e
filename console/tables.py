"""What a fold leaves behind for other programs: tallies.csv and alerts.jsonl."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import msgspec

from config.errors import InputError
from stream.alerts import Alert
from stream.table import Row


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
    """Say where two tables differ, row by row, whatever order they are in."""
    mine = {row[:5]: row.value for row in ours}
    other = {row[:5]: row.value for row in theirs}
    keys = dict.fromkeys([*mine, *other])
    return [
        f"{'|'.join(key)}: {other.get(key, 'missing')}, not {mine.get(key, 'there at all')}"
        for key in keys
        if mine.get(key) != other.get(key)
    ]


def write_alerts(path: Path, alerts: Iterable[Alert]) -> int:
    """Write alerts as JSON, one a line, in the order they were opened; return their number."""
    lines = [msgspec.json.encode(alert) for alert in alerts]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return len(lines)

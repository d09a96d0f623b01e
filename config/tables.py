"""CSV files that a person can edit, read into frozen models.

A cell is text; four kinds of field have a notation of their own:

* names in three languages take three columns, `name_en`, `name_kk`, `name_ru`;
* yes or no is written `yes` or `no`;
* a whole number is written in digits alone;
* several ids in one cell are separated by blanks.

An empty cell of a field that may be absent means that it is absent. Every
complaint names the file, the line, the column, the bad value and what is
expected. Lines are those a text editor shows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, Final, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from config.complaint import Complaint, Place, shown
from config.election import Names
from config.errors import InputError
from config.near_miss import one_of

LANGUAGES: Final = tuple(Names.model_fields)
WHOLE: Final = "a whole number in plain digits"
_YES_NO: Final = {"yes": True, "no": False}

Row = TypeVar("Row", bound=BaseModel)


@dataclass(frozen=True)
class Table(Generic[Row]):
    """The rows of a file, each with the line it came from.

    Attributes:
        path: the file.
        rows: the models, in the order of the file.
        lines: line numbers, one a row.
    """

    path: Path
    rows: tuple[Row, ...]
    lines: tuple[int, ...]

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        """Yield each row behind the place a complaint about it has to name."""
        for line, row in zip(self.lines, self.rows, strict=True):
            yield f"{self.path}, line {line}", row


def text_of(path: Path) -> str:
    """Read a UTF-8 file; a byte order mark is let pass.

    Raises:
        InputError: if the file cannot be read or is not UTF-8.
    """
    try:
        # Opening a named pipe would wait for somebody to write to it.
        if path.exists() and not path.is_file():
            raise InputError(path, "is not a regular file", "a readable file")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path, error.strerror or str(error), "a readable file") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        bad = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise InputError(f"{path}, line {line}", bad, "text in UTF-8") from error


def read_table(path: Path, model: type[Row], key: tuple[str, ...] = ("id",)) -> Table[Row]:
    """Read a CSV file with a header into models.

    Args:
        path: the file.
        model: the model of a row.
        key: the fields that together may occur only once.

    Raises:
        InputError: naming file, line, column, bad value and what is expected.
    """
    columns = _columns(model)
    raw: list[dict[str, object]] = []
    lines: list[int] = []
    for line, cells in _cells(path, list(columns)):
        raw.append(_fields(path, line, columns, cells))
        lines.append(line)
    try:
        rows = _rows_of(model).validate_python(raw)
    except ValidationError as error:
        complaint = Complaint.of(error, lambda _: columns)
        index, *place = complaint.place
        where = f"{path}, line {lines[int(index)]}{_column(tuple(place), columns)}"
        raise InputError(where, complaint.said, complaint.expected) from error
    table = Table(path, tuple(rows), tuple(lines))
    _check_unique(table, key)
    return table


def _cells(path: Path, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines below a header that has exactly `columns`, in any order."""
    text = text_of(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    first = 1
    try:
        header = next(reader, [])
        if not header:
            raise InputError(f"{path}, line 1", "the file is empty", _header(columns))
        order = _order(path, header, columns)
        first = reader.line_num + 1
        for cells in reader:
            if cells:
                if len(cells) != len(header):
                    where = f"{path}, line {first}"
                    raise InputError(where, f"{len(cells)} cells", f"{len(header)}, as the header")
                yield first, [cells[at] for at in order]
            first = reader.line_num + 1
    except csv.Error as error:
        expected = "comma-separated cells, each opening quote with its closing one"
        raise InputError(f"{path}, line {first}", str(error), expected) from error


def _header(columns: list[str]) -> str:
    return f"a header: {','.join(columns)}"


def _order(path: Path, header: list[str], columns: list[str]) -> list[int]:
    """Return where each of `columns` stands in the header."""
    where = f"{path}, line 1"
    for name in header:
        if header.count(name) > 1:
            raise InputError(where, f'column "{name}" stands there twice', _header(columns))
    missing = [name for name in columns if name not in header]
    for name in header:
        if name not in columns:
            expected = one_of(missing or columns, name)
            raise InputError(where, f'column "{name}" is not known', expected)
    if missing:
        raise InputError(where, f'column "{missing[0]}" is missing', _header(columns))
    return [header.index(name) for name in columns]


@dataclass(frozen=True)
class _Column:
    """How one column becomes a field: of what, in which language, read by whom."""

    field: str
    language: str | None
    read: Callable[[str], object]
    expected: str


def _digits(cell: str) -> str:
    """Refuse what Python takes for a whole number besides: " 8_12 ", "+812", "812.0"."""
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError(cell)
    return cell


def _maybe_digits(cell: str) -> str | None:
    return _digits(cell) if cell else None


@cache
def _columns(model: type[BaseModel]) -> dict[str, _Column]:
    """Return the columns of a model's file by name."""
    columns: dict[str, _Column] = {}
    for name, field in model.model_fields.items():
        if field.annotation is Names:
            for language in LANGUAGES:
                columns[f"{name}_{language}"] = _Column(name, language, str, "")
        elif field.annotation is bool:
            columns[name] = _Column(name, None, _YES_NO.__getitem__, "yes or no")
        elif get_origin(field.annotation) is tuple:
            columns[name] = _Column(name, None, lambda cell: tuple(cell.split()), "")
        elif field.annotation is int:
            columns[name] = _Column(name, None, _digits, WHOLE)
        elif get_args(field.annotation) == (int, NoneType):
            columns[name] = _Column(name, None, _maybe_digits, f"{WHOLE}, or nothing")
        elif NoneType in get_args(field.annotation):
            columns[name] = _Column(name, None, lambda cell: cell or None, "")
        else:
            columns[name] = _Column(name, None, str, "")
    return columns


@cache
def _rows_of(model: type[Row]) -> TypeAdapter[list[Row]]:
    return TypeAdapter(list[model])  # type: ignore[valid-type]  # a type made at run time


def _fields(path: Path, line: int, columns: dict[str, _Column], cells: list[str]) -> dict[str, Any]:
    """Turn the cells of a line into the fields of its model."""
    fields: dict[str, Any] = {}
    for (name, column), cell in zip(columns.items(), cells, strict=True):
        try:
            value = column.read(cell)
        except (KeyError, ValueError) as error:
            where = f"{path}, line {line}, column {name}"
            raise InputError(where, f"is {shown(cell)}", column.expected) from error
        if column.language is None:
            fields[column.field] = value
        else:
            fields.setdefault(column.field, {})[column.language] = value
    return fields


def _column(place: Place, columns: dict[str, _Column]) -> str:
    """Return the words for the column that a field's path came from; none for a whole row."""
    for name, column in columns.items():
        if column.field in place and column.language in (None, *place):
            return f", column {name}"
    return ""


def _check_unique(table: Table[Row], key: tuple[str, ...]) -> None:
    """Refuse a second row under one key."""
    seen: dict[tuple[object, ...], str] = {}
    for where, row in table:
        value = tuple(getattr(row, field) for field in key)
        if value in seen:
            what = f"{', '.join(key)} = {', '.join(map(str, value))} again"
            expected = f"each only once (first: line {seen[value].rpartition(' ')[2]})"
            raise InputError(where, what, expected)
        seen[value] = where

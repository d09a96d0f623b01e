"""How the tallies of a pipeline are to be read: which of its numbers is which row of ours.

A pipeline's tallies come as documents: a key and a JSON value (Kafka: a message; HTTP: a
field of the answer; a file: a line or a field). A document is taken apart into its numbers,
each under its path, `key/path/inside`. Patterns in a TOML file say which row each stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from config.document import read_document
from config.election import Line, Model
from config.errors import InputError
from config.library import MAPPINGS
from config.near_miss import one_of
from config.unfit import unfit
from sim.load.names import Names
from sim.load.pattern import Pattern

OWN: Final = "saylau"
"""The mapping of our own tallies."""

COLUMNS: Final = 5
MOST: Final = 10**18
"""No figure is as large; what is, is none."""

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NEEDS: Final = {
    "region": ("contest", "station"),
    "contest": ("station",),
    "nominee": ("candidate",),
}
"""Names that follow from others: any one of these has to be there."""


def _pattern(text: object) -> Pattern:
    if not isinstance(text, str) or not text:
        raise unfit(f'"{text}"', "a text with names in braces, such as station:{station}/voters")
    return Pattern(text)


_Pattern: TypeAlias = Annotated[Pattern, BeforeValidator(_pattern)]


class Tallies(Model):
    """Where the tallies are: one of the three.

    Attributes:
        kafka: a topic.
        http: a path at the target's address, or a whole address.
        file: a path of a CSV or JSON file.
    """

    kafka: Line | None = None
    http: Annotated[str, Field(pattern=r"^(/|https?://)\S*$")] | None = None
    file: Line | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Tallies:
        given = sorted(self.model_fields_set)
        if len(given) != 1:
            raise unfit(" and ".join(given) or "none of them", "one of kafka, http and file")
        return self


class Figure(Model):
    """Which numbers stand for which rows.

    Attributes:
        source: the path of a number (`from` in the file).
        row: the row it stands for, as "scope|region|contest|metric|key".
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    source: _Pattern = Field(alias="from")
    row: _Pattern

    @model_validator(mode="after")
    def _known_names(self) -> Figure:
        if self.row.text.count("|") < COLUMNS - 1:
            raise unfit(f'row is "{self.row.text}"', "scope|region|contest|metric|key")
        known = set(self.source.names)
        for _ in _NEEDS:
            known |= {name for name, needed in _NEEDS.items() if known & {*needed}}
        if "nominee" not in self.source.names and "contest" not in known:
            known.discard("nominee")
        for name in self.row.names:
            if name not in known:
                raise unfit(f"row names {{{name}}}", one_of(known, name))
        return self


def _not_none(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    if not figures:
        raise unfit("none of them", "at least one [[figures]]")
    return figures


class Found(NamedTuple):
    """What documents say.

    Attributes:
        rows: by row its figure; the first of several.
        contradictions: by row the figures, if they differ; one has to be wrong.
    """

    rows: dict[str, int]
    contradictions: dict[str, tuple[int, ...]]


class Mapping(Model):
    """How the tallies of a pipeline are to be read.

    Attributes:
        title: what the pipeline is called.
        tallies: where they are.
        figures: what they say; of several that fit a number, the first counts.
    """

    title: Line
    tallies: Tallies
    figures: Annotated[tuple[Figure, ...], AfterValidator(_not_none)]

    def rows(self, documents: Iterable[tuple[str, Any]], names: Names) -> dict[str, int]:
        """Return the figures that documents state, by row; see `read`."""
        return self.read(documents, names).rows

    def read(self, documents: Iterable[tuple[str, Any]], names: Names) -> Found:
        """Return the figures that documents state, and where they contradict each other.

        Numbers that no figure fits, and those of other runs, are left out.

        Args:
            documents: key and value of each; values as JSON has them.
            names: of the election.
        """
        readers = [(one.source.prefix, one.source.regex.fullmatch, one.row) for one in self.figures]
        rows: dict[str, int] = {}
        contradictions: dict[str, tuple[int, ...]] = {}
        for path, number in _numbers(documents):
            values, row = next(
                (
                    (match.groupdict(), row)
                    for prefix, fits, row in readers
                    if path.startswith(prefix) and (match := fits(path))
                ),
                (None, None),
            )
            if values is None or row is None:
                continue
            if values.setdefault("run", names.run) != names.run:
                continue
            name = row.filled(_completed(values, row, names))
            if rows.setdefault(name, number) != number:
                stated = contradictions.get(name, (rows[name],))
                contradictions[name] = tuple(dict.fromkeys((*stated, number)))
        return Found(rows, contradictions)

    def judges(self, row: str) -> bool:
        """Say whether some figure can stand for a row, so that it has to be there."""
        return _judging(tuple(one.row for one in self.figures)).fullmatch(row) is not None


def load_mapping(ref: str | Path) -> Mapping:
    """Read a mapping.

    Args:
        ref: the id of one that comes with the package ("saylau"), or a path.

    Raises:
        InputError: if it does not exist or is broken.
    """
    ids = sorted(path.stem for path in MAPPINGS.glob("*.toml"))
    path = MAPPINGS / f"{ref}.toml" if isinstance(ref, str) and ref in ids else Path(ref)
    if path.suffix != ".toml" or not path.is_file():
        expected = f"a file that ends in .toml, or {one_of(ids, str(ref))}"
        raise InputError("mapping", f'"{ref}" does not exist', expected)
    return read_document(path, Mapping)


@cache
def _judging(rows: tuple[Pattern, ...]) -> re.Pattern[str]:
    return re.compile("|".join(row.loose for row in rows), re.DOTALL)


def _completed(values: dict[str, str], row: Pattern, names: Names) -> dict[str, str]:
    """Add what follows from the names that were captured, as far as the row needs it."""
    wanted = row.names
    if "contest" not in values and "station" in values:
        values["contest"] = names.contest(values["station"])
    if "region" in wanted and "region" not in values:
        values["region"] = names.region(values.get("contest"), values.get("station"))
    if "nominee" in wanted and "nominee" not in values:
        values["nominee"] = names.nominee(values["contest"], values["candidate"])
    return values


def _numbers(documents: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, int]]:
    """Yield the whole numbers of documents, each with its path."""
    for document in documents:
        waiting: list[tuple[str, Any]] = [document]
        while waiting:
            path, value = waiting.pop()
            if isinstance(value, dict):
                waiting += [(f"{path}/{key}", value[key]) for key in reversed(value)]
            elif isinstance(value, list | tuple):
                inner = [(f"{path}/{at}", one) for at, one in enumerate(value)]
                waiting += reversed(inner)
            elif (number := _whole(value)) is not None:
                yield path, number


def _whole(value: object) -> int | None:
    """Return the whole number that a value is, or None."""
    if isinstance(value, str):
        return int(value) if _WHOLE.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    return int(value) if -MOST < value < MOST else None

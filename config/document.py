"""TOML files that a person can edit, read into frozen models.

A complaint about the notation names the line; one about a field names its path
through the file, such as `incidents[4] (two-ballots).at`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TypeVar, get_args

from pydantic import BaseModel, RootModel, ValidationError

from config.complaint import Complaint, Place
from config.errors import InputError
from config.tables import text_of

Content = TypeVar("Content", bound=BaseModel)

KEY: Final = "[key]"
"""What pydantic adds to a place if the name itself is wrong, and not what it stands for."""


def read_document(path: Path, model: type[Content]) -> Content:
    """Read a TOML file into a model.

    Raises:
        InputError: naming the file, the line or field, the bad value and what is expected.
    """
    return parse_document(text_of(path), model, path)


def parse_document(text: str, model: type[Content], where: object) -> Content:
    """Read TOML text into a model; complaints name `where`.

    Raises:
        InputError: as `read_document`.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, line = _notation(str(error), text)
        raise InputError(f"{where}, line {line}", what, "TOML (https://toml.io)") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        complaint = Complaint.of(error, lambda place: _fields_at(model, place))
        path = _path(complaint.place, content)
        place = f"{where}, {path}" if path else where
        raise InputError(place, complaint.said, complaint.expected) from error


def _notation(message: str, text: str) -> tuple[str, int]:
    """Split the parser's message into what is wrong and the line; the last one if it has none."""
    what, _, place = message.partition(" (at ")
    if twice := re.fullmatch(r"Cannot declare \((.*?),?\) twice", what):
        name = ".".join(re.findall(r"'([^']*)'", twice[1]))
        what = f'table "{name}" stands there twice'
    found = re.match(r"line (\d+)", place)
    return what, int(found[1]) if found else text.rstrip("\n").count("\n") + 1


def _fields_at(model: type[BaseModel], place: Place) -> Iterable[str]:
    """Return the fields known at a path: those of the model it leads to."""
    for step in place:
        field = model.model_fields.get("root" if issubclass(model, RootModel) else str(step))
        if isinstance(step, str) and field is not None:
            model = next(_models_in(field.annotation), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation such as `tuple[Incident, ...]` speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _path(place: Place, content: object) -> str:
    """Write a path as text; an entry of a list is named by its id too, if it has one."""
    text = ""
    for step in place:
        if step == KEY:
            continue
        if isinstance(step, int):
            content = content[step] if isinstance(content, list) and step < len(content) else None
            name = content.get("id") if isinstance(content, dict) else None
            text += f"[{step + 1}]" + (f" ({name})" if isinstance(name, str) else "")
        else:
            content = content.get(step) if isinstance(content, dict) else None
            text += f".{step}" if text else step
    return text

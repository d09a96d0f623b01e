"""The JSON Schemas of the events, made of the code itself."""

from __future__ import annotations

from typing import Any, Final, get_args

import msgspec

from stream.events import VERSION, AnyEvent

KINDS: Final = {kind.__struct_config__.tag: kind for kind in get_args(AnyEvent)}
"""The events by their type."""


def schemas(template: str = "#/components/schemas/{name}") -> dict[str, Any]:
    """Return the JSON Schemas of the events by the names of their classes."""
    _, found = msgspec.json.schema_components(KINDS.values(), ref_template=template)
    return found


def schema() -> dict[str, Any]:
    """Return one JSON Schema (draft 2020-12) of any event."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"An event of Saylau, version {VERSION}",
        "oneOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in KINDS.values()],
        "$defs": schemas("#/$defs/{name}"),
    }

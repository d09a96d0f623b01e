"""What is sent over HTTP, as an OpenAPI 3.1 document: of a receiver that is to be judged."""

from __future__ import annotations

from typing import Any, Final

from stream.event_schemas import KINDS, schemas
from stream.events import VERSION
from stream.kafka.asyncapi import HEADERS as KAFKA
from stream.kafka.asyncapi import MAC
from stream.kafka.records import CONTENT_TYPE

_WHOLE: Final = {"type": "integer", "minimum": 0}
HEADERS: Final[dict[str, dict[str, Any]]] = {
    "ce-specversion": KAFKA["ce_specversion"],
    "ce-type": KAFKA["ce_type"],
    "ce-source": KAFKA["ce_source"],
    "ce-id": KAFKA["ce_id"],
    "saylau-key": {"type": "string", "description": "The source."},
    "saylau-key-id": KAFKA["key_id"],
    "saylau-mac": MAC | {"description": "Keyed BLAKE2b of the exact bytes of the body."},
    "saylau-partition": _WHOLE | {"description": "Kafka's murmur2 of the key, if it is right."},
    "saylau-received": _WHOLE | {"description": "Receive time, milliseconds since 1970 UTC."},
}
_AGAIN: Final = "Not now: the sender sends the event again, so it may come twice."
ANSWERS: Final = {
    "2XX": "Taken for good: the sender never repeats it.",
    "408": _AGAIN,
    "425": _AGAIN,
    "429": _AGAIN,
    "4XX": "Refused for good, as forged or corrupt events have to be: it is not repeated.",
    "5XX": _AGAIN,
}


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document."""
    names = {tag: f"#/components/schemas/{kind.__name__}" for tag, kind in KINDS.items()}
    body = {
        "oneOf": [{"$ref": name} for name in names.values()],
        "discriminator": {"propertyName": "type", "mapping": names},
    }
    post = {
        "operationId": "report",
        "summary": "Take one event; the body is its exact bytes.",
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": schema}
            for name, schema in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {CONTENT_TYPE: {"schema": body}}},
        "responses": {code: {"description": says} for code, says in ANSWERS.items()},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "A receiver of reports of an election day (SIMULATION)",
            "version": str(VERSION),
            "description": "After no answer an event is sent again, as after 5XX.",
        },
        "paths": {"/reports": {"post": post}},
        "components": {"schemas": schemas()},
    }

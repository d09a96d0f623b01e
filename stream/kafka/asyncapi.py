"""What is sent over Kafka, as an AsyncAPI 3.0 document, made of the code itself."""

from __future__ import annotations

from typing import Any, Final

from stream.event_schemas import KINDS, schemas
from stream.events import VERSION
from stream.kafka.records import CONTENT_TYPE, SPEC_VERSION, TYPE
from stream.kafka.topics import REPORTS

MAC: Final = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
HEADERS: Final[dict[str, dict[str, str]]] = {
    "key_id": {"type": "string", "description": "SOURCE/GENERATION: which key made the code."},
    "mac": MAC | {"description": "Keyed BLAKE2b of the exact bytes of the value."},
    "ce_specversion": {"type": "string", "const": SPEC_VERSION},
    "ce_type": {"type": "string", "const": TYPE},
    "ce_source": {"type": "string", "description": "The source; equals the key."},
    "ce_id": MAC | {"description": "The code once more: one for one source and content."},
    "content-type": {"type": "string", "const": CONTENT_TYPE},
}


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI document."""
    messages = {
        tag: {
            "name": tag,
            "contentType": CONTENT_TYPE,
            "headers": {"$ref": "#/components/schemas/Headers"},
            "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
            "bindings": {"kafka": {"key": {"type": "string", "description": "The source."}}},
        }
        for tag, kind in KINDS.items()
    }
    headers = {"type": "object", "required": list(HEADERS), "properties": HEADERS}
    channel = "#/channels/reports"
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Reports of an election day (SIMULATION)",
            "version": str(VERSION),
            "description": (
                "One event a message; its partition is Kafka's murmur2 of the key. A message"
                " without key and value says that receive time has reached its timestamp."
            ),
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {
            "reports": {
                "address": REPORTS,
                "messages": {tag: {"$ref": f"#/components/messages/{tag}"} for tag in messages},
                "bindings": {"kafka": {"topic": REPORTS}},
            }
        },
        "operations": {
            "takeReports": {
                "action": "receive",
                "channel": {"$ref": channel},
                "messages": [{"$ref": f"{channel}/messages/{tag}"} for tag in messages],
            }
        },
        "components": {"messages": messages, "schemas": schemas() | {"Headers": headers}},
    }

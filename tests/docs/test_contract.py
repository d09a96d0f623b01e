"""The documents of what is sent are those the code makes, and real events keep to them."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
import schemathesis

from console.cli import call
from console.contract_cli import document
from console.load import http_target, openapi
from sim.journal import Journal
from stream import event_schemas
from stream.events import decode
from stream.kafka import asyncapi, records
from stream.record import Record

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
RECORD = Record(1, 0, "station", "station/1", "0" * 32, b"{}")


@pytest.mark.parametrize("form", ["asyncapi", "openapi"])
def test_the_copy_in_the_reference_is_what_the_code_makes(form):
    assert (REFERENCE / f"{form}.json").read_text(encoding="utf-8") == document(form)


@pytest.mark.parametrize("form", ["asyncapi", "openapi", "schema"])
def test_the_command_prints_it_or_writes_it(form, capsys, tmp_path):
    assert call(["contract", form]) == 0
    assert capsys.readouterr().out == document(form)
    assert call(["contract", form, "--out", str(tmp_path / "written.json")]) == 0
    assert (tmp_path / "written.json").read_text(encoding="utf-8") == document(form)


def test_another_document_is_bad_input(capsys):
    assert call(["contract", "asyncapy"]) == 2
    assert "asyncapi" in capsys.readouterr().err


def test_the_headers_are_those_that_are_sent():
    assert list(asyncapi.HEADERS) == [name for name, _ in records.headers_of(RECORD)]
    assert openapi.HEADERS.keys() == http_target.headers_of(RECORD).keys() - {"content-type"}


def test_every_event_of_a_day_keeps_to_its_schema(tmp_path):
    wish = ["--election", "kz-2021-08-01", "--scenario", "late-night", "--seed", "3"]
    assert call(["simulate", *wish, "--out", str(tmp_path / "day")]) == 0
    check = jsonschema_rs.Draft202012Validator(event_schemas.schema())
    events = set()
    for batch in Journal.open(tmp_path / "day" / "journal.jsonl.zst").batches():
        for record in batch:
            events.add(type(decode(record.value)))
            check.validate(json.loads(bytes(record.value)))
    assert len(events) >= 4


def test_what_is_no_event_does_not_keep_to_the_schema():
    check = jsonschema_rs.Draft202012Validator(event_schemas.schema())
    assert not check.is_valid({"type": "station-opened", "v": 1})


def test_the_description_over_http_is_valid():
    described = schemathesis.openapi.from_dict(openapi.openapi())
    described.validate()
    assert len(list(described.get_all_operations())) == 1

"""A worker's log: lines, objects, and no secret in either."""

import io
import json
import logging
import re
import sys

import pytest

from stream.kafka.logs import HIDDEN, TALKATIVE, TIMERS, JsonFormatter, LineFormatter, configure

SECRET = 'pass"wörd\\1'


@pytest.fixture
def _as_it_was():
    """The logging of whoever runs the tests comes back."""
    names = ("", *TALKATIVE, TIMERS)
    before = [(logging.getLogger(name), logging.getLogger(name).level) for name in names]
    handlers = logging.root.handlers[:]
    yield
    logging.captureWarnings(capture=False)
    logging.root.handlers[:] = handlers
    for logger, level in before:
        logger.setLevel(level)


def _record(message, *args, extra=None, exc_info=None):
    logger = logging.getLogger("saylau.worker")
    record = logger.makeRecord(
        logger.name, logging.WARNING, "x.py", 1, message, args, exc_info, extra=extra
    )
    record.created = 1_627_171_200.25
    return record


def _failed():
    try:
        {}[f"no login with {SECRET}"]
    except KeyError:
        return sys.exc_info()


def test_a_line_is_for_people():
    line = LineFormatter().format(_record("partition %d: %d pages", 3, 7, extra={"partition": 3}))
    assert line == "2021-07-25T00:00:00.250Z WARNING saylau.worker: partition 3: 7 pages"


def test_an_object_has_time_level_logger_message_run_and_fields():
    record = _record("partition %d", 3, extra={"partition": 3, "offset": 9, "where": io.StringIO})
    said = json.loads(JsonFormatter("calm-1").format(record))
    assert said.pop("where") == str(io.StringIO)
    assert said == {
        "time": "2021-07-25T00:00:00.250Z",
        "level": "warning",
        "logger": "saylau.worker",
        "message": "partition 3",
        "run": "calm-1",
        "partition": 3,
        "offset": 9,
    }


def test_an_object_is_one_line_also_with_a_traceback():
    text = JsonFormatter("calm-1").format(_record("two\nlines", exc_info=_failed()))
    assert "\n" not in text
    assert json.loads(text)["exception"].startswith("Traceback")


def test_a_field_does_not_take_the_place_of_what_every_object_has():
    said = json.loads(JsonFormatter("calm-1").format(_record("x", extra={"run": "other"})))
    assert said["run"] == "calm-1"


@pytest.mark.parametrize("make", [LineFormatter, lambda secrets: JsonFormatter("run", secrets)])
def test_a_secret_is_hidden_in_message_fields_and_traceback(make):
    extra = {"login": {"password": SECRET}}
    record = _record("password=%s", SECRET, extra=extra, exc_info=_failed())
    text = make([SECRET, ""]).format(record)
    assert "wörd" not in text
    assert "w\\u" not in text
    assert text.count(HIDDEN) >= 2


def test_the_place_of_a_service_is_left_out():
    text = LineFormatter().format(_record("[^--Consumer]: Crashed reason=%r", 1))
    assert text.endswith("saylau.worker: Crashed reason=1")


@pytest.mark.usefixtures("_as_it_was")
def test_what_is_logged_goes_out_once_and_others_are_heard_from_warnings_on():
    out = io.StringIO()
    configure("json", "calm-1", ["hush"], out)
    configure("json", "calm-1", ["hush"], out)
    logging.getLogger("saylau.worker").info("ready, hush", extra={"partitions": [0]})
    logging.getLogger("faust.app").info("banner")
    logging.getLogger("aiokafka.consumer").warning("late")
    logging.getLogger(TIMERS).warning("overlapping")
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [each["message"] for each in said] == [f"ready, {HIDDEN}", "late"]
    assert said[0]["partitions"] == [0]


@pytest.mark.usefixtures("_as_it_was")
def test_text_goes_to_standard_error_unless_told_otherwise(capsys):
    configure("text", "calm-1", [])
    logging.getLogger("saylau.worker").info("begins")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert re.fullmatch(r"\S+T\S+Z INFO saylau\.worker: begins\n", captured.err)

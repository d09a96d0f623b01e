"""The feed: what changes comes as events, and is resumed where it broke off."""

import json
import time

import httpx
import pytest

DEADLINE_S = 30


def events(lines):
    """Yield (id, content) of server-sent events."""
    id_, data = "", ""
    for line in lines:
        if line.startswith("id: "):
            id_ = line[4:]
        elif line.startswith("data: "):
            data = line[6:]
        elif not line and data:
            yield id_, json.loads(data)
            data = ""


@pytest.fixture
def streamed(board, showing):
    """Return a function that reads a feed until something is told of."""

    def until(wanted, since="", headers=None, topics="clock,nation"):
        params = {"topics": topics, "since": since}
        address = f"{board.url.rstrip('/')}{showing}/stream"
        with httpx.stream(
            "GET", address, params=params, headers=headers, timeout=DEADLINE_S
        ) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert "content-encoding" not in answer.headers
            for id_, event in events(answer.iter_lines()):
                if wanted(event):
                    return id_, event
        raise AssertionError("the feed ended")

    return until


def anything(event):
    """Say that any event will do."""
    return bool(event)


def seek(operator, showing, at):
    operator.post(f"{showing}/playback", json={"do": "seek", "at": at})


def test_who_comes_new_is_sent_everything_then_what_changes(showing, operator, visitor, streamed):
    opens = visitor.get(f"{showing}/outline").json()["opens"]
    seek(operator, showing, opens)
    mark, event = streamed(anything)
    assert event["reset"]
    assert event["set"]["clock"][""]["at"] == opens
    seek(operator, showing, opens + 6 * 3_600_000)
    later, event = streamed(anything, since=mark)
    assert "reset" not in event
    assert event["set"]["nation"][""]["voters"] > 0
    assert later != mark
    seek(operator, showing, opens + 7 * 3_600_000)
    _, event = streamed(anything, headers={"Last-Event-ID": later})
    assert "reset" not in event


def test_alerts_that_have_not_happened_yet_are_taken_away(showing, operator, visitor, streamed):
    outline = visitor.get(f"{showing}/outline").json()
    seek(operator, showing, 10**14)
    mark = visitor.get(f"{showing}/state", params={"topics": "alert"}).json()["version"]
    seek(operator, showing, outline["opens"])
    _, event = streamed(anything, since=mark, topics="alert")
    assert len(event["gone"]["alert"]) > 5


def test_a_change_is_out_while_somebody_listens(board, showing, operator, visitor):
    opens = visitor.get(f"{showing}/outline").json()["opens"]
    seek(operator, showing, opens)
    mark = visitor.get(f"{showing}/state", params={"topics": "clock"}).json()["version"]
    address = f"{board.url.rstrip('/')}{showing}/stream"
    params = {"topics": "clock", "since": mark}
    with httpx.stream("GET", address, params=params, timeout=DEADLINE_S) as answer:
        lines = answer.iter_lines()
        assert next(lines).startswith("retry")
        seek(operator, showing, opens + 1000)
        begun = time.monotonic()
        _, event = next(events(lines))
        assert event["set"]["clock"][""]["at"] == opens + 1000
        assert time.monotonic() - begun < DEADLINE_S

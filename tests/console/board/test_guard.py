"""The guard: headers on every answer, and hosts that are not the board's."""

import asyncio

import httpx
import pytest
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse

from config.errors import InputError
from console.board.guard import HEADERS, Guard, name_of

PLAIN = PlainTextResponse("well")


def ask(app, path="/", **headers):
    async def work():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(work())


def scope_with(*hosts):
    return {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(b"host", host.encode()) for host in hosts],
    }


def statuses(app, scope):
    """Call an app as a server does; return the statuses it answered with."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return [message["status"] for message in sent if message["type"] == "http.response.start"]


def test_every_answer_has_the_headers():
    answer = ask(Guard(PLAIN))
    assert (answer.status_code, answer.text) == (200, "well")
    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)


def test_a_refusal_has_them_too():
    answer = ask(Guard(PLAIN), Host="evil.example")
    assert answer.status_code == 400
    assert "evil.example" in answer.json()["detail"]
    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)


def test_nothing_of_others_and_nothing_inline_is_let_into_the_page():
    policy = dict(
        part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_what_an_answer_says_itself_stays():
    app = JSONResponse({}, headers={"Referrer-Policy": "same-origin", "X-Mine": "1"})
    answer = ask(Guard(app))
    assert answer.headers.get_list("referrer-policy") == ["same-origin"]
    assert answer.headers["x-mine"] == "1"


def test_an_answer_without_any_headers_gets_them():
    async def bare(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    answer = ask(Guard(bare))
    assert answer.status_code == 204
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost:8350",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:8350",
        "[::1]",
        "[::1]:8350",
        "board.example.kz",
        "BOARD.example.kz:443",
        "10.0.0.5:8350",
        "[fd00::1]:8350",
    ],
)
def test_the_board_goes_by_its_own_names_and_those_it_was_given(host):
    names = ["Board.Example.kz", "10.0.0.5", "fd00:0::1"]
    assert statuses(Guard(PLAIN, names), scope_with(host)) == [200]


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "board.example.kz",
        "localhost.evil.example",
        "localhost:8350@evil.example",
        "evil.example:localhost",
        "127.0.0.1.evil.example",
        "127.0.0.2",
        "0.0.0.0",
        "::1",
        "[::1",
        "localhost:",
        "localhost:99999",
        "localhost/",
        "localhost localhost",
        "локалхост",
    ],
)
def test_other_names_are_refused(host):
    assert statuses(Guard(PLAIN), scope_with(host)) == [400]


def test_a_request_has_to_name_one_host():
    assert statuses(Guard(PLAIN), scope_with()) == [400]
    assert statuses(Guard(PLAIN), scope_with("localhost", "localhost")) == [400]
    assert statuses(Guard(PLAIN), scope_with("localhost", "evil.example")) == [400]


@pytest.mark.parametrize("name", ["", "*", "*.example.kz", "http://board.kz", "board kz", "a/b"])
def test_a_name_that_is_none_is_bad_input(name):
    with pytest.raises(InputError, match="the name or address that people type"):
        Guard(PLAIN, [name])


def test_a_name_is_read_without_its_port():
    assert name_of("Board.kz:8350") == "board.kz"
    assert name_of("board.kz:65536") is None


def test_events_pass_as_they_come():
    """Each part has left the guard before the next one is made."""
    seen = []

    async def events():
        for number in range(3):
            seen.append(f"made {number}")
            yield f"data: {number}\n\n"

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        if message.get("body"):
            seen.append(message["body"].decode().strip())

    app = Guard(StreamingResponse(events(), media_type="text/event-stream"))
    asyncio.run(app(scope_with("localhost"), receive, send))
    assert seen == ["made 0", "data: 0", "made 1", "data: 1", "made 2", "data: 2"]


def test_what_is_no_request_passes():
    called = []

    async def app(scope, _receive, _send):
        called.append(scope["type"])

    asyncio.run(Guard(app)({"type": "lifespan"}, None, None))
    assert called == ["lifespan"]

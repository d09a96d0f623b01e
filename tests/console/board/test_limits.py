"""Limits: how large, and how often."""

import asyncio
import json

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse

from console.board.limits import BODY, Buckets, Limits, Rate, client_of

PLAIN = PlainTextResponse("well")


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def ask(app, path="/api/x", method="POST", client="10.0.0.1", **more):
    async def work():
        transport = httpx.ASGITransport(app, client=(client, 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
            return await asking.request(method, path, **more)

    return asyncio.run(work())


async def echo(scope, receive, send):
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


async def parts(number, size=1024):
    for _ in range(number):
        yield bytes(size)


def test_a_request_of_the_size_allowed_passes_whole():
    assert ask(Limits(echo), content=bytes(BODY)).text == str(64 * 1024)
    assert ask(Limits(echo), content=parts(64)).text == str(64 * 1024)


def test_one_that_says_it_is_larger_is_refused_unread():
    async def unread(*_):
        pytest.fail("the request was passed on")

    answer = ask(Limits(unread), content=bytes(BODY + 1))
    assert answer.status_code == 413
    assert answer.json() == {"detail": "the request is too large; at most 65,536 bytes"}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_one_that_does_not_say_is_refused_when_it_turns_out_larger(method):
    answer = ask(Limits(echo), method=method, content=parts(65))
    assert answer.status_code == 413
    assert answer.json() == {"detail": "the request is too large; at most 65,536 bytes"}


def test_not_all_of_it_is_taken_in():
    taken = []

    async def endless():
        while True:
            taken.append(1)
            yield bytes(1024)

    assert ask(Limits(echo), content=endless()).status_code == 413
    assert len(taken) == 65


def test_fastapi_passes_the_refusal_on():
    class Wish(BaseModel):
        text: str

    app = FastAPI()

    @app.post("/api/x")
    async def take(wish: Wish) -> str:
        return wish.text

    async def long():
        yield b'{"text": "'
        async for part in parts(65):
            yield part

    headers = {"Content-Type": "application/json"}
    assert ask(Limits(app), json={"text": "well"}).json() == "well"
    answer = ask(Limits(app), content=long(), headers=headers)
    assert answer.status_code == 413
    assert answer.json() == {"detail": "the request is too large; at most 65,536 bytes"}


def test_a_request_that_grows_too_large_after_the_answer_began_is_cut_off():
    async def early(_scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while (await receive())["more_body"]:
            pass

    with pytest.raises(Exception, match="too large"):
        ask(Limits(early), content=parts(65))


def test_a_size_that_is_no_number_is_left_to_the_server():
    answer = ask(Limits(echo), headers={"Content-Length": "-1"}, content=parts(1))
    assert answer.text == "1024"


def test_a_client_that_changes_too_much_has_to_wait(clock):
    app = Limits(PLAIN, changing=Rate(3, 2), clock=clock)
    assert [ask(app).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    answer = ask(app)
    assert answer.headers["retry-after"] == "2"
    assert answer.json() == {"detail": "too many requests; try again in 2 s"}
    clock.now += 2
    assert [ask(app).status_code for _ in range(2)] == [200, 429]
    clock.now += 0.5
    assert ask(app).headers["retry-after"] == "2"
    clock.now += 100
    assert [ask(app).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_looking_is_not_counted(clock):
    app = Limits(PLAIN, changing=Rate(1, 60), clock=clock)
    for method in ("GET", "HEAD", "OPTIONS"):
        assert [ask(app, method=method).status_code for _ in range(3)] == [200] * 3
    assert [ask(app, method=method).status_code for method in ("DELETE", "PUT")] == [200, 429]


def test_logging_in_is_counted_apart_and_more_strictly(clock):
    app = Limits(PLAIN, changing=Rate(3, 1), logins=Rate(1, 60), clock=clock)
    assert [ask(app, "/api/login").status_code for _ in range(2)] == [200, 429]
    assert ask(app, "/api/login/").status_code == 429
    assert ask(app, "/api/login").headers["retry-after"] == "60"
    assert [ask(app).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_logging_in_is_known_below_the_root_of_a_proxy(clock):
    app = Limits(PLAIN, logins=Rate(1, 60), clock=clock)

    async def below(scope, receive, send):
        await app({**scope, "root_path": "/board"}, receive, send)

    assert [ask(below, "/board/api/login").status_code for _ in range(2)] == [200, 429]


def test_by_default_logging_in_is_the_stricter(clock):
    app = Limits(PLAIN, clock=clock)
    assert [ask(app).status_code for _ in range(61)].count(429) == 1
    assert [ask(app, "/api/login").status_code for _ in range(61)].count(429) == 51


def test_clients_do_not_wait_for_each_other(clock):
    app = Limits(PLAIN, changing=Rate(1, 60), clock=clock)
    assert [ask(app, client=f"10.0.0.{n}").status_code for n in range(3)] == [200] * 3
    assert ask(app, client="10.0.0.1").status_code == 429


def test_what_is_refused_for_its_size_is_counted(clock):
    app = Limits(PLAIN, changing=Rate(1, 60), clock=clock)
    assert ask(app, content=bytes(BODY + 1)).status_code == 413
    assert ask(app).status_code == 429


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("10.0.0.1", "::ffff:10.0.0.1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("socket", "socket", True),
    ],
)
def test_a_network_of_ipv6_is_one_client(one, other, same):
    assert (client_of({"client": (one, 1)}) == client_of({"client": (other, 2)})) is same


@pytest.mark.parametrize("scope", [{}, {"client": None}])
def test_a_client_without_an_address_is_one_too(scope):
    assert client_of(scope) == ""


def test_only_so_many_clients_are_remembered_and_those_who_came_last(clock):
    buckets = Buckets(Rate(1, 60), clock, most=3)
    for client in ("a", "b", "c"):
        assert buckets.take(client) == 0
    assert buckets.take("a") == 60  # in vain, and yet it came
    assert buckets.take("d") == 0
    assert len(buckets) == 3
    assert buckets.take("a") == 60
    assert buckets.take("b") == 0


@given(
    st.integers(1, 5),
    st.sampled_from([0.1, 1.0, 7.0]),
    st.lists(st.floats(0, 20, allow_nan=False), max_size=60),
)
def test_nobody_gets_more_than_a_bucketful_and_what_came_back(at_once, seconds, pauses):
    clock = Clock()
    buckets = Buckets(Rate(at_once, seconds), clock)
    begun, given_out = clock.now, 0
    for pause in pauses:
        clock.now += pause
        wait = buckets.take("a")
        given_out += wait == 0
        assert given_out <= at_once + (clock.now - begun) / seconds + 1e-3
        assert 0 <= wait <= seconds + 1e-3
        if wait:
            clock.now += wait
            assert buckets.take("a") == 0
            given_out += 1


def test_events_pass_as_they_come():
    """Each part has left before the next one is made."""
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

    app = Limits(StreamingResponse(events(), media_type="text/event-stream"))
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "client": None}
    asyncio.run(app(scope, receive, send))
    assert seen == ["made 0", "data: 0", "made 1", "data: 1", "made 2", "data: 2"]


def test_an_answer_is_passed_on_as_it_is():
    sent = []
    wanted = [
        {"type": "http.response.start", "status": 200, "headers": [(b"x", b"1")]},
        {"type": "http.response.body", "body": json.dumps({}).encode(), "more_body": False},
    ]

    async def app(_scope, _receive, send):
        for message in wanted:
            await send(message)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "client": None}
    asyncio.run(Limits(app)(scope, None, send))
    assert all(one is other for one, other in zip(sent, wanted, strict=True))


def test_what_is_no_request_passes():
    called = []

    async def app(scope, _receive, _send):
        called.append(scope["type"])

    asyncio.run(Limits(app)({"type": "lifespan"}, None, None))
    assert called == ["lifespan"]

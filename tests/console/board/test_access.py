"""Access: tokens, cookies, and requests that other pages make."""

from http.cookies import SimpleCookie

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.board.access import Access
from console.board.people import VIEWER, People, Person, User, new_token
from console.board.visits import Visits

TOKENS = {name: new_token() for name in ("anna", "bekzat", "vera")}
ANNA = Person("anna", "operator", "almaty")
BEKZAT = Person("bekzat", "instructor")
PEOPLE = People(
    [
        User(name="anna", role="operator", region="almaty", token_hash=TOKENS["anna"][1]),
        User(name="bekzat", role="instructor", token_hash=TOKENS["bekzat"][1]),
        User(name="vera", role="viewer", token_hash=TOKENS["vera"][1]),
    ]
)
HOST = "127.0.0.1:8350"


@pytest.fixture
def access():
    return Access(PEOPLE, Visits())


def request(method="GET", *, scheme="http", host=HOST, **headers):
    fields = {"host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(
        {
            "type": "http",
            "method": method,
            "scheme": scheme,
            "path": "/api/showings",
            "query_string": b"",
            "server": ("127.0.0.1", 8350),
            "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
        }
    )


def bearer(name):
    return f"Bearer {TOKENS[name][0]}"


def log_in(access, name="anna", asked=None):
    """Log in; return the morsel of the cookie and the header that sends it back."""
    response = Response()
    assert access.login(asked or request("POST"), response, TOKENS[name][0]).name == name
    [morsel] = SimpleCookie(response.headers["set-cookie"]).values()
    return morsel, f"{morsel.key}={morsel.value}"


def refusal(call, *arguments):
    with pytest.raises(HTTPException) as caught:
        call(*arguments)
    return caught.value.status_code, caught.value.detail


def test_whoever_has_not_logged_in_is_a_viewer(access):
    assert access.who(request()) == VIEWER
    assert access.require(request(), "viewer") == VIEWER
    assert access.csrf(request()) == ""


def test_where_viewing_is_not_open_everybody_has_to_log_in():
    access = Access(PEOPLE, Visits(), open_viewing=False)
    assert refusal(access.who, request()) == (401, "log in to see this")
    assert refusal(access.require, request(), "viewer")[0] == 401
    _, cookie = log_in(access, "vera")
    assert access.who(request(cookie=cookie)) == Person("vera", "viewer")


def test_scripts_show_a_token_and_need_no_more(access):
    asked = request("POST", authorization=bearer("anna"))
    assert access.require(asked, "operator", "almaty") == ANNA


@pytest.mark.parametrize("way", ["bearer", "BEARER", "Bearer  "])
def test_a_token_is_read_however_the_word_before_it_is_written(access, way):
    assert access.who(request(authorization=f"{way} {TOKENS['anna'][0]}")) == ANNA


def test_a_token_that_is_nobodys_is_refused_even_for_looking(access):
    assert refusal(access.who, request(authorization="Bearer x")) == (401, "nobody has this token")


def test_what_a_proxy_puts_there_for_itself_is_no_token(access):
    assert access.who(request(authorization="Basic YTpi")) == VIEWER


def test_a_refusal_for_want_of_a_login_says_how_one_is_made(access):
    with pytest.raises(HTTPException) as caught:
        access.require(request("POST"), "operator")
    assert caught.value.status_code == 401
    assert caught.value.detail == "log in: this needs the role of operator"
    assert caught.value.headers == {"WWW-Authenticate": "Bearer"}


@pytest.mark.parametrize(
    ("name", "role", "region", "detail"),
    [
        ("vera", "operator", None, "vera is viewer; this needs operator"),
        ("anna", "instructor", None, "anna is operator; this needs instructor"),
        (
            "anna",
            "operator",
            "akmola",
            "anna is operator of almaty; this is of region akmola",
        ),
        (
            "anna",
            "operator",
            "",
            "anna is operator of almaty; this is of the nation as a whole",
        ),
    ],
)
def test_what_somebody_may_not_do_is_refused_with_the_reason(access, name, role, region, detail):
    asked = request("POST", authorization=bearer(name))
    assert refusal(access.require, asked, role, region) == (403, detail)


def test_the_cookie_of_a_visit_stands_for_whoever_logged_in(access):
    _, cookie = log_in(access)
    assert access.who(request(cookie=cookie)) == ANNA
    assert access.require(request(cookie=cookie), "operator") == ANNA


def test_scripts_cannot_read_the_cookie_and_other_sites_not_send_it(access):
    morsel, _ = log_in(access)
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "strict", "/")
    assert morsel["domain"] == ""
    assert morsel["max-age"] == str(12 * 3600)
    assert not morsel["secure"]


@pytest.mark.parametrize(("https", "scheme"), [(True, "http"), (False, "https"), (True, "https")])
def test_over_tls_the_cookie_goes_over_nothing_else(https, scheme):
    access = Access(PEOPLE, Visits(), https)
    morsel, cookie = log_in(access, asked=request("POST", scheme=scheme))
    assert morsel["secure"]
    assert morsel.key.startswith("__Host-")
    assert access.who(request(scheme=scheme, cookie=cookie)) == ANNA


def test_two_boards_on_one_computer_keep_their_cookies_apart(access):
    ours, _ = log_in(access)
    theirs, _ = log_in(access, asked=request("POST", host="127.0.0.1:8351"))
    assert ours.key != theirs.key


def test_nobodys_token_begins_no_visit(access):
    response = Response()
    assert access.login(request("POST"), response, "x") is None
    assert "set-cookie" not in response.headers


def test_logging_in_again_ends_the_visit_before(access):
    _, first = log_in(access)
    _, second = log_in(access, "bekzat", request("POST", cookie=first))
    assert access.who(request(cookie=first)) == VIEWER
    assert access.who(request(cookie=second)) == BEKZAT


def test_a_cookie_that_another_made_up_does_not_become_a_visit(access):
    morsel, cookie = log_in(access, asked=request("POST", cookie="saylau-visit-8350=mine"))
    assert morsel.value != "mine"
    assert access.who(request(cookie="saylau-visit-8350=mine")) == VIEWER
    assert access.who(request(cookie=cookie)) == ANNA


def test_a_changing_request_needs_the_csrf_token_of_its_visit(access):
    _, cookie = log_in(access)
    csrf = access.csrf(request(cookie=cookie))
    asked = request("POST", cookie=cookie, x_saylau_csrf=csrf)
    assert access.require(asked, "operator") == ANNA


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_changing_request_without_it_is_refused(access, method):
    _, cookie = log_in(access)
    status, detail = refusal(access.require, request(method, cookie=cookie), "operator")
    assert (status, detail) == (403, "X-Saylau-CSRF is missing: load the page anew")


def test_the_csrf_token_of_another_visit_is_refused(access):
    _, cookie = log_in(access)
    _, other = log_in(access)
    csrf = access.csrf(request(cookie=other))
    asked = request("POST", cookie=cookie, x_saylau_csrf=csrf)
    status, detail = refusal(access.require, asked, "operator")
    assert (status, detail) == (403, "X-Saylau-CSRF is not that of this visit: load the page anew")


def test_a_viewer_who_has_a_visit_needs_it_as_well(access):
    _, cookie = log_in(access, "vera")
    assert refusal(access.require, request("POST", cookie=cookie), "viewer")[0] == 403


OURS = [
    ("http", HOST, f"http://{HOST}"),
    ("http", "localhost:8350", "http://localhost:8350"),
    ("http", "LOCALHOST:8350", "http://localhost:8350"),
    ("http", "[::1]:8350", "http://[::1]:8350"),
    ("http", "board.kz", "http://board.kz"),
    ("http", "board.kz", "https://board.kz"),  # a proxy that does not say it speaks TLS
    ("https", "board.kz", "https://board.kz"),
    ("https", "board.kz:443", "https://board.kz"),
    ("https", "board.kz:8443", "https://board.kz:8443"),
]
OTHERS = [
    ("http", HOST, "http://127.0.0.1:8351"),
    ("http", HOST, "http://localhost:8350"),
    ("http", HOST, "http://evil.example"),
    ("http", HOST, "http://127.0.0.1"),
    ("http", HOST, "null"),
    ("http", HOST, ""),
    ("http", HOST, f"http://{HOST}.evil.example"),
    ("http", HOST, f"http://{HOST}@evil.example"),
    ("http", HOST, "http://127.0.0.1:x"),
    ("http", HOST, "http://[::1"),
    ("http", HOST, f"file://{HOST}"),
    ("http", "", "null"),
    ("https", "board.kz", "http://board.kz"),
    ("https", "board.kz", "https://board.kz:444"),
]


@pytest.mark.parametrize(("scheme", "host", "origin"), OURS)
def test_the_boards_own_page_may_change_things(access, scheme, host, origin):
    asked = request("POST", scheme=scheme, host=host, origin=origin, authorization=bearer("bekzat"))
    assert access.require(asked, "instructor") == BEKZAT
    assert access.login(asked, Response(), TOKENS["anna"][0]) == ANNA


@pytest.mark.parametrize(("scheme", "host", "origin"), OTHERS)
def test_the_page_of_somebody_else_may_not(access, scheme, host, origin):
    asked = request("POST", scheme=scheme, host=host, origin=origin, authorization=bearer("bekzat"))
    for call in (
        (access.require, asked, "operator"),
        (access.login, asked, Response(), TOKENS["anna"][0]),
        (access.logout, asked, Response()),
    ):
        status, detail = refusal(*call)
        assert (status, detail) == (403, f"made by a page of {origin}, not of {host}")


def test_reading_is_not_held_against_an_origin(access):
    asked = request(origin="http://evil.example", authorization=bearer("anna"))
    assert access.require(asked, "operator") == ANNA


def test_logging_out_ends_the_visit_and_takes_the_cookie_away(access):
    _, cookie = log_in(access)
    csrf = access.csrf(request(cookie=cookie))
    response = Response()
    asked = request("POST", cookie=cookie, x_saylau_csrf=csrf)
    assert access.logout(asked, response) == ANNA
    [morsel] = SimpleCookie(response.headers["set-cookie"]).values()
    assert (morsel.value, morsel["max-age"]) == ("", "0")
    assert access.who(request(cookie=cookie)) == VIEWER


def test_another_page_cannot_log_anybody_out(access):
    _, cookie = log_in(access)
    assert refusal(access.logout, request("POST", cookie=cookie), Response())[0] == 403
    assert access.who(request(cookie=cookie)) == ANNA


def test_nobody_who_logs_out_is_still_nobody(access):
    assert access.logout(request("POST"), Response()) is None

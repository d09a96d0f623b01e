"""People: roles, the users file, tokens."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from console.board.people import VIEWER, People, Person, User, hash_of, new_token

TOKEN = "token-of-anna_0123456789-ABCDEFG"
HASH = hash_of(TOKEN)


def entry(**fields):
    content = {"name": "Anna", "role": "operator", "token_hash": HASH} | fields
    lines = [f'{name} = "{value}"' for name, value in content.items() if value is not None]
    return "\n".join(["[[users]]", *lines, ""])


@pytest.fixture
def users_file(tmp_path):
    def write(*entries):
        path = tmp_path / "users.toml"
        path.write_text("\n".join(entries), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("person", "role", "region", "may"),
    [
        (VIEWER, "viewer", None, True),
        (VIEWER, "operator", None, False),
        (Person("a", "operator"), "operator", "almaty", True),
        (Person("a", "operator"), "operator", "", True),
        (Person("a", "operator"), "instructor", None, False),
        (Person("a", "operator", "almaty"), "operator", "almaty", True),
        (Person("a", "operator", "almaty"), "operator", None, True),
        (Person("a", "operator", "almaty"), "operator", "akmola", False),
        (Person("a", "operator", "almaty"), "operator", "", False),
        (Person("a", "instructor"), "operator", "akmola", True),
        (Person("a", "instructor"), "instructor", "", True),
    ],
)
def test_a_role_says_what_one_may_do_and_a_region_where(person, role, region, may):
    assert person.may(role, region) is may


def test_a_token_is_long_random_and_of_letters_that_go_into_a_header():
    tokens = {new_token()[0] for _ in range(50)}
    assert len(tokens) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)


def test_the_hash_of_a_token_is_its_sha_256():
    assert hash_of("abc") == (
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert hash_of(TOKEN) == HASH


def test_people_are_known_by_their_tokens(users_file):
    other, other_hash = new_token()
    path = users_file(
        entry(region="almaty"), entry(name="Бекзат", role="instructor", token_hash=other_hash)
    )
    people = People.read(path)
    assert people.by_token(TOKEN) == Person("Anna", "operator", "almaty")
    assert people.by_token(other) == Person("Бекзат", "instructor")


@given(st.text())
def test_nobody_has_another_token(token):
    people = People([User(name="a", role="viewer", token_hash=HASH)])
    assert people.by_token(token) is None


@pytest.mark.parametrize("token", ["", HASH, TOKEN + " ", TOKEN[:-1], "\ud800"])
def test_what_only_looks_like_a_token_is_nobodys(token):
    assert People([User(name="a", role="viewer", token_hash=HASH)]).by_token(token) is None


def test_without_a_file_there_is_one_person_who_may_do_everything():
    people, token = People.alone()
    assert people.by_token(token) == Person("operator", "instructor")
    assert People.alone()[0].by_token(token) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"users: is missing; expected a value for users"),
        ("users = []", r"users is empty; expected one of them"),
        (entry(role="chief"), r'users\[1\]\.role: is "chief"; expected one of'),
        (entry(name=None), r"users\[1\]\.name: is missing"),
        (entry(name=""), r"users\[1\]\.name: is empty"),
        (entry(name="a\\tb"), r"users\[1\]\.name: .*on one line"),
        (entry(region="Almaty"), r'users\[1\]\.region: is "Almaty"; expected lower-case'),
        (entry(role="viewer", region="almaty"), r'role = "viewer" with a region.*operators only'),
        (
            entry(role="instructor", region="almaty"),
            r'users\[1\]: role = "instructor" with a region',
        ),
        (entry(token_hash=None), r"users\[1\]\.token_hash: is missing"),
        (entry(age=7), r"users\[1\]\.age: is not a known field; expected one of name, region"),
        (entry() + entry(token_hash=hash_of("b")), r'name = "Anna" stands there 2 times'),
        (entry() + entry(name="B"), r'"Anna" and "B" have the same token_hash'),
        ("[[users]\n", r"line 1: "),
    ],
)
def test_a_users_file_that_is_wrong_is_complained_of_by_field(users_file, text, said):
    path = users_file(text)
    with pytest.raises(InputError, match=said) as caught:
        People.read(path)
    assert caught.value.where.startswith(str(path))


@pytest.mark.parametrize("value", [TOKEN, f"sha256:{TOKEN}", HASH.upper(), HASH + "\\n", ""])
def test_what_stands_in_place_of_a_hash_is_not_repeated(users_file, value):
    with pytest.raises(InputError, match=r"is no hash of a token; expected .*board-user") as caught:
        People.read(users_file(entry(token_hash=value)))
    assert TOKEN not in str(caught.value)


def test_a_users_file_that_is_not_there_is_bad_input(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        People.read(tmp_path / "users.toml")

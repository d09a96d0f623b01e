"""Texts with names in braces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from sim.load.pattern import Pattern


def test_the_shortest_texts_are_taken():
    match = Pattern("{run}|{key}/x").regex.fullmatch("a|b|c/x")

    assert match
    assert match.groupdict() == {"run": "a", "key": "b|c"}


def test_what_stands_around_the_names_is_meant_as_it_stands():
    pattern = Pattern("a.b*/{c}")

    assert pattern.regex.fullmatch("a.b*/d")
    assert not pattern.regex.fullmatch("axb*/d")
    assert (pattern.prefix, pattern.names) == ("a.b*/", ("c",))


def test_a_name_has_at_least_one_character_and_may_have_line_breaks():
    assert not Pattern("a{b}").regex.fullmatch("a")
    assert Pattern("a{b}").regex.fullmatch("a\n")


def test_a_pattern_without_names_fits_itself():
    assert Pattern("total").regex.fullmatch("total")
    assert Pattern("total").filled({}) == "total"


@pytest.mark.parametrize(
    "text", ["{", "}", "{a", "a}", "{a}}", "{}", "{A}", "{a b}", "{a}{b}", "{1}"]
)
def test_braces_that_do_not_fit_are_refused(text):
    with pytest.raises(PydanticCustomError):
        Pattern(text)


def test_patterns_of_the_same_text_are_equal():
    assert Pattern("a{b}") == Pattern("a{b}") != Pattern("a{c}")
    assert len({Pattern("a{b}"), Pattern("a{b}")}) == 1


words = st.text("abc.|", min_size=1)


@given(words, words, words)
def test_what_is_filled_in_fits(one, two, between):
    pattern = Pattern("{x}/" + between + "/{y}")
    text = pattern.filled({"x": one, "y": two})

    assert text == f"{one}/{between}/{two}"
    assert pattern.regex.fullmatch(text)

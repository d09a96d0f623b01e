"""Wishes that make sense are taken as they are; others are refused before anything is done."""

import pytest
from pydantic import ValidationError

from console.board.wishes import DecisionWish, LoginWish, PlaybackWish, ShowingWish


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (PlaybackWish, {"do": "play"}),
        (PlaybackWish, {"do": "play", "speed": 600}),
        (PlaybackWish, {"do": "seek", "at": 0}),
        (DecisionWish, {"on": "alert", "id": "T201:x", "do": "acknowledge"}),
        (DecisionWish, {"on": "station", "id": "x", "do": "hold", "note": "recount"}),
        (ShowingWish, {"journal": "out/day"}),
        (ShowingWish, {"election": "e", "scenario": "calm", "seed": 0}),
        (LoginWish, {"token": "t"}),
    ],
)
def test_what_makes_sense_is_taken(kind, content):
    assert kind(**content).model_dump(exclude_unset=True) == content


@pytest.mark.parametrize(
    ("kind", "content", "says"),
    [
        (PlaybackWish, {"do": "seek", "at": -1}, "at"),
        (PlaybackWish, {"do": "seek", "at": 10**18}, "at"),
        (PlaybackWish, {"do": "play", "speed": float("nan")}, "speed"),
        (DecisionWish, {"on": "alert", "id": "T201:x", "do": "hold", "note": "n"}, "hold on alert"),
        (DecisionWish, {"on": "station", "id": "x", "do": "dismiss", "note": "n"}, "on station"),
        (DecisionWish, {"on": "alert", "id": "T201:x", "do": "dismiss", "note": "  "}, "reason"),
        (DecisionWish, {"on": "alert", "id": "", "do": "acknowledge"}, "id"),
        (DecisionWish, {"on": "alert", "id": "x", "do": "acknowledge", "note": "n" * 501}, "note"),
        (ShowingWish, {"election": "e", "scenario": "calm"}, "seed"),
        (LoginWish, {"token": ""}, "token"),
    ],
)
def test_what_makes_none_is_refused(kind, content, says):
    with pytest.raises(ValidationError, match=says):
        kind(**content)

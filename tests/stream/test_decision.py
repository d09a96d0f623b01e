"""Decisions as they are written and read."""

import msgspec
import pytest

from stream.decision import ACTS, Decision, decode, encode

HOLD = Decision(1, 10, 20, "Aigul", "operator", "station", "east-0001", "hold", "recount")


@pytest.mark.parametrize(("on", "do"), [(on, do) for on, acts in ACTS.items() for do in acts])
def test_what_is_written_is_read(on, do):
    made = msgspec.structs.replace(HOLD, on=on, do=do)
    assert decode(encode(made)) == made


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"null",
        encode(HOLD)[:-1],
        encode(HOLD).replace(b'"hold"', b'"close"'),
        encode(HOLD).replace(b'"hold"', b'"dismiss"'),
        encode(HOLD).replace(b'"station"', b'"alert"'),
        b"\xff",
        encode(HOLD).replace(b"{", b'{"x":' + b"[" * 9_000 + b"]" * 9_000 + b",", 1),
    ],
)
def test_what_is_none_is_refused(content):
    with pytest.raises(ValueError, match=r"JSON|Object|Expected|done to|Inval|nested|Input"):
        decode(content)

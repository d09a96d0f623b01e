import pytest

from sim.oracle.moments import HOUR, SECOND, moment_of

HALF_PAST_SEVEN = 1_627_198_200 * SECOND


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-07-25T07:30:00Z", HALF_PAST_SEVEN),
        ("2021-07-25T13:30:00+06:00", HALF_PAST_SEVEN),
        ("2021-07-25T07:30:00.000001Z", HALF_PAST_SEVEN + 1),
        ("2021-07-25T07:30:00.1-01:00", HALF_PAST_SEVEN + HOUR + SECOND // 10),
        ("9998-12-31T23:59:59.999999Z", 253_370_764_799_999_999),
    ],
)
def test_moments_are_read_to_the_microsecond(text, moment):
    assert moment_of(text) == moment

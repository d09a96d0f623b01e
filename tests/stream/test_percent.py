from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from stream.percent import percent


def test_halves_round_up():
    assert percent(1, 800, 1) == "0.1"
    assert percent(1, 8, 0) == "13"
    assert percent(101_184, 111_328) == "90.89"


def test_nothing_of_nothing_is_zero():
    assert percent(0, 0) == "0.00"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_agrees_with_decimal_arithmetic(part, whole):
    exact = Decimal(100 * part) / Decimal(whole)
    assert percent(part, whole) == str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.targets import Contradiction, PublishedRow, Targets, percentage

ROW = PublishedRow(
    scope="region",
    region="akmola",
    metric="votes",
    key="nur-otan",
    value="46109",
    printed_pct="60.79",
    note="",
)
LINE = Contradiction(
    scope="region",
    region="akmola",
    metric="votes",
    key="nur-otan",
    field="printed_pct",
    printed="60.79",
    folded="60.80",
    reason="misprint",
)


def test_a_row_keeps_its_digits():
    turnout = ROW.model_copy(update={"value": "79.10"})
    assert (ROW.count, turnout.value, turnout.number) == (46109, "79.10", Decimal("79.1"))


def test_a_percentage_is_no_count():
    with pytest.raises(ValueError, match="invalid literal"):
        _ = ROW.model_copy(update={"value": "79.10"}).count


def test_rows_and_contradictions_are_found_by_what_they_speak_of():
    targets = Targets(published=(ROW,), contradictions=(LINE,))
    place = ("region", "akmola", "", "votes", "nur-otan")
    assert targets.published_at[place] is ROW
    assert targets.contradictions_at[place, "printed_pct"] is LINE
    assert (place, "value") not in targets.contradictions_at


def test_a_contradiction_is_resolved_when_the_row_comes_out_as_printed():
    assert not LINE.resolved
    assert LINE.model_copy(update={"folded": "60.79"}).resolved


def test_targets_are_frozen():
    with pytest.raises(ValidationError):
        ROW.value = "1"  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (956984, 1209817, "79.10"),  # national turnout
        (101184, 111328, "90.89"),  # East Kazakhstan, where the source prints 90.88
        (1, 8, "12.50"),
        (1, 800, "0.13"),  # exactly half a hundredth goes up
        (0, 860, "0.00"),
    ],
)
def test_percentages_are_rounded_as_printed(part, whole, printed):
    assert percentage(part, whole) == printed


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_percentage_is_off_by_half_a_hundredth_at_most(part, whole):
    assert abs(Decimal(percentage(part, whole)) * whole - 100 * part) <= Decimal("0.005") * whole

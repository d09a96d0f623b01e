from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyAddress,
    ValidationError,
    model_validator,
)

from config.complaint import LONGEST, Complaint, shown
from config.unfit import unfit


class Box(BaseModel):
    model_config = ConfigDict(extra="forbid")

    width: int
    address: IPvAnyAddress | None = None


def complaint_of(**fields):
    with pytest.raises(ValidationError) as found:
        Box(**fields)
    return Complaint.of(found.value, lambda _: Box.model_fields)


def test_an_unknown_field_comes_before_the_missing_one_it_stands_for():
    complaint = complaint_of(with_=3)
    assert complaint.place == ("with_",)
    assert complaint.said == "is not a known field (and 1 more: width)"


def test_a_finding_without_words_of_ours_keeps_those_of_the_validator():
    complaint = complaint_of(width=1, address="here")
    assert (complaint.place, complaint.said) == (("address",), 'is "here"')
    assert "IPv4 or IPv6" in complaint.expected


@given(st.text() | st.integers() | st.lists(st.text()))
def test_a_bad_value_is_never_shown_too_long(value):
    assert len(shown(value)) <= LONGEST


def test_no_more_fields_are_named_than_one_reads():
    names = tuple("abcdefgh")
    assert (
        Complaint((), "is missing", "", names).said
        == "is missing (and 8 more: a, b, c, d, e, f, ...)"
    )
    assert Complaint((), "is missing", "", ()).said == "is missing"


class Event(BaseModel):
    day: Annotated[date, Field(ge=date(1900, 1, 1))] = date(2021, 7, 25)
    number: int = 0

    @model_validator(mode="after")
    def _fits(self):
        if self.number == 13:
            raise unfit(f"number is {self.number}", "any but 13")
        return self


@pytest.mark.parametrize(
    ("fields", "what", "expected"),
    [
        (
            {"day": "2021-07-25T10:00:00"},
            'is "2021-07-25T10:00:00"',
            "a date such as 2021-07-25, w",
        ),
        ({"day": date(1, 1, 1)}, "is 0001-01-01", "at least 1900-01-01"),
        ({"number": "9" * 5000}, 'is "999', "a smaller whole number"),
        ({"number": 13}, "number is 13", "any but 13"),
    ],
)
def test_findings_are_told_in_plain_words(fields, what, expected):
    with pytest.raises(ValidationError) as found:
        Event(**fields)
    complaint = Complaint.of(found.value, lambda _: Event.model_fields)
    assert complaint.said.startswith(what)
    assert complaint.expected.startswith(expected)

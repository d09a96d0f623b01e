import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, IPvAnyAddress, ValidationError

from config.complaint import LONGEST, Complaint, shown


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
    assert complaint.said == "is not a known field (and 1 more)"


def test_a_finding_without_words_of_ours_keeps_those_of_the_validator():
    complaint = complaint_of(width=1, address="here")
    assert (complaint.place, complaint.said) == (("address",), 'is "here"')
    assert "IPv4 or IPv6" in complaint.expected


@given(st.text() | st.integers() | st.lists(st.text()))
def test_a_bad_value_is_never_shown_too_long(value):
    assert len(shown(value)) <= LONGEST

import math

import pytest

from stream.moment import MOST_REMEMBERED, Moments, text_of


def test_one_instant_in_two_zones_is_one_moment():
    moments = Moments()
    assert moments["2021-07-25T10:00:00+06:00"] == moments["2021-07-25T04:00:00Z"]


@pytest.mark.parametrize(
    "text",
    [
        "2021-07-25T10:00:00",
        "2021-07-25 10:00:00+06:00",
        "20210725T100000Z",
        "2021-07-25T25:00:00Z",
        "2021-02-30T10:00:00Z",
        "٢021-07-25T10:00:00Z",
        "",
    ],
)
def test_what_is_not_rfc_3339_with_an_offset_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        Moments()[text]


def test_memory_stays_bounded():
    moments = Moments({str(number): 0.0 for number in range(MOST_REMEMBERED)})
    moments["2021-07-25T10:00:00Z"]
    assert len(moments) == 1


def test_a_moment_can_be_written_again():
    moments = Moments()
    assert text_of(moments["2021-07-25T10:00:00.250000+06:00"]) == "2021-07-25T04:00:00.250000Z"


def test_many_texts_are_read_at_once_and_what_is_no_moment_is_no_number():
    moments = Moments()
    good = ["1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z"]
    assert moments.seconds(good) == [1.0, 2.0]
    first, second, third = moments.seconds([good[0], "noon", good[1]])
    assert (first, third) == (1.0, 2.0)
    assert math.isnan(second)

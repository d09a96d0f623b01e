"""Decisions on their topic: those of a run, numbered by their place."""

from msgspec.structs import replace

from stream.decision import Decision, encode
from stream.kafka.decision_log import held, key_of, read

RUN = "calm-1"
HOLD = Decision(1, 10, 20, "Aigul", "operator", "station", "east-0001", "hold", "recount")
ACKNOWLEDGE = replace(HOLD, on="alert", id="P301:east-0001:east-a", do="acknowledge")


def test_a_decision_has_the_number_of_its_place():
    for made in (HOLD, ACKNOWLEDGE):
        found = read(RUN, key_of(RUN, made), encode(made), 41)
        assert found == replace(made, n=42)


def test_other_runs_and_what_is_no_decision_of_its_key_are_passed_over(caplog):
    key = key_of(RUN, HOLD)
    assert read("calm-1/station", key, encode(HOLD), 0) is None
    assert read("calm", key, encode(HOLD), 0) is None
    assert read(RUN, key, None, 0) is None
    assert read(RUN, key_of(RUN, ACKNOWLEDGE), encode(HOLD), 0) is None
    assert not caplog.records
    assert read(RUN, key, b"{}", 7) is None
    assert "offset 7 is no decision" in caplog.text


def test_the_last_word_on_a_station_counts():
    elsewhere = replace(HOLD, id="west-0001")
    assert held([HOLD, elsewhere, ACKNOWLEDGE, replace(HOLD, do="release")]) == {
        "east-0001": False,
        "west-0001": True,
    }

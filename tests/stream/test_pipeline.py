from stream.pipeline import Pipeline
from tests.small_election import (
    KEYS,
    LATER,
    OPEN,
    ROSTER,
    TIMED,
    Voice,
    quiet_day,
    record,
    record_at,
)

OPENS = int(OPEN.timestamp()) * 1000


def test_records_in_tallies_and_alerts_out():
    pipeline = Pipeline(ROSTER, KEYS)
    day = [record(event, 5) for event in quiet_day("east-0003", 100, "east-a", {"c1": 120})]
    update = pipeline.feed([*day, *day[:2], record(Voice("x").opened(), 9)])
    assert {alert.code for alert in update.alerts} == {"T201", "S101"}
    assert {alert.code for alert in pipeline.alerts()} == {"T201", "S101"}
    assert pipeline.tallies().nation.ballots == 120
    assert (pipeline.accepted, pipeline.duplicates, pipeline.rejected) == (len(day), 2, 1)
    assert pipeline.watermark == LATER + 9
    assert [state.source.id for state in pipeline.stations()] == ["east-0003"]


def test_codes_are_checked_only_where_keys_are_given():
    forged = record(Voice("east-0001").opened(), mac="0" * 32)
    assert Pipeline(ROSTER, KEYS).feed([forged]).rejected[0].code == "S102"
    assert Pipeline(ROSTER).feed([forged]).rejected == []


def test_the_end_of_the_stream_reports_what_never_came():
    voice = Voice("east-0001")
    pipeline = Pipeline(ROSTER)
    pipeline.feed([record(voice.opened(seq=1)), record(voice.turnout(2, 9, seq=3))])
    assert pipeline.alerts() == []
    assert [alert.code for alert in pipeline.finish().alerts] == ["S103"]
    assert pipeline.watermark == LATER


def test_time_alone_makes_overdue_what_has_not_come():
    pipeline = Pipeline(TIMED)
    opened = record_at(Voice("east-0001").opened(), OPENS)
    assert pipeline.feed([opened]).alerts == []
    assert pipeline.advance(OPENS + 29 * 60_000).alerts == []
    overdue = pipeline.advance(OPENS + 6 * 3_600_000).alerts
    assert {alert.code for alert in overdue} == {"T205"}
    assert {alert.place for alert in overdue} == {s.id for s in TIMED.by_row if s.unit}
    assert max(alert.opened for alert in overdue) < pipeline.watermark
    assert pipeline.advance(OPENS).alerts == []  # it does not go back
    assert pipeline.watermark == OPENS + 6 * 3_600_000


def test_an_empty_batch_changes_nothing():
    update = Pipeline(ROSTER).feed([])
    assert (update.alerts, update.rejected) == ([], [])

"""Alerts on their topic: the last word on each, of one run."""

from stream.alerts import Alert
from stream.kafka.alert_log import encode, key_of, read

ID = "P301:east-0001:east-a"
ALERT = Alert(ID, "P301", "error", "station", "east-0001", "east", 0, None, "open", 1, {})


def test_what_is_written_is_read_and_what_is_taken_back_told():
    assert read("calm-1", key_of("calm-1", ID), encode(ALERT)) == (ID, ALERT)
    assert read("calm-1", key_of("calm-1", ID), None) == (ID, None)


def test_other_runs_and_what_no_worker_wrote_are_passed_over():
    for run, value in (
        ("calm", encode(ALERT)),
        ("calm-1", b"{}"),
        ("calm-1", b"\xff"),
        ("calm-1", b"[" * 9_000),
    ):
        assert read("calm-1", key_of(run, ID), value) is None

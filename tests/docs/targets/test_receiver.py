"""The HTTP receiver makes of a day what a perfect pipeline makes of it, unless it has a bug."""

import pytest

from config.library import load_election
from tests.docs.targets.delivered import differing, rows


@pytest.fixture(scope="module")
def regions():
    return {one.id: one.region for one in load_election("kz-2021-08-01").stations}


def test_a_day_comes_out_as_expected_and_what_is_wrong_is_refused(start, delivered, regions):
    receiver = start()
    answers = receiver.post(delivered.records)
    assert set(answers) == {200, 400}
    assert answers.count(400) == delivered.refused
    documents = receiver.tallies()
    assert rows(documents, regions) == delivered.expected
    for row, number in delivered.contests.items():
        _, _, contest, metric, key = row.split("|")
        if metric in ("registered", "ballots"):
            assert documents[f"contest:{contest}"][metric] == number
        elif metric == "votes" and key in ("against-all", "invalid"):
            assert documents[f"contest:{contest}"]["votes"][key] == number


def test_nothing_is_lost_with_the_process(start, delivered, regions):
    half = len(delivered.records) // 2
    first = start()
    first.post(delivered.records[:half])
    before = first.tallies()
    first.kill()
    second = start()
    assert second.tallies() == before
    second.post(delivered.records[half - 5 :])
    assert rows(second.tallies(), regions) == delivered.expected


def test_a_receiver_that_loses_on_restart_does(start, delivered):
    first = start("loses-on-restart")
    last = [record for record in delivered.records if b"count-reported" in bytes(record.value)]
    first.post(last[:1])
    assert first.tallies()["nation"]["polling_stations"] == 1
    first.kill()
    assert start("loses-on-restart").tallies()["nation"]["polling_stations"] == 0


def test_a_receiver_that_counts_duplicates_has_those_stations_wrong(start, delivered, regions):
    receiver = start("counts-duplicates")
    receiver.post(delivered.records)
    standing = max(
        (one for one in delivered.records if b"count-reported" in bytes(one.value)),
        key=lambda one: one.received,
    )
    receiver.post([standing])  # as after an answer that was lost
    wrong = differing(rows(receiver.tallies(), regions), delivered.expected)
    assert wrong == delivered.repeated | {standing.key}


def test_a_receiver_that_ignores_corrections_has_those_stations_wrong(start, delivered, regions):
    receiver = start("ignores-corrections")
    receiver.post(delivered.records)
    wrong = differing(rows(receiver.tallies(), regions), delivered.expected)
    assert wrong == delivered.corrected != set()

"""Rules on protocols beyond their sums: stock, roll, closing, candidates, time."""

import pytest

from stream.rules.limits import PROTOCOL_GRACE_S
from stream.station_stage import StationStage
from tests.small_election import LATER, ROSTER, TIMED, Voice, record


def _alerts(*events, roster=ROSTER):
    stage = StationStage(roster)
    stage.feed([record(event) for event in events])
    return {alert.code: alert for alert in stage.alerts()}


@pytest.fixture
def voice():
    voice = Voice("east-0001")
    voice.seq = 1
    return voice


@pytest.fixture
def opened():
    return Voice("east-0001").opened()


@pytest.mark.parametrize(
    ("changed", "evidence"),
    [
        ({"unused": 289}, {"version": 1, "received": 300, "sum": 299}),
        ({"ballots_received": 299}, {"version": 1, "received": 299, "sum": 300}),
        (
            {"issued_home": 11},
            {"version": 1, "found_home": 0, "issued_home": 11, "issued": 10},
        ),
        (
            {"found_home": 2, "found_station": 8, "issued_home": 1},
            {"version": 1, "found_home": 2, "issued_home": 1, "issued": 10},
        ),
    ],
)
def test_p303_the_stock_of_ballots_does_not_add_up(voice, opened, changed, evidence):
    changed = {"ballots_received": 300, "unused": 290} | changed
    alerts = _alerts(opened, voice.counted({"c1": 10}, **changed))
    assert {code: alert.evidence for code, alert in alerts.items()} == {"P303": evidence}
    assert alerts["P303"].severity == "error"


def test_p303_allows_spoiled_ballots(voice, opened):
    fine = voice.counted({"c1": 10}, spoiled=3, unused=287, ballots_received=300)
    assert _alerts(opened, fine) == {}


def test_p304_another_roll_than_the_definition_has(voice, opened):
    alert = _alerts(opened, voice.counted({"c1": 10}, registered=301))["P304"]
    assert alert.evidence == {"version": 1, "registered": 301, "definition": 300}


@pytest.mark.parametrize("closing_first", [True, False])
def test_p305_other_ballots_issued_than_voters_at_closing(voice, opened, closing_first):
    pair = [voice.closed(10), voice.counted({"c1": 9})]
    alerts = _alerts(opened, *(pair if closing_first else reversed(pair)))
    assert alerts["P305"].evidence == {"version": 1, "issued": 9, "voters_at_closing": 10}
    corrected = [*pair, voice.counted({"c1": 10}, version=2)]
    assert _alerts(opened, *corrected)["P305"].condition == "cleared"


def test_p306_a_candidate_who_is_not_on_the_ballot(voice, opened):
    alert = _alerts(opened, voice.counted({"c1": 10, "c9": 1}))["P306"]
    assert alert.evidence == {"version": 1, "unknown": ["c9"], "missing": []}


def test_p306_a_candidate_without_a_figure(voice, opened):
    protocol = voice.counted({"c1": 10})
    del protocol.votes["c3"]
    alert = _alerts(opened, protocol)["P306"]
    assert alert.evidence == {"version": 1, "unknown": [], "missing": ["c3"]}


def test_p307_an_empty_protocol(voice, opened):
    alert = _alerts(opened, voice.counted({}))["P307"]
    assert (alert.severity, alert.evidence) == ("error", {"version": 1, "issued": 0})


def _dated(voice, minutes, votes=10):
    """Close at 13:01 of the small day, and count so many minutes later."""
    closed = voice.closed(votes)
    at = f"2021-07-25T14:{1 + minutes:02d}:00+00:00"
    count = voice.counted({"c1": votes})
    return closed, type(count)(
        **{f: getattr(count, f) for f in count.__struct_fields__} | {"at": at}
    )


@pytest.mark.parametrize(("minutes", "raised"), [(9, True), (10, False)])
def test_p310_counted_faster_than_boxes_can_be_opened(voice, opened, minutes, raised):
    assert ("P310" in _alerts(opened, *_dated(voice, minutes))) == raised


def test_p310_before_the_polls_closed_where_no_closing_is_known(voice, opened):
    count = voice.counted({"c1": 10})
    fields = {f: getattr(count, f) for f in count.__struct_fields__}
    early = type(count)(**fields | {"at": "2021-07-25T13:00:00Z"})
    assert "P310" in _alerts(opened, early, roster=TIMED)
    assert "P310" not in _alerts(opened, early)  # without polling hours nobody knows


def test_p311_a_protocol_that_has_not_come_in_time_and_comes_after_all():
    voice = Voice("east-0001")
    stage = StationStage(TIMED)
    due = round((TIMED.hours["east"].counted + PROTOCOL_GRACE_S) * 1000)
    early = [record(e, due - 3_600_000 - LATER) for e in (voice.opened(), voice.closed(9))]
    stage.feed(early)
    stage.advance(due - 1)
    assert not [a for a in stage.alerts() if a.code == "P311"]
    stage.advance(due)
    overdue = {a.id for a in stage.alerts() if a.code == "P311"}
    assert overdue == {f"P311:east-{n:04d}:east-a" for n in (1, 2, 3)}
    assert {a.opened for a in stage.alerts() if a.code == "P311"} == {due}
    stage.feed([record(voice.counted({"c1": 9}), due + 5 - LATER)])
    cleared = {a.id: a.cleared for a in stage.alerts() if a.condition == "cleared"}
    assert cleared["P311:east-0001:east-a"] == due + 5

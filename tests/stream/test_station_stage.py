"""Laws of the first stage, held against a plain model on statements in any order."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.alert_desk import LONGEST_KEY
from stream.events import CountReported
from stream.roster import Roster, Unit
from stream.rules.limits import GAP_GRACE_MS
from stream.station import StationState
from stream.station_stage import StationStage
from stream.tally import Sums
from tests.small_election import (
    ELECTION,
    KEYS,
    LATER,
    OPEN,
    ROSTER,
    TIMED,
    Voice,
    quiet_day,
    record,
)

STATIONS = [(station.id, station.contests[0]) for station in ELECTION.stations]


@st.composite
def said(draw):
    """Anything the stations may say: in order and not, corrected, contradicted, wrong."""
    station, contest = draw(st.sampled_from(STATIONS))
    voice = Voice(station)
    seq = draw(st.integers(1, 9))
    kind = draw(st.sampled_from(["opened", "turnout", "turnout", "turnout", "closed", "counted"]))
    voters = draw(st.integers(0, 4)) * 90
    if kind == "opened":
        return voice.opened(voters, seq=seq)
    if kind == "turnout":
        return voice.turnout(draw(st.integers(1, 6)), voters, seq=seq)
    if kind == "closed":
        return voice.closed(voters, seq=seq)
    return voice.counted(
        {"c1": voters, "c2": draw(st.integers(0, 2))},
        contest=contest,
        version=draw(st.integers(1, 3)),
        seq=seq,
        issued=draw(st.sampled_from([0, 90, 400])),
    )


BY_COLUMNS, ONE_BY_ONE = 1, 10**9
ways = st.sampled_from([BY_COLUMNS, ONE_BY_ONE])


def _two_contests():
    """The small election with both contests on every ballot."""
    unit = Unit(0, "east", "east-d", ("east-a", "west-b"))
    sources = [
        msgspec.structs.replace(source, unit=unit) for source in ROSTER.by_row if source.unit
    ]
    races = ROSTER.races.values()
    return Roster(ROSTER.election, ROSTER.run, ROSTER.partitions, sources, [unit], races)


OPENS_MS = round(OPEN.timestamp() * 1000)
TWO_CONTESTS = _two_contests()


def _stage(events, batch=3, many=ONE_BY_ONE, roster=ROSTER, looks=()):
    stage = StationStage(roster, many=many)
    records = [record(event, received) for received, event in enumerate(events)]
    for start in range(0, len(records), batch):
        stage.feed(records[start : start + batch])
        if start in looks:
            assert stage.sums == stage.sums
            assert all(state.prefix or state.ahead for state in stage.states.values())
    stage.finish()
    return stage


def open_alerts(stage):
    return {
        (alert.id, str(alert.evidence)) for alert in stage.alerts() if alert.condition == "open"
    }


def nonzero(sums):
    return {unit: each for unit, each in sums.items() if each != Sums()}


@given(st.lists(said(), max_size=30), st.randoms(use_true_random=False), ways, st.integers(1, 40))
def test_order_repetition_and_batches_make_no_difference(events, random, many, batch):
    shuffled = events * 2
    random.shuffle(shuffled)
    one, other = _stage(events), _stage(shuffled, batch, many)
    assert nonzero(one.sums) == nonzero(other.sums)
    assert open_alerts(one) == open_alerts(other)
    assert one.accepted == other.accepted
    assert other.duplicates == one.duplicates + len(events)


@st.composite
def orderly(draw):
    """A day that goes straight on at every station, now and then disturbed."""
    days = []
    for station, contest in STATIONS:
        voice, voters = Voice(station), 0
        day = [voice.opened(100)]
        if draw(st.integers(0, 9)) == 0:  # a rival of the opening: an error from the start
            day.append(voice.opened(90, seq=1))
        for hour in range(1, draw(st.integers(1, 20))):
            voters += draw(st.integers(0, 7))
            day.append(voice.turnout(hour, voters))
        day.append(voice.closed(voters))
        issued = voters + draw(st.sampled_from([0, 0, 0, -1, 1, 300]))
        day.append(
            voice.counted(
                {"c1": voters},
                contest=contest,
                issued=max(0, issued),
                found_station=voters + draw(st.sampled_from([0, 0, 0, 1])),
            )
        )
        days.append(day)
    whole = [event for day in days for event in day]
    for _ in range(draw(st.integers(0, 4))):
        one, other = (draw(st.integers(0, len(whole) - 1)) for _ in "ab")
        whole[one], whole[other] = whole[other], whole[one]
    return whole + draw(st.lists(said(), max_size=3))


def _on_both(event):
    """Let a protocol stand for both contests, the second under the next number."""
    yield event
    if isinstance(event, CountReported):
        contest = "west-b" if event.contest == "east-a" else "east-a"
        registered = event.registered - 50 * (contest == "west-b")
        yield msgspec.structs.replace(
            event, contest=contest, seq=event.seq + 1, registered=registered
        )


@given(
    st.lists(said(), max_size=30) | orderly(),
    ways,
    st.integers(1, 200),
    st.sampled_from([ROSTER, TWO_CONTESTS]),
    st.sets(st.integers(0, 60)),
)
def test_sums_equal_those_of_a_plain_fold_from_the_start(events, many, batch, roster, looks):
    if roster is TWO_CONTESTS:
        events = [twin for event in events for twin in _on_both(event)]
    stage = _stage(events, batch, many, roster, looks)
    before = msgspec.msgpack.encode(stage.sums)
    expected: dict[int, Sums] = {}
    for state in stage.states.values():
        plain = StationState(state.source, state.row, Sums(), roster)
        plain.prefix, plain.ahead = state.prefix, state.ahead
        plain.refold()
        plain.doubtful = state.doubtful
        unit = expected.setdefault(state.source.unit.index, Sums())
        unit += plain.share()
    assert nonzero(stage.sums) == nonzero(expected)
    assert msgspec.msgpack.encode(stage.sums) == before


@given(orderly(), st.integers(1, 200))
def test_both_ways_open_the_same_alerts_and_keep_the_same_ledgers(events, batch):
    one, other = _stage(events, batch, BY_COLUMNS), _stage(events, batch, ONE_BY_ONE)
    assert one.alerts() == other.alerts()  # also those that were open for a while
    ledgers = [
        {id_: state.statements() for id_, state in stage.states.items()} for stage in (one, other)
    ]
    assert ledgers[0] == ledgers[1]
    assert (one.accepted, one.duplicates) == (other.accepted, other.duplicates)


def _through_the_day(events, batch, many, minutes):
    """Deliver events over a day with polling hours, so many minutes apart, and end it."""
    stage = StationStage(TIMED, many=many)
    start = OPENS_MS - LATER
    records = [record(event, start + n * minutes * 60_000) for n, event in enumerate(events)]
    for begin in range(0, len(records), batch):
        stage.feed(records[begin : begin + batch])
    stage.finish()
    return stage


@given(st.lists(said(), max_size=30) | orderly(), st.integers(1, 200), st.sampled_from([1, 7, 40]))
def test_deadlines_pass_by_receive_time_however_records_are_batched(events, batch, minutes):
    plain = _through_the_day(events, 1, ONE_BY_ONE, minutes)
    for many in (BY_COLUMNS, ONE_BY_ONE):
        other = _through_the_day(events, batch, many, minutes)
        assert other.alerts() == plain.alerts()
        assert nonzero(other.sums) == nonzero(plain.sums)
        assert other.failures == {}


def _twice(*events, roster=TWO_CONTESTS, batch=1):
    """Fold on both ways, check that they agree, and return the sums of the only unit."""
    one, other = (_stage(events, batch, many, roster) for many in (BY_COLUMNS, ONE_BY_ONE))
    assert one.sums == other.sums
    assert open_alerts(one) == open_alerts(other)
    assert (one.accepted, one.duplicates) == (other.accepted, other.duplicates)
    return one.sums[0]


@pytest.mark.parametrize("many", [BY_COLUMNS, ONE_BY_ONE])
def test_a_station_has_only_so_many_numbers_on_either_way(many):
    voice = Voice("east-0001")
    day = [voice.opened(), *(voice.turnout(hour, hour // 10) for hour in range(1, 999))]
    day += [voice.closed(99), voice.counted({"c1": 99})]
    day[-2] = msgspec.structs.replace(day[-2], at="2021-12-31T00:00:00Z")
    stage = _stage(day, 10, many)
    assert (day[-1].seq, stage.accepted, stage.rejected) == (1001, 1000, 1)
    assert stage.sums[0].closed == 1
    assert stage.sums[0].contests == {}


def test_a_part_without_sources_refuses_all_on_either_way():
    empty = ROSTER.part(99)
    given = [record(Voice("east-0001").opened()), record(Voice("north-0001").opened())]
    for many in (BY_COLUMNS, ONE_BY_ONE):
        codes = [each.code for each in StationStage(empty, many=many).feed(given).rejected]
        assert codes == ["S107", "S101"]


def test_a_protocol_before_the_closing_is_not_counted_again_after_it():
    voice = Voice("east-0001")
    day = [voice.opened(), voice.turnout(1, 5), voice.counted({"c1": 5})]
    sums = _twice(*day, voice.closed(5), voice.counted({"c1": 6}, version=2))
    assert sums.contests["east-a"].clean.votes == {"c1": 6}
    assert sums.counted == 0


def test_protocols_in_another_order_than_on_the_ballot_count_once_each():
    voice = Voice("east-0001")
    day = [voice.opened(), voice.closed(9), voice.counted({"c1": 7}, contest="west-b")]
    correction = voice.counted({"c1": 8}, contest="west-b", version=2)
    sums = _twice(*day, correction, voice.counted({"c1": 9}))
    assert sums.contests["west-b"].clean.votes == {"c1": 8}
    assert (sums.counted, sums.contests["east-a"].clean.stations) == (1, 1)


def test_the_highest_roll_of_all_protocols_counts_on_either_way():
    voice = Voice("east-0001")
    day = [voice.opened(200), voice.closed(9), voice.counted({"c1": 7}, registered=290)]
    assert _twice(*day).registered == 290
    assert _twice(*day, voice.counted({"c1": 9}, contest="west-b", registered=280)).registered == (
        290
    )


def test_a_protocol_of_a_station_in_doubt_is_doubtful_on_either_way():
    voice = Voice("east-0001")
    day = [voice.opened(300), voice.opened(290, seq=1), voice.turnout(1, 5), voice.closed(5)]
    sums = _twice(*day, voice.counted({"c1": 5}))
    assert (sums.contests["east-a"].doubtful.stations, sums.contests["east-a"].settled_roll) == (
        1,
        0,
    )


@given(st.lists(said(), max_size=30), st.integers(0, 30), ways)
def test_every_record_is_accepted_or_a_duplicate(events, cut, many):
    stage = _stage(events + events[:cut], many=many)
    assert stage.accepted + stage.duplicates == len(events + events[:cut])
    assert stage.rejected == 0


@given(st.lists(said(), max_size=30))
def test_an_alert_is_one_condition_and_its_ids_never_repeat(events):
    ids = [alert.id for alert in _stage(events).alerts()]
    assert len(ids) == len(set(ids))


def test_a_quiet_day_raises_nothing_and_is_counted():
    stage = _stage(quiet_day("east-0001", 300, "east-a", {"c1": 120, "c2": 60}))
    assert stage.alerts() == []
    (sums,) = stage.sums.values()
    assert (sums.opened, sums.closed, sums.counted, sums.registered) == (1, 1, 1, 300)
    assert sums.voters == 180
    assert sums.contests["east-a"].clean.votes == {"c1": 120, "c2": 60}
    assert sums.contests["east-a"].settled_roll == 300


def test_a_corrected_count_replaces_and_never_adds():
    voice = Voice("east-0001")
    wrong = voice.counted({"c1": 210, "c2": 60}, found_station=180, issued=180)
    right = voice.counted({"c1": 120, "c2": 60}, version=2)
    stage = _stage([voice.opened(seq=3), wrong, right])
    (sums,) = stage.sums.values()
    assert sums.contests["east-a"].total.votes == {"c1": 120, "c2": 60}
    assert sums.contests["east-a"].total.stations == 1
    (alert,) = stage.alerts()
    assert (alert.code, alert.condition) == ("P301", "cleared")


def test_a_protocol_in_doubt_is_counted_apart_until_it_is_corrected():
    voice = Voice("east-0001")
    stage = StationStage(ROSTER)
    stage.feed([record(voice.opened()), record(voice.counted({"c1": 9}, found_station=8))])
    (sums,) = stage.sums.values()
    assert sums.contests["east-a"].doubtful.votes == {"c1": 9}
    assert sums.contests["east-a"].settled_roll == 0
    stage.feed([record(voice.counted({"c1": 8}, version=2))])
    assert sums.contests["east-a"].clean.votes == {"c1": 8}
    assert sums.contests["east-a"].settled_roll == 300


def test_two_statements_under_one_number_leave_s104_open_and_one_of_them_counting():
    voice = Voice("east-0001")
    pair = [voice.turnout(3, 50, seq=2), voice.turnout(3, 60, seq=2)]
    one = _stage([voice.opened(seq=1), *pair])
    other = _stage([voice.opened(seq=1), *reversed(pair)])
    assert nonzero(one.sums) == nonzero(other.sums)
    for stage in (one, other):
        (alert,) = stage.alerts()
        assert (alert.code, alert.condition, alert.severity) == ("S104", "open", "error")


def test_two_protocols_of_one_version_are_equivocation_also_under_two_numbers():
    voice = Voice("east-0001")
    events = [voice.opened(), voice.counted({"c1": 10}), voice.counted({"c1": 20})]
    codes = {alert.code for alert in _stage(events).alerts()}
    assert codes == {"S104"}
    assert nonzero(_stage(events).sums) == nonzero(_stage(events[::-1]).sums)


def test_a_gap_is_reported_after_its_grace_and_clears_when_the_report_comes():
    voice = Voice("east-0001")
    opened, missing, late = voice.opened(), voice.turnout(1, 10), voice.turnout(2, 20)
    stage = StationStage(ROSTER)
    stage.feed([record(opened, 0), record(late, 1000)])
    assert stage.alerts() == []
    stage.advance(LATER + 1000 + GAP_GRACE_MS - 1)
    assert stage.alerts() == []
    stage.advance(LATER + 1000 + GAP_GRACE_MS)
    (alert,) = stage.alerts()
    assert (alert.code, alert.opened) == ("S103", LATER + 1000 + GAP_GRACE_MS)
    assert alert.evidence == {"missing": [2], "last": 3}
    stage.feed([record(missing, 2_000_000)])
    (alert,) = stage.alerts()
    assert (alert.condition, alert.cleared) == ("cleared", LATER + 2_000_000)


def test_a_report_that_comes_within_the_grace_raises_nothing():
    voice = Voice("east-0001")
    opened, missing, late = voice.opened(), voice.turnout(1, 10), voice.turnout(2, 20)
    stage = StationStage(ROSTER)
    stage.feed([record(opened, 0), record(late, 1000), record(missing, 2000)])
    stage.advance(LATER + 10 * GAP_GRACE_MS)
    assert stage.alerts() == []


@pytest.mark.parametrize("many", [BY_COLUMNS, ONE_BY_ONE])
def test_refused_records_change_no_sums_and_raise_one_alert_a_source(many):
    voice = Voice("east-0001")
    stage = StationStage(ROSTER, many=many)
    bad = record(voice.opened(), value=b"{")
    update = stage.feed([bad, bad, record(Voice("north-0001").opened())])
    assert [rejection.code for rejection in update.rejected] == ["S105", "S105", "S101"]
    assert stage.sums == {}
    assert [(alert.code, alert.count) for alert in stage.alerts()] == [("S101", 1), ("S105", 2)]


@pytest.mark.parametrize("many", [BY_COLUMNS, ONE_BY_ONE])
@pytest.mark.parametrize("field", ["at", "as_of"])
def test_a_report_without_a_moment_is_refused_on_either_way(many, field):
    voice = Voice("east-0001")
    stage = StationStage(ROSTER, many=many)
    stage.feed([record(voice.opened())])
    bad = msgspec.structs.replace(voice.turnout(1, 10), **{field: "soon"})
    update = stage.feed([record(bad), record(bad)])
    assert [rejection.code for rejection in update.rejected] == ["S105", "S105"]
    assert stage.accepted == 1


@pytest.mark.parametrize("many", [BY_COLUMNS, ONE_BY_ONE])
def test_a_report_on_another_partition_or_with_a_wrong_code_is_refused_on_either_way(many):
    voice = Voice("east-0001")
    stage = StationStage(ROSTER, KEYS, many=many)
    stage.feed([record(voice.opened())])
    report = voice.turnout(1, 10)
    elsewhere = record(report, partition=(record(report).partition + 1) % 4)
    update = stage.feed([elsewhere, record(report, mac="0" * 32), record(report)])
    assert [rejection.code for rejection in update.rejected] == ["S107", "S102"]
    assert stage.accepted == 2


def test_strangers_share_one_alert_of_a_partition_that_stays_small():
    stage = StationStage(ROSTER)
    voices = [Voice(f"north-{number:04d}") for number in range(60)]
    stage.feed([record(v.opened(), partition=n % 2) for n, v in enumerate(voices)])
    assert [alert.id for alert in stage.alerts()] == [f"S101:{ROSTER.election}:{n}" for n in (0, 1)]
    for alert in stage.alerts():
        assert alert.count == 30
        assert len(alert.evidence["keys"]) == 20


def test_records_astray_of_one_source_have_an_alert_for_each_partition():
    """Partitions may be in different hands, and each knows only what came there."""
    home = ROSTER.sources["east-0001"].partition
    astray = [number for number in range(4) if number != home]
    event = Voice("east-0001").opened()
    whole, parts = StationStage(ROSTER), [StationStage(ROSTER) for _ in range(4)]
    for number in [*astray, *astray]:
        whole.feed([record(event, number, partition=number)])
        parts[number].feed([record(event, number, partition=number)])
    assert [alert.count for alert in whole.alerts()] == [2, 2, 2]
    assert whole.alerts() == [alert for part in parts for alert in part.alerts()]


def test_a_withdrawal_is_remembered():
    voice = Voice("reporter-commission")
    stage = StationStage(ROSTER)
    stage.feed([record(voice.withdrawn("east-a", "c2")), record(voice.incident())])
    assert stage.withdrawn == {("east-a", "c2")}
    assert stage.accepted == 2


def test_sums_can_be_sent_and_read_back():
    stage = _stage(quiet_day("east-0001", 300, "east-a", {"c1": 120, "c2": 60}))
    sent = msgspec.msgpack.encode(stage.sums)
    assert msgspec.msgpack.decode(sent, type=dict[int, Sums]) == stage.sums


@pytest.mark.parametrize("batch", [1, 2, 3, 4])
def test_a_gap_is_judged_by_each_records_own_time_however_they_are_batched(batch):
    voice = Voice("east-0001")
    opened, missing, late = voice.opened(), voice.turnout(1, 10), voice.turnout(2, 20)
    filled = [(opened, 0), (late, 1000), (missing, 2000), (Voice("east-0002").opened(), 10**7)]
    overdue = [(opened, 0), (late, 1000), (missing, 10**7), (Voice("east-0002").opened(), 10**7)]
    for day, expected in (
        (filled, []),
        (overdue, [("S103", LATER + 1000 + GAP_GRACE_MS, LATER + 10**7)]),
    ):
        stage = StationStage(ROSTER)
        records = [record(event, received) for event, received in day]
        for start in range(0, 4, batch):
            stage.feed(records[start : start + batch])
        found = [(alert.code, alert.opened, alert.cleared) for alert in stage.alerts()]
        assert found == expected


def test_a_new_gap_has_a_grace_of_its_own():
    voice = Voice("east-0001")
    day = [voice.opened()] + [voice.turnout(hour, 10) for hour in (1, 2, 3, 4)]
    stage = StationStage(ROSTER)
    stage.feed([record(day[0], 0), record(day[2], 0), record(day[4], 500_000)])
    stage.feed([record(day[1], 590_000)])
    stage.advance(LATER + 600_001)
    assert stage.alerts() == []
    stage.advance(LATER + 590_000 + GAP_GRACE_MS)
    assert [alert.code for alert in stage.alerts()] == ["S103"]


def test_a_gap_opens_when_its_own_grace_is_over_however_long_nobody_looked():
    voice = Voice("east-0001")
    day = [voice.opened()] + [voice.turnout(hour, 10) for hour in (1, 2, 3, 4)]
    stage = StationStage(ROSTER)
    stage.feed([record(day[0], 0), record(day[2], 0), record(day[4], 500_000)])
    stage.feed([record(day[1], 590_000)])
    stage.advance(LATER + 10**8)
    (alert,) = stage.alerts()
    assert (alert.code, alert.opened) == ("S103", LATER + 500_000 + GAP_GRACE_MS)


def test_of_an_unknown_key_no_more_is_named_than_can_be_read():
    stage = StationStage(ROSTER)
    stage.feed([record(Voice("x" * 10_000_000).opened(), partition=0)])
    (alert,) = stage.alerts()
    assert alert.evidence == {"keys": ["x" * LONGEST_KEY]}


def test_nothing_is_fed_after_the_end():
    stage = StationStage(ROSTER)
    stage.finish()
    with pytest.raises(ValueError, match="ended"):
        stage.feed([])


def test_one_station_cannot_bring_in_more_votes_than_its_roll_unnoticed():
    voice = Voice("east-0003")
    stage = _stage([voice.opened(100), voice.counted({"c1": 9_000_000}, unused=0)])
    assert {alert.id for alert in stage.alerts()} == {"T201:east-0003:east-a"}
    (sums,) = stage.sums.values()
    assert sums.contests["east-a"].settled_roll == 0


@pytest.mark.parametrize("received", [1 << 62, (1 << 63) - 1])
@pytest.mark.parametrize("many", [1, 256])
def test_a_time_beyond_all_times_ends(received, many):
    stage = StationStage(TIMED, KEYS, many)
    one = record(Voice("east-0001").opened())
    stage.feed([msgspec.structs.replace(one, received=received)])
    assert stage.accepted == 1

"""Rules on many stations: the same alerts however stations are shared out and batches are cut."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.election import Reporter
from config.rulebook import thresholds
from stream import looks
from stream.deadlines import end_of_count, end_of_stream
from stream.many_stations import ManyStations
from stream.pipeline import Pipeline
from stream.protocol_lines import lines_of
from stream.protocol_slots import ProtocolSlots
from stream.roster import Roster
from stream.rules.families import OF_MANY
from stream.rules.forensic_finding import ForensicFinding
from stream.rules.limits import GAP_GRACE_MS
from stream.rules.peers import Outlier
from stream.station_stage import StationStage
from tests.small_election import ELECTION, LATER, ROSTER, RUN, TIMED, Voice, record, record_at

OVER = end_of_count(TIMED.hours.values())


def _with_hours():
    """The small election, with a commission among the stations of a partition."""
    centre = Reporter(id="reporter-centre", role="commission")
    election = ELECTION.model_copy(update={"reporters": (*ELECTION.reporters, centre)})
    return Roster.of(election, RUN)


WITH_HOURS = _with_hours()
WITHOUT_HOURS = Roster(
    ELECTION.id,
    RUN,
    WITH_HOURS.partitions,
    WITH_HOURS.by_row,
    WITH_HOURS.units,
    WITH_HOURS.races.values(),
)

VOTES = st.sampled_from([{"c1": 9, "c2": 5}, {"c1": 5, "c2": 9}, {"c1": 7, "c2": 7}, {"c3": 1}])


def _of(station):
    return "east-a" if station.startswith("east") else "west-b"


def _counted(station, votes):
    voice = Voice(station)
    total = sum(votes.values())
    return [voice.opened(), voice.closed(total), voice.counted(votes, contest=_of(station))]


def _again(station, seq, votes, version):
    voice = Voice(station)
    voice.seq = seq
    return voice.counted(votes, contest=_of(station), version=version)


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_a_correction_that_changes_the_winner_is_told_of_however_records_are_batched(batch):
    turned = _again("west-0004", 3, {"c1": 5, "c2": 9}, 2)
    back = _again("west-0004", 4, {"c1": 9, "c2": 5}, 3)
    first, second = _counted("west-0004", {"c1": 9, "c2": 5}), _counted("west-0005", {"c1": 1})
    events = [*first, turned, *second, back]
    records = [record(event, n) for n, event in enumerate(events)]
    pipeline = Pipeline(ROSTER)
    for start in range(0, len(records), batch):
        pipeline.feed(records[start : start + batch])
    pipeline.finish()
    (alert,) = [each for each in pipeline.alerts() if each.code == "P312"]
    assert (alert.id, alert.scope, alert.opened, alert.cleared) == (
        "P312:west-b",
        "contest",
        LATER + 6,
        LATER + 7,
    )
    assert alert.evidence == {"first": "c1", "now": "c2", "corrected_by": ["west-0004"]}


def test_what_came_in_one_millisecond_is_judged_together():
    turned = _again("west-0004", 3, {"c1": 5, "c2": 9}, 2)
    back = _again("west-0004", 4, {"c1": 9, "c2": 5}, 3)
    pipeline = Pipeline(ROSTER)
    for station, votes in (("west-0004", {"c1": 9, "c2": 5}), ("west-0005", {"c1": 1})):
        pipeline.feed([record(event) for event in _counted(station, votes)])
    pipeline.feed([record(turned, 1)])
    pipeline.feed([record(back, 1)])
    pipeline.finish()
    assert [each for each in pipeline.alerts() if each.code == "P312"] == []


@st.composite
def _days(draw, moments):
    """Records of some stations, in the order of their receive time."""
    said = []
    stations = draw(st.lists(st.sampled_from(["west-0004", "west-0005"]), unique=True, min_size=1))
    stations += draw(
        st.lists(st.sampled_from(["east-0001", "east-0002", "east-0003"]), unique=True)
    )
    for station in stations:
        said += _counted(station, draw(VOTES))
        for version in range(2, draw(st.integers(2, 4))):
            said.append(_again(station, version + 1, draw(VOTES), version))
    if draw(st.booleans()):
        said.append(Voice("reporter-centre").withdrawn("west-b", "c1"))
    received = [draw(st.sampled_from(moments)) for _ in said]
    return sorted((record_at(e, at) for e, at in zip(said, received, strict=True)), key=_received)


def _received(one):
    return one.received


@pytest.fixture(autouse=True, scope="module")
def _far():
    """Let T207 speak of every station with most voters, however few there are: a fake rule."""

    def fake_rule(figures):
        most = int(figures.issued.max(initial=0))
        return [Outlier(int(row), 1.0, 0.5, 9.0, 9) for row in figures.row[figures.issued == most]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looks, "PEERS", (("T207", fake_rule),))
        yield


@pytest.fixture
def _strange(monkeypatch):
    """Let half of the forensic rules find something, and others once figures change: fakes."""

    def fake_look(figures):
        total = int(figures.found.sum())
        evidence = {
            "total": total,
            "rows": figures.row.tolist(),
            "regions": np.unique(figures.region).tolist(),
        }
        return [
            ForensicFinding(code, 1e-9 if (total + at) % 2 else 0.5, 1.0, len(figures), evidence)
            for at, code in enumerate(looks.forensic.CODES)
        ]

    monkeypatch.setattr(looks.forensic, "look", fake_look)


@pytest.mark.usefixtures("_strange")
@pytest.mark.parametrize(
    ("roster", "moments"),
    [
        (WITHOUT_HOURS, range(LATER, LATER + 5)),
        (
            WITH_HOURS,
            [
                OVER + late + more
                for late in (-2 * GAP_GRACE_MS, 0, GAP_GRACE_MS, 3 * GAP_GRACE_MS)
                for more in (-1, 0, 1)
            ],
        ),
    ],
    ids=["without hours", "with hours"],
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_partitions_on_their_own_raise_what_one_stage_raises(roster, moments, data):
    records = data.draw(_days(moments))
    whole = Pipeline(roster)
    whole.feed(records)
    end = end_of_stream(roster.hours.values(), whole.watermark)
    whole.finish()
    expected = [each for each in whole.alerts() if each.code in OF_MANY]

    many = ManyStations(roster, by_partition=True)
    heard = ProtocolSlots(roster).partitions()
    queues = {n: [r for r in records if r.partition == n] for n in sorted(heard)}
    assert sum(map(len, queues.values())) == len(records)
    stages = {
        n: StationStage(roster.part(n), many=data.draw(st.sampled_from([1, 99]))) for n in queues
    }
    slots = {n: ProtocolSlots(stage.roster) for n, stage in stages.items()}
    while left := [n for n, queue in queues.items() if queue]:
        n = data.draw(st.sampled_from(left))
        size = data.draw(st.integers(1, len(queues[n])))
        batch, queues[n] = queues[n][:size], queues[n][size:]
        lines = stages[n].feed(batch).lines
        many.take(lines_of(lines, slots[n]), stages[n].watermark, n)
        if data.draw(st.booleans()):
            many.advance()
    for n in slots:
        many.take(lines_of([], slots[n]), end, n)
    many.advance()
    assert not whole.failures
    assert not many.failures
    assert many.alerts() == expected


def test_nothing_is_asked_before_the_last_partition_has_passed():
    many = ManyStations(ROSTER, by_partition=True)
    slots = ProtocolSlots(ROSTER)
    stages = {n: StationStage(ROSTER.part(n)) for n in slots.partitions()}
    for station in ("west-0004", "west-0005", "east-0001", "east-0002", "east-0003"):
        n = ROSTER.sources[station].partition
        fed = stages[n].feed([record(event) for event in _counted(station, {"c1": 9})])
        many.take(lines_of(fed.lines, stages[n].slots), LATER, n)
    for n in sorted(stages):
        assert many.advance() == []
        many.take(lines_of([], slots), LATER + 1, n)
    assert {alert.code for alert in many.advance()} == {"T207"}


def test_a_partition_without_stations_has_nothing_to_say():
    with pytest.raises(ValueError, match="partition 99 has no stations"):
        ManyStations(ROSTER, by_partition=True).take(lines_of([], ProtocolSlots(ROSTER)), LATER, 99)


def test_the_last_look_is_taken_again_once_counts_are_over_and_nothing_came_since():
    stations = [each.id for each in ROSTER.by_row if each.unit]
    pipeline = Pipeline(TIMED)
    records = [record(e) for station in stations for e in _counted(station, {"c1": 9})]
    pipeline.feed(records)
    late = record(_again(stations[0], 3, {"c1": 3}, 2), 1_000)
    pipeline.feed([late, record(Voice("reporter-observers").incident(), 2_000)])
    opened = [each for each in pipeline.alerts() if each.code == "T207"]
    assert {each.condition for each in opened} == {"open"}
    assert len(opened) == 5
    pipeline.finish()
    (cleared,) = [each for each in pipeline.alerts() if each.code == "T207" and each.cleared]
    assert cleared.place == stations[0]
    assert cleared.cleared == LATER + 1_000 + GAP_GRACE_MS


def test_silence_before_the_end_of_the_count_brings_no_look():
    stations = [each.id for each in TIMED.by_row if each.unit]
    pipeline = Pipeline(TIMED)
    early = OVER - 3 * GAP_GRACE_MS
    events = [event for station in stations for event in _counted(station, {"c1": 9})]
    pipeline.feed([record_at(event, early) for event in events])
    pipeline.feed([record_at(_again(stations[0], 3, {"c1": 3}, 2), early + 1)])
    pipeline.advance(OVER - 1)
    assert {each.condition for each in pipeline.alerts() if each.code == "T207"} == {"open"}
    pipeline.advance(OVER)
    (cleared,) = [each for each in pipeline.alerts() if each.code == "T207" and each.cleared]
    assert (cleared.place, cleared.cleared) == (stations[0], OVER)


def test_of_protocols_that_trickle_in_only_the_first_may_open_forensic_alerts(monkeypatch):
    strange = set()

    def fake_look(figures):
        return [ForensicFinding(each, 1e-9, 1.0, len(figures)) for each in sorted(strange)]

    monkeypatch.setattr(looks.forensic, "look", fake_look)
    stations = [each.id for each in TIMED.by_row if each.unit]
    pipeline = Pipeline(TIMED)
    events = [event for station in stations for event in _counted(station, {"c1": 9})]
    pipeline.feed([record_at(event, OVER - 1) for event in events])
    pipeline.advance(OVER)

    silences, far = [], []
    found = ({"F401", "F402"}, {"F401", "F403"}, {"F402", "F404"})
    for version, (codes, votes) in enumerate(zip(found, (8, 10, 9), strict=True), start=2):
        strange, late = codes, _again(stations[0], version + 1, {"c1": votes}, version)
        received = OVER + version * 2 * GAP_GRACE_MS
        pipeline.feed([record_at(late, received)])
        silences.append(received + GAP_GRACE_MS)
        pipeline.advance(silences[-1])
        left = [each for each in pipeline.alerts() if each.condition == "open"]
        far.append({each.place for each in left if each.code == "T207"})
    pipeline.finish()

    first, second, third = silences
    forensic = [each for each in pipeline.alerts() if each.scope in ("nation", "region")]
    assert {(each.id, each.opened, each.cleared) for each in forensic if each.code[0] == "F"} == {
        (f"{code}:{place}", first, cleared)
        for code, cleared in (("F401", third), ("F402", second))
        for place in ("small", "east")
    }
    assert far == [{*stations[1:]}, {stations[0]}, {*stations}]


def test_a_look_is_taken_where_its_share_of_the_stations_is_reached_whatever_the_batch():
    assert thresholds().looks[-1] == 1.0
    roster = Roster.of(ELECTION, RUN)
    records = [
        record(e, n)
        for n, each in enumerate(s for s in roster.by_row if s.unit)
        for e in _counted(each.id, {"c1": 9 + n})
    ]
    opened = []
    for size in (1, len(records)):
        pipeline = Pipeline(ROSTER)
        for start in range(0, len(records), size):
            pipeline.feed(records[start : start + size])
        pipeline.finish()
        opened.append([(a.id, a.opened, a.cleared) for a in pipeline.alerts() if a.code == "T207"])
    assert opened[0] == opened[1]
    assert len(np.unique([at for _, at, _ in opened[0]])) > 1

"""The day as a whole: in order, the same however it is cut, and true to its truth."""

import hashlib
import multiprocessing
import signal
import threading
from dataclasses import replace
from datetime import datetime
from itertools import islice, pairwise

import msgspec
import pytest

import sim.day
from config.errors import InputError
from config.library import load_election, load_scenario, load_targets
from config.scenario import Incident
from console.oracle import missed_alerts
from sim.day import Day, deaf_to_ctrl_c, records, shared_out
from sim.delivery import Post
from sim.expected_alerts import expected_alerts
from sim.plan import Plan
from stream.events import CountReported, IncidentReported, StationClosed, TurnoutReported, decode
from stream.pipeline import Pipeline
from stream.roster import Roster
from stream.table import rows

BIG = "kz-2021-07-25"
SOME = ("mangystau", "kyzylorda", "pavlodar")


def plan(election=BIG, scenario="as-reported", seed=20210725, **changes):
    script = load_scenario(scenario).model_copy(update=changes)
    return Plan(load_election(election), load_targets(election), script, seed)


def clumsy(seed=1):
    """A plan with many slips and slow mail, so that much goes wrong in little."""
    script = load_scenario("as-reported")
    return plan(
        seed=seed,
        mistakes=script.mistakes.model_copy(update={"turnout_slips": 0.2, "count_slips": 0.5}),
        delivery=script.delivery.model_copy(update={"duplicates": 0.1, "median_seconds": 30}),
    )


def text(day):
    return hashlib.sha256(msgspec.json.encode(list(day.records()))).hexdigest()


def folded(day, received):
    election, run = day.plan.election, day.plan.run
    pipeline = Pipeline(Roster.of(election, run, day.plan.partitions), day.plan.key_ring)
    pipeline.feed(received)
    pipeline.finish()
    return pipeline


def tallies(pipeline, election):
    table = rows(election, pipeline.tallies(), pipeline.stations())
    return {"|".join(row[:5]): row.value for row in table}


@pytest.fixture(scope="module")
def whole():
    day = Day(plan())
    return day, list(day.records())


def test_records_come_in_the_order_received(whole):
    _, received = whole
    order = [(record.received, record.key, decode(record.value).seq) for record in received]

    assert order == sorted(order)


def test_nothing_is_received_before_it_is_said(whole):
    for record in whole[1]:
        said = datetime.fromisoformat(decode(record.value).at).timestamp() * 1000
        assert record.received > said


def test_every_source_counts_its_statements_from_one_without_a_gap(whole):
    numbers = {}
    for record in whole[1]:
        event = decode(record.value)
        numbers.setdefault(event.source, set()).add(event.seq)

    reporters = {source for source in numbers if source.startswith("reporter-")}
    assert len(numbers) - len(reporters) == 1847
    assert len(reporters) >= 4
    assert all(seen == set(range(1, len(seen) + 1)) for seen in numbers.values())


def test_the_whole_country_votes_as_published(whole):
    day, received = whole
    counts = {}
    closings = {}
    for record in received:
        event = decode(record.value)
        if isinstance(event, CountReported):
            counts[event.source] = max(event, counts.get(event.source, event), key=_version)
        elif isinstance(event, StationClosed):
            closings[event.source] = event.voters

    assert sum(count.found for count in counts.values()) == 956_984
    assert sum(closings.values()) == 956_984
    assert day.truth().expected_tally["national|||seats|nur-otan"] == 627


def _version(count):
    return count.version


def test_the_tally_of_the_records_is_the_expected_one(whole):
    day, received = whole
    found = tallies(folded(day, received), day.plan.election)

    expected = day.truth().expected_tally
    assert {key: str(value) for key, value in expected.items() if value} == {
        key: value for key, value in found.items() if expected.get(key)
    }
    assert len(expected) > 15_000


def test_the_alerts_of_the_records_are_the_expected_ones(whole):
    expected = whole[0].truth().expected_alerts

    assert missed_alerts(expected, folded(*whole).alerts()) == []
    assert {alert.codes[0] for alert in expected} >= {"T201", "T202", "T203", "P301", "I501"}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_clumsy_day_is_tallied_right_in_the_end_and_raises_what_it_has_to(seed):
    day = Day(clumsy(seed), SOME)
    pipeline = folded(day, list(day.records()))
    raised = [alert for alert in pipeline.alerts() if alert.region in ("", *SOME)]
    expected = day.truth().expected_alerts
    calm = Day(plan(seed=seed, scenario="calm"), SOME)
    list(calm.records())

    assert missed_alerts(expected, raised) == []
    slips = [alert for alert in expected if alert.codes[0][0] != "I" and alert.codes != ("P312",)]
    assert {alert.codes[0] for alert in slips} == {
        *("T201", "T202", "T203"),
        *("P301", "P302", "P309", "P310"),
    }
    assert all(alert.cleared is not None for alert in slips)
    assert day.truth().expected_tally == calm.truth().expected_tally


@pytest.mark.parametrize("scenario", ["calm", "bad-network"])
def test_other_days_raise_what_is_expected_of_them(scenario):
    day = Day(plan(scenario=scenario, seed=3))
    pipeline = folded(day, list(day.records()))

    assert missed_alerts(day.truth().expected_alerts, pipeline.alerts()) == []


@pytest.mark.parametrize("hours", [0, 0.6, 5, 13.4, 14, 20])
def test_a_day_that_breaks_off_raises_what_is_overdue_by_then(whole, hours):
    day, received = whole
    end = day.opens + int((1 + hours) * 3_600_000)
    received = [record for record in received if record.received <= end]
    heard = {}
    for record in received:
        heard.setdefault(record.key, []).append((record.received, decode(record.value)))
    election = day.plan.election
    regions = [region.id for region in election.regions]
    expected = expected_alerts(election, regions, heard, received[-1].received)

    assert missed_alerts(expected, folded(day, received).alerts()) == []


def test_a_region_that_falls_silent_is_overdue_by_the_end_of_the_others(monkeypatch):
    election = plan().election
    noon = int(election.opens("mangystau").timestamp() * 1000) + 5 * 3_600_000
    deliver = Post.deliver

    def until_noon(post, event, sent, beside=()):
        cut_off = event.source.startswith("mangystau") and sent > noon
        return [] if cut_off else deliver(post, event, sent, beside)

    monkeypatch.setattr(Post, "deliver", until_noon)
    day = Day(plan(), SOME)
    pipeline = folded(day, list(day.records()))
    raised = [alert for alert in pipeline.alerts() if alert.region in ("", *SOME)]
    expected = day.truth().expected_alerts
    overdue = [alert for alert in expected if alert.codes == ("T205",)]
    silent = {station.id for station in election.stations if station.region == "mangystau"}

    assert missed_alerts(expected, raised) == []
    assert {alert.place for alert in overdue} == silent
    assert {alert.place for alert in expected if alert.codes == ("P311",)} == silent
    assert {(alert.opened - noon, alert.cleared) for alert in overdue} == {(1_800_000, None)}


def test_two_processes_give_the_same_bytes_and_the_same_truth():
    one, two = Day(plan(), SOME), Day(plan(), SOME, processes=2)

    assert text(one) == text(two)
    assert one.truth() == two.truth()


def test_a_day_can_be_lived_again_after_its_keys_were_used():
    day = Day(plan("kz-2021-08-01", "calm"), processes=2)
    first = text(day)
    day.plan.key_ring.mac("kyzylorda-0001", b"used")

    assert text(day) == first


def test_the_seed_decides_the_day():
    assert text(Day(plan(seed=4), SOME)) != text(Day(plan(seed=5), SOME))


def test_regions_say_the_same_alone_as_together(whole):
    alone = [
        bytes(record.value)
        for record in records(plan(), ["mangystau"])
        if record.key.startswith("mangystau")
    ]

    together = [bytes(r.value) for r in whole[1] if r.key.startswith("mangystau")]
    assert alone == together


def test_the_first_records_come_before_anybody_has_voted(monkeypatch):
    def not_yet(*_):
        raise AssertionError("asked for the voters too early")

    monkeypatch.setattr("sim.shard.attendance", not_yet)

    assert len(list(islice(records(plan()), 1800))) == 1800


def test_the_day_starts_when_the_first_stations_open(whole):
    day, _ = whole

    assert datetime.fromtimestamp(day.opens / 1000, day.plan.election.official_zone).hour == 6


def test_hourly_reports_end_at_the_figures_of_the_closing(whole):
    last, closing, queued = {}, {}, {}
    for record in whole[1]:
        event = decode(record.value)
        if isinstance(event, TurnoutReported) and "T20:00" in event.as_of:
            last[event.source] = event.voters
        elif isinstance(event, StationClosed):
            closing[event.source], queued[event.source] = event.voters, event.queued

    slips = {mistake.station for mistake in whole[0].truth().happened.mistakes}
    assert sum(queued.values()) > 0
    assert all(
        last[source] + queued[source] == closing[source]
        for source in closing
        if source not in slips
    )


def test_figures_as_first_typed_fall_about_as_often_as_in_real_stations(whole):
    """As in 213 of 1,906 stations; the scenario says where that is from."""
    typed = {}
    for record in whole[1]:
        event = decode(record.value)
        if isinstance(event, TurnoutReported):
            hours = typed.setdefault(event.source, {})
            hours[event.as_of] = min(hours.get(event.as_of, event), event, key=_number)
        elif isinstance(event, StationClosed):
            typed.setdefault(event.source, {})["the end"] = event
    fell = 0
    for hours in typed.values():
        figures = [hours[as_of].voters for as_of in sorted(hours)]
        fell += any(later < earlier for earlier, later in pairwise(figures))

    # Twice the standard deviation of a share of 1,847 stations is 1.5 points.
    assert fell / len(typed) == pytest.approx(213 / 1906, abs=0.015)


def _number(event):
    return event.seq


def test_every_slip_that_changes_a_figure_is_mended_before_the_end_of_the_night(whole):
    truth = whole[0].truth()
    morning = "2021-07-26T02:00:00Z"  # eight in the morning by Nur-Sultan's clock

    assert all(mistake.said < mistake.mended < morning for mistake in truth.happened.mistakes)
    mended = [alert for alert in truth.expected_alerts if alert.codes[0] != "P312"]
    slips = [alert for alert in mended if alert.codes[0][0] != "I"]
    assert all(alert.cleared is not None for alert in slips)
    for id_, station in truth.happened.stations.items():
        for contest, cast in station.cast.items():
            region = whole[0].plan.election.contest_by_id[contest].region
            where = f"station:{id_}|{region}|{contest}"
            assert truth.expected_tally[f"{where}|ballots|total"] == sum(cast)
            assert truth.expected_tally[f"{where}|votes|against-all"] == cast[-2]
            assert truth.expected_tally[f"{where}|votes|invalid"] == cast[-1]
            candidates = whole[0].plan.election.candidates_of[contest]
            assert [truth.expected_tally[f"{where}|votes|{c.id}"] for c in candidates] == cast[:-2]


def test_what_happened_is_in_the_truth(whole):
    happened = whole[0].truth().happened

    assert len(happened.stations) == 1847
    assert sum(station.voters for station in happened.stations.values()) == 956_984
    assert len(happened.mistakes) > 100
    assert len(happened.withdrawals) == 3
    assert any(report.place == "turkistan-0659" for report in happened.incidents)


def test_the_truth_file_is_readable_and_below_three_megabytes(whole):
    file = whole[0].truth_file("ab" * 32)

    assert len(file.to_json()) < 3_000_000
    assert file.journal_sha256 == "ab" * 32


def test_a_station_may_report_an_incident_itself():
    seen = Incident(
        id="seen",
        at="12:00",
        station="mangystau-0001",
        category="power-cut",
        scope="station",
        role="commission",
        reporter="station",
        what="no light",
        named_in_source=False,
    )
    election = load_election(BIG)
    here = next(station.id for station in election.stations if station.region == "mangystau")
    day = Day(plan(incidents=(seen.model_copy(update={"station": here}),)), ["mangystau"])

    told = [event for r in day.records() if isinstance(event := decode(r.value), IncidentReported)]

    assert [(event.source, event.place) for event in told] == [(here, here)]
    assert folded(day, list(day.records())).rejected == 0


def test_the_truth_is_not_known_before_the_end():
    day = Day(plan("kz-2021-08-08", "calm"))
    first = day.records()
    next(first)

    with pytest.raises(RuntimeError, match="at the end of the day"):
        day.truth()


def test_a_day_left_early_leaves_no_process_behind():
    passing = Day(plan(), SOME, processes=2).records()
    next(passing)
    passing.close()

    with pytest.raises(StopIteration):
        next(passing)


@pytest.mark.parametrize("blocked", [True, False])
def test_ctrl_c_while_a_process_is_started_waits_and_is_not_lost(blocked):
    order = []

    def start():
        with deaf_to_ctrl_c():
            if not blocked:  # as in another thread, which does not block it
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
            order.append("started")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert order == ["started"]


@pytest.mark.parametrize("processes", [1, 2])
def test_figures_that_cannot_be_met_are_complained_of_in_any_process(processes):
    usual = plan()
    published = tuple(
        row.model_copy(update={"value": "99999999"})
        if (row.region, row.metric) == ("mangystau", "ballots")
        else row
        for row in usual.targets.published
    )
    targets = usual.targets.model_copy(update={"published": published})
    day = Day(replace(usual, targets=targets), ("kyzylorda", "mangystau"), processes)

    with pytest.raises(InputError, match="region mangystau"):
        list(day.records())


def test_regions_are_shared_out_evenly_and_completely():
    election = plan().election
    regions = [region.id for region in election.regions]
    parts = shared_out(plan(), regions, 3)

    assert sorted(region for part in parts for region in part) == sorted(regions)
    voters = [
        sum(station.registered for station in election.stations if station.region in part)
        for part in parts
    ]
    assert max(voters) < 1.2 * min(voters)
    assert shared_out(plan(), regions[:1], 8) == [(regions[0],)]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"regions": ["atlantis"]}, 'regions: "atlantis"; expected some of'),
        ({"regions": []}, "regions: none"),
        ({"processes": 0}, "processes: 0; expected 1 or more"),
    ],
)
def test_a_day_that_cannot_be_is_refused(arguments, complaint):
    with pytest.raises(InputError, match=complaint):
        Day(plan(), **arguments)


@pytest.mark.parametrize("asked", [False, True])
def test_a_process_whose_starter_is_gone_ends_without_a_word(asked, monkeypatch):
    monkeypatch.setattr(sim.day, "BATCH", 1)
    ours, theirs = multiprocessing.Pipe()
    if asked:
        ours.send((plan("kz-2021-08-01", "calm"), ("kyzylorda",)))
    worker = threading.Thread(target=sim.day._work, args=(theirs,))
    failures = []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    worker.start()
    if asked:
        ours.recv()
    ours.close()
    worker.join()
    assert not failures

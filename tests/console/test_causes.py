"""What explains an alert, and from when its wait counts; on truths made by hand and on a day."""

import pytest

from config.library import load_election, load_scenario, load_targets
from console import judge_text
from console.causes import Causes, unexplained, wait
from console.judgement import judge
from sim.day import Day
from sim.oracle import overdue
from sim.oracle.moments import MINUTE
from sim.plan import Plan
from sim.refusals import RefusedTruth
from sim.truth import Happened, InjectTruth, MistakeTruth, PostTruth, ReportTruth, StationTruth
from stream import deadlines
from stream.alerts import Alert
from stream.pipeline import Pipeline
from stream.roster import Roster
from stream.rules import turnout

SECOND = 1_000
TEN = 1_627_185_600_000  # 10:00 in Nur-Sultan, milliseconds
PLACE, CONTEST = "east-0001", "east-a"
EARLY, BEFORE, AFTER = "2021-07-25T03:00:00Z", "2021-07-25T03:59:30Z", "2021-07-25T04:30:00Z"
STATIONS = {PLACE: StationTruth(1, 0, 0, {CONTEST: [1, 0]})}


def alert(code, place=PLACE, part="", opened=TEN, scope="station"):
    id_ = f"{code}:{place}" + (f":{part}" if part else "")
    return Alert(id_, code, "warning", scope, place, "east", opened, None, "open", 1, {})


def inject(*codes, at=BEFORE, kind="x", likely=()):
    groups = tuple((code,) for code in codes)
    return InjectTruth("i", kind, PLACE, at, 1.0, groups, likely, False, "east")


def slip(about=CONTEST, field="invalid", said=BEFORE):
    return MistakeTruth(PLACE, about, "digit-doubled", field, 4, 44, said, said)


def hourly(said=BEFORE):
    return slip("2021-07-25T10:00:00+06:00", "voters", said)


def report(source, at=BEFORE, place=PLACE):
    return ReportTruth("r", at, source, place, "gifts", False)


def refused(code, received, accused=PLACE):
    return RefusedTruth("forged", accused, 1, received, 0, "", (code,))


def waited(one, **happened):
    """Return the wait of an alert; "nothing" if nothing explains it."""
    causes = Causes(Happened(**{"stations": STATIONS, **happened})).of(one)
    return wait(one, causes) if causes else "nothing"


def test_what_was_planted_explains_the_codes_that_it_raises_and_no_others():
    assert waited(alert("T202"), injects=[inject("T202")]) == 30
    assert waited(alert("T201"), injects=[inject("T202")]) == "nothing"
    assert waited(alert("T202", "east-0002"), injects=[inject("T202")]) == "nothing"


def test_the_wait_does_not_count_from_something_else_that_was_done_there():
    injects = [inject("S102", at=EARLY), inject("T202")]
    assert waited(alert("S102"), injects=injects) == 3600


def test_what_is_missed_before_somebody_comes_late_is_explained_but_has_no_wait():
    assert waited(alert("T205"), injects=[inject("T205", at=AFTER)]) is None


def test_slips_explain_what_they_touch():
    assert waited(alert("T202"), mistakes=[hourly()]) == 30
    assert waited(alert("P301", part=CONTEST), mistakes=[slip()]) == 30
    assert waited(alert("P301", part="east-b"), mistakes=[slip()]) == "nothing"
    assert waited(alert("P301", part=CONTEST), mistakes=[hourly()]) == "nothing"
    assert waited(alert("T202"), mistakes=[slip()]) == "nothing"
    assert waited(alert("T202"), mistakes=[hourly(AFTER)]) == "nothing"
    assert waited(alert("T205"), mistakes=[hourly(), slip()]) == "nothing"


def test_a_contest_has_the_causes_of_its_stations():
    one = alert("P312", CONTEST, scope="contest")
    assert waited(one, injects=[inject("P312")]) == 30
    assert waited(one, mistakes=[slip()]) == 30
    assert waited(one, injects=[inject("P301")]) is None
    assert waited(alert("P312", "east-b", scope="contest"), injects=[inject("P312")]) == "nothing"


def test_an_incident_is_joined_by_place_and_reporter():
    told = [report("reporter-press"), report("reporter-voter", EARLY)]
    assert waited(alert("I501", part="reporter-press"), incidents=told) == 30
    assert waited(alert("I599", part="reporter-voter:noise"), incidents=told) == 3600
    assert waited(alert("I501", part="reporter-observers"), incidents=told) == "nothing"
    nation = alert("I501", "small", "reporter-press", scope="nation")
    assert waited(nation, incidents=[report("reporter-press", place="")]) == 30


def test_refused_records_explain_their_code():
    one = alert("S102")
    assert waited(one, refused=[refused("S102", TEN)]) is None
    assert waited(one, refused=[refused("S107", TEN)]) == "nothing"
    strangers = alert("S101", "small", "0", scope="nation")
    assert waited(strangers, refused=[refused("S101", TEN, "")]) is None
    assert (
        waited(
            alert("S102", "reporter", scope="nation"), refused=[refused("S102", TEN, "reporter")]
        )
        is None
    )


def test_only_the_first_refused_record_that_was_planted_has_a_moment():
    planted = inject("S102")
    first, second = refused("S102", TEN), refused("S102", TEN + 3600 * SECOND)
    assert waited(alert("S102"), injects=[planted], refused=[first, second]) == 30
    later = alert("S102", part="3", opened=TEN + 3600 * SECOND)
    assert waited(later, injects=[planted], refused=[first, second]) is None


@pytest.mark.parametrize(("seconds", "says"), [(600, None), (-600, None), (59, "nothing")])
def test_a_clock_explains_moments_if_it_is_wrong_enough(seconds, says):
    assert waited(alert("S106"), clocks={PLACE: seconds}) == says
    assert waited(alert("T202"), clocks={PLACE: seconds}) == "nothing"


def test_no_more_is_laid_to_the_network_than_sendings_were_lost():
    alerts = [alert("T205", f"east-000{n}") for n in range(1, 5)] + [alert("T201")]
    left = unexplained(alerts, Causes(Happened(post=PostTruth(losses=3))))
    assert [one.id for one in left] == ["T205:east-0004", "T201:east-0001"]


def lived(scenario="calm", election="kz-2021-08-01"):
    """Live through a day, and judge what was raised."""
    election = load_election(election)
    plan = Plan(election, load_targets(election.id), load_scenario(scenario, election), 7)
    day = Day(plan)
    pipeline = Pipeline(Roster.of(election, plan.run, plan.partitions), plan.key_ring)
    pipeline.feed(list(day.records()))
    pipeline.finish()
    return judge(day.truth(), pipeline.alerts())


@pytest.mark.parametrize("scenario", ["every-rule", "bad-network"])
def test_every_alert_of_a_day_has_a_cause(scenario):
    found = lived(scenario, "kz-2021-07-25")
    assert found.certain.raised > 100
    assert found.by_station.without_cause == found.by_station.false
    assert found.certain.without_cause == 0
    assert not any("nothing explains" in line for line in judge_text.verdicts(found))


def test_a_spoiled_threshold_shows(monkeypatch):
    monkeypatch.setattr(deadlines, "REPORT_GRACE_S", 1)
    monkeypatch.setattr(turnout, "REPORT_GRACE_S", 1)
    monkeypatch.setattr(overdue, "_REPORT", MINUTE // 60)
    found = lived()
    one = found.codes["T205"]
    assert (one.missed, one.false) == (0, 0)
    assert found.holds  # all came as the rule says
    assert one.without_cause == one.raised >= found.stations
    assert any(f"T205 {one.raised:,}" in line for line in judge_text.verdicts(found))
    assert found.as_json()["certain"]["without_cause"] == one.raised

"""Incidents: everything the scenario names gets its moment, its place and its reporter."""

from datetime import UTC, datetime

import pytest

from config.errors import InputError
from config.library import load_election, load_scenario
from config.scenario import Incident, Withdrawal
from sim.incidents import reports
from sim.reporter import statement
from stream.events import CandidateWithdrawn, IncidentReported

ELECTION = load_election("kz-2021-07-25")
SCENARIO = load_scenario("as-reported")


def incident(**changes):
    usual = {
        "id": "x",
        "at": ["09:00", "11:00"],
        "region": ("atyrau", "pavlodar"),
        "count": 4,
        "category": "filming-barred",
        "scope": "station",
        "role": "observer",
        "reporter": "reporter-observers",
        "what": "filming barred",
        "named_in_source": False,
    }
    return Incident(**(usual | changes))


def told(*incidents, seed=1, election=ELECTION):
    script = SCENARIO.model_copy(update={"incidents": incidents, "withdrawals": ()})
    return reports(election, script, seed)


def local(report):
    return datetime.fromtimestamp(report.at / 1000, report.zone)


def test_everything_the_scenario_names_is_reported():
    found = reports(ELECTION, SCENARIO, 1)

    named = {entry.id for entry in (*SCENARIO.incidents, *SCENARIO.withdrawals)}
    assert {report.id for report in found} == named
    assert [report.at for report in found] == sorted(report.at for report in found)


def test_the_two_ballots_of_kurkeles_are_seen_at_station_659():
    (report,) = [r for r in reports(ELECTION, SCENARIO, 1) if r.id == "two-ballots"]

    assert (report.place, report.source) == ("turkistan-0659", "reporter-journalist")


def test_a_window_is_kept_on_each_regions_own_clock():
    found = told(incident())

    assert {report.region for report in found} == {"atyrau", "pavlodar"}
    for report in found:
        assert 9 <= local(report).hour < 11
        assert local(report).utcoffset().total_seconds() == (
            5 * 3600 if report.region == "atyrau" else 6 * 3600
        )


def test_a_fixed_hour_is_that_hour_everywhere():
    moments = {(local(report).hour, local(report).minute) for report in told(incident(at="10:30"))}

    assert moments == {(10, 30)}


def test_before_the_day_is_the_day_before():
    assert {local(report).day for report in told(incident(at="before-the-day"))} == {24}


def test_the_station_reports_in_its_own_name_where_the_scenario_says_so():
    found = told(incident(reporter="station", role="commission"))

    assert all(report.source == report.place for report in found)


@pytest.mark.parametrize(
    ("scope", "region", "places"),
    [("region", ("almaty", "jambyl"), {"almaty", "jambyl"}), ("nation", (), {""})],
)
def test_wider_scopes_are_placed_there(scope, region, places):
    found = told(incident(scope=scope, region=region, count=0))

    assert {report.place for report in found} == places


def test_the_seed_picks_places_and_moments():
    assert told(incident(), seed=1) == told(incident(), seed=1)
    assert told(incident(), seed=1) != told(incident(), seed=2)


def test_withdrawals_come_from_the_commission_before_the_day():
    found = [r for r in reports(ELECTION, SCENARIO, 1) if isinstance(r.what, Withdrawal)]

    assert {r.source for r in found} == {"reporter-commission"}
    assert {r.place for r in found} >= {"akmola-ereymentau", "kyzylorda-mailytogai"}
    opens = ELECTION.opens("akmola").astimezone(UTC)
    assert all(datetime.fromtimestamp(r.at / 1000, UTC) < opens for r in found)
    assert min(local(r).date().isoformat() for r in found) == "2021-07-17"


def test_a_withdrawal_needs_a_commission():
    alone = ELECTION.model_copy(update={"reporters": ()})

    with pytest.raises(InputError, match="nobody of role commission to report withdrawal"):
        reports(alone, SCENARIO.model_copy(update={"incidents": ()}), 1)


def test_reports_become_statements_of_the_contract():
    for seq, report in enumerate(reports(ELECTION, SCENARIO, 1), start=1):
        event = statement(report, ELECTION.id, "r", seq)

        assert (event.source, event.seq) == (report.source, seq)
        assert datetime.fromisoformat(event.at) == local(report)
        if isinstance(event, IncidentReported):
            assert (event.category, event.place) == (report.what.category, report.place)
        else:
            assert isinstance(event, CandidateWithdrawn)
            assert event.contest == report.place

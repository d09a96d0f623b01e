from __future__ import annotations

from datetime import date, time

import pytest

from config.errors import InputError
from config.library import SCENARIOS, load_election, load_scenario

CALM = (SCENARIOS / "calm.toml").read_text(encoding="utf-8")

INCIDENT = """
[[incidents]]
id = "gifts"
at = "10:00"
region = "kyzylorda"
count = 2
category = "gifts-to-voters"
scope = "station"
role = "press"
reporter = "reporter-press"
what = "Gifts are handed out."
named_in_source = false
"""
OUTAGE = """
[[outages]]
id = "dark"
kind = "power"
station = "kyzylorda-0001"
at = "18:30"
minutes = 45
"""
WITHDRAWAL = """
[[withdrawals]]
id = "gone"
contest = "2021-08-01:aqqum"
candidate = "removed-1"
ground = "tax return"
when = "before-the-day"
named_in_source = false
"""


@pytest.fixture
def election():
    return load_election("kz-2021-08-01")


@pytest.fixture
def write(tmp_path):
    def scenario(*parts, **edits):
        text = "".join(parts)
        for old, new in edits.get("edits", ()):
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return scenario


def refusal(path, election=None):
    with pytest.raises(InputError) as refused:
        load_scenario(path, election)
    return refused.value.where, refused.value.what, refused.value.expected


def test_an_hour_a_window_and_the_time_before_are_understood(write):
    for text, at in (
        ('"10:00"', time(10)),
        ('["07:00", "20:00"]', (time(7), time(20))),
        ("07:30:00", time(7, 30)),
        ('"before-the-day"', "before-the-day"),
    ):
        path = write(CALM, INCIDENT, edits=[('"10:00"', text)])
        assert load_scenario(path).incidents[0].at == at


def test_one_region_may_stand_for_a_list(write):
    listed = load_scenario(write(CALM, INCIDENT, edits=[('"kyzylorda"', '["kyzylorda"]')]))
    assert listed == load_scenario(write(CALM, INCIDENT))
    assert listed.incidents[0].region == ("kyzylorda",)


def test_a_withdrawal_has_a_day_or_comes_before(write):
    path = write(CALM, WITHDRAWAL, edits=[('"before-the-day"', "2021-07-17")])
    assert load_scenario(path).withdrawals[0].when == date(2021, 7, 17)


def test_a_scenario_that_fits_the_election_is_taken_as_it_is(write, election):
    path = write(CALM, INCIDENT, OUTAGE, WITHDRAWAL)
    assert load_scenario(path, election) == load_scenario(path)


@pytest.mark.parametrize(
    ("part", "old", "new", "where", "what", "expected"),
    [
        (
            CALM,
            "service_seconds = 45",
            "service_seconds = 0",
            "desks.service_seconds",
            "is 0",
            "more than 0",
        ),
        (
            CALM,
            "service_seconds = 45",
            "service_seconds = nan",
            "desks.service_seconds",
            "is nan",
            "at most 86400",
        ),
        (CALM, "spread = 0.9", "spread = inf", "delivery.spread", "is inf", "at most 3"),
        (
            CALM,
            "turnout_slips = 0.005",
            "turnout_slips = 1.5",
            "mistakes.turnout_slips",
            "is 1.5",
            "at most 1",
        ),
        (CALM, "home_share = 0.03", 'home_share = "3 %"', "home_share", 'is "3 %"', "a number"),
        (CALM, "[5, 40]", "[40, 5]", "mistakes", "is [40, 5]", "the shorter time first"),
        (
            CALM,
            "[5, 40]",
            "[5]",
            "mistakes.correction_minutes[2]",
            "is missing",
            "2 values or more",
        ),
        (CALM, "max_hours = 12", "max_hours = 0.5", "counting.max_hours", "is 0.5", "at least 1"),
        (
            CALM,
            "minimum_minutes = 40",
            "minimum_minutes = 720",
            "counting",
            "minimum_minutes is 720 and max_hours 12",
            "below max_hours",
        ),
        (
            CALM,
            "counters_max = 9",
            "counters_max = 2",
            "counting",
            "counters_min is 3 and counters_max 2",
            "at most counters_max",
        ),
        (
            CALM,
            "partitions = 4",
            "partitions = 4.5",
            "delivery.partitions",
            "is 4.5",
            "a whole number",
        ),
        (
            CALM,
            "duplicates =",
            "duplicate =",
            "delivery.duplicate",
            "not a known field",
            "did you mean duplicates?",
        ),
        (CALM, 'kk = "Тыныш күн"\n', "", "title.kk", "is missing", "a value for kk"),
        (
            CALM + INCIDENT,
            '"10:00"',
            '"10h"',
            "incidents[1] (gifts).at",
            'is "10h"',
            "a time of day",
        ),
        (
            CALM + INCIDENT,
            '"10:00"',
            '["20:00", "07:00"]',
            "incidents[1] (gifts).at",
            "is [",
            "earlier to a later",
        ),
        (
            CALM + INCIDENT,
            '"10:00"',
            '["20:00"]',
            "incidents[1] (gifts).at",
            "is [",
            '["07:00", "20:00"]',
        ),
        (
            CALM + INCIDENT,
            "count = 2",
            "",
            "incidents[1] (gifts)",
            "station none, count 0",
            "a station or a count",
        ),
        (
            CALM + INCIDENT,
            '"station"',
            '"region"',
            "incidents[1] (gifts)",
            "scope is region, region kyzylorda, station none, count 2",
            "no station and no count",
        ),
        (
            CALM + INCIDENT,
            '"press"',
            '"mayor"',
            "incidents[1] (gifts).role",
            'is "mayor"',
            "'observer'",
        ),
        (
            CALM + OUTAGE,
            '"power"',
            '"flood"',
            "outages[1] (dark).kind",
            'is "flood"',
            "'desks' or 'power'",
        ),
        (
            CALM + OUTAGE,
            "minutes = 45",
            "minutes = -1",
            "outages[1] (dark).minutes",
            "is -1",
            "more than 0",
        ),
        (
            CALM + OUTAGE,
            "minutes = 45",
            "minutes = 45\ndesks_left = 1",
            "outages[1] (dark)",
            "desks_left is 1",
            "desks_left = 0",
        ),
        (
            CALM + OUTAGE,
            'station = "kyzylorda-0001"\n',
            "",
            "outages[1] (dark)",
            "station is none and count 0",
            "a count of at least 1",
        ),
        (
            CALM + WITHDRAWAL,
            '"before-the-day"',
            '"yesterday"',
            "withdrawals[1] (gone).when",
            'is "yesterday"',
            "a date such as 2021-07-17, or",
        ),
        (
            CALM + INCIDENT + OUTAGE,
            '"dark"',
            '"gifts"',
            "",
            '"gifts" stands 2 times',
            "each id once",
        ),
    ],
)
def test_a_bad_field_is_named_with_its_entry(write, part, old, new, where, what, expected):
    path = write(part, edits=[(old, new)])
    found = refusal(path)
    assert found[0] == (f"{path}, {where}" if where else f"{path}")
    assert what in found[1]
    assert expected in found[2]


@pytest.mark.parametrize(
    ("scope", "region", "reporter", "expected"),
    [
        ("region", "", "reporter-press", "a region for scope region"),
        ("nation", 'region = "kyzylorda"', "reporter-press", "none for scope nation"),
        ("nation", "", "station", "where the station itself reports"),
    ],
)
def test_the_scope_of_an_incident_says_which_place_it_needs(
    write, scope, region, reporter, expected
):
    edits = [
        ('region = "kyzylorda"\ncount = 2', region),
        ('"station"', f'"{scope}"'),
        ('"reporter-press"', f'"{reporter}"'),
    ]
    assert expected in refusal(write(CALM, INCIDENT, edits=edits))[2]


@pytest.mark.parametrize(
    ("part", "old", "new", "where", "wrong", "expected"),
    [
        (INCIDENT, '"kyzylorda"', '"kyzilorda"', "gifts, region", "kyzilorda", "mean kyzylorda?"),
        (
            INCIDENT,
            "count = 2",
            'station = "kyzylorda-0009"',
            "gifts, station",
            "kyzylorda-0009",
            "kyzylorda-0001",
        ),
        (
            INCIDENT,
            '"reporter-press"',
            '"reporter-pres"',
            "gifts, reporter",
            "reporter-pres",
            "mean reporter-press?",
        ),
        (INCIDENT, '"press"', '"voter"', "gifts, role", "voter", "one of press"),
        (INCIDENT, '"reporter-press"', '"station"', "gifts, role", "press", "one of commission"),
        (
            OUTAGE,
            "kyzylorda-0001",
            "kyzylorda-0009",
            "dark, station",
            "kyzylorda-0009",
            "kyzylorda-0001",
        ),
        (WITHDRAWAL, "aqqum", "akkum", "gone, contest", "2021-08-01:akkum", "2021-08-01:aqqum"),
    ],
)
def test_a_place_the_election_lacks_is_refused(
    write, election, part, old, new, where, wrong, expected
):
    path = write(CALM, part, edits=[(old, new)])
    found = refusal(path, election)
    assert found[:2] == (f"{path}, {where}", f'"{wrong}" is not in kz-2021-08-01')
    assert expected in found[2]


def test_a_withdrawal_comes_before_election_day(write, election):
    path = write(CALM, WITHDRAWAL, edits=[('"before-the-day"', "2021-08-01")])
    assert refusal(path, election) == (
        f"{path}, gone, when",
        "is 2021-08-01",
        "a day before 2021-08-01",
    )


def test_places_of_another_election_do_not_take_place(write, election):
    text = 'elections = ["kz-2021-07-25"]\n' + CALM
    path = write(text, INCIDENT, OUTAGE, WITHDRAWAL, edits=[("kyzylorda-0001", "turkistan-0659")])
    elsewhere = load_scenario(path, election)
    assert (elsewhere.incidents, elsewhere.withdrawals, elsewhere.outages) == ((), (), ())
    assert elsewhere.desks == load_scenario(path).desks


def test_a_scenario_without_a_file_is_named_by_its_id(election):
    scenario = (
        load_scenario("calm")
        .named("")
        .model_copy(update={"withdrawals": load_scenario("as-reported").withdrawals})
    )
    with pytest.raises(InputError, match="scenario calm, candidate-removed-ereymentau, contest"):
        scenario.at(election)


@pytest.mark.parametrize(
    ("part", "old", "new", "where", "what", "expected"),
    [
        (INCIDENT, '"10:00"', '"03:00"', "gifts, at", "is 03:00", "07:00, when the polls open"),
        (INCIDENT, '"10:00"', '["06:00", "12:00"]', "gifts, at", "is 06:00", "or later"),
        (OUTAGE, '"18:30"', '"06:59"', "dark, at", "is 06:59", "07:00 to 20:00"),
        (OUTAGE, '"18:30"', '"20:00"', "dark, at", "is 20:00", "07:00 to 20:00"),
        (
            INCIDENT,
            "count = 2",
            "count = 3000",
            "gifts, count",
            "is 3000",
            "at most 5, the illustrative stations of kyzylorda",
        ),
        (
            "",
            "max_hours = 12",
            "max_hours = 12\n[elections]",
            "elections",
            "is {}",
            "a list",
        ),
    ],
)
def test_what_cannot_happen_at_the_election_is_refused(
    write, election, part, old, new, where, what, expected
):
    path = write(CALM, part, edits=[(old, new)])
    found = refusal(path, election)
    assert found[:2] == (f"{path}, {where}", what)
    assert expected in found[2]


def test_something_may_be_seen_while_votes_are_counted(write, election):
    path = write(CALM, INCIDENT, edits=[('"10:00"', '"22:00"')])
    assert load_scenario(path, election).incidents[0].at == time(22)


def test_an_election_nobody_knows_is_refused(write, election):
    path = write('elections = ["kz-2021-07-25", "kz-1999"]\n' + CALM)
    where, what, expected = refusal(path, election)
    assert (where, what) == (f"{path}, elections", '"kz-1999" does not exist')
    assert "kz-2021-08-01" in expected


def test_an_election_of_ones_own_may_be_named(write, election):
    own = election.model_copy(update={"id": "ours"})
    path = write('elections = ["ours"]\n' + CALM, INCIDENT)
    assert load_scenario(path, own).incidents


def test_a_count_keeps_to_the_hours_of_the_election(write, election):
    def within(hours):
        calendar = election.calendar.model_copy(update={"count_hours": hours})
        return election.model_copy(update={"calendar": calendar})

    path = write(CALM)
    hours = [load_scenario(path, within(n)).counting.max_hours for n in (6, 12, 30)]
    assert hours == [6, 12, 12]
    slow = write(CALM, edits=[("minimum_minutes = 40", "minimum_minutes = 90")])
    assert refusal(slow, within(1)) == (
        f"{slow}, counting.minimum_minutes",
        "is 90",
        "less than the count_hours of the election, 1",
    )


def test_a_table_twice_is_named(write):
    path = write(CALM, "\n[mistakes]\n")
    assert refusal(path)[1] == 'table "mistakes" stands there twice'

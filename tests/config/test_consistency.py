import pytest

AQQUM = "2021-08-01:aqqum"


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what", "expected"),
    [
        (
            "districts.csv",
            "kyzylorda-aral,kyzylorda,",
            "kyzylorda-aral,kyzilorda,",
            "districts.csv, line 2, column region",
            '"kyzilorda" does not exist',
            "one of kyzylorda (did you mean kyzylorda?)",
        ),
        (
            "contests.csv",
            ",kyzylorda-aral,",
            ",kyzylorda-arall,",
            "contests.csv, line 2, column district",
            '"kyzylorda-arall" does not exist',
            "(did you mean kyzylorda-aral?)",
        ),
        (
            "candidates.csv",
            f"{AQQUM},c2",
            "2021-08-01:aqum,c2",
            "candidates.csv, line 3, column contest",
            '"2021-08-01:aqum" does not exist',
            f"(did you mean {AQQUM}?)",
        ),
        (
            "candidates.csv",
            "nur-otan,nur-otan,nur-otan",
            "nur-otan,nur-otan,amanat",
            "candidates.csv, line 2, column national_party",
            '"amanat" does not exist',
            "one of independent, nur-otan",
        ),
        (
            "candidates.csv",
            f"{AQQUM},c2",
            f"{AQQUM},c1",
            "candidates.csv, line 3",
            f"contest, id = {AQQUM}, c1 again",
            "first: line 2",
        ),
        (
            "candidates.csv",
            "Qaiyrjan Nūrhojaev",
            "Myrzagul Rsalieva",
            "candidates.csv, line 4, column name",
            f'"Myrzagul Rsalieva" of independent again in {AQQUM}',
            "another name than on line 3",
        ),
        (
            "candidates.csv",
            f"{AQQUM},c4",
            f"{AQQUM},invalid",
            "candidates.csv, line 5, column id",
            '"invalid" is no candidate',
            "another id",
        ),
        (
            "stations.csv",
            f",{AQQUM},",
            f",{AQQUM} 2021-08-01:akkum,",
            "stations.csv, line 2, column contests",
            '"2021-08-01:akkum" does not exist',
            "did you mean",
        ),
        (
            "stations.csv",
            f",{AQQUM},",
            f",{AQQUM} {AQQUM},",
            "stations.csv, line 2, column contests",
            "names a contest twice",
            "each contest once",
        ),
        (
            "stations.csv",
            f",{AQQUM},",
            ",,",
            "stations.csv, line 2, column contests",
            "is empty",
            "at least 1 of them",
        ),
        (
            "stations.csv",
            "kyzylorda-0002,2,",
            "kyzylorda-0002,1,",
            "stations.csv, line 3, column number",
            "1 again",
            "another number than on line 2",
        ),
        (
            "stations.csv",
            "kyzylorda-0002,2,",
            "kyzylorda-0002,7,",
            "stations.csv, line 3, column id",
            '"kyzylorda-0002" does not say region and number',
            '"kyzylorda-0007"',
        ),
        (
            "stations.csv",
            ",812,",
            ",3001,",
            "stations.csv, line 2, column registered",
            "is 3001",
            "at most 3000, the station_cap of the election",
        ),
        (
            "stations.csv",
            "kyzylorda-0002",
            "kyzylorda-0001",
            "stations.csv, line 3",
            "id = kyzylorda-0001 again",
            "first: line 2",
        ),
        (
            "election.toml",
            'id = "reporter-press"',
            'id = "reporter-voter"',
            "election.toml, reporters",
            '"reporter-voter" again',
            "each id once",
        ),
        (
            "election.toml",
            'id = "nur-otan"',
            'id = "against-all"',
            "election.toml, parties",
            '"against-all" is no party',
            "another id",
        ),
        (
            "election.toml",
            'id = "independent"',
            'id = "self"',
            "election.toml, parties",
            '"independent" is missing',
            "an entry for the self-nominated",
        ),
        (
            "election.toml",
            "[10:00:00, 12:00:00",
            "[12:00:00, 10:00:00",
            "election.toml, calendar.bulletins",
            "10:00:00 after 12:00:00",
            "hours in order, preliminary last",
        ),
        (
            "election.toml",
            "polls_open = 07:00:00",
            "polls_open = 21:00:00",
            "election.toml, calendar",
            "polls_open is 21:00:00 and polls_close 20:00:00",
            "polls_open before polls_close",
        ),
        (
            "election.toml",
            "polls_open = 07:00:00",
            "polls_open = 07:30:00",
            "election.toml, calendar.polls_open",
            "is 07:30:00",
            "a whole hour such as 07:00:00",
        ),
        (
            "election.toml",
            "polls_close = 20:00:00",
            "polls_close = 20:00:01",
            "election.toml, calendar.polls_close",
            "is 20:00:01",
            "a whole hour such as 07:00:00",
        ),
        (
            "election.toml",
            'official_offset = "+06:00"',
            'official_offset = "+25:00"',
            "election.toml, calendar.official_offset",
            'is "+25:00"',
            'an offset from UTC such as "+06:00"',
        ),
        (
            "regions.csv",
            "+05:00",
            "+26:00",
            "regions.csv, line 2, column utc_offset",
            'is "+26:00"',
            'an offset from UTC such as "+06:00", at most 14:00',
        ),
        (
            "regions.csv",
            "+05:00",
            "+06:00",
            "regions.csv, line 2, column utc_offset",
            "is +06:00",
            "+05:00, as in Asia/Qyzylorda on 2021-08-01",
        ),
        (
            "regions.csv",
            "Asia/Qyzylorda",
            "Asia/Kyzylgorod",
            "regions.csv, line 2, column timezone",
            '"Asia/Kyzylgorod" does not exist',
            "Asia/",
        ),
        (
            "regions.csv",
            "Asia/Qyzylorda",
            "../Asia",
            "regions.csv, line 2, column timezone",
            '"../Asia" does not exist',
            "one of",
        ),
        (
            "regions.csv",
            "Kyzylorda Region",
            '"Kyzylorda\nRegion"',
            "regions.csv, line 2, column name_en",
            "is",
            "text on one line, without control characters",
        ),
        (
            "election.toml",
            "date = 2021-08-01",
            "date = 0001-01-01",
            "election.toml, date",
            "is 0001-01-01",
            "at least 1900-01-01",
        ),
        (
            "election.toml",
            "date = 2021-08-01",
            "date = 9999-12-31",
            "election.toml, date",
            "is 9999-12-31",
            "at most 2200-12-31",
        ),
        (
            "election.toml",
            'official_offset = "+06:00"',
            'official_offset = "+14:30"',
            "election.toml, calendar.official_offset",
            'is "+14:30"',
            "at most 14:00",
        ),
        (
            "election.toml",
            'colour = "#0072b2"',
            'colour = "blue"',
            "election.toml, parties[1] (nur-otan).colour",
            'is "blue"',
            'a colour such as "#0072b2"',
        ),
        (
            "election.toml",
            "date = 2021-08-01",
            'date = "soon"',
            "election.toml, date",
            'is "soon"',
            "a date such as 2021-07-25",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(draft, file, old, new, where, what, expected):
    draft.edit(file, old, new)
    message = draft.refusal()
    assert where in message
    assert what in message
    assert expected in message.partition("; expected ")[2]


def test_a_contest_without_candidates_is_refused(draft):
    draft.drop("candidates.csv", "2021-08-01:shieli")
    message = draft.refusal()
    assert 'contests.csv, line 3: contest "2021-08-01:shieli" has no candidate' in message
    assert "at least one in candidates.csv" in message


def test_a_contest_without_stations_is_refused(draft):
    for number in (3, 4, 5):
        draft.drop("stations.csv", f"kyzylorda-000{number}")
    assert 'contest "2021-08-01:shieli" has no station' in draft.refusal()


@pytest.mark.parametrize("file", ["regions", "districts", "contests", "candidates", "stations"])
def test_a_table_that_is_only_a_header_is_refused(draft, file):
    path = draft.path / f"{file}.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert f"{file}.csv: has a header only; expected at least one line" in draft.refusal()


@pytest.mark.parametrize(
    ("file", "row", "what"),
    [
        (
            "contests.csv",
            "new,aktobe,kyzylorda-aral,town,A,B,C,yes",
            'column district: "kyzylorda-aral" lies in kyzylorda, not in aktobe',
        ),
        (
            "stations.csv",
            "aktobe-0009,9,aktobe,aktobe-one,2021-08-01:aqqum,A,B,C,10,yes",
            'column contests: "2021-08-01:aqqum" lies in kyzylorda, not in aktobe',
        ),
        (
            "stations.csv",
            "aktobe-0009,9,aktobe,kyzylorda-aral,2021-08-01:aqqum,A,B,C,10,yes",
            'column district: "kyzylorda-aral" lies in kyzylorda, not in aktobe',
        ),
    ],
)
def test_places_have_to_lie_in_their_region(draft, file, row, what):
    region = "aktobe,Aktobe,Ақтөбе,Актобе,KZ-AKT,15,Asia/Aqtobe,+05:00,0\n"
    for name, line in (
        ("regions.csv", region),
        ("districts.csv", "aktobe-one,aktobe,A,B,C,yes\n"),
        (file, f"{row}\n"),
    ):
        with (draft.path / name).open("a", encoding="utf-8") as table:
            table.write(line)
    assert what in draft.refusal()

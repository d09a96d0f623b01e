import pytest

from config.library import election_ids, scenario_ids
from console import shelf


def test_every_election_has_a_line():
    lines = shelf.elections("en").splitlines()
    assert [line.split()[0] for line in lines[1:]] == election_ids()


def test_an_election_shows_calendar_regions_and_totals():
    text = shelf.election("kz-2021-07-25", "en")
    for part in (
        "07:00 to 20:00 local",
        "10:00, 12:00",
        "UTC+05:00",
        "Akmola Region",
        "100,111",
        "278 figures, 38 checkpoints",
        "Nur Otan (nur-otan)",
    ):
        assert part in text, part


@pytest.mark.parametrize(("language", "name"), [("kk", "Ақмола облысы"), ("ru", "Акмолинская")])
def test_names_are_in_the_language_asked_for(language, name):
    assert name in shelf.election("kz-2021-07-25", language)


def test_every_scenario_has_a_line():
    lines = shelf.scenarios("en").splitlines()
    assert [line.split()[0] for line in lines[1:]] == scenario_ids()


def test_a_scenario_shows_its_incidents_and_where():
    text = shelf.scenario("as-reported", "en")
    assert "extra-ballot-issued" in text
    assert "turkistan-0659" in text
    assert "of protocols, mended after" in text


def test_a_scenario_shows_what_goes_wrong_on_the_way():
    text = " ".join(shelf.scenario("bad-network", "en").split())
    for part in (
        "5.00% of sendings lost, sent again after 20 s",
        "up to 30 s",
        "wrong by 60 s",
        "0.50% of records come damaged too",
        "0.20% forged",
        "0.10% misplaced",
        "0.10% from another run",
        "Without the keys",
    ):
        assert part in text, part
    assert "faults     none" in shelf.scenario("calm", "en")

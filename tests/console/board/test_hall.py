"""The hall: what is on the shelf is opened, days are started, and nothing else is reached."""

import asyncio
import shutil

import pytest

from config.errors import InputError
from config.library import ELECTIONS
from console.board import hall as module
from console.board.hall import Hall
from console.cli import call
from console.folder import JOURNAL
from tests.console.board.boards import served


def test_a_run_is_shown_once_however_often_it_is_opened(day):
    async def opened():
        hall = Hall()
        one = hall.open(day)
        assert hall.open(day / JOURNAL) is one
        assert [*hall.showings] == [one.billing.id]
        assert one.billing.keys is not None

    asyncio.run(opened())


def test_what_is_no_journal_is_refused(tmp_path):
    with pytest.raises(InputError, match="journal"):
        Hall().open(tmp_path)


def test_an_election_of_ones_own_is_named(tmp_path):
    own = tmp_path / "own"
    shutil.copytree(ELECTIONS / "kz-2021-08-01", own)
    about = (own / "election.toml").read_text(encoding="utf-8")
    assert 'id = "kz-2021-08-01"' in about
    own_id = about.replace('id = "kz-2021-08-01"', 'id = "own-1"')
    (own / "election.toml").write_text(own_id, encoding="utf-8")
    wish = ["--election", str(own), "--scenario", "calm", "--out", str(tmp_path / "day")]
    assert call(["simulate", *wish]) == 0
    with pytest.raises(InputError, match="own-1"):
        Hall().open(tmp_path / "day")
    shown = Hall().open(tmp_path / "day", str(own))
    assert shown.billing.election.id == "own-1"
    with pytest.raises(InputError, match="of own-1, not of kz-2021-08-01"):
        Hall().open(tmp_path / "day", "kz-2021-08-01")
    assert call(["board", "--port", "0", "--election", str(own)]) == 2


def test_a_hall_that_is_full_says_so(day, monkeypatch):
    monkeypatch.setattr(module, "MOST_SHOWINGS", 0)
    with pytest.raises(InputError, match="are shown"):
        Hall().open(day)


def test_a_day_is_started_from_the_page_and_found_on_the_shelf(tmp_path):
    wish = {"election": "kz-2021-08-01", "scenario": "calm", "seed": 5}
    with served(tmp_path) as board, board.operator() as operator:
        before = operator.get("/api/showings").json()
        assert before["showings"] == before["shelf"]["journals"] == []
        assert {one["id"] for one in before["shelf"]["scenarios"]} >= {"calm", "storm"}
        started = operator.post("/api/showings", json=wish)
        assert started.status_code == 200
        after = operator.get("/api/showings").json()
        (shown,) = after["showings"]
        (journal,) = after["shelf"]["journals"]
        assert shown["id"] == started.json()["id"]
        assert (shown["scenario"], shown["seed"]) == ("calm", 5)
        again = operator.post("/api/showings", json={"journal": journal["id"]})
        assert again.json()["id"] == shown["id"]
        for wrong, status in (
            ({"journal": "/etc/passwd"}, 404),
            ({"journal": "../.."}, 404),
            (wish | {"scenario": "none"}, 404),
            (wish | {"election": "none"}, 404),
            ({}, 422),
            (wish | {"journal": journal["id"]}, 422),
            ({"election": "kz-2021-08-01"}, 422),
        ):
            assert operator.post("/api/showings", json=wrong).status_code == status, wrong

"""What the board answers: everybody may look, operators may change, and all errors are clear."""

import csv
import json

import pytest

TOPICS = "clock,nation,region,contest,station,alert,news,bulletin,curve,decision"


def docs(client, showing, topics=TOPICS):
    return client.get(f"{showing}/state", params={"topics": topics}).json()["docs"]


def seek(operator, showing, at):
    wish = {"do": "seek", "at": at}
    assert operator.post(f"{showing}/playback", json=wish).status_code == 200


@pytest.fixture
def over(operator, showing):
    """The day when all is over."""
    seek(operator, showing, 10**14)


@pytest.mark.usefixtures("over")
def test_at_the_end_the_board_has_the_figures_of_the_report(visitor, showing, day):
    with (day / "tallies.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["scope"] in ("national", "region")]
    told = docs(visitor, showing)
    compared = 0
    for row in rows:
        face = told["region"][row["region"]] if row["region"] else told["nation"][""]
        mine = {
            ("voters", "total"): face["voters"],
            ("ballots", "total"): face["ballots"],
            ("registered", "total"): face["registered"],
            ("stations_counted", "total"): face["counted"],
            ("votes", "invalid"): face["invalid"],
            ("votes", "against_all"): face["against_all"],
        } | {("votes", party): votes for party, votes in face["votes"].items()}
        value = mine.get((row["metric"], row["key"]))
        if value is not None:
            assert str(value) == row["value"], row
            compared += 1
    assert compared >= 14
    alerts = [json.loads(line) for line in (day / "alerts.jsonl").read_text().splitlines()]
    assert {*told["alert"]} == {alert["id"] for alert in alerts}


def test_the_outline_names_everything_there_is(visitor, showing):
    outline = visitor.get(f"{showing}/outline").json()
    assert outline["name"]["kk"]
    shown = [region for region in outline["regions"] if region["held"]]
    assert shown
    assert all(region["path"].startswith("M") for region in shown)
    contest = outline["contests"][0][0]
    told = visitor.get(f"{showing}/contests/{contest}").json()
    assert len(told["candidates"]) >= 2
    assert told["stations"]
    assert len(visitor.get(f"{showing}/stations").json()) == sum(
        region["stations"] for region in outline["regions"]
    )


@pytest.mark.usefixtures("over")
def test_a_station_shows_all_it_said(visitor, showing):
    station = visitor.get(f"{showing}/stations").json()[0][0]
    told = visitor.get(f"{showing}/stations/{station}").json()
    kinds = [line["type"] for line in told["timeline"]]
    assert kinds[0] == "station-opened"
    assert "turnout-reported" in kinds
    assert "count-reported" in kinds
    assert [line["received"] for line in told["timeline"]] == sorted(
        line["received"] for line in told["timeline"]
    )


@pytest.mark.usefixtures("over")
@pytest.mark.parametrize(
    "name", ["regions", "districts", "contests", "stations", "alerts", "bulletins"]
)
def test_every_table_can_be_had_as_csv(visitor, showing, name):
    answer = visitor.get(f"{showing}/tables/{name}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = [*csv.DictReader(answer.text.splitlines())]
    assert rows
    assert not any(str(cell).startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_the_report_of_the_run_is_served(visitor, showing, day):
    assert visitor.get(f"{showing}/report.html").content == (day / "report.html").read_bytes()


def test_a_rule_is_explained(visitor):
    assert visitor.get("/api/rules/T201").json()["severity"] == "error"


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/api/showings/none/outline", 404, "no showing none"),
        ("{}/contests/none", 404, "no contest none"),
        ("{}/stations/none", 404, "no station none"),
        ("{}/tables/none.csv", 404, "there are regions"),
        ("{}/state?topics=truth", 422, "there are clock"),
        ("{}/state", 422, "topics: Field required"),
        ("/api/rules/X999", 404, "no rule X999"),
        ("/api/messages/de", 404, "en, kk, ru"),
        ("/somewhere", 404, "Not Found"),
    ],
)
def test_what_is_not_there_is_told(visitor, showing, path, status, says):
    answer = visitor.get(path.format(showing))
    assert answer.status_code == status
    assert says in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "wish"),
    [
        ("{}/playback", {"do": "play"}),
        ("{}/decisions", {"on": "station", "id": "x", "do": "hold", "note": "n"}),
        ("/api/showings", {"journal": "x"}),
    ],
)
def test_who_only_looks_changes_nothing(visitor, showing, address, wish):
    assert visitor.post(address.format(showing), json=wish).status_code == 401


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"do": "seek"}, "the moment to go to"),
        ({"do": "speed"}, "simulated seconds"),
        ({"do": "speed", "speed": 0}, "speed"),
        ({"do": "dance"}, "'play'"),
        ({"do": "play", "loud": True}, "loud"),
        ({"do": "seek", "at": "noon"}, "at"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_with_a_reason(operator, showing, wish, says):
    answer = operator.post(f"{showing}/playback", json=wish)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]


def test_the_day_can_be_played_paused_and_stepped_through(operator, showing):
    clock = docs(operator, showing)["clock"][""]
    seek(operator, showing, clock["opens"])
    assert docs(operator, showing)["clock"][""]["at"] == clock["opens"]
    before = docs(operator, showing)["news"][""]["all"]
    stepped = operator.post(f"{showing}/playback", json={"do": "step"}).json()["at"]
    assert stepped > clock["opens"]
    assert docs(operator, showing)["news"][""]["all"] > before
    operator.post(f"{showing}/playback", json={"do": "play", "speed": 600})
    assert docs(operator, showing)["clock"][""]["playing"]
    operator.post(f"{showing}/playback", json={"do": "pause"})
    stopped = docs(operator, showing)["clock"][""]
    assert not stopped["playing"]
    assert docs(operator, showing)["clock"][""]["at"] == stopped["at"]


@pytest.mark.usefixtures("over")
def test_alerts_are_worked_and_stations_held(operator, showing):
    alert = next(
        one for one in docs(operator, showing)["alert"].values() if one["scope"] == "station"
    )
    address = f"{showing}/decisions"
    no_reason = {"on": "alert", "id": alert["id"], "do": "dismiss"}
    assert "the reason" in operator.post(address, json=no_reason).json()["detail"]
    for do, handling in (("acknowledge", "acknowledged"), ("dismiss", "dismissed")):
        wish = {"on": "alert", "id": alert["id"], "do": do, "note": "called the station"}
        assert operator.post(address, json=wish).status_code == 200
        told = docs(operator, showing)["alert"][alert["id"]]
        assert (told["handling"], told["note"]) == (handling, "called the station")
    hold = {"on": "station", "id": alert["place"], "do": "hold", "note": "recount"}
    assert operator.post(address, json=hold).status_code == 200
    assert docs(operator, showing)["station"][alert["place"]]["held"]
    told = operator.get(f"{showing}/stations/{alert['place']}").json()
    assert [one["do"] for one in told["decisions"]][-1] == "hold"
    operator.post(address, json=hold | {"do": "release"})
    assert not docs(operator, showing)["station"][alert["place"]]["held"]
    unknown = hold | {"id": "nowhere"}
    assert operator.post(address, json=unknown).status_code == 404

"""The board of a run on Kafka: what workers say, and decisions that workers and boards heed."""

import re
import signal
import subprocess

import httpx
import pytest

from console.cli import call
from stream.kafka.topics import DECISIONS
from tests.console.board.boards import served
from tests.kafka.deployment import SAYLAU, until

NATION = "national||"
WITHIN_S = 30


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """A short day on which much goes wrong."""
    folder = tmp_path_factory.mktemp("day") / "out"
    wish = ["--election", "kz-2021-08-01", "--scenario", "storm", "--seed", "3"]
    assert call(["simulate", *wish, "--out", str(folder)]) == 0
    return folder


def _board(deployment, folder, name="a", *arguments):
    given = arguments or ("--keys", deployment.day / "keys.json")
    header = deployment.tape.header
    return served(
        folder,
        *("--kafka", deployment.url, "--run", header.run, "--election", header.election),
        *given,
        audit=folder / f"{name}.jsonl",
    )


def _docs(client, *topics):
    (one,) = client.get("/api/showings").json()["showings"]
    state = client.get(f"/api/showings/{one['id']}/state", params={"topics": ",".join(topics)})
    return state.json()["docs"]


def _nation(client):
    return _docs(client, "nation")["nation"][""]


def _decide(client, **wish):
    (one,) = client.get("/api/showings").json()["showings"]
    return client.post(f"/api/showings/{one['id']}/decisions", json={"note": "", **wish})


def test_it_shows_what_workers_say_and_all_heed_what_people_decide(deployment, tmp_path):
    run = deployment.tape.header.run
    worker = deployment.start_worker()
    with _board(deployment, tmp_path) as board, board.operator() as someone:
        assert "no worker has said" in _docs(someone, "clock")["clock"][""]["trouble"]
        assert deployment.start_replay(1).wait(60) == 0
        figures, alerts = deployment.expected()
        assert alerts

        def nation(metric, key="total"):
            return int(figures[f"{run}|{NATION}|{metric}|{key}"])

        until(lambda: _docs(someone, "alert")["alert"].keys() == alerts.keys(), "all alerts")
        until(lambda: _nation(someone)["decided"], "contests decided")
        docs = _docs(someone, "clock", "nation", "contest", "station", "alert", "curve")
        shown = docs["nation"][""]
        assert shown["voters"] == nation("voters")
        assert shown["ballots"] == nation("ballots")
        assert shown["counted"] == nation("stations_counted") == len(docs["station"])
        assert shown["called"] == nation("contests_called")
        assert {one["code"] for one in docs["alert"].values()} == {a.code for a in alerts.values()}
        assert all(one["counted"] for one in docs["station"].values())
        assert docs["curve"][""]["hours"][-1][1] == nation("voters")
        assert docs["clock"][""]["trouble"] == ""

        (one,) = someone.get("/api/showings").json()["showings"]
        assert (one["kind"], one["scenario"], one["seed"]) == ("kafka", "", None)
        path = f"/api/showings/{one['id']}"
        assert someone.post(f"{path}/playback", json={"do": "pause"}).status_code == 409
        station = next(iter(docs["station"]))
        said = someone.get(f"{path}/stations/{station}").json()["timeline"]
        assert [line["type"] for line in said].count("count-reported") >= 1

        # A result that is held: workers call no contest by it, and say so.
        called = {id_: one for id_, one in docs["contest"].items() if one["certain"]}
        contest = next(iter(called))
        held = someone.get(f"{path}/contests/{contest}").json()["stations"][0]
        answer = _decide(someone, on="station", id=held, do="hold", note="recount")
        assert answer.status_code == 200, answer.text
        until(lambda: not _docs(someone, "contest")["contest"][contest]["certain"], "not called")
        assert _docs(someone, "station")["station"][held]["held"]
        fewer, key = str(nation("contests_called") - 1), f"{run}|{NATION}|contests_called|total"
        until(lambda: deployment.tallies().get(key) == fewer, "published by workers")

        # Who takes over holds it too, and another board shows what was decided at the first.
        alert = next(iter(alerts))
        assert _decide(someone, on="alert", id=alert, do="escalate").status_code == 200
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(WITHIN_S) == 0
        deployment.start_worker()
        with _board(deployment, tmp_path, "b", "--unchecked") as other, other.operator() as again:
            until(lambda: len(_docs(again, "decision").get("decision", {})) == 2, "both decisions")
            until(lambda: alert in _docs(again, "alert").get("alert", {}), "the alert")
            assert _docs(again, "alert")["alert"][alert]["handling"] == "escalated"
            until(lambda: _docs(again, "contest")["contest"][contest]["counted"], "protocols")
            until(lambda: not _docs(again, "contest")["contest"][contest]["certain"], "held still")
            answer = _decide(again, on="station", id=held, do="release", note="recounted")
            assert answer.status_code == 200, answer.text
            until(lambda: _docs(someone, "contest")["contest"][contest]["certain"], "called again")
            assert not _docs(someone, "station")["station"][held]["held"]
    until(lambda: deployment.tallies() == figures, "published again")
    numbers = [message.offset() for message in deployment.messages(DECISIONS)]
    assert len(numbers) == 3


def test_while_no_broker_answers_it_says_so_and_takes_no_decision(deployment, broker, tmp_path):
    deployment.start_worker()
    with _board(deployment, tmp_path) as board, board.operator() as someone:
        assert deployment.start_replay(1).wait(60) == 0
        until(lambda: _nation(someone)["voters"], "figures")
        before = _nation(someone)
        broker.kill(0)
        until(lambda: _docs(someone, "clock")["clock"][""]["trouble"], "trouble told")
        assert _nation(someone)["stations"] == before["stations"]
        station = next(iter(_docs(someone, "station")["station"]))
        refused = _decide(someone, on="station", id=station, do="hold", note="recount")
        assert refused.status_code == 503
        assert "do not answer" in refused.json()["detail"]
        broker.restart(0)
        until(lambda: not _docs(someone, "clock")["clock"][""]["trouble"], "trouble gone")
        # What was refused is not done later; the next one is the first.
        assert (
            _decide(someone, on="station", id=station, do="hold", note="again").status_code == 200
        )
        until(lambda: len(_docs(someone, "decision").get("decision", {})) == 1, "the decision")
        (made,) = _docs(someone, "decision")["decision"].values()
        assert (made["n"], made["note"]) == (1, "again")


def test_a_run_shows_itself_while_workers_tally_it(broker, tmp_path):
    command = [SAYLAU, "run", "--kafka", f"kafka://{broker.bootstrap}", "--board", "--port", "0"]
    command += ["--election", "kz-2021-08-01", "--speed", "max", "--plain", "--out", "day"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as running:
        try:
            said = ""
            while "the board stays" not in said:
                line = running.stdout.readline()
                assert line, said
                said += line
            assert "DIFFERS" not in said
            url = re.search(r"board +(http\S+)", said)[1]
            with httpx.Client(base_url=url, timeout=WITHIN_S) as visitor:
                until(lambda: _nation(visitor)["counted"] == _nation(visitor)["stations"], "all")
                (one,) = visitor.get("/api/showings").json()["showings"]
                assert one["kind"] == "kafka"
                path = f"/api/showings/{one['id']}"
                assert visitor.get(f"{path}/report.html").status_code == 200
            running.send_signal(signal.SIGTERM)
            assert running.wait(WITHIN_S) == 0
        finally:
            running.kill()


def test_what_is_missing_is_told_before_anything_is_served(broker, tmp_path, capsys):
    url = f"kafka://{broker.bootstrap}"
    board = ["board", "--port", "0", "--audit", str(tmp_path / "audit.jsonl"), "--kafka", url]

    def refused(*arguments):
        assert call([*board, *arguments]) == 2
        return capsys.readouterr().err

    assert "--keys: is missing" in refused()
    assert "there is no topic saylau.reports" in refused("--unchecked")
    assert "nowhere" in refused("--unchecked", "--election", "nowhere")
    assert call(["topics", "--kafka", url]) == 0
    assert "a run; saylau.partials tells of none yet" in refused("--unchecked")
    assert call(["board", "--run", "x"]) == 2
    assert "--run: is of runs on Kafka" in capsys.readouterr().err

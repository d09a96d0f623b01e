"""The board as a process: what it refuses to begin with, and what it knows when it comes back."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from console.board.audit import AuditLog, entries
from console.board.people import Person
from console.board.serve import remembered
from stream.decision import Decision
from tests.console.board.boards import READY_S, served

SAYLAU = str(Path(sys.executable).with_name("saylau"))


def board(folder, *arguments):
    """Run a board that has to end by itself."""
    command = [SAYLAU, "board", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=READY_S)


def verified(audit):
    """Return how `saylau audit verify` ends."""
    command = [SAYLAU, "audit", "verify", str(audit)]
    return subprocess.run(command, capture_output=True, timeout=READY_S).returncode


def test_decisions_and_holds_come_back_after_a_restart(day, tmp_path):
    audit = tmp_path / "audit.jsonl"
    with served(tmp_path, day, audit=audit) as first, first.operator() as operator:
        (one,) = operator.get("/api/showings").json()["showings"]
        address = f"/api/showings/{one['id']}"
        operator.post(f"{address}/playback", json={"do": "seek", "at": 10**14})
        state = operator.get(f"{address}/state", params={"topics": "alert"}).json()
        alert = next(a for a in state["docs"]["alert"].values() if a["scope"] == "station")
        wish = {"on": "alert", "id": alert["id"], "do": "escalate", "note": "to the prosecutor"}
        assert operator.post(f"{address}/decisions", json=wish).status_code == 200
        hold = {"on": "station", "id": alert["place"], "do": "hold", "note": "recount"}
        assert operator.post(f"{address}/decisions", json=hold).status_code == 200
    with served(tmp_path, day, audit=audit) as second, second.operator() as operator:
        operator.post(f"{address}/playback", json={"do": "seek", "at": 10**14})
        topics = {"topics": "alert,station"}
        docs = operator.get(f"{address}/state", params=topics).json()["docs"]
        assert docs["alert"][alert["id"]]["handling"] == "escalated"
        assert docs["alert"][alert["id"]]["note"] == "to the prosecutor"
        assert docs["station"][alert["place"]]["held"]
    checked = subprocess.run(
        [SAYLAU, "audit", "verify", str(audit)], capture_output=True, text=True
    )
    assert checked.returncode == 0
    text = audit.read_text().replace("to the prosecutor", "to nobody at all")
    audit.write_text(text)
    checked = subprocess.run(
        [SAYLAU, "audit", "verify", str(audit)], capture_output=True, text=True
    )
    assert checked.returncode == 1


def test_what_brokers_did_not_confirm_does_not_come_back(tmp_path):
    path = tmp_path / "audit.jsonl"
    made = Decision(1, 10, 20, "Aigul", "operator", "station", "east-0001", "hold", "recount")
    who = Person("Aigul", "operator", None)
    said = {"showing": "x", "run": "x"}
    with AuditLog(path) as log:
        for at in (10, 11, 12):
            one = to_builtins(replace(made, at=at))
            log.append(who, "decision", {**said, "decision": one})
        log.append(who, "decision-unconfirmed", {**said, "n": 1, "at": 11, "why": "gone"})
        log.append(who, "decision", {**said, "run": "y", "decision": to_builtins(made)})
    assert [(one.n, one.at) for one in remembered(path, "x")] == [(1, 10), (2, 12)]


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = board(tmp_path, "--port", port)
    assert ended.returncode == 2
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "a port that is free" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere",), "nowhere"),
        (("--host", "0.0.0.0"), "others can reach the board there"),
        (("--port", "ninety"), "a whole number"),
        (("--users", "none.toml"), "none.toml"),
        (("--certificate", "none.pem"), "--key"),
    ],
)
def test_what_cannot_be_served_ends_with_a_reason(tmp_path, arguments, says):
    ended = (
        board(tmp_path, "--port", "0", *arguments)
        if "--port" not in arguments
        else board(tmp_path, *arguments)
    )
    assert ended.returncode == 2
    assert says in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_second_board_does_not_write_into_the_same_log(day, tmp_path):
    with served(tmp_path, day):
        ended = board(tmp_path, "--port", "0", "--audit", tmp_path / "audit.jsonl")
    assert ended.returncode == 2
    assert "audit.jsonl" in ended.stderr


def test_operators_of_a_region_act_there_only(day, tmp_path):
    made = subprocess.run(
        [SAYLAU, "board-user", "Aigul", "--role", "operator", "--region", "kyzylorda"],
        capture_output=True,
        text=True,
        check=True,
    )
    users = tmp_path / "users.toml"
    users.write_text(made.stdout)
    token = made.stderr.split()[-1]
    with served(tmp_path, day, "--users", users) as one, one.operator(token) as operator:
        (showing,) = operator.get("/api/showings").json()["showings"]
        address = f"/api/showings/{showing['id']}"
        moved = operator.post(f"{address}/playback", json={"do": "play"})
        assert moved.status_code == 403
        stations = operator.get(f"{address}/stations").json()
        for station in stations:
            hold = {"on": "station", "id": station[0], "do": "hold", "note": "recount"}
            status = operator.post(f"{address}/decisions", json=hold).status_code
            assert status == (200 if station[2] == "kyzylorda" else 403)


def test_attempts_that_are_refused_are_logged(day, tmp_path):
    audit = tmp_path / "audit.jsonl"
    with (
        served(tmp_path, day, audit=audit) as one,
        one.visitor() as visitor,
        one.operator() as operator,
    ):
        (shown,) = visitor.get("/api/showings").json()["showings"]
        path = f"/api/showings/{shown['id']}/playback"
        elsewhere = {"Origin": "https://elsewhere.example"}
        wrong = {"Authorization": "Bearer nobody"}
        assert visitor.post(path, json={"do": "play"}).status_code == 401
        assert visitor.post(path, json={"do": "play"}, headers=wrong).status_code == 401
        assert visitor.post("/api/login", json={"token": "x"}).status_code == 403
        assert operator.post(path, json={"do": "play"}, headers=elsewhere).status_code == 403
        assert visitor.get("/api/showings", headers=wrong).status_code == 401  # a look
    found = [one for one in entries(audit) if one.what == "refused"]
    assert [(one.details["status"], one.details["path"]) for one in found] == [
        (401, path),
        (401, path),
        (403, "/api/login"),
        (403, path),
    ]
    assert "elsewhere.example" in found[3].details["why"]
    assert found[3].who.name == "operator"
    assert "nobody" not in audit.read_text().replace("nobody has this token", "")
    assert verified(audit) == 0

"""The board beside a run: the day as it is simulated, and its published figures in the end."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from tests.console.board.boards import READY_S

SAYLAU = str(Path(sys.executable).with_name("saylau"))


def test_the_default_day_ends_with_its_published_figures_and_stays(tmp_path):
    command = [SAYLAU, "run", "--board", "--port", "0", "--speed", "max", "--plain", "--out", "day"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("the board stays"):
                break
        text = "".join(said)
        assert "published figures: 269 exact, 9 contradictions" in text
        address = re.search(r"http\S+", text)
        assert address
        with httpx.Client(base_url=address[0], timeout=READY_S) as client:
            (one,) = client.get("/api/showings").json()["showings"]
            assert one["kind"] == "live"
            path = f"/api/showings/{one['id']}"
            stream = client.stream("GET", f"{path}/stream", params={"topics": "clock,nation"})
            with stream as answer:
                for line in answer.iter_lines():
                    if line.startswith("data: ") and '"over":true' in line:
                        break
            state = client.get(f"{path}/state", params={"topics": "nation"}).json()
            nation = state["docs"]["nation"][""]
            assert nation["voters"] == nation["ballots"] == 956_984
            assert nation["seats"]["nur-otan"] == 627
            assert (nation["counted"], nation["decided"]) == (1_847, 730)
            assert client.get(f"{path}/report.html").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(READY_S) == 0
        assert (tmp_path / "day" / "report.html").is_file()
    finally:
        process.kill()
        process.communicate()


def test_where_no_broker_answers_nothing_is_shown_or_left(tmp_path):
    command = [SAYLAU, "run", "--board", "--kafka", "kafka://127.0.0.1:1", "--speed", "max"]
    command += ["--port", "0"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=READY_S)
    assert ended.returncode == 2
    assert "127.0.0.1:1: no answer" in ended.stderr
    assert [*tmp_path.glob("out/*/")] == []

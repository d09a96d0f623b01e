"""What the API says of itself is what it does: Schemathesis asks it all that the description
allows, and what it does not allow, and holds the answers against it.

`make fuzz` asks much more of the same.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.board.routes import OPENAPI
from tests.console.board.boards import served

SCHEMATHESIS = Path(sys.executable).with_name("st")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))
STREAM = "/api/showings/{showing}/stream"


@pytest.fixture(scope="module")
def asked(day, tmp_path_factory):
    """The board that is asked."""
    with served(tmp_path_factory.mktemp("asked"), day) as one:
        yield one


@pytest.fixture(scope="module")
def description(asked):
    with asked.visitor() as client:
        return client.get(OPENAPI).json()


@pytest.fixture(scope="module")
def known(asked, description):
    """The description, with names of what there is in it: by chance nobody hits one."""
    with asked.operator() as client:
        (one,) = client.get("/api/showings").json()["showings"]
        at = f"/api/showings/{one['id']}"
        client.post(f"{at}/playback", json={"do": "seek", "at": 10**14}).raise_for_status()
        told = client.get(f"{at}/state", params={"topics": "alert,contest"}).json()["docs"]
        station = client.get(f"{at}/stations").json()[0][0]
    alerts = [*told["alert"]][:3]
    names = {
        "showing": [one["id"]],
        "contest": [*told["contest"]][:3],
        "station": [station],
        "name": ["regions", "stations", "alerts"],
        "code": ["T201", "F402"],
        "language": ["kk", "ru", "en"],
    }
    for path in description["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if found := names.get(parameter["name"]):
                    either = [{"enum": found}, parameter["schema"]]
                    parameter["schema"] = {"anyOf": either}
    wishes = description["components"]["schemas"]
    wishes["DecisionWish"]["properties"]["id"]["enum"] = [*alerts, station, "nobody"]
    wishes["ShowingWish"]["properties"]["scenario"] = {"enum": ["none", None]}
    return description


def schemathesis(board, description, folder, *options):
    """Run Schemathesis against a board; return how it ended and what it said."""
    file = folder / "openapi.json"
    file.write_text(json.dumps(description))
    command = [SCHEMATHESIS, "run", file, "--url", board.url, "--exclude-path", STREAM]
    command += ["--max-examples", EXAMPLES, "--rate-limit", "10/s", "--no-color", *options]
    ended = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


LESS = () if "FUZZ_EXAMPLES" in os.environ else ("--phases", "coverage,fuzzing")
LEAST = () if "FUZZ_EXAMPLES" in os.environ else ("--phases", "fuzzing")


def test_operators_find_what_is_described(asked, known, tmp_path):
    bearer = f"Authorization: Bearer {asked.token}"
    code, said = schemathesis(asked, known, tmp_path, "--header", bearer, *LESS)
    assert code == 0, said


def test_anybody_finds_what_is_described(asked, known, tmp_path):
    code, said = schemathesis(asked, known, tmp_path, *LEAST)
    assert code == 0, said


def test_the_stream_is_as_described(asked, known):
    """It does not end, so it is left out above."""
    described = known["paths"][STREAM]["get"]["responses"]
    (showing, *_) = known["paths"][STREAM]["get"]["parameters"][0]["schema"]["anyOf"][0]["enum"]
    at = STREAM.format(showing=showing)
    asks = {
        f"{at}?topics=clock": "200",
        f"{at}?topics=clock,alert&since=nothing": "200",
        f"{at}?topics=truth": "422",
        at: "422",
        f"{at}?topics=clock&since={'9' * 41}": "422",
        STREAM.format(showing="none") + "?topics=clock": "404",
    }
    with asked.visitor() as client:
        for path, status in asks.items():
            with client.stream("GET", path) as answer:
                assert str(answer.status_code) == status, path
                (media,) = described[status]["content"]
                assert answer.headers["content-type"].startswith(media)

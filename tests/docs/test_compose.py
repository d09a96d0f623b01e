"""The deployment's files hold what they have to, as docker-compose reads them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from config.library import load_election, load_scenario, load_targets
from config.settings import PREFIX, Settings
from sim.plan import Plan

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
LOOPBACK = re.compile(r"127\.0\.0\.1:\d+:\d+|.*\bhost_ip: 127\.0\.0\.1\b", re.DOTALL)


def _sections(text, indent):
    """Return the parts of a YAML text by the names that stand at this indent."""
    parts = re.split(rf"^ {{{indent}}}(?=[\w-]+:)", text, flags=re.MULTILINE)[1:]
    return {name: body for name, _, body in (part.partition(":") for part in parts)}


def _items(block):
    """Return the entries of a YAML list."""
    return re.split(r"^ *- ", block, flags=re.MULTILINE)[1:]


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    """The services as docker-compose understands them: by name, each key with its text."""
    program = shutil.which("docker-compose")
    if program is None:
        reason = "docker-compose is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # Neither the settings nor the `.env` of whoever runs the tests.
    empty = tmp_path_factory.mktemp("compose") / "env"
    empty.touch()
    command = [program, "--env-file", str(empty), "--profile", "simulate"]
    done = subprocess.run(
        [*command, "--file", str(COMPOSE), "config"],
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = _sections(_sections(done.stdout, 0)["services"], 2)
    return {name: _sections(text, 4) for name, text in found.items()}


def test_all_services_are_there(services):
    assert set(services) == {"kafka", "topics", "worker", "simulate", "replay"}


def test_every_published_port_is_for_this_machine_only(services):
    ports = [port for keys in services.values() for port in _items(keys.get("ports", ""))]
    assert ports
    for port in ports:
        assert LOOPBACK.match(port), port


def test_there_are_two_workers(services):
    assert re.search(r"\breplicas: 2$", services["worker"]["deploy"], re.MULTILINE)


def test_kafka_is_watched_and_keeps_its_data(services):
    kafka = services["kafka"]
    assert "CMD-SHELL" in kafka["healthcheck"]
    assert "/var/lib/kafka/data" in kafka["volumes"]
    assert "KAFKA_LOG_DIRS: /var/lib/kafka/data" in kafka["environment"]


def test_workers_wait_for_kafka_and_its_topics(services):
    waits = _sections(services["worker"]["depends_on"], 6)
    waits = {name: body.split() for name, body in waits.items()}
    assert waits["kafka"][:2] == ["condition:", "service_healthy"]
    assert waits["topics"][:2] == ["condition:", "service_completed_successfully"]


@pytest.mark.parametrize("name", ["simulate", "replay"])
def test_a_day_is_simulated_only_if_asked_for(services, name):
    assert _items(services[name]["profiles"]) == ["simulate\n"]


def test_every_service_has_a_limit_of_memory_and_a_restart_policy(services):
    for name, keys in services.items():
        assert {"mem_limit", "restart"} <= set(keys), name


def test_containers_are_given_only_settings_there_are(services):
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name, keys in services.items():
        variables = set(_sections(keys["environment"], 6))
        assert {each for each in variables if each.startswith(PREFIX)} <= known, name


def test_the_workers_tally_the_default_day_unless_told_otherwise():
    settings = Settings.model_fields
    election = load_election(settings["election"].default)
    scenario = load_scenario(settings["scenario"].default, election)
    targets = load_targets(settings["election"].default)
    plan = Plan(election, targets, scenario, settings["seed"].default)
    runs = re.findall(r"\$\{SAYLAU_RUN:-(.+)\}", COMPOSE.read_text(encoding="utf-8"))
    assert runs == [plan.run] * 2


def test_no_password_stands_in_the_file():
    text = COMPOSE.read_text(encoding="utf-8")
    assert re.findall(r"PASSWORD\w*:(.*)", text) == ["", ""]


def test_the_broker_is_the_one_the_tests_run_with():
    pom = (ROOT / "tests/kafka/pom.xml").read_text(encoding="utf-8")
    (tested,) = re.findall(r"<kafka\.version>(.+)</kafka\.version>", pom)
    assert f"image: apache/kafka:{tested}\n" in COMPOSE.read_text(encoding="utf-8")


def test_the_image_runs_as_a_user_without_rights():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    last = re.split(r"^FROM ", text, flags=re.MULTILINE)[-1]
    users = re.findall(r"^USER (\d+):(\d+)$", last, re.MULTILINE)
    assert len(users) == 1
    assert "0" not in users[0]
    assert re.search(rf"--uid {users[0][0]}\b", last)


def test_what_the_image_is_made_of_is_handed_to_the_build():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for names in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE):
        for name in names.split():
            assert (ROOT / name).exists(), name
            assert f"!{name}" in ignored, name

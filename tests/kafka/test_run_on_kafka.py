"""`saylau run --kafka` on a real broker: what workers publish, shown and held against the truth."""

import signal
import subprocess

import pytest
from confluent_kafka import Producer

from console import kafka_day
from console.cli import call
from console.folder import ALERTS, FILES, JOURNAL, KEYS, REPORT, TALLIES
from sim.journal import Journal
from stream.kafka.topics import ALERTS as ALERTS_TOPIC
from tests.kafka.deployment import SAYLAU

QUICK = ["--election", "kz-2021-08-01", "--seed", "7", "--plain"]


@pytest.fixture
def url(kafka_cluster):
    return f"kafka://{kafka_cluster().bootstrap}"


def _run(url, folder, *options):
    return call(["run", "--kafka", url, *QUICK, "--out", str(folder), *options])


def test_a_day_comes_back_from_the_workers_as_one_process_tallies_it(url, tmp_path, capsys):
    day, plain = tmp_path / "day", tmp_path / "plain"
    assert _run(url, day, "--speed", "max", "--workers", "2") == 0
    out = capsys.readouterr().out
    assert "starting workers: 2" in out
    assert "BULLETIN 20:00" in out
    assert "holds   published tallies: 144 figures" in out
    assert "DIFFERS" not in out
    assert sorted(path.name for path in day.iterdir()) == sorted(FILES)
    assert call(["verify", str(day), "--summary"]) == 0
    assert call(["run", *QUICK, "--speed", "max", "--out", str(plain)]) == 0
    for name in (TALLIES, ALERTS, KEYS):
        assert (day / name).read_bytes() == (plain / name).read_bytes()
    capsys.readouterr()

    # The same day once more says nothing new.
    assert _run(url, day, "--speed", "30000", "--force") == 0
    assert "DIFFERS" not in capsys.readouterr().out

    # Another day would be refused by the workers, record by record.
    assert _run(url, tmp_path / "other", "--speed", "max", "--scenario", "calm") == 2
    assert "the topics hold as-reported-7-" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_workers_elsewhere_are_waited_for_and_told_what_they_need(url, tmp_path):
    command = [SAYLAU, "run", "--kafka", url, *QUICK, "--out", str(tmp_path / "day")]
    command += ["--workers", "0", "--speed", "max"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as running:
        worker = None
        try:
            for line in running.stdout:
                _, says, asked = line.partition("waiting for workers that run elsewhere: saylau ")
                if says:
                    words = [SAYLAU, *asked.split(), "--election", "kz-2021-08-01"]
                    worker = subprocess.Popen(words, stdout=-3, stderr=-3)
            assert (running.wait(60), running.stderr.read()) == (0, "")
            assert worker.poll() is None
        finally:
            running.kill()
            if worker is not None:
                worker.send_signal(signal.SIGTERM)
                worker.wait(20)


def test_without_workers_it_says_so_and_leaves_nothing(url, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(kafka_day, "WORKERS_WITHIN_S", 1.0)
    assert _run(url, tmp_path / "out" / "day", "--workers", "0") == 2
    said = capsys.readouterr().err
    assert "no worker of run as-reported-7-" in said
    assert "`saylau worker --kafka" in said
    assert list((tmp_path / "out").iterdir()) == []


def test_alerts_that_nobody_had_cause_for_differ(url, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(kafka_day, "SETTLED_S", 2.0)
    assert _run(url, tmp_path / "day", "--speed", "max") == 0
    capsys.readouterr()
    run = Journal.open(tmp_path / "day" / JOURNAL).header.run
    producer = Producer({"bootstrap.servers": url.removeprefix("kafka://")})
    fake = (
        '{"id":"T202:x","code":"T202","severity":"warning","scope":"station","place":"x",'
        '"region":"","opened":1,"cleared":null,"condition":"open","count":1,"evidence":{}}'
    )
    producer.produce(ALERTS_TOPIC, key=f"{run}/T202:x", value=fake)
    assert producer.flush(20) == 0
    assert _run(url, tmp_path / "again", "--speed", "max") == 1
    out = capsys.readouterr().out
    assert "holds   published tallies" in out
    assert "DIFFERS published alerts: " in out
    assert "T202:x: nothing raised it" in out
    assert not (tmp_path / "again" / REPORT).exists()
    assert b"T202:x" in (tmp_path / "again" / ALERTS).read_bytes()


def test_another_number_of_partitions_is_refused(url, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SAYLAU_KAFKA_PARTITIONS", "3")
    assert call(["topics", "--kafka", url]) == 0
    assert _run(url, tmp_path / "day") == 2
    assert "topic saylau.reports has 3 partitions; expected 4" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options", [["--workers", "1"], ["--kafka", "kafka://h:1", "--workers", "x"]]
)
def test_workers_go_with_kafka_and_are_a_number(options, capsys):
    assert call(["run", *options]) == 2
    assert capsys.readouterr().err.startswith("saylau: --workers: ")

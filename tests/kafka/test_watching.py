"""`saylau watch` on a real broker: the state of now, what changes, and how it ends."""

import signal
import subprocess

import msgspec
from confluent_kafka import Producer

from console.cli import call
from stream.alerts import Alert
from stream.kafka.figures import encode, key_of
from stream.kafka.topics import ALERTS, TALLIES
from stream.table import NATION
from tests.kafka.deployment import SAYLAU

ALERT = Alert(
    "S102:east-0001", "S102", "warning", "station", "east-0001", "east", 0, None, "open", 1, {}
)


def _say(producer, topic, *entries):
    for key, value in entries:
        producer.produce(topic, key=key, value=value)
    assert producer.flush(20) == 0


def _nation(run, **numbers):
    values = {metric: {"total": number} for metric, number in numbers.items()}
    return key_of(run, NATION), encode(values)


def test_the_state_of_now_and_what_changes(kafka_cluster, capsys):
    bootstrap = kafka_cluster().bootstrap
    url = f"kafka://{bootstrap}"
    assert call(["topics", "--kafka", url]) == 0
    producer = Producer({"bootstrap.servers": bootstrap})
    capsys.readouterr()

    assert call(["watch", "--kafka", url, "--once"]) == 0
    assert "SIMULATION  no run yet\n" in capsys.readouterr().out

    two = _nation("two", registered=200, voters=50)
    _say(producer, TALLIES, _nation("one", registered=10), two)
    _say(producer, ALERTS, ("two/S102:east-0001", msgspec.json.encode(ALERT)))
    assert call(["watch", "--kafka", url, "--once"]) == 0
    out = capsys.readouterr().out
    assert "SIMULATION  two  (the run seen last of 2; --run chooses: one, two)" in out
    assert "national  registered 200  voters 50  turnout 25.00 %" in out
    assert "S102 warning east-0001 open" in out

    assert call(["watch", "--kafka", url, "--once", "--run", "one"]) == 0
    assert "SIMULATION  one\nnational  registered 10 " in capsys.readouterr().out
    assert call(["watch", "--kafka", url, "--once", "--run", "three"]) == 2
    assert '--run: "three" is not in saylau.tallies; expected one, two' in capsys.readouterr().err

    command = [SAYLAU, "watch", "--kafka", url, "--run", "two", "--plain"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
        while "east-0001 open" not in process.stdout.readline():
            assert process.poll() is None
        _say(
            producer, TALLIES, _nation("one", voters=1), _nation("two", registered=200, voters=100)
        )
        assert process.stdout.readline().startswith("national  registered 200  voters 100 ")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, "saylau: stopped; nothing was written\n")

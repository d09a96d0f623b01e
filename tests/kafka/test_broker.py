"""What the commands say of a broker that is not as they need it."""

import pytest

from config.errors import InputError
from console.cli import call
from stream.kafka.access import Access
from stream.kafka.broker import check_topics, connect, copies_of, make_topics
from stream.kafka.topics import REPORTS, reports, topics


@pytest.fixture
def url(kafka_cluster):
    return f"kafka://{kafka_cluster().bootstrap}"


def test_topics_are_made_once_and_another_number_of_partitions_is_refused(url, monkeypatch, capsys):
    monkeypatch.setenv("SAYLAU_KAFKA", url)
    assert call(["worker", "--run", "x", "--unchecked"]) == 2
    assert "saylau topics" in capsys.readouterr().err
    assert call(["topics"]) == 0
    assert call(["topics"]) == 0
    assert capsys.readouterr().out.count("was there") == 7
    client = connect(Access.of(url).librdkafka)
    check_topics(client, url, topics(4))
    for refused in (check_topics, lambda *args: make_topics(*args, 1)):
        with pytest.raises(InputError, match="4 partitions; expected 5"):
            refused(client, url, [reports(5)])


def test_state_is_kept_on_as_many_brokers_as_the_reports(kafka_cluster):
    url = f"kafka://{kafka_cluster(3).bootstrap}"
    client = connect(Access.of(url).librdkafka)
    make_topics(client, url, topics(4), 2)
    assert copies_of(client, url, REPORTS) == 2
    with pytest.raises(InputError, match="there is no topic nowhere"):
        copies_of(client, url, "nowhere")


def test_more_copies_than_brokers_are_refused(url, monkeypatch, capsys):
    monkeypatch.setenv("SAYLAU_KAFKA_COPIES", "3")
    assert call(["topics", "--kafka", url]) == 2
    assert "replication" in capsys.readouterr().err.lower()


def test_nobody_at_home_is_told_within_seconds(capsys):
    assert call(["topics", "--kafka", "kafka://127.0.0.1:1"]) == 2
    assert "no answer" in capsys.readouterr().err


def test_a_wrong_password_is_told(kafka_cluster, monkeypatch, tmp_path, capsys):
    url = f"kafka://{kafka_cluster(1, ('tally', 'right')).bootstrap}"
    secret = tmp_path / "password"
    monkeypatch.setenv("SAYLAU_KAFKA_USER", "tally")
    monkeypatch.setenv("SAYLAU_KAFKA_PASSWORD_FILE", str(secret))
    assert call(["topics", "--kafka", url]) == 2
    assert "SAYLAU_KAFKA_PASSWORD_FILE" in capsys.readouterr().err
    secret.write_text("wrong\n")
    assert call(["topics", "--kafka", url]) == 2
    assert "no answer" in capsys.readouterr().err
    secret.write_text("right\n")
    assert call(["topics", "--kafka", url]) == 0

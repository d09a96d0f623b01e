import pytest

from config.errors import InputError
from stream.kafka.access import Access


def test_an_address_names_brokers():
    access = Access.of("kafka://127.0.0.1:9092,[::1]:9093")
    assert access.servers == ("127.0.0.1:9092", "[::1]:9093")
    assert access.librdkafka == {
        "bootstrap.servers": "127.0.0.1:9092,[::1]:9093",
        "security.protocol": "plaintext",
    }
    assert access.faust_url == "kafka://127.0.0.1:9092;kafka://[::1]:9093"
    assert access.credentials is None
    assert access.aiokafka["ssl_context"] is None


def test_tls_and_a_password_reach_every_client():
    access = Access.of("kafkas://broker:9093", user="tally", password="secret")
    assert access.protocol == "SASL_SSL"
    assert access.librdkafka["sasl.password"] == "secret"
    assert access.aiokafka["sasl_plain_password"] == "secret"
    assert access.credentials.protocol.value == "SASL_SSL"
    assert "secret" not in repr(access)
    assert Access.of("kafkas://broker:9093").credentials.protocol.value == "SSL"


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:9092",
        "http://127.0.0.1:9092",
        "kafka://127.0.0.1",
        "kafka://127.0.0.1:0",
        "kafka://127.0.0.1:65536",
        "kafka://user:secret@127.0.0.1:9092",
        "kafka://127.0.0.1:9092,",
        "kafka://",
        "",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(InputError, match="kafka://HOST:PORT"):
        Access.of(url)


def test_a_user_without_password_and_a_certificate_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(InputError, match="SAYLAU_KAFKA_PASSWORD"):
        Access.of("kafka://127.0.0.1:9092", user="tally")
    with pytest.raises(InputError, match="SAYLAU_KAFKA_CA"):
        Access.of("kafkas://127.0.0.1:9092", ca=tmp_path / "none.pem")

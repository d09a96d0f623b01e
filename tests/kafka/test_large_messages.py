"""Messages above Kafka's usual limit of 1 MB: large pages, dead letters of large records."""

import base64
import random

import msgspec
from confluent_kafka.admin import AdminClient, ConfigResource

from stream import events
from stream.kafka.topics import group_of
from stream.partition import partition
from stream.record import Record
from tests.kafka.deployment import until
from tests.kafka.own_run import AT, ELECTION, KEYS, PARTITIONS, RECEIVED, RUN

MB = 1 << 20
REPORTER = "reporter-observers"
CHANGELOG = f"{group_of(RUN)}-state-changelog"


def _incidents(number):
    """Return records of a reporter whose words cannot be compressed."""
    dice = random.Random(7)  # noqa: S311 - nobody is to be kept from guessing it
    place = partition(REPORTER, PARTITIONS)
    for seq in range(1, number + 1):
        words = base64.b85encode(dice.randbytes(150)).decode()
        event = events.IncidentReported(
            *(1, ELECTION, RUN, REPORTER, seq, AT),
            *(words[:90], "station", words[90:], "observer"),
        )
        value = events.encode(event)
        mac = KEYS.mac(REPORTER, value)
        yield Record(RECEIVED, place, REPORTER, KEYS.key_id(REPORTER), mac, value)


def test_a_page_above_a_megabyte_is_kept_and_taken_in_again(run):
    run.send(*_incidents(60_000))
    worker = run.start()
    until(lambda: run.left() == 0, "all is tallied")
    admin = AdminClient({"bootstrap.servers": run.access.servers[0]})
    asked = admin.describe_configs([ConfigResource(ConfigResource.Type.TOPIC, CHANGELOG)])
    ((_, found),) = asked.items()
    assert found.result(10)["max.message.bytes"].value == str(16 * MB)
    place = partition(REPORTER, PARTITIONS)
    pages = [len(page.value()) for page in run.messages(CHANGELOG, place)]
    assert max(pages) > MB

    worker.kill()
    worker.wait()
    run.send(run.opened(run.stations[0]))
    run.start()
    until(lambda: run.left() == 0 and run.opened_stations() == 1, "the next worker goes on")
    assert run.letters() == []


def test_a_large_forged_record_is_a_dead_letter_and_stops_nobody(run):
    junk = random.Random(7).randbytes(900_000)  # noqa: S311 - the same each time
    first, second = run.stations[:2]
    run.send(run.opened(first, value=junk), run.opened(second))
    worker = run.start()
    until(lambda: run.left() == 0 and run.opened_stations() == 1, "the other one is tallied")
    until(lambda: len(run.letters()) == 1, "the letter is there")
    (letter,) = run.letters()
    assert letter.code == "S102"
    assert bytes(letter.record.value) == junk
    assert worker.poll() is None


def test_what_workers_of_another_format_wrote_stops_a_worker_with_its_place(run):
    run.send(run.opened(run.stations[0]))
    first = run.start()
    until(lambda: run.left() == 0 and run.opened_stations() == 1, "a page is written")
    first.terminate()
    assert first.wait(30) == 0
    for topic, key in (("saylau.partials", f"{RUN}/0/0"), (CHANGELOG, "00000/9/9")):
        run.write(topic, key, msgspec.msgpack.encode({"format": 2}))
        assert run.start().wait(30) == 2
        last = run.said().rstrip().splitlines()[-1]
        assert last.startswith("saylau: ")
        assert key in last
        assert "cannot be read" in last

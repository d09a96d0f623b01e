"""What a worker answers to whoever looks after it."""

import msgspec

from stream.kafka.health import JOINING, RECOVERING, STILL_S, Answer, Health


class FakeClock:
    now = 100.0

    def __call__(self):
        return self.now


def test_a_worker_lives_from_the_start_and_is_ready_once_it_has_begun():
    health = Health(FakeClock())
    assert health.alive() == Answer(True)
    assert health.ready() == Answer(False, JOINING)
    health.begin([0, 3])
    assert health.ready() == Answer(True, partitions=(0, 3))
    health.wait(RECOVERING)
    assert health.ready() == Answer(False, RECOVERING)
    assert health.alive().ok


def test_a_worker_without_partitions_is_ready_to_get_some():
    health = Health(FakeClock())
    health.begin([])
    assert msgspec.json.encode(health.ready()) == b'{"ok":true,"partitions":[]}'


def test_a_worker_whose_beat_stays_away_lives_no_more_and_is_not_ready():
    clock = FakeClock()
    health = Health(clock)
    health.begin([0])
    clock.now += 2 * STILL_S
    assert health.alive().ok  # it has not begun to beat: the state may be long
    health.beat()
    clock.now += STILL_S
    assert health.alive().ok
    clock.now += 1
    assert health.alive() == health.ready() == Answer(False, "no beat for 31 s")
    health.beat()
    assert health.ready().ok


def test_a_failure_is_for_good():
    health = Health(FakeClock())
    health.begin([0])
    health.fail("a message was not taken")
    health.beat()
    assert health.alive() == health.ready() == Answer(False, "a message was not taken")

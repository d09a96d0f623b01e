"""New keys on a real broker: old and new together, then the new ones alone."""

import signal

from stream.keys import KeyRing
from tests.kafka.deployment import until

OLD, NEW = b"1" * 32, b"2" * 32
BEFORE = KeyRing({1: OLD}, 1)
BOTH = KeyRing({1: OLD, 2: NEW}, 2)
AFTER = KeyRing({2: NEW}, 2)


def _replace(worker, run, keys):
    """Stop a worker and start another one with other keys."""
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    return run.start(keys=keys)


def _all_read(run, stations):
    until(lambda: run.left() == 0, "all is committed")
    until(lambda: run.opened_stations() == stations, f"{stations} stations opened")


def test_keys_are_changed_without_losing_a_record_and_the_old_ones_end(run):
    first, second, third, fourth, fifth = run.stations[:5]
    run.send(run.opened(first, keys=BEFORE))
    worker = run.start(keys=BEFORE)
    _all_read(run, 1)

    # Both generations count, while stations change over one by one.
    worker = _replace(worker, run, BOTH)
    run.send(run.opened(second, keys=BEFORE), run.opened(third, keys=BOTH))
    _all_read(run, 3)
    assert run.letters() == []

    # Withdrawn: what counted goes on counting, what comes under the old key is refused.
    worker = _replace(worker, run, AFTER)
    late = run.opened(fourth, keys=BEFORE)
    run.send(late, run.opened(fifth, keys=AFTER))
    _all_read(run, 4)
    (letter,) = run.letters()
    assert (letter.code, letter.key, letter.key_id) == ("S102", fourth, f"{fourth}/1")
    assert bytes(letter.record.value) == bytes(late.value)
    assert worker.poll() is None

import pytest

from stream.kafka.rhythm import SHARE, Rhythm


class _Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize(("takes", "pause"), [(0.001, 0.05), (0.02, 0.02 / SHARE)])
def test_what_takes_long_comes_seldom(takes, pause):
    clock = _Clock()
    rhythm = Rhythm(0.05, clock)
    assert rhythm.due
    with rhythm.beat():
        clock.now += takes
    assert not rhythm.due
    clock.now = 100 + pause - 1e-6
    assert not rhythm.due
    clock.now = 100 + pause
    assert rhythm.due

import pytest

from stream.kafka.rhythm import BEHIND, SHARE, SHARE_AT_LEISURE, Rhythm, share_of


class _Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize(
    ("takes", "share", "pause"),
    [(0.001, SHARE, 0.05), (0.02, SHARE, 0.5), (0.02, SHARE_AT_LEISURE, 0.05), (0.04, 0.5, 0.08)],
)
def test_what_takes_long_comes_seldom(takes, share, pause):
    clock = _Clock()
    rhythm = Rhythm(0.05, share, clock)
    assert rhythm.due
    with rhythm.beat():
        clock.now += takes
    assert not rhythm.due
    assert rhythm.left == pytest.approx(pause - takes)
    clock.now = 100 + pause - 1e-6
    assert not rhythm.due
    clock.now = 100 + pause + 1e-6
    assert rhythm.due
    assert rhythm.left == 0


def test_a_worker_that_falls_behind_publishes_seldomer_at_once():
    clock, waiting = _Clock(), [0]
    rhythm = Rhythm(0.05, lambda: share_of(waiting[0]), clock)
    with rhythm.beat():
        clock.now += 0.03
    assert rhythm.left == pytest.approx(0.03 / SHARE_AT_LEISURE - 0.03)
    waiting[0] = BEHIND
    assert rhythm.left == pytest.approx(0.03 / SHARE - 0.03)


def _fail_after(seconds, rhythm, clock):
    with rhythm.beat():
        clock.now += seconds
        raise ValueError("no")


def test_what_fails_has_taken_its_time_too():
    clock = _Clock()
    rhythm = Rhythm(0.05, clock=clock)
    with pytest.raises(ValueError, match="no"):
        _fail_after(1, rhythm, clock)
    assert rhythm.left == pytest.approx(1 / SHARE - 1)

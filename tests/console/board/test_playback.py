"""Playback: the moment that is shown follows real time, wishes and the run."""

import pytest

from console.board.playback import FASTEST, SLOWEST, Playback


def test_it_stands_still_until_it_is_played():
    playback = Playback(1000)
    assert playback.move(5, 10**9) == 1000
    playback.play()
    assert playback.move(2, 10**9) == 1000 + 2 * 60_000
    playback.pause()
    assert playback.move(5, 10**9) == 121_000


def test_it_never_shows_what_has_not_happened():
    playback = Playback(1000, speed=1000)
    playback.play()
    assert playback.move(10, 2000) == 2000
    assert playback.move(10, 3000) == 3000


def test_live_it_is_wherever_the_run_is():
    playback = Playback(0)
    playback.follow()
    assert [playback.move(0.01, edge) for edge in (7, 500)] == [7, 500]
    playback.seek(100, 0, 500)
    assert not playback.live
    assert playback.playing
    assert playback.at == 100


@pytest.mark.parametrize(("to", "at"), [(-5, 10), (10, 10), (60, 60), (99, 80)])
def test_it_goes_to_no_moment_outside_the_run(to, at):
    playback = Playback(20)
    playback.seek(to, 10, 80)
    assert playback.at == at


@pytest.mark.parametrize(("speed", "kept"), [(0.1, SLOWEST), (600, 600), (10**9, FASTEST)])
def test_speeds_have_bounds(speed, kept):
    playback = Playback(0)
    playback.play(speed)
    assert playback.speed == kept

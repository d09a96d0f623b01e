"""The measurement of scrolling: its arithmetic, and the day it scrolls through."""

from bench import scrolling
from config.library import load_election, load_scenario


def test_frames_are_counted_in_whole_seconds_from_the_first():
    smooth = [1000 / 50 * frame + 7 for frame in range(120)]
    assert scrolling.seconds_of(smooth) == [49, 50]
    stalled = [at for at in smooth if not 1_200 < at < 1_700]
    assert scrolling.seconds_of(stalled) == [49, 25]
    assert scrolling.seconds_of([0.0, 20.0, 40.0]) == [2]


def test_what_is_told_of_frames_is_the_median_the_worst_second_and_the_longest():
    at = [0.0, *(20.0 * frame for frame in range(1, 51)), 1_500.0, 2_000.0]
    figures = [*scrolling._figures("alerts", at, judged=True)]
    assert [figure.value for figure in figures] == [25.5, 2, 500]
    assert [figure.holds for figure in figures] == [False, False, None]


def test_the_crowded_scenario_fits_its_election_and_raises_enough(tmp_path):
    path = tmp_path / "crowded.toml"
    path.write_text(scrolling.crowded(), encoding="utf-8")
    scenario = load_scenario(path, load_election("kz-2021-07-25"))
    everywhere = [one for one in scenario.incidents if one.count == scrolling.PLACES]
    assert len(everywhere) * scrolling.PLACES > scrolling.RAISED
    assert scenario.delivery.reordering_seconds == 0

from stream.moment import moments
from stream.station import StationState
from stream.tally import Sums
from tests.small_election import OPEN, ROSTER, Voice


def _state(*events):
    state = StationState(ROSTER.sources["east-0001"], 0, Sums(), ROSTER)
    for event in events:
        state.enter(event)
    return state


def _hour(hour):
    return OPEN.timestamp() + hour * 3600


def test_of_two_reports_for_one_hour_the_later_number_counts():
    voice = Voice("east-0001")
    first, second = voice.turnout(3, 50), voice.turnout(3, 40)
    assert _state(first, second).figures() == {_hour(3): 40}
    assert _state(second, first).figures() == {_hour(3): 40}


def test_the_closing_figure_comes_after_every_hourly_one_even_if_its_clock_is_slow():
    voice = Voice("east-0001")
    state = _state(voice.turnout(20, 90), voice.closed(95))
    assert moments[state.closed.at] < _hour(20)
    assert state.turnout() == [(_hour(20), 95)]


def test_the_highest_version_of_a_protocol_counts():
    voice = Voice("east-0001")
    old, new = voice.counted({"c1": 1}), voice.counted({"c1": 2}, version=2)
    assert _state(new, old).counts["east-a"].votes == {"c1": 2, "c2": 0, "c3": 0}


def test_the_protocol_says_how_many_are_registered_once_there_is_one():
    voice = Voice("east-0001")
    opened = voice.opened(310)
    assert _state(opened).registered == 310
    assert _state(opened, voice.counted({"c1": 1}, registered=312)).registered == 312
    assert _state().registered == 0


def test_the_share_of_a_station_is_its_part_of_the_sums():
    voice = Voice("east-0001")
    share = _state(voice.opened(), voice.turnout(1, 10), voice.turnout(2, 30)).share()
    assert (share.opened, share.reporting, share.closed, share.counted) == (1, 1, 0, 0)
    assert share.turnout == {_hour(1): 10, _hour(2): 20}

"""What was taken in can be taken in again, by another stage, in any order."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from stream.recalling_stage import RecallingStage
from tests.small_election import LATER, ROSTER, Voice, record
from tests.stream.test_station_stage import nonzero, open_alerts, orderly, said, ways


@given(
    st.lists(said(), max_size=30) | orderly(),
    ways,
    st.integers(1, 60),
    st.randoms(use_true_random=False),
)
def test_what_was_taken_in_makes_the_same_state_again_in_any_order(events, many, batch, random):
    stage, again = (RecallingStage(ROSTER, many=many) for _ in "ab")
    records = [record(event, received) for received, event in enumerate(events)]
    taken = [
        stage.feed(records[start : start + batch]).entered
        for start in range(0, len(records), batch)
    ]
    random.shuffle(taken)
    again.recall(taken + taken[:1], deepcopy(stage.alerts()), stage.watermark)
    assert again.alerts() == stage.alerts()
    assert nonzero(again.sums) == nonzero(stage.sums)
    assert {id_: state.statements() for id_, state in again.states.items()} == {
        id_: state.statements() for id_, state in stage.states.items()
    }
    stage.finish()
    again.finish()
    # A number that is still missing is waited for anew, so S103 may come later; it comes.
    assert open_alerts(again) == open_alerts(stage)


def test_an_alert_that_was_open_is_cleared_by_what_comes_later():
    voice = Voice("east-0001")
    day = [voice.opened(), voice.turnout(1, 5), voice.turnout(3, 9), voice.closed(9)]
    stage, again = RecallingStage(ROSTER), RecallingStage(ROSTER)
    late = 11 * 60_000
    taken = [stage.feed([record(day[0], 1), record(day[2], 2), record(day[3], late)]).entered]
    assert [(alert.code, alert.condition) for alert in stage.alerts()] == [("S103", "open")]
    again.recall(taken, deepcopy(stage.alerts()), LATER + late)
    assert again.alerts() == stage.alerts()
    for each in (stage, again):
        each.feed([record(day[1], late + 1)])
    assert [(alert.code, alert.condition) for alert in again.alerts()] == [("S103", "cleared")]
    assert again.alerts() == stage.alerts()

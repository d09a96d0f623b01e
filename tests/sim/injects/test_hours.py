"""Single figures that are wrong."""

from datetime import datetime

from stream.events import TurnoutReported
from tests.sim.injects.days import EAST, inject, lived


def usual():
    return [event.voters for event in lived().said(EAST, TurnoutReported)]


def test_the_first_hour_that_can_fall_falls():
    found = lived(inject("fall", at="11:30", strength=0.5))
    voters = [event.voters for event in found.said(EAST, TurnoutReported)]
    true = usual()

    assert voters[4] == true[3] - round(0.5 * true[3])
    assert voters[:4] + voters[5:] == true[:4] + true[5:]


def test_a_fall_is_corrected_under_a_number_of_its_own():
    found = lived(inject("fall", at="11:30", corrected_minutes=70))
    noon = [
        event
        for event in found.said(EAST, TurnoutReported)
        if datetime.fromisoformat(event.as_of).hour == 12
    ]

    assert [event.voters for event in noon][1] == usual()[4]
    assert noon[1].seq > noon[0].seq + 1  # another hour was reported meanwhile


def test_a_rival_is_a_figure_that_could_have_been():
    found = lived(inject("two-statements", at="11:30"))
    noon = [
        event
        for event in found.said(EAST, TurnoutReported)
        if datetime.fromisoformat(event.as_of).hour == 12
    ]
    true = usual()

    assert len({event.seq for event in noon}) == 1
    assert true[4] in {event.voters for event in noon}
    assert all(true[3] <= event.voters <= true[4] for event in noon)

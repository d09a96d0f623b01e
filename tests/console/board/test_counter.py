"""Open alerts, counted as they come and go."""

from hypothesis import given
from hypothesis import strategies as st

from console.board.counter import AlertCounter
from stream.alerts import Alert

PLACES = [("station", "east-1", "east"), ("station", "west-1", "west"), ("nation", "small", "")]


def alert(number, place, severity, condition):
    scope, id_, region = PLACES[place]
    code = f"T20{number}"
    return Alert(f"{code}:{id_}", code, severity, scope, id_, region, 0, None, condition, 1, {})


SEVERITY = {1: "error", 2: "warning", 3: "notice"}
NEWS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 2), st.sampled_from(["open", "cleared", "gone"]))
)


@given(NEWS)
def test_as_many_are_counted_as_are_open(news):
    counter = AlertCounter()
    last = {}
    for number, place, condition in news:
        one = alert(number, place, SEVERITY[number], condition)
        if condition == "gone":
            assert counter.drop(one.id) == last.pop(one.id, None)
            continue
        counter.take(one)
        last[one.id] = one
    open_ = [one for one in last.values() if one.condition == "open"]
    for severity in SEVERITY.values():
        mine = [one for one in open_ if one.severity == severity]
        assert counter.area()[severity] == len(mine)
        assert counter.area("east")[severity] == sum(one.region == "east" for one in mine)
        assert counter.station("west-1")[severity] == sum(one.place == "west-1" for one in mine)
    assert counter.alerts == last


def test_where_nothing_was_raised_nothing_is_open():
    assert AlertCounter().area("east") == {"error": 0, "warning": 0, "notice": 0}

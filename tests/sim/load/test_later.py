"""A sequence that is made when it is first looked at."""

from sim.load.later import Later


def test_it_is_made_once_and_only_if_it_is_looked_at():
    made = []
    later = Later(lambda: made.append(1) or [{"a": 1}, {"b": 2}])

    assert made == []
    assert len(later) == 2
    assert later[0] == {"a": 1}
    assert list(later[1:]) == [{"b": 2}]
    assert made == [1]


def test_it_is_equal_to_what_it_holds():
    assert Later(lambda: [{"a": 1}]) == [{"a": 1}]
    assert Later(lambda: [{"a": 1}]) == Later(lambda: [{"a": 1}])
    assert Later(list) != [{"a": 1}]
    assert Later(list) != 5
    assert hash(Later(list)) == hash(Later(list))

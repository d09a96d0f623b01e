"""The search for the stations behind a difference, on figures made by hand."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.load.explanation import Allowance, agreed, explanations, slips_of
from sim.load.share import PROTOCOL, Share


def share(station, standing, *before):
    return Share(
        station,
        PROTOCOL,
        dict(zip("xyz", standing, strict=False)),
        [dict(zip("xyz", one, strict=False)) for one in before],
    )


def every_row(_):
    return True


def search(target, shares, here=every_row, known=None, looks=10_000):
    wanted = dict(zip("xyz", target, strict=False))
    wanted = {row: number for row, number in wanted.items() if number}
    found = explanations(wanted, shares, here, Allowance(looks))
    if not found:
        return []
    return sorted(
        (group.slip, group.stations, group.number) for group in agreed(found, known or {})
    )


A, B, C, D = (
    share(*one) for one in (("a", (5, 8)), ("b", (3, 1), (4, 1)), ("c", (7, 20)), ("d", (50, 60)))
)


def test_each_mistake_is_found():
    assert search((-5, -8), [A, B, C]) == [("lost", ("a",), 1)]
    assert search((7, 20), [A, B, C]) == [("twice", ("c",), 1)]
    assert search((1, 0), [A, B, C]) == [("superseded", ("b",), 1)]
    assert search((4, 1), [A, B, C]) == [("twice", ("b",), 1)]


def test_mistakes_are_found_together_and_the_same_station_has_but_one():
    assert search((-4, -8), [A, B, C]) == [("lost", ("a",), 1), ("superseded", ("b",), 1)]
    assert search((-12, -28), [A, B, C]) == [("lost", ("a",), 1), ("lost", ("c",), 1)]
    assert search((-10, -16), [A, B, C]) == []
    assert search((3, 12), [A, B, C, D]) == [
        ("lost", ("a",), 1),
        ("superseded", ("b",), 1),
        ("twice", ("c",), 1),
    ]


def test_rows_that_are_right_speak_too():
    assert search((-5, 0), [A, B, C]) == []
    assert search((-5, 0), [A, B, C], here="x".__eq__) == [("lost", ("a",), 1)]


def test_what_four_stations_make_is_not_found():
    four = [share(name, (2**at, 3**at)) for at, name in enumerate("abcd")]

    assert search((-15, -40), four) == []
    assert len(search((-7, -13), four)) == 3


def test_fewer_mistakes_come_before_more():
    both = share("e", (8, 9))  # as much as a and b together

    assert search((-8, -9), [A, B, both]) == [("lost", ("e",), 1)]


def test_stations_that_are_alike_are_one_of_them():
    twins = [share(name, (5, 8)) for name in "pqr"]

    assert search((-5, -8), twins) == [("lost", ("p", "q", "r"), 1)]
    assert search((-10, -16), twins) == [("lost", ("p", "q", "r"), 2)]
    assert search((-15, -24), twins) == [("lost", ("p", "q", "r"), 3)]
    assert search((-5, -8), twins, known={"q": {"twice"}}) == [("lost", ("q",), 1)]
    known = {"p": {"twice"}, "r": {"lost"}}
    assert search((-5, -8), twins, known=known) == [("lost", ("r",), 1)]


def test_what_several_explanations_agree_on_is_certain():
    """Lost are a, and either p or both halves of it are older: all name a."""
    p, q = share("p", (2, 2)), share("q", (4, 4), (2, 2))

    assert search((-2, -2), [p, q]) == [("lost", ("p", "q"), 1)]
    assert search((-7, -10), [A, p, q]) == [("lost", ("a",), 1), ("lost", ("p", "q"), 1)]


def test_the_work_is_bounded():
    many = [share(f"s{at:03}", (at + 1, at * at)) for at in range(100)]

    assert search((-1_000_000, 1), many, looks=0) == []
    assert search((-(1 + 51), -(50 * 50)), many, looks=1) == []
    assert search((-(1 + 51), -(50 * 50)), many, looks=1_000) != []
    allowance = Allowance(10)
    assert allowance.take(10)
    assert not allowance.take(1)


figures = st.tuples(st.integers(0, 6), st.integers(0, 6))


@settings(deadline=None)
@given(
    st.lists(st.tuples(figures, st.lists(figures, max_size=2)), min_size=1, max_size=4),
    st.tuples(st.integers(-9, 9), st.integers(-9, 9)),
)
def test_the_same_is_found_as_by_trying_everything(made, target):
    shares = [share(f"s{at}", one, *before) for at, (one, before) in enumerate(made)]
    wanted = {row: number for row, number in zip("xy", target, strict=True) if number}
    if not wanted:
        return
    options = [
        [
            None,
            *((slip, delta) for slip, delta in slips_of(one) if any(delta.values())),
        ]
        for one in shares
    ]
    fits = {}
    for chosen in product(*options):
        some = [(at, one) for at, one in enumerate(chosen) if one]
        total = {row: sum(one[1].get(row, 0) for _, one in some) for row in "xy"}
        if 0 < len(some) <= 3 and {row: n for row, n in total.items() if n} == wanted:
            fits.setdefault(len(some), set()).update((one[0], f"s{at}") for at, one in some)

    found = explanations(wanted, shares, every_row, Allowance())
    named = {(group.slip, name) for one in found for group in one for name in group.stations}
    assert named == (fits[min(fits)] if fits else set())
    for one in found:
        assert sum(group.number for group in one) == min(fits)

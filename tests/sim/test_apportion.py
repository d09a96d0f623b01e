import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import apportion
from sim.apportion import fit, spread, table, tables

WEIGHT = st.one_of(st.just(0.0), st.floats(1e-6, 1e6))


@st.composite
def bounded(draw):
    size = draw(st.integers(1, 8))
    low = draw(st.lists(st.integers(0, 30), min_size=size, max_size=size))
    room = draw(st.lists(st.integers(0, 30), min_size=size, max_size=size))
    weights = draw(st.lists(WEIGHT, min_size=size, max_size=size))
    high = [a + b for a, b in zip(low, room, strict=True)]
    return weights, draw(st.integers(sum(low), sum(high))), low, high


@st.composite
def with_margins(draw):
    """A table that exists, weights that allow it, and its margins."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    cells = st.lists(st.integers(0, 9), min_size=columns, max_size=columns)
    people = np.array(draw(st.lists(cells, min_size=rows, max_size=rows)))
    weights = st.lists(WEIGHT, min_size=columns, max_size=columns)
    drawn = np.array(draw(st.lists(weights, min_size=rows, max_size=rows)))
    drawn = np.where(people > 0, np.maximum(drawn, 1e-3), drawn)
    return drawn, people.sum(axis=1), people.sum(axis=0)


@given(bounded())
def test_fit_meets_the_total_and_every_bound(case):
    weights, total, low, high = case
    whole = fit(weights, total, low, high)
    assert whole.sum() == total
    assert (whole >= low).all()
    assert (whole <= high).all()


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=8), st.integers(0, 10_000))
def test_fit_without_bounds_stays_within_one_of_the_quota(weights, total):
    quota = np.array(weights) / sum(weights) * total
    assert np.abs(fit(weights, total) - quota).max() < 1 + 1e-6


@given(bounded())
def test_fit_is_near_one_multiple_of_the_weights_inside_the_bounds(case):
    weights, total, low, high = case
    whole = fit(weights, total, low, high)
    inner = [
        (n, w)
        for n, w, a, b in zip(whole.tolist(), weights, low, high, strict=True)
        if a < n < b and w > 0
    ]
    for n, w in inner:
        for m, v in inner:
            assert (n - 1) / w <= (m + 1) / v * (1 + 1e-6)


def test_fit_gives_to_a_zero_weight_only_what_nobody_else_can_take():
    assert fit([0, 1], 5).tolist() == [0, 5]
    assert fit([0, 1], 5, 0, [9, 3]).tolist() == [2, 3]
    assert fit([0, 0], 5).tolist() == [3, 2]


def test_fit_of_nothing_is_nothing():
    assert fit([], 0).tolist() == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (([1, 1], 5, 3, 2), "bounds cross at 0: low 3, high 2"),
        (([1, 1], 5, 0, 2), "a total of 5 does not fit between 0 and 4"),
        (([1, 1], 5, 3), "a total of 5 does not fit between 6 and"),
        (([1, -1], 5), r"the weight at \(1,\) is -1.0"),
        (([1, float("nan")], 5), r"the weight at \(1,\) is nan"),
        (([], 1), "a total of 1 does not fit"),
    ],
)
def test_fit_says_what_is_impossible(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        fit(*arguments)


@given(st.data())
def test_spread_gives_each_row_its_total_and_each_entry_its_floor_or_ceiling(data):
    columns = data.draw(st.integers(1, 6))
    row = st.lists(st.floats(0, 100), min_size=columns, max_size=columns).filter(any)
    weights = np.array(data.draw(st.lists(row, min_size=1, max_size=5)))
    size = len(weights)
    totals = np.array(data.draw(st.lists(st.integers(0, 500), min_size=size, max_size=size)))
    whole = spread(weights, totals)
    quota = weights / weights.sum(axis=1, keepdims=True) * totals[:, None]
    assert (whole.sum(axis=1) == totals).all()
    assert (np.abs(whole - quota) < 1 + 1e-6).all()
    assert not whole[weights == 0].any()


@pytest.mark.parametrize(("weights", "totals"), [([[1, 1]], [-1]), ([[1, 1], [0, 0]], [3, 3])])
def test_spread_says_which_row_is_impossible(weights, totals):
    with pytest.raises(ValueError, match=f"row {len(weights) - 1} cannot have a total"):
        spread(weights, totals)


@given(with_margins())
@settings(max_examples=300)
def test_table_meets_both_margins_and_leaves_empty_cells_empty(case):
    weights, rows, columns = case
    whole = table(weights, rows, columns)
    assert (whole.sum(axis=1) == rows).all()
    assert (whole.sum(axis=0) == columns).all()
    assert (whole >= 0).all()
    assert not whole[weights == 0].any()


def test_table_stays_near_weights_that_already_have_the_margins():
    weights = np.array([[10.4, 4.6], [5.6, 9.4]])
    assert np.abs(table(weights, [15, 15], [16, 14]) - weights).max() < 1


@pytest.fixture
def moves(monkeypatch):
    """How often the exact step was needed."""
    calls = []
    exact = apportion._moved

    def counted(*arguments):
        calls.append(arguments)
        return exact(*arguments)

    monkeypatch.setattr(apportion, "_moved", counted)
    return calls


def test_table_is_exact_where_greedy_rounding_fails(moves):
    # Greedy rounding would put the last one into a cell that has to stay empty.
    whole = table([[3, 4, 0], [1, 3, 3]], [4, 5], [2, 4, 3])
    assert whole.tolist() == [[2, 2, 0], [0, 2, 3]]
    assert len(moves) == 1


def test_people_move_over_columns_in_between():
    weights = np.array([[1, 1e-9, 0, 0], [0, 1, 1e-9, 0], [0, 0, 1, 1e-9]])
    rows, columns = np.array([4, 4, 4]), np.array([1, 4, 4, 3])
    whole = apportion._moved(weights, weights > 0, rows, columns)
    assert whole.tolist() == [[1, 3, 0, 0], [0, 1, 3, 0], [0, 0, 1, 3]]


@given(with_margins())
def test_moving_people_alone_also_meets_both_margins(case):
    weights, rows, columns = case
    whole = apportion._moved(weights, weights > 0, rows, columns)
    assert (whole.sum(axis=1) == rows).all()
    assert (whole.sum(axis=0) == columns).all()
    assert not whole[weights == 0].any()


def test_table_says_that_empty_cells_make_it_impossible():
    with pytest.raises(ValueError, match="table 0: column 0 cannot reach 5"):
        table([[0, 1], [1, 1]], [4, 4], [5, 3])
    with pytest.raises(ValueError, match="table 0: a column has a sum but no open cell"):
        table([[0, 1]], [4], [4, 0])


@pytest.mark.parametrize(
    ("rows", "columns"), [([4, 4], [4, 5]), ([-1, 4], [1, 2]), ([4, 4], [9, -1])]
)
def test_table_says_that_margins_do_not_agree(rows, columns):
    with pytest.raises(ValueError, match="table 0: rows add up to"):
        table(np.ones((2, 2)), rows, columns)


@given(st.lists(with_margins(), min_size=1, max_size=4))
def test_many_tables_at_once_are_the_same_as_one_by_one(cases):
    widest = max(weights.shape[1] for weights, _, _ in cases)

    def wide(cells):
        return np.pad(cells, [(0, 0)] * (cells.ndim - 1) + [(0, widest - cells.shape[-1])])

    stacked = tables(
        np.concatenate([wide(weights) for weights, _, _ in cases]),
        np.concatenate([rows for _, rows, _ in cases]),
        np.array([wide(columns) for _, _, columns in cases]),
        np.cumsum([0, *(len(rows) for _, rows, _ in cases)]),
    )
    start = 0
    for weights, rows, columns in cases:
        part = stacked[start : start + len(rows)]
        assert (part.sum(axis=1) == rows).all()
        assert (part.sum(axis=0) == wide(columns)).all()
        assert not part[wide(weights) == 0].any()
        start += len(rows)

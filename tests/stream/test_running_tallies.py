"""Tallies that go on are at any moment those that the whole computation makes."""

from hypothesis import given
from hypothesis import strategies as st

from stream.contest_stage import ContestStage
from stream.roster import Roster
from stream.running_tallies import RunningTallies
from stream.tally import ContestSums, CountSums, Sums
from tests.small_election import ELECTION, RUN

# One station votes in both contests, so that a contest has units of two regions.
STATION = ELECTION.stations[0].model_copy(update={"contests": ("east-a", "west-b")})
BOTH = ELECTION.model_copy(update={"stations": (STATION, *ELECTION.stations[1:])})
ROSTER = Roster.of(BOTH, RUN)
CANDIDATES = ("c1", "c2", "c3", "c9")
MOMENTS = (0.0, 3600.0, 7200.0)

numbers = st.integers(0, 4)
votes = st.dictionaries(st.sampled_from(CANDIDATES), st.integers(1, 300))
counts = st.builds(
    CountSums,
    stations=st.integers(1, 3),
    registered=numbers,
    found_station=numbers,
    found_home=numbers,
    invalid=numbers,
    against_all=st.integers(0, 300),
    votes=votes,
)
protocols = st.one_of(
    st.builds(ContestSums, clean=counts, settled_roll=st.integers(0, 600)),
    st.builds(ContestSums, doubtful=counts),
    st.builds(ContestSums, clean=counts, doubtful=counts, settled_roll=st.integers(0, 600)),
)
sums = st.builds(
    Sums,
    opened=numbers,
    reporting=numbers,
    closed=numbers,
    counted=numbers,
    registered=numbers,
    turnout=st.dictionaries(st.sampled_from(MOMENTS), st.integers(-3, 3).filter(bool)),
    contests=st.dictionaries(st.sampled_from(("east-a", "west-b")), protocols),
)
parts = st.sampled_from("012")
units = st.integers(-1, len(ROSTER.units) - 1)
withdrawals = st.lists(
    st.tuples(st.sampled_from(("east-a", "west-b", "north")), st.sampled_from(CANDIDATES))
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("sums"), parts, units, st.one_of(st.just(Sums()), sums)),
        st.tuples(st.just("withdrawn"), parts, withdrawals),
        st.tuples(st.just("look")),
    ),
    max_size=15,
)


class _Plain:
    """All sums, added up anew for each look."""

    def __init__(self):
        self.sums = {part: {} for part in "012"}
        self.withdrawn = dict.fromkeys("012", ())

    def tallies(self):
        stage = ContestStage(ROSTER)
        for part, held in self.sums.items():
            stage.take(part, held, self.withdrawn[part])
        return stage.result()


def _apply(step, running, plain):
    match step:
        case "sums", part, unit, now:
            running.replace(part, unit, now)
            plain.sums[part][unit] = now
        case "withdrawn", part, names:
            running.withdraw(part, names)
            plain.withdrawn[part] = names


@given(steps)
def test_they_equal_the_whole_computation_after_any_replacements(taken):
    running, plain = RunningTallies(ROSTER), _Plain()
    for step in taken:
        if step == ("look",):
            assert running.tallies == plain.tallies()
        _apply(step, running, plain)
    assert running.tallies == plain.tallies()


@given(steps, steps)
def test_what_is_not_among_the_changes_is_as_it_was(before, after):
    running, plain = RunningTallies(ROSTER), _Plain()
    for step in before:
        _apply(step, running, plain)
    was = plain.tallies()
    running.changed()
    for step in after:
        _apply(step, running, plain)
    changes, now = running.changed(), plain.tallies()
    assert changes.nation or now.nation == was.nation
    for kind in ("regions", "districts", "contests"):
        then, held = getattr(was, kind), getattr(now, kind)
        differing = {id_ for id_ in held if held[id_] != then[id_]}
        assert differing <= getattr(changes, kind)


def test_at_first_everything_has_changed_and_afterwards_nothing():
    running = RunningTallies(ROSTER)
    assert running.changed().contests == {"east-a", "west-b"}
    running.replace("0", 0, Sums())
    changes = running.changed()
    assert not any((changes.nation, changes.regions, changes.districts, changes.contests))


def test_only_the_areas_of_a_unit_change_when_it_says_how_many_came():
    running = RunningTallies(ROSTER)
    running.changed()
    running.replace("0", ROSTER.units[-1].index, Sums(turnout={0.0: 3}))
    changes = running.changed()
    assert changes.nation
    assert (changes.regions, changes.districts) == ({"west"}, {"west-d"})
    assert changes.contests == set()


def test_a_contest_that_is_decided_changes_the_areas_it_lies_in():
    running = RunningTallies(ROSTER)
    running.changed()
    unit = ROSTER.sources["east-0002"].unit
    won = ContestSums(clean=CountSums(stations=3, votes={"c1": 9}), settled_roll=600)
    running.replace("0", unit.index, Sums(contests={"east-a": won}))
    changes = running.changed()
    assert changes.contests == {"east-a"}
    assert running.tallies.regions["east"].seats == {"blue": 1}
    running.withdraw("1", [("east-a", "c1")])
    assert running.changed().districts == {"east-d"}
    assert running.tallies.regions["east"].seats == {}

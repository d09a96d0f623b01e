"""First protocols: passed in columns or one by one, the same stations are looked at."""

from collections import Counter
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.rulebook import thresholds
from stream import looks
from stream.deadlines import end_of_count
from stream.many_stations import ManyStations
from stream.protocol_lines import COUNTED, FIRST, GONE, RECEIVED, lines_of
from stream.protocol_slots import ProtocolSlots
from stream.roster import Roster
from stream.rules import forensic
from stream.rules.forensic_finding import ForensicFinding
from stream.rules.limits import GAP_GRACE_MS
from stream.rules.peers import Outlier
from tests.small_election import RUN, small_election


def _roster():
    """Fifteen stations in three regions, every third of them with two contests."""
    election = small_election()
    north = election.regions[0].model_copy(update={"id": "north", "iso": "north"})
    stations = tuple(
        station.model_copy(
            update={
                "id": f"{station.id}-{number}",
                "number": number,
                "region": "north" if number > 10 else station.region,
                "district": "north-d" if number > 10 else station.district,
                "contests": station.contests if number % 3 else ("east-a", "west-b"),
            }
        )
        for number, station in enumerate(election.stations * 3, start=1)
    )
    changed = {"stations": stations, "regions": (*election.regions, north)}
    return Roster.of(election.model_copy(update=changed), RUN)


ROSTER = _roster()
SLOTS = ProtocolSlots(ROSTER)
OVER = end_of_count(ROSTER.hours.values())
NIGHT = OVER - 1_000
"""When protocols begin to be received, milliseconds."""

FOUND = st.integers(10, 40)


class InColumns(ManyStations):
    def _pass(self, lines):
        raise AssertionError(f"{len(lines)} lines are passed one by one")


class OneByOne(ManyStations):
    def _all_first(self, lines):  # noqa: ARG002
        return False


def _line(moment, kind, slot, found):
    """Return a line with all votes for one candidate: the number that is found says for whom."""
    numbers = (300, found, found, 0, 0)
    votes = [found if column == found % SLOTS.width else 0 for column in range(SLOTS.width)]
    return [NIGHT + moment, kind, slot, *numbers, *votes]


def _rows(figures):
    return sorted(zip(figures.row.tolist(), figures.found.tolist(), strict=True))


def _passed(stage, batches):
    """Return the alerts of a stage, the ids of those that changed, and what was looked at."""
    seen = []

    def fake_look(figures):
        seen.append((len(figures), _rows(figures)))
        total = int(figures.found.sum())
        return [
            ForensicFinding(code, 1e-9 if (total + at) % 2 else 0.5, 1.0, len(figures))
            for at, code in enumerate(forensic.CODES)
        ]

    def fake_peers(figures):
        seen.append(("peers", _rows(figures)))
        most = int(figures.issued.max(initial=0))
        return [Outlier(int(row), 1.0, 0.5, 9.0, 9) for row in figures.row[figures.issued == most]]

    changed = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looks.forensic, "look", fake_look)
        patch.setattr(looks, "PEERS", (("T207", fake_peers),))
        for lines, watermark in batches:
            stage.take(lines, watermark)
            changed += [alert.id for alert in stage.advance()]
    assert not stage.failures
    return stage.alerts(), changed, seen


@st.composite
def _firsts(draw):
    """First protocols, or some of them: slot and moment, several at one moment."""
    slots = draw(st.permutations(range(len(SLOTS.row))))
    moments = draw(st.lists(st.integers(0, 12), min_size=6, max_size=len(slots)))
    return list(zip(slots, sorted(moments), strict=False))


def _looked_at(firsts):
    """Return the slots that each look is to see, by region (-1: all), counted out one by one."""
    region_of = {int(row): int(at) for row, at in zip(SLOTS.row, SLOTS.region, strict=True)}
    contests = Counter(SLOTS.row.tolist())
    taken, expected = Counter(), []
    for moment in sorted({at for _, at in firsts}):
        stands = [slot for slot, at in firsts if at <= moment]
        said = Counter(int(SLOTS.row[slot]) for slot in stands)
        counted = [region_of[row] for row, number in said.items() if number == contests[row]]
        for place in (-1, 0, 1, 2):
            stations = sum(place in (-1, region) for region in region_of.values())
            here = sum(place in (-1, region) for region in counted)
            reached = sum(ceil(share * stations) <= here for share in thresholds().looks)
            if reached > taken[place]:
                taken[place] = reached
                expected.append(sorted(s for s in stands if place in (-1, SLOTS.region[s])))
    return expected


@pytest.mark.parametrize("kind", [InColumns, OneByOne])
@given(firsts=_firsts())
def test_a_look_sees_what_stands_at_the_moment_its_share_of_stations_is_reached(kind, firsts):
    lines = lines_of([_line(at, COUNTED, slot, 20) for slot, at in firsts], SLOTS)
    _, _, seen = _passed(kind(ROSTER), [(lines, OVER)])
    seen_by_forensic = [[slot for slot, _ in rows] for who, rows in seen if who != "peers"]
    assert seen_by_forensic == _looked_at(firsts)


@st.composite
def _nights(draw):
    """Lines in the order of their arrival: first protocols, and among them what is none."""
    slots = draw(st.permutations(range(len(SLOTS.row))))
    slots = slots[: draw(st.integers(5, len(slots)))]
    founds = draw(st.lists(FOUND, min_size=len(slots), max_size=len(slots)))
    said = [[(COUNTED, slot, found)] for slot, found in zip(slots, founds, strict=True)]
    others = st.tuples(st.sampled_from([COUNTED, GONE, FIRST]), st.sampled_from(slots), FOUND)
    for kind, slot, found in draw(st.lists(others, max_size=4)):
        other = [(COUNTED, slot, found + 1)] if kind == FIRST else []
        said.insert(draw(st.integers(0, len(said))), [*other, (kind, slot, found)])
    moments = sorted(draw(st.lists(st.integers(0, 12), min_size=len(said), max_size=len(said))))
    told = [_line(at, *one) for at, some in zip(moments, said, strict=True) for one in some]
    return lines_of(told, SLOTS)


@st.composite
def _cut(draw, lines):
    """Batches of lines, each with the receive time of its last; the end of the night after them."""
    cuts = sorted(draw(st.sets(st.integers(1, len(lines) - 1), max_size=6)))
    batches = [(each, int(each[-1, RECEIVED])) for each in np.split(lines, cuts)]
    return [*batches, (lines[:0], OVER), (lines[:0], OVER + GAP_GRACE_MS)]


@settings(max_examples=300)
@given(lines=_nights(), data=st.data())
def test_in_columns_or_one_by_one_the_same_is_seen_and_found_whatever_the_batches(lines, data):
    at_once = [(lines, OVER + GAP_GRACE_MS)]
    expected = _passed(OneByOne(ROSTER), at_once)
    assert _passed(ManyStations(ROSTER), at_once) == expected
    batches = data.draw(_cut(lines))
    assert _passed(ManyStations(ROSTER), batches) == expected
    assert _passed(OneByOne(ROSTER), batches) == expected


def test_alerts_open_and_clear_in_the_nation_and_in_regions_while_first_protocols_come():
    order = np.random.default_rng(1).permutation(len(SLOTS.row)).tolist()
    lines = lines_of([_line(at, COUNTED, slot, 20 + at) for at, slot in enumerate(order)], SLOTS)
    alerts, changed, _ = _passed(InColumns(ROSTER), [(lines, OVER)])
    for scope in ("nation", "region", "station"):
        assert {one.condition for one in alerts if one.scope == scope} == {"open", "cleared"}
    assert max(Counter(changed).values()) > 2


def test_a_protocol_said_again_does_not_stand_for_one_that_is_missing():
    both = np.flatnonzero(np.diff(SLOTS.row) == 0).tolist()
    lines = lines_of([_line(at, COUNTED, slot, 20) for at in (0, 1) for slot in both], SLOTS)
    one_contest, again = np.split(lines, 2)
    _, _, seen = _passed(ManyStations(ROSTER), [(one_contest, NIGHT + 1), (again, OVER)])
    assert len(both) == 5
    assert seen == _passed(ManyStations(ROSTER), [(lines, OVER)])[2] == []


def test_the_first_protocol_that_completes_a_corrected_contest_is_asked_about_its_winner():
    here = np.flatnonzero(SLOTS.contest == SLOTS.contests.index("west-b")).tolist()
    firsts = [_line(at, COUNTED, slot, 30) for at, slot in enumerate(here)]
    corrected = [_line(0, COUNTED, here[0], 280), _line(0, FIRST, here[0], 30)]
    lines = lines_of([*corrected, *firsts[1:]], SLOTS)
    alerts, _, _ = _passed(ManyStations(ROSTER), [(lines[:-1], OVER - 1), (lines[-1:], OVER)])
    assert [(one.place, one.opened) for one in alerts if one.code == "P312"] == [
        ("west-b", NIGHT + len(here) - 1)
    ]


def test_first_protocols_after_the_time_of_the_counts_are_passed_one_by_one():
    lines = lines_of([_line(0, COUNTED, 0, 20), _line(1_000, COUNTED, 1, 20)], SLOTS)
    assert lines[-1, RECEIVED] == OVER
    _passed(InColumns(ROSTER), [(lines[:1], OVER)])
    with pytest.raises(AssertionError, match="2 lines are passed one by one"):
        _passed(InColumns(ROSTER), [(lines, OVER + 1)])

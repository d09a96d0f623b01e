"""Rules on many stations within the pipeline: when they are asked, and what they are given."""

import pytest

from stream import looks
from stream.alerts import AlertBook
from stream.looks import Looks
from stream.pipeline import Pipeline
from stream.protocol_slots import ProtocolSlots
from stream.protocol_table import ProtocolTable
from stream.rule_failures import RuleFailures
from stream.rules.forensic_finding import ForensicFinding
from stream.rules.peers import Outlier
from tests.small_election import ROSTER, Voice, record

EAST, WEST = 0, 1


def _counted(station, votes, **changed):
    voice = Voice(station)
    contest = "east-a" if station.startswith("east") else "west-b"
    total = sum(votes.values())
    return [voice.opened(), voice.closed(total), voice.counted(votes, contest=contest, **changed)]


def test_looks_are_due_at_shares_of_the_stations():
    slots = ProtocolSlots(ROSTER)
    some, table = Looks(slots, AlertBook(), RuleFailures()), ProtocolTable(slots)
    due = []
    for counted in range(1, 6):
        some.hear(EAST, 1)
        if some.due:
            due.append(counted)
            some.take(table, 0)
            assert not some.due
    assert due == [1, 2, 3, 4, 5]  # of five stations 2 to 5 are, of those in the east 1 to 3


def test_a_station_counted_and_taken_back_at_one_moment_brings_no_look():
    slots = ProtocolSlots(ROSTER)
    some = Looks(slots, AlertBook(), RuleFailures())
    some.hear(EAST, 1)
    some.hear(EAST, -1)
    assert not some.due


def test_places_hear_of_protocols_of_their_own():
    slots = ProtocolSlots(ROSTER)
    some, table = Looks(slots, AlertBook(), RuleFailures()), ProtocolTable(slots)
    some.hear(WEST, 1)
    some.take(table, 0)
    assert not some.unseen
    some.hear(EAST)
    assert not some.unseen  # no look was taken in the east, nor among all stations
    some.hear(WEST)
    assert some.unseen
    some.again(table, 1)
    assert not some.unseen


def test_a_region_raises_an_alert_of_its_own(monkeypatch):
    def strange(figures):
        east = len(figures) <= 3 and bool((figures.region == EAST).all())
        return (ForensicFinding("F403", 1e-9 if east else 0.5, 1.0, len(figures)),)

    monkeypatch.setattr(looks.forensic, "look", strange)
    pipeline = Pipeline(ROSTER)
    stations = ("west-0004", "west-0005", "east-0001", "east-0002", "east-0003")
    for now, station in enumerate(stations):
        pipeline.feed([record(e, now) for e in _counted(station, {"c1": 9})])
    pipeline.finish()
    (alert,) = [each for each in pipeline.alerts() if each.code == "F403"]
    assert (alert.scope, alert.place, alert.region) == ("region", "east", "east")
    assert alert.id == "F403:east"
    assert alert.evidence["counted_percent"] == 100
    assert "regions" not in alert.evidence


def test_a_rule_on_many_stations_that_fails_is_counted_and_the_stream_goes_on(monkeypatch, caplog):
    def broken(figures):
        raise ZeroDivisionError(len(figures))

    monkeypatch.setattr(looks, "PEERS", (("T207", broken), *looks.PEERS[1:]))
    pipeline = Pipeline(ROSTER)
    stations = ("west-0004", "west-0005", "east-0001", "east-0002", "east-0003")
    for now, station in enumerate(stations):
        pipeline.feed([record(e, now) for e in _counted(station, {"c1": 9})])
    pipeline.finish()
    (name,) = pipeline.failures
    assert name.endswith("broken")
    assert pipeline.failures[name] == 4  # looks of all; nothing new came after the last
    assert caplog.text.count("is left out") == 1
    assert pipeline.tallies().nation.counted == 5


class Night:
    """Looks at five stations that are all counted, and what fake rules are to find next.

    Attributes:
        strange: codes found at the nation and at its regions.
        far: codes found at a station.
    """

    def __init__(self, monkeypatch):
        slots = ProtocolSlots(ROSTER)
        self.book = AlertBook()
        self.looks = Looks(slots, self.book, RuleFailures())
        self.strange, self.far = set(), set()
        self._table = ProtocolTable(slots)
        peers = tuple((code, self._alone(code)) for code, _ in looks.PEERS)
        monkeypatch.setattr(looks, "PEERS", peers)
        monkeypatch.setattr(looks.forensic, "look", self._look)

    def _alone(self, code):
        return lambda _: [Outlier(0, 1.0, 0.5, 9.0, 9)] if code in self.far else []

    def _look(self, _):
        codes = looks.forensic.CODES
        return [
            ForensicFinding(each, 1e-9 if each in self.strange else 0.5, 1, 5) for each in codes
        ]

    def count(self, now, *regions):
        """Let a station be counted in each of some regions, and take the looks that are due."""
        for region in regions:
            self.looks.hear(region, 1)
        self.looks.take(self._table, now)

    def trickle(self, now, region):
        """Let a protocol come once counts are over, and then nothing for a while."""
        self.looks.hear(region)
        self.looks.again(self._table, now)

    def open(self):
        return {alert.id for alert in self.book.all() if alert.condition == "open"}


@pytest.fixture
def night(monkeypatch):
    return Night(monkeypatch)


def test_the_first_repeat_at_a_place_opens_forensic_alerts_and_later_ones_open_none(night):
    night.count(0, EAST, EAST, EAST, WEST, WEST)
    night.strange = {"F401"}
    night.trickle(1, EAST)
    assert night.open() == {"F401:small", "F401:east"}
    night.strange = {"F401", "F402"}
    for now in (2, 3):
        night.trickle(now, EAST)
        assert night.open() == {"F401:small", "F401:east"}


def test_later_repeats_keep_forensic_alerts_that_are_open_and_clear_them_for_good(night):
    night.strange = {"F401", "F402"}
    night.count(0, EAST, EAST, EAST, WEST, WEST)
    night.trickle(1, EAST)
    night.strange = {"F402"}
    night.trickle(2, EAST)
    assert night.open() == {"F401:west", "F402:small", "F402:east", "F402:west"}
    night.strange = {"F401", "F402"}
    night.trickle(3, EAST)
    assert night.open() == {"F401:west", "F402:small", "F402:east", "F402:west"}
    assert night.book.get("F401:small").cleared == 2
    assert night.book.get("F402:small").opened == 0


def test_a_forensic_alert_that_is_kept_shows_the_figures_of_the_last_look(night, monkeypatch):
    night.strange = {"F401"}
    night.count(0, EAST, EAST, EAST, WEST, WEST)
    night.trickle(1, EAST)
    told = [ForensicFinding("F401", 2e-9, 1, 4)]
    monkeypatch.setattr(looks.forensic, "look", lambda _: told)
    night.trickle(2, EAST)
    kept = night.book.get("F401:small")
    assert (kept.opened, kept.cleared) == (0, None)
    assert (kept.evidence["p"], kept.evidence["stations"]) == ("2e-09", 4)


def test_each_place_has_a_first_repeat_of_its_own(night):
    night.count(0, EAST, EAST, EAST, WEST, WEST)
    night.trickle(1, EAST)
    night.strange = {"F401"}
    night.trickle(2, WEST)
    assert night.open() == {"F401:west"}


def test_a_look_that_is_still_due_after_a_repeat_opens_forensic_alerts(night):
    night.count(0, EAST, EAST, WEST)
    night.trickle(1, EAST)
    night.strange = {"F401"}
    night.count(2, EAST)
    assert night.open() == {"F401:small", "F401:east"}


def test_looks_that_were_due_do_not_use_up_the_repeat_that_may_open_forensic_alerts(night):
    for now, region in enumerate((EAST, WEST, EAST, WEST, EAST)):
        night.count(now, region)
    night.strange = {"F401"}
    night.trickle(5, WEST)
    assert night.open() == {"F401:small", "F401:west"}


@pytest.mark.parametrize("code", ["T207", "P308"])
def test_stations_far_from_their_peers_are_told_of_at_every_repeat(code, night):
    night.count(0, EAST, EAST, EAST, WEST, WEST)
    night.trickle(1, EAST)
    night.far = {code}
    night.trickle(2, EAST)
    assert night.open() == {f"{code}:east-0001:east-a"}
    night.far = set()
    night.trickle(3, EAST)
    assert night.open() == set()
    night.far = {code}
    night.trickle(4, EAST)
    assert night.open() == {f"{code}:east-0001:east-a"}

"""A record that breaks the fold is found and refused; nothing beside it is lost."""

import asyncio
from types import SimpleNamespace

import msgspec
import pytest
from faust.types import TP

from stream.kafka import dead_letters, protocol_news
from stream.kafka import page as pages
from stream.kafka import worker as module
from stream.kafka.access import Access
from stream.kafka.fetched import Fetched
from stream.kafka.part import WITHDRAWN, Part
from stream.kafka.topics import PROTOCOLS, REJECTED, REPORTS
from stream.kafka.worker import TallyWorker
from tests.small_election import KEYS, ROSTER, Voice, quiet_day, record, small_election

STATION = "east-0001"
NUMBER = ROSTER.sources[STATION].partition
POISON = "0" * 31 + "1"
"""The code of a record that the fake part breaks on."""


class FakePart(Part):
    """Breaks half way through a batch with poison in it."""

    def fold(self, records, offsets):
        for place, each in enumerate(records):
            if each.mac == POISON:
                self._stage.feed(records[:place])
                raise ZeroDivisionError("poison")
        super().fold(records, offsets)


class FakeState:
    """The table of pages, without a topic."""

    def __init__(self):
        self.data = {}
        self.sent = {}

    async def send_changelog(self, partition, key, value):
        assert partition == NUMBER
        self.sent[key] = value


class FakeOutlet:
    """Keeps what is sent."""

    def __init__(self):
        self.letters = []
        self.news = []

    async def deliver(self, messages):
        for topic, key, value in messages:
            if topic == PROTOCOLS:
                self.news.append(value)
                continue
            assert topic == REJECTED
            letter = dead_letters.decode(value)
            assert key.decode() == f"{REPORTS}/{NUMBER}/{letter.offset}"
            self.letters.append(letter)


@pytest.fixture
def worker(monkeypatch):
    """A worker that no broker is near, with a partition that breaks on poison."""
    monkeypatch.setattr(module, "Part", FakePart)
    made = TallyWorker(Access.of("kafka://127.0.0.1:1"), small_election(), ROSTER, KEYS)
    made._state = made._pages._state = FakeState()
    made._outlet = made._pages.letters = FakeOutlet()
    return made


def _records():
    """The quiet day of a station, ten records and more."""
    events = quiet_day(STATION, 300, "east-a", {"c1": 120, "c2": 60})
    return [record(event, received) for received, event in enumerate(events)]


def _poison(received):
    return record(Voice(STATION).opened(), received, mac=POISON)


def _sums(part):
    return {unit: each.sums for unit, each in part.partials() if unit != WITHDRAWN}


def _expected(records):
    whole = Part(ROSTER, NUMBER, KEYS)
    whole.fold(records, range(len(records)))
    return whole


async def _fold(worker, records, first=100):
    """Fold as the worker does, and write the last page."""
    await worker._fold_safely(NUMBER, records, range(first, first + len(records)))
    await worker._write(worker._part(NUMBER))


@pytest.mark.parametrize("places", [[0], [5], [-1], [2, 3], [0, 6, 11], list(range(9))])
def test_what_breaks_the_fold_is_refused_alone_and_all_else_is_folded(worker, places):
    good = _records()
    batch = good.copy()
    for place in places:
        batch.insert(place if place >= 0 else len(batch), _poison(place + 50))
    bad = [100 + at for at, each in enumerate(batch) if each.mac == POISON]
    asyncio.run(_fold(worker, batch))
    assert [letter.offset for letter in worker._outlet.letters] == bad
    assert {letter.code for letter in worker._outlet.letters} == {"S105"}
    assert all("poison" in letter.reason for letter in worker._outlet.letters)
    part, expected = worker.parts[NUMBER], _expected(good)
    assert part.offset == part.written == 100 + len(batch)
    assert _sums(part) == _sums(expected)
    assert part.alerts() == expected.alerts()


def test_what_came_before_and_after_stays(worker):
    good = _records()

    async def day():
        await worker._fold_safely(NUMBER, good[:4], range(4))
        await worker._fold_safely(NUMBER, [_poison(4)], [4])
        await worker._fold_safely(NUMBER, good[4:], range(5, 5 + len(good[4:])))
        await worker._write(worker.parts[NUMBER])

    asyncio.run(day())
    assert [letter.offset for letter in worker._outlet.letters] == [4]
    assert _sums(worker.parts[NUMBER]) == _sums(_expected(good))


def test_the_pages_alone_make_the_same_partition_and_the_commit_is_behind_all(worker):
    batch = [*_records()[:6], _poison(6), *_records()[6:]]
    asyncio.run(_fold(worker, batch))
    again = Part(ROSTER, NUMBER, KEYS)
    state = worker._state.sent
    again.recall(pages.decode(state[key]) for key in sorted(state))
    assert _sums(again) == _sums(_expected(_records()))
    assert again.offset == 100 + len(batch)
    assert worker._consumer._confirmed == {TP(REPORTS, NUMBER): 100 + len(batch)}


def test_errors_refusals_and_pages_are_counted(worker, caplog):
    batch = [*_records()[:3], _poison(3), *_records()[3:4]]
    asyncio.run(_fold(worker, batch))
    value = worker.metrics.registry.get_sample_value
    assert value("saylau_fold_errors_total") == 4  # of five records, three, two, one
    assert value("saylau_refused_records_total", {"code": "S105"}) == 1
    assert value("saylau_pages_total") == len(worker._state.sent)
    assert caplog.records[0].partition == NUMBER
    assert caplog.records[0].offset == 100


class FakeConsumer:
    """Goes where it is told; hands on what it fetched before, as Faust may."""

    def __init__(self):
        self.sought = []

    async def earliest_offsets(self, tp):
        return {tp: 0}

    async def highwaters(self, tp):
        return {tp: 10**6}

    async def seek(self, _tp, offset):
        self.sought.append(offset)

    def confirm(self, *_):
        """Nothing is committed here."""

    def assignment(self):
        return set()


def _message(records, first, last):
    some = [
        Fetched(*msgspec.structs.astuple(each), offset=first + place)
        for place, each in enumerate(records[first:last])
    ]
    return SimpleNamespace(value=some, partition=NUMBER, tp=TP(REPORTS, NUMBER))


@pytest.fixture
def consumer(worker, monkeypatch):
    fake = FakeConsumer()
    monkeypatch.setattr(type(worker), "_consumer", property(lambda _: fake))
    return fake


def test_more_than_one_message_behind_a_gap(worker, consumer):
    good = _records()

    async def day():
        await worker._fold(_message(good, 0, 2))
        # 2..3 were lost in a rebalance; two messages behind them were waiting already
        await worker._fold(_message(good, 4, 6))
        await worker._fold(_message(good, 6, 8))
        assert consumer.sought
        await worker._fold(_message(good, 2, 6))
        await worker._fold(_message(good, 6, len(good)))

    asyncio.run(day())
    assert _sums(worker.parts[NUMBER]) == _sums(_expected(good))


@pytest.mark.usefixtures("consumer")
def test_a_true_hole_is_passed(worker):
    good = _records()

    async def day():
        await worker._fold(_message(good, 0, 2))
        await worker._fold(_message(good, 4, 6))
        await worker._fold(_message(good, 6, 8))
        for _ in range(module.ASKED):
            assert worker.parts[NUMBER].offset == 2
            await worker._fold(_message(good, 4, 7))
        await worker._fold(_message(good, 7, len(good)))

    asyncio.run(day())
    assert worker.parts[NUMBER].offset == len(good)


@pytest.mark.usefixtures("consumer")
def test_a_gap_after_a_second_rebalance(worker):
    """The same offset is asked for again after the partition was made anew."""
    good = _records()

    async def day():
        await worker._fold(_message(good, 2, 4))
        await worker._fold(_message(good, 0, 2))
        await worker._let_go()
        await worker._fold(_message(good, 2, 4))
        await worker._fold(_message(good, 0, len(good)))

    asyncio.run(day())
    assert _sums(worker.parts[NUMBER]) == _sums(_expected(good))


def test_a_partition_that_cannot_be_made_again_ends_the_worker(worker, consumer, monkeypatch):
    signals = []
    monkeypatch.setattr(module.signal, "raise_signal", signals.append)
    monkeypatch.setattr(consumer, "assignment", lambda: {TP(REPORTS, NUMBER)})
    monkeypatch.setattr(Part, "recall", lambda *_: 1 / 0)
    asyncio.run(worker._take_over())
    assert worker.parts == {}
    assert "ZeroDivisionError" in str(worker.failure)
    assert signals == [module.signal.SIGTERM]


class BrokerError(Exception):
    """What a client says of a message that was not taken."""


@pytest.mark.usefixtures("consumer")
@pytest.mark.parametrize("failing", ["page", "letters"])
def test_what_a_page_held_that_did_not_arrive_is_folded_again(worker, monkeypatch, failing):
    good = _records()
    confirmed = []
    monkeypatch.setattr(worker._consumer, "confirm", lambda _, offset: confirmed.append(offset))

    def fail(*_):
        raise BrokerError

    async def day():
        await worker._fold(_message([*good[:3], _forged(3)], 0, 4))
        with monkeypatch.context() as broken:
            if failing == "page":
                broken.setattr(worker._state, "send_changelog", fail)
            else:
                broken.setattr(worker._pages.letters, "deliver", fail)
            with pytest.raises(BrokerError):
                await worker._write(worker.parts[NUMBER])
        assert worker._state.sent == {}
        again = [*good[:3], _forged(3), *good[3:]]
        await worker._fold(_message(again, 4, len(again)))  # refused: what is before it is missing
        await worker._fold(_message(again, 0, len(again)))
        await worker._write(worker.parts[NUMBER])
        return again

    again = asyncio.run(day())
    assert confirmed == [len(again)]
    assert {letter.offset for letter in worker._outlet.letters} == {3}
    news = protocol_news.decode(worker._outlet.news[-1])
    assert (news.begins, news.offset) == (0, len(again))
    part = Part(ROSTER, NUMBER, KEYS)
    part.recall(map(pages.decode, worker._state.sent.values()))
    assert _sums(part) == _sums(_expected(good))
    assert part.offset == len(again)


def _forged(received):
    return record(Voice(STATION).opened(299), received, mac="0" * 32)


def test_a_state_that_is_ahead_of_its_topic_ends_the_worker(worker, consumer, monkeypatch):
    monkeypatch.setattr(module.signal, "raise_signal", lambda _: None)
    monkeypatch.setattr(consumer, "assignment", lambda: {TP(REPORTS, NUMBER)})
    asyncio.run(_fold(worker, _records(), first=10**6))
    worker._state.changelog_topic = SimpleNamespace(get_topic_name=lambda: "pages-of-the-run")
    asyncio.run(worker._take_over())
    assert "pages-of-the-run goes to offset" in str(worker.failure)

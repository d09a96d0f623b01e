"""News of partitions put together: told again, out of step, of other runs and definitions."""

import msgspec
import pytest

from stream.kafka import protocol_news
from stream.kafka.halt import HaltError
from stream.kafka.news_book import NewsBook
from stream.kafka.part import Part
from stream.kafka.protocol_news import TOLD_EVERY_MS
from stream.protocol_lines import RECEIVED, SLOT
from stream.protocol_slots import ProtocolSlots
from stream.rule_failures import RuleFailures
from tests.small_election import LATER, ROSTER, Voice, record

PARTITIONS = sorted(ProtocolSlots(ROSTER).partitions())
PASSED = LATER + 10_000
"""Receive time once everything has come."""


def _records():
    """Both stations of west-b; a correction at one of them changes the winner."""
    said = []
    for station, counts in (
        ("west-0004", ({"c1": 9, "c2": 5}, {"c1": 5, "c2": 9})),
        ("west-0005", ({"c1": 1},)),
    ):
        voice = Voice(station)
        said += [voice.opened(), voice.closed(14)]
        said += [
            voice.counted(votes, contest="west-b", version=version)
            for version, votes in enumerate(counts, 1)
        ]
    return [record(event, n) for n, event in enumerate(said)]


def _fold(part, records, offset=0):
    part.fold(records, range(offset, offset + len(records)))
    news = part.news()
    part.page()
    return news


def _news(size=99):
    """Return the news of all partitions, folded by so many records at a time."""
    found = []
    for number in PARTITIONS:
        part = Part(ROSTER, number, None)
        mine = [each for each in _records() if each.partition == number]
        mine.append(msgspec.structs.replace(mine[-1] if mine else _tick(), received=PASSED))
        starts = range(0, len(mine), size)
        found += [_fold(part, mine[start : start + size], start) for start in starts]
    return [each for each in found if each is not None]


def _tick():
    return record(Voice("east-0001").opened())


def _taken(news):
    book = NewsBook(ROSTER, RuleFailures())
    return [
        (alert.id, alert.opened, alert.condition)
        for each in news
        for alert in book.take([protocol_news.encode(each)])
    ]


EXPECTED = [("P312:west-b", LATER + 6, "open")]


@pytest.mark.parametrize("size", [1, 2, 99])
def test_a_winner_changed_in_one_partition_is_found_once_all_have_passed(size):
    assert _taken(_news(size)) == EXPECTED


def test_news_told_again_change_nothing():
    news = _news(2)
    assert _taken([*news, *news]) == EXPECTED
    assert _taken([each for each in news for _ in range(2)]) == EXPECTED
    assert _taken([*_news(1), *_news(99)]) == EXPECTED


def test_news_of_another_run_and_of_reporters_alone_are_passed_over():
    other = [msgspec.structs.replace(each, run="other-1") for each in _news()]
    nobodys = [msgspec.structs.replace(each, partition=99) for each in _news()]
    assert _taken([*other, *nobodys]) == []


def test_news_of_another_definition_are_passed_over_and_told_of_once(caplog):
    news = [msgspec.structs.replace(each, roster=b"other") for each in _news(1)]
    assert _taken(news) == []
    assert len(caplog.records) == 1
    assert "of another definition" in caplog.text


def test_news_of_another_format_stop_who_reads_them():
    with pytest.raises(HaltError, match=r"topic saylau\.protocols: cannot be read"):
        NewsBook(ROSTER, RuleFailures()).take([b"\xc1"])
    bad = msgspec.structs.replace(_news()[0], lines=b"none")
    with pytest.raises(HaltError, match="no lines of protocols"):
        NewsBook(ROSTER, RuleFailures()).take([protocol_news.encode(bad)])


def test_lines_come_out_as_they_were_told():
    part = Part(ROSTER, ROSTER.sources["west-0004"].partition, None)
    records = [each for each in _records() if each.key == "west-0004"]
    news = protocol_news.decode(protocol_news.encode(_fold(part, records)))
    lines = news.unpacked(ProtocolSlots(ROSTER))
    assert lines[:, RECEIVED].tolist() == [LATER + 2, LATER + 3, LATER + 3]
    assert len(set(lines[:, SLOT].tolist())) == 1
    assert (news.begins, news.offset, news.watermark) == (0, 4, LATER + 3)


def test_time_alone_is_told_now_and_then():
    part = Part(ROSTER, ROSTER.sources["west-0004"].partition, None)
    opened, *_ = _records()
    assert _fold(part, [opened]) is not None  # time began
    soon = msgspec.structs.replace(opened, received=LATER + TOLD_EVERY_MS - 1)
    assert _fold(part, [soon], 1) is None
    later = msgspec.structs.replace(opened, received=LATER + TOLD_EVERY_MS)
    news = _fold(part, [later], 2)
    assert (news.begins, news.watermark) == (2, LATER + TOLD_EVERY_MS)

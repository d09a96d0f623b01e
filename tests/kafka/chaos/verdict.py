"""The verdict on a run: what was published, held against what had to come of the day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from console.oracle import against_truth
from stream.alerts import Alert
from stream.kafka.dead_letters import DeadLetter
from stream.kafka.topics import REPORTS
from stream.partition import partition
from tests.kafka.chaos.days import Day, Mark
from tests.kafka.deployment import Deployment

TOLD: Final = 50
"""Differences of one kind that are told."""

_PASSED_OVER: Final = re.compile(r"partition \d+ has no records from \d+ on")
_TAKEN_OVER: Final = re.compile(r"partition (\d+): \d+ pages, next offset [1-9]")


def judge(deployment: Deployment, day: Day) -> list[str]:
    """Say what differs; the workers have ended and nothing is published any more."""
    times = len(deployment.replays)
    expected = day.expected(times)
    figures = deployment.tallies()
    return [
        *_passed_over(deployment),
        *_some(_figures(expected.figures, figures)),
        *_some(_truth(day, figures)),
        *_some(alerts_that_differ(deployment, day)),
        *_some(_refusals(deployment, day, times)),
    ]


def alerts_that_differ(deployment: Deployment, day: Day) -> Iterator[str]:
    """Say which of the published alerts are not as one process raises them."""
    expected = day.expected(len(deployment.replays)).alerts
    return _alerts(expected, deployment.alerts(), _changed_hands(deployment), day.partitions)


def _some(differences: Iterable[str]) -> list[str]:
    """Return differences of one kind, a long list cut short."""
    found = list(differences)
    if len(found) > TOLD:
        return [*found[:TOLD], f"... and {len(found) - TOLD:,} more like these"]
    return found


def _figures(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(expected.keys() | found.keys()):
        if expected.get(key) != found.get(key):
            yield f"{key} is {found.get(key)}, {expected.get(key)} by one process"


def _truth(day: Day, figures: Mapping[str, str]) -> Iterator[str]:
    """Hold the figures against the truth; workers publish none of single stations."""
    found = {}
    for key, value in figures.items():
        run, scope, region, contest, metric, name = key.split("|", 5)
        if run == day.run:
            found[scope, region, contest, metric, name] = value
    spoken = {
        name: n for name, n in day.truth.expected_tally.items() if not name.startswith("station:")
    }
    for difference in against_truth(spoken, found):
        yield f"by the truth: {difference}"


def _passed_over(deployment: Deployment) -> Iterator[str]:
    """Say where a worker went on behind records that are all there."""
    for number, log in enumerate(_logs(deployment)):
        for found in _PASSED_OVER.finditer(log):
            yield f"worker {number} passed records over: {found[0]}"


def _changed_hands(deployment: Deployment) -> set[int]:
    """Return the partitions that a worker took over with state from another."""
    return {int(found[1]) for log in _logs(deployment) for found in _TAKEN_OVER.finditer(log)}


def _logs(deployment: Deployment) -> Iterator[str]:
    for number in range(len(deployment.workers)):
        yield deployment.log(number).read_text(errors="replace")


def _alerts(
    expected: Mapping[str, Alert], found: Mapping[str, Alert], taken_over: set[int], partitions: int
) -> Iterator[str]:
    for id_ in sorted(expected.keys() | found.keys()):
        due, there = expected.get(id_), found.get(id_)
        if due == there:
            continue
        waited_anew = due is not None and partition(due.place, partitions) in taken_over
        if due and due.code == "S103" and waited_anew and _opened_later(due, there):
            continue
        yield f"alert {id_} is {there}, {due} by one process"


def _opened_later(due: Alert, there: Alert | None) -> bool:
    """Say whether a gap was only waited for anew, or over by the time it was noticed."""
    if there is None:
        return due.condition == "cleared"
    same_end = (there.condition, there.cleared) == (due.condition, due.cleared)
    return same_end and there.opened >= due.opened


def _refusals(deployment: Deployment, day: Day, times: int) -> Iterator[str]:
    """Hold the dead letters against the records in the topic that have to be refused."""
    lying = {
        (record.partition, offset): mark
        for offset, record in deployment.delivered()
        if (mark := Mark.of(record)) in day.refused
    }
    due = times * len(day.truth.happened.refused)
    if len(lying) != due:
        yield f"{len(lying)} records to refuse arrived, {due} were sent"
    letters = {(letter.partition, letter.offset): letter for letter in deployment.letters()}
    for place in sorted(lying.keys() | letters.keys()):
        yield from _letter(place, lying.get(place), letters.get(place), day)


def _letter(
    place: tuple[int, int], mark: Mark | None, letter: DeadLetter | None, day: Day
) -> Iterator[str]:
    where = f"record {place[1]} of partition {place[0]}"
    if letter is None:
        yield f"{where} was not refused: {mark}"
    elif mark is None:
        yield f"{where} was refused without cause: {letter}"
    elif Mark.of(letter.record) != mark or letter.topic != REPORTS:
        yield f"{where} is another one in its dead letter: {letter}"
    elif letter.code not in day.refused[mark]:
        yield f"{where} was refused for {letter.code}, due {day.refused[mark]}: {letter}"

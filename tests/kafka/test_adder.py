"""The adder on a real broker: what is published by one who takes the duty over."""

from stream.kafka.figures import PROGRESS, Figures, key_of
from stream.kafka.reader import Reader, last
from stream.kafka.topics import TALLIES
from stream.table import NATION, TOTAL, Place
from tests.kafka.deployment import until
from tests.kafka.own_run import RUN


def _said(run, place):
    """Return all that was ever said of a place."""
    key = key_of(RUN, place)
    with Reader(run.access, [TALLIES]) as reader:
        return [Figures.of(key, entry.value) for entry in reader.to_end() if entry.key == key]


def test_who_takes_over_says_no_figure_that_is_too_low_and_how_far_it_is(run):
    run.send(*map(run.opened, run.stations[:300]))
    run.start()
    until(lambda: run.opened_stations() == 300, "all stations opened")
    until(lambda: run.left() == 0, "all reports committed")
    run.workers[0].terminate()
    run.workers[0].wait(20)
    run.send(run.opened(run.stations[300]))
    run.start()
    until(lambda: run.opened_stations() == 301, "the report that came last")
    opened = [said.number(("stations_opened", TOTAL)) for said in _said(run, NATION)]
    assert opened == sorted(opened)
    until(
        lambda: (said := _said(run, PROGRESS)) and sum(said[-1].offsets.values()) == 301,
        "progress up to the last report",
    )


def test_who_takes_over_takes_back_what_does_not_hold(run):
    nowhere, said = Place("contest", "karagandy", "nowhere"), b'{"elected":{"blue:c1":1}}'
    mine, others = key_of(RUN, nowhere), key_of("other-1", nowhere)
    run.write(TALLIES, mine.decode(), said)
    run.write(TALLIES, others.decode(), said)
    run.send(run.opened(run.stations[0]))
    run.start()
    until(lambda: run.opened_stations() == 1, "the station opened")
    until(lambda: mine not in last(run.access, TALLIES), "the old figures taken back")
    assert last(run.access, TALLIES)[others] == said

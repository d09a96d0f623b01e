"""The adder on a real broker: what is published by one who takes the duty over."""

from stream.kafka.reader import Reader, last
from stream.kafka.topics import TALLIES
from stream.kafka.totals import progress_key
from tests.kafka.deployment import until
from tests.kafka.own_run import PARTITIONS, RUN

OPENED = f"{RUN}|national|||stations_opened|total".encode()


def _said(run, key):
    """Return all values that a row has had."""
    with Reader(run.access, [TALLIES]) as reader:
        return [int(entry.value) for entry in reader.to_end() if entry.key == key]


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
    opened = _said(run, OPENED)
    assert opened == sorted(opened)

    def reached():
        said = [_said(run, progress_key(RUN, number).encode()) for number in range(PARTITIONS)]
        return sum(max(each, default=0) for each in said) == 301

    until(reached, "progress up to the last report")


def test_who_takes_over_takes_back_rows_that_do_not_hold(run):
    elected = f"{RUN}|contest|karagandy|nowhere|elected|blue:c1"
    others = "other-1|contest|karagandy|nowhere|elected|blue:c1"
    run.write(TALLIES, elected, b"1")
    run.write(TALLIES, others, b"1")
    run.send(run.opened(run.stations[0]))
    run.start()
    until(lambda: run.opened_stations() == 1, "the station opened")
    until(lambda: elected.encode() not in last(run.access, TALLIES), "the old row taken back")
    assert last(run.access, TALLIES)[others.encode()] == b"1"

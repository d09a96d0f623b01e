"""A reporter tells one thing after the other, numbered from one."""

import simpy

from config.library import load_election, load_scenario
from sim.incidents import reports
from sim.reporter import reporter

ELECTION = load_election("kz-2021-07-25")


def test_statements_are_numbered_and_sent_when_they_are_due():
    everything = reports(ELECTION, load_scenario("as-reported"), 1)
    mine = [report for report in everything if report.source == "reporter-observers"]
    said = []
    env = simpy.Environment(initial_time=mine[0].at - 1)
    env.process(
        reporter(env, ELECTION.id, "r", mine, lambda event, at: said.append((event, at, env.now)))
    )
    env.run()

    assert [event.seq for event, _, _ in said] == list(range(1, len(mine) + 1))
    assert [at for _, at, _ in said] == [now for _, _, now in said] == [r.at for r in mine]
    assert {event.source for event, _, _ in said} == {"reporter-observers"}

"""The truth of a run held against what was folded: tallies, ballots and alerts.

Nothing here trusts the truth to be whole: an emptied or shortened one differs,
because the figures that were folded are asked for as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from config.election import AGAINST_ALL, INVALID, Election
from console.comparison import Figures
from sim.expected_alerts import CODES, ExpectedAlert
from sim.truth import StationTruth
from stream.alerts import Alert
from stream.table import TOTAL

_AREA: Final = ("polling_stations", "registered", "voters", "ballots", "votes", "seats")
SPOKEN_OF: Final = {
    "national": _AREA,
    "region": _AREA,
    "contest": ("registered", "ballots", "votes", "elected"),
    "station": ("registered", "voters", "ballots", "votes"),
}
"""Metrics that every expected tally has, by scope; shares and districts are in none."""


def against_truth(expected: Mapping[str, int], found: Figures) -> list[str]:
    """Say which figures are not those expected, and which were folded that nobody expected.

    An expected figure nobody reports counts as 0. Figures of a kind that the truth does not
    speak of (shares, districts) are left out.
    """
    wrong: list[str] = []
    for name, number in expected.items():
        place = tuple(name.split("|", 4))
        value = found.get(place, "0") if len(place) == 5 else "no figure"
        if value != str(number):
            wrong.append(f"{name}: {value}, not {number}")
    for place, value in found.items():
        name = "|".join(place)
        if place[3] in SPOKEN_OF.get(place[0].partition(":")[0], ()) and name not in expected:
            wrong.append(f"{name}: {value}, where nothing was expected")
    return wrong


def misjudged_ballots(
    cast: Mapping[str, StationTruth],
    found: Figures,
    election: Election,
    falsified: Collection[str] = (),
) -> list[str]:
    """Say at which stations the voters and ballots of the truth are not those folded.

    Slips are mended before the day is over, so that the last protocols are the truth.
    Stations that are missing on either side are named too. At those that the scenario
    falsifies, other figures are meant to be folded.
    """
    wrong = [f"{name}: not a station of the election" for name in cast.keys() - _ids(election)]
    for station in election.stations:
        truth = cast.get(station.id)
        if truth is None:
            wrong.append(f"{station.id}: nothing is said of it")
            continue
        if set(truth.cast) != set(station.contests):
            held = ", ".join(station.contests)
            wrong.append(
                f"{station.id}: ballots in {', '.join(truth.cast) or 'nothing'}, not {held}"
            )
            continue
        if station.id in falsified:
            continue
        where = (f"station:{station.id}", station.region)
        voters = found.get((*where, "", "voters", TOTAL), "0")
        if voters != str(truth.voters):
            wrong.append(f"{station.id}: {truth.voters} voters, folded {voters}")
        if not 0 <= truth.home <= truth.voters or not 0 <= truth.queued <= truth.voters:
            wrong.append(
                f"{station.id}: {truth.home} at home and {truth.queued} in line"
                f" of {truth.voters} voters"
            )
        for contest, numbers in truth.cast.items():
            keys = [one.id for one in election.candidates_of[contest]] + [AGAINST_ALL, INVALID]
            folded = [int(found.get((*where, contest, "votes", key), "0")) for key in keys]
            if numbers != folded:
                wrong.append(f"{station.id} {contest}: {numbers} ballots, folded {folded}")
    return wrong


def _ids(election: Election) -> set[str]:
    return {station.id for station in election.stations}


def missed_alerts(expected: Sequence[ExpectedAlert], alerts: Iterable[Alert]) -> list[str]:
    """Say which expected alerts did not come or came at another time, and which did not clear.

    An alert that nothing gave cause for is named too, where the rule is one of those the
    truth speaks about.
    """
    raised = {alert.id: alert for alert in alerts}
    wrong: list[str] = []
    explained: set[str] = set()
    last: dict[str, ExpectedAlert] = {}
    for one in expected:
        ids = [f"{code}:{one.place}" + (f":{one.part}" if one.part else "") for code in one.codes]
        there = [id_ for id_ in ids if id_ in raised]
        explained.update(there)
        if there:
            last[there[0]] = one
        else:
            wrong.append(f"{' or '.join(ids)}: not raised")
    for id_, one in last.items():
        alert = raised[id_]
        stands = alert.condition == "open"
        if stands != (one.cleared is None):
            wrong.append(f"{id_}: {'still open' if stands else 'cleared though it holds'}")
        for word, at, due in (
            ("opened", alert.opened, one.opened),
            ("cleared", alert.cleared, one.cleared),
        ):
            if None not in (at, due) and at != due:
                wrong.append(f"{id_}: {word} at {at}, not {due}")
    wrong += [
        f"{id_}: raised without cause"
        for id_, alert in raised.items()
        if alert.code in CODES and id_ not in explained
    ]
    return wrong

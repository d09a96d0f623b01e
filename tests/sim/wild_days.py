"""Days at the small election on which nearly everything goes wrong, drawn from a seed."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec

from config.election import Election
from stream.events import (
    AnyEvent,
    CandidateWithdrawn,
    CountReported,
    IncidentReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)
from stream.roster import Roster
from tests.small_election import OPEN, RUN, small_election


def _two_contests() -> Election:
    """Return the small election with another contest at two of the three stations in the east."""
    small = small_election()
    another = small.contests[0].model_copy(update={"id": "east-c"})
    ballot = [one for one in small.candidates if one.contest == "east-a"][:2]
    stations = [
        one.model_copy(update={"contests": ("east-a", "east-c")}) if one.number < 3 else one
        for one in small.stations
    ]
    changed = {
        "contests": (*small.contests, another),
        "candidates": (
            *small.candidates,
            *(one.model_copy(update={"contest": "east-c"}) for one in ballot),
        ),
        "stations": tuple(stations),
    }
    return small.model_copy(update=changed)


ELECTION = _two_contests()
ROSTER = Roster.of(ELECTION, RUN)
BASE = int(OPEN.timestamp() * 1000)
CATEGORIES = ("power-cut", "gifts-to-voters", "candidate-withdrawn")


def wild_day(seed: int, wild: float) -> list[tuple[int, AnyEvent]]:
    """Return receive times and statements, in the order received.

    Args:
        seed: of the day.
        wild: from 0 (hardly anything goes wrong) to 1.
    """
    dice = random.Random(seed)  # noqa: S311
    said = [
        arrival
        for station in ELECTION.stations
        if dice.random() > 0.1
        for arrival in _delivered(_Clerk(station, dice, wild).day(), dice, wild)
    ]
    said += _reported(dice)
    said.sort(key=lambda one: (one[0], one[1].source, one[1].seq))
    breaks_off = BASE + dice.randint(0, 20) * 1_800_000
    return [one for one in said if one[0] <= breaks_off] if dice.random() < 0.3 else said


class _Clerk:
    """Speaks for one station; hours are counted from the first opening of the polls."""

    def __init__(self, station, dice, wild):
        self.station, self.dice, self.wild = station, dice, wild
        self.zone = 0 if station.region == "east" else 1
        self.seq = self.voters = 0
        self.said = []

    def say(self, kind, hour, **fields):
        self.seq += 1
        dice = self.dice
        after = dice.randint(0, 900)
        if dice.random() < self.wild / 4:
            after += dice.choice([-400, 400, -299, 301, 3000, -3000])
        at = _text(hour + self.zone, after)
        frame = {"v": 1, "election": "small", "run": RUN, "source": self.station.id}
        event = kind(**frame, seq=self.seq, at=at, **fields)
        self.said.append((hour + self.zone + after / 3600, event))

    def day(self):
        dice, wild, roll = self.dice, self.wild, self.station.registered
        if dice.random() < 0.95:
            late = dice.random() if dice.random() < wild else 0
            self.say(StationOpened, late - 0.5, registered=roll, ballots_received=roll)
        if dice.random() < wild:
            place = dice.choice([self.station.id, ""])
            what = {"category": dice.choice(CATEGORIES), "role": "commission"}
            self.say(IncidentReported, dice.randint(0, 13), scope="station", place=place, **what)
        self.hours()
        in_line = dice.randint(0, 3)
        total = self.voters + in_line
        if dice.random() < 0.9:
            early = dice.choice([0, 0, 0, -0.2, -0.26, -1]) if wild > 0.1 else 0
            self.say(StationClosed, 13 + early, voters=total, queued=in_line)
        for contest in self.station.contests:
            for version in (1, 2):
                if dice.random() < 0.95 / version:
                    self.count(contest, total, version if dice.random() < 0.9 else 1)
        return self.said + self.rivals()

    def hours(self):
        dice, wild, roll = self.dice, self.wild, self.station.registered
        habit, step = dice.random(), dice.choice([5, 10, roll // 14])
        for hour in range(1, 14):
            if dice.random() < wild / 10:
                continue
            self.voters += step if habit < 0.3 else dice.randint(0, roll // 10)
            if habit > 0.8:
                self.voters += -self.voters % 10
            slip = dice.choice([-30, 30, roll, 300]) if dice.random() < wild / 5 else 0
            of = hour + (dice.choice([-15, 0.5, 2, -1, 5]) if dice.random() < wild / 8 else 0)
            as_of, typed = _text(of + self.zone, 0), max(0, self.voters + slip)
            self.say(TurnoutReported, hour, as_of=as_of, voters=typed)
            if slip and dice.random() < 0.7:
                self.say(TurnoutReported, hour + 0.2, as_of=as_of, voters=self.voters)
            if dice.random() < wild / 15:
                told = dice.choice([self.voters, roll])
                self.say(StationClosed, hour, voters=told, queued=0)

    def count(self, contest, total, version):
        dice, roll = self.dice, self.station.registered
        figures = {
            "registered": roll,
            "ballots_received": roll,
            "issued": total,
            "issued_home": 2,
            "unused": roll - total,
            "spoiled": 0,
            "found_station": total - 2,
            "found_home": 2,
            "invalid": 1,
            "against_all": 1,
        }
        votes = {"c1": total - 5, "c2": 3} | ({} if contest == "east-c" else {"c3": 0})
        for _ in range(dice.choice([0, 0, 0, 1, 2])):
            field = dice.choice([*figures, "votes", "votes", "all"])
            if field == "votes":
                votes |= {"c4": 0} if dice.random() < 0.5 else {"c2": 9}
            elif field == "all":
                figures |= dict.fromkeys(("found_station", "found_home", "invalid"), 0)
            else:
                figures[field] += dice.choice([-1, 1, 100])
        if dice.random() < 0.05:
            del votes[max(votes)]
        figures = {name: max(0, number) for name, number in figures.items()}
        votes = {name: max(0, number) for name, number in votes.items()}
        hour = 13 + dice.choice([0, 0.1, 0.17, 0.3, 1, 3, 16])
        self.say(CountReported, hour, contest=contest, version=version, votes=votes, **figures)

    def rivals(self):
        """Return other statements under numbers that are used already."""
        dice, found = self.dice, []
        for hour, event in self.said:
            if dice.random() < self.wild / 15 and isinstance(event, TurnoutReported):
                other = msgspec.structs.replace(event, voters=event.voters + 1)
                found.append((hour + dice.random(), other))
            if dice.random() < self.wild / 30:
                other = msgspec.structs.replace(dice.choice(self.said)[1], seq=event.seq)
                found.append((hour + dice.random(), other))
        return found


def _delivered(said, dice, wild):
    """Lose some statements, let others come late, twice, or at a full ten minutes."""
    if dice.random() < 0.1:
        said = said[: dice.randint(0, len(said))]
    for hour, event in said:
        if dice.random() < wild / 8:
            continue
        late = dice.random() < wild / 4
        seconds = 9000 * dice.random() ** 2 if late else dice.expovariate(1 / 5)
        received = BASE + int((hour * 3600 + seconds) * 1000)
        if dice.random() < 0.1:
            received -= received % 600_000
        yield received, event
        if dice.random() < 0.05:
            yield received + dice.randint(0, 5000), event


def _reported(dice):
    """Return what the two reporters of the election tell."""
    for source in ("reporter-observers", "reporter-commission"):
        for seq in range(1, dice.randint(2, 5)):
            frame = {"v": 1, "election": "small", "run": RUN, "source": source, "seq": seq}
            frame["at"] = _text(seq, 0)
            if source == "reporter-commission" and dice.random() < 0.5:
                name = {"candidate": dice.choice(["c1", "z"]), "ground": "tax return"}
                event = CandidateWithdrawn(**frame, contest="east-a", **name)
            else:
                where = {"scope": "region", "place": dice.choice(["east", ""])}
                what = {"category": dice.choice(CATEGORIES), "role": "observer"}
                event = IncidentReported(**frame, **where, **what)
            if dice.random() < 0.8:
                yield BASE + int(3_600_000 * (seq + dice.choice([0, 0.2, -0.2, 0.01]))), event


def _text(hours, seconds):
    return (OPEN + timedelta(hours=hours, seconds=seconds)).isoformat()

"""Days made by hand at a station of the small election, and what they have to raise.

Times are by the station's clock, "08:00" or "08:00:30", and go on after midnight ("33:30").
"""

from __future__ import annotations

from datetime import timedelta

from sim.expected_alerts import expected_alerts
from stream.events import (
    CandidateWithdrawn,
    CountReported,
    IncidentReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)
from tests.small_election import ELECTION, OPEN, RUN

STATION = "east-0001"
ROLL = 300
CONTEST = "east-a"
MIDNIGHT = OPEN - timedelta(hours=7)


def moment(clock):
    hours, minutes, *seconds = clock.split(":")
    passed = timedelta(hours=int(hours), minutes=int(minutes), seconds=float((*seconds, 0)[0]))
    return MIDNIGHT + passed


def ms(clock):
    return int(moment(clock).timestamp() * 1000)


def clock(at):
    seconds = (at - ms("00:00")) / 1000
    hours, rest = divmod(seconds, 3600)
    text = f"{hours:02.0f}:{rest // 60:02.0f}"
    return text + (f":{rest % 60:06.3f}".removesuffix(".000") if rest % 60 else "")


class Diary:
    """What one source says, in the order of its numbers; `came` is when it arrives."""

    def __init__(self, source=STATION):
        self.source, self.heard, self.seq = source, [], 0

    def _say(self, kind, at, came, seq, **fields):
        self.seq = seq or self.seq + 1
        event = kind(
            v=1,
            election="small",
            run=RUN,
            source=self.source,
            seq=self.seq,
            at=moment(at).isoformat(),
            **fields,
        )
        self.heard.append((ms(came or at), event))
        return self

    def opens(self, at="06:30", came=None, seq=None):
        return self._say(StationOpened, at, came, seq, registered=ROLL, ballots_received=ROLL)

    def reports(self, as_of, voters, at=None, came=None, seq=None):
        hour = moment(as_of).isoformat()
        return self._say(TurnoutReported, at or came or as_of, came, seq, as_of=hour, voters=voters)

    def closes(self, at="20:05", voters=100, queued=0, came=None, seq=None):
        return self._say(StationClosed, at, came, seq, voters=voters, queued=queued)

    def counts(self, at="22:00", came=None, seq=None, version=1, **changed):
        right = {
            "contest": CONTEST,
            "registered": ROLL,
            "ballots_received": 310,
            "issued": 100,
            "issued_home": 5,
            "unused": 208,
            "spoiled": 2,
            "found_station": 95,
            "found_home": 5,
            "invalid": 3,
            "against_all": 7,
            "votes": {"c1": 60, "c2": 30, "c3": 0},
        }
        return self._say(CountReported, at, came, seq, version=version, **(right | changed))

    def tells(self, category, at="12:00", place="", seq=None):
        fields = {"category": category, "scope": "station", "place": place, "role": "observer"}
        return self._say(IncidentReported, at, None, seq, **fields)

    def withdraws(self, candidate, at="12:00"):
        fields = {"contest": CONTEST, "candidate": candidate, "ground": "tax return"}
        return self._say(CandidateWithdrawn, at, None, None, **fields)

    def hourly(self, *voters):
        """Report at 08:00, 09:00 and so on."""
        for hour, number in enumerate(voters, start=8):
            self.reports(f"{hour:02d}:00", number)
        return self

    def again(self):
        """Let the last statement arrive once more, a minute later."""
        received, event = self.heard[-1]
        self.heard.append((received + 60_000, event))
        return self

    def raises(self, code="", end=None):
        """Return when the source's alerts whose codes begin with `code` open and clear.

        `end` is the last receive time of the run; that of this source if not given.
        """
        heard = {self.source: sorted(self.heard, key=lambda one: one[0])}
        last = ms(end) if end else max((at for at, _ in self.heard), default=0)
        return {
            ":".join(filter(None, (*one.codes, one.part))): tuple(
                clock(at) if at else None for at in (one.opened, one.cleared)
            )
            for one in expected_alerts(ELECTION, ["east"], heard, last)
            if one.codes[0].startswith(code) and one.place == self.source
        }


def quiet():
    """A station about which there is nothing to say, up to the closing."""
    return Diary().opens().hourly(5, 13, 20, 31, 42, 48, 57, 66, 71, 77, 84, 92, 99)

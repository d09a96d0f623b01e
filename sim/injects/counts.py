"""Tricks on the protocol: each breaks one thing in it, and leaves all others as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from sim.injects import ballots
from sim.injects.said import Said
from sim.injects.scene import Scene
from sim.injects.trick import Trick
from stream.events import AnyEvent, CountReported

Change: TypeAlias = Callable[[CountReported, Scene], CountReported | None]
"""Returns a protocol with one thing wrong, or None where that cannot be."""

NOBODY: Final = "nobody-known"
"""The name of a candidate who is on no ballot."""

_DIGITS_LEAST: Final = 100


class Restated(Trick):
    """A protocol with something wrong, corrected if that is wanted.

    Args:
        scene: where.
        change: what is wrong.
    """

    def __init__(self, scene: Scene, change: Change) -> None:
        super().__init__(scene)
        self._change = change

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; a protocol is changed, and corrected later."""
        if not isinstance(event, CountReported):
            return [Said(event)]
        changed = self._change(event, self.scene)
        if changed is None or changed == event:
            return [Said(event)]
        corrected = self.scene.corrected
        self.did(now, falsifies=not corrected)
        if not corrected:
            return [Said(changed)]
        return [Said(changed), Said(_version(event, event.version + 1), after=corrected)]


class TwoProtocols(Trick):
    """Two protocols of one version, a minute apart."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; behind a protocol, its rival."""
        if not isinstance(event, CountReported):
            return [Said(event)]
        giver = max(event.votes, key=lambda name: event.votes[name])
        others = [name for name in event.votes if name != giver]
        if not event.votes[giver]:
            return [Said(event)]
        taker = others[int(self.scene.dice.integers(len(others)))]
        number = max(1, event.votes[giver] // 10)
        corrected = self.scene.corrected
        self.did(now, falsifies=not corrected)
        rival = ballots.moved(event, giver, taker, number)
        said = [Said(event), Said(rival, after=60_000)]
        if corrected:
            said.append(Said(_version(event, event.version + 1), after=corrected + 60_000))
        return said


class WinnerChanged(Trick):
    """A true protocol, and a correction by which the second of the contest wins."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement; after a protocol that decides, its correction."""
        if not isinstance(event, CountReported) or self.deed is not None:
            return [Said(event)]
        turned = self._turned(event)
        if turned is None:
            return [Said(event)]
        after = round(self.scene.inject.how_long * 60) * 1000
        self.did(now + after, falsifies=True)
        return [Said(event), Said(_version(turned, event.version + 1), after=after)]

    def _turned(self, event: CountReported) -> CountReported | None:
        cast = self.scene.cast(event.contest)
        names = self.scene.candidates[event.contest]
        order = sorted(range(len(names)), key=lambda place: -int(cast[place]))
        first, second = order[0], order[1]
        lead = int(cast[first] - cast[second])
        number = lead // 2 + 1
        if number > event.votes[names[first]] or int(cast[second]) + number <= int(cast[-2]):
            return None
        return ballots.moved(event, names[first], names[second], number)


def _version(event: CountReported, version: int) -> CountReported:
    return msgspec.structs.replace(event, version=version)


def _share(figure: int, scene: Scene) -> int:
    return max(1, round(scene.strength * figure))


def sum_broken(count: CountReported, scene: Scene) -> CountReported | None:
    """Give the leading candidate votes that nobody cast."""
    name = scene.favourite(count.contest)
    votes = {**count.votes, name: count.votes[name] + _share(count.found, scene)}
    return msgspec.structs.replace(count, votes=votes)


def extra_ballots(count: CountReported, scene: Scene) -> CountReported | None:
    """Find ballots that were not issued; no more than voters on the list, if that can be."""
    room = max(1, scene.roll - count.found)
    number = min(_share(count.found, scene), room)
    name = scene.favourite(count.contest)
    votes = {**count.votes, name: count.votes[name] + number}
    found = count.found_station + number
    return msgspec.structs.replace(count, votes=votes, found_station=found)


def stock_broken(count: CountReported, scene: Scene) -> CountReported | None:
    """Leave more ballots unused than there can be."""
    unused = count.unused + _share(count.ballots_received, scene)
    return msgspec.structs.replace(count, unused=unused)


def roll_changed(count: CountReported, scene: Scene) -> CountReported | None:
    """State more voters on the list."""
    return msgspec.structs.replace(count, registered=count.registered + scene.of_roll())


def issued_changed(count: CountReported, scene: Scene) -> CountReported | None:
    """Leave ballots out as if they had never been issued, the leading candidate's last."""
    number = min(_share(count.found, scene), count.found - 1)
    if number < 1:
        return None
    name = scene.favourite(count.contest)
    return ballots.fewer(count, number, scene.dice, issued=True, sparing=name)


def candidate_unknown(count: CountReported, scene: Scene) -> CountReported | None:
    """State votes under a name that is on no ballot."""
    name = scene.favourite(count.contest)
    number = min(_share(count.votes[name], scene), count.votes[name])
    return ballots.moved(count, name, NOBODY, number)


def candidate_missing(count: CountReported, scene: Scene) -> CountReported | None:
    """Leave a candidate out, a rival of the leading one if there is any."""
    names = [name for name in count.votes if name != scene.favourite(count.contest)]
    names = names or list(count.votes)
    gone = names[int(scene.dice.integers(len(names)))]
    votes = {name: number for name, number in count.votes.items() if name != gone}
    return msgspec.structs.replace(count, votes=votes, invalid=count.invalid + count.votes[gone])


def empty(count: CountReported, _scene: Scene) -> CountReported | None:
    """Leave out all ballots that were found."""
    if not count.issued:
        return None
    return msgspec.structs.replace(
        count,
        found_station=0,
        found_home=0,
        invalid=0,
        against_all=0,
        votes=dict.fromkeys(count.votes, 0),
    )


def spoilt(count: CountReported, scene: Scene) -> CountReported | None:
    """Call valid ballots invalid."""
    return ballots.invalidated(count, _share(count.found, scene), scene.dice)


def lost(count: CountReported, scene: Scene) -> CountReported | None:
    """Find fewer ballots than were issued, but one at least."""
    number = min(_share(count.found, scene), count.found - 1)
    return ballots.fewer(count, number, scene.dice, issued=False) if number > 0 else None


def invented(count: CountReported, _scene: Scene) -> CountReported | None:
    """Let the votes of all who have many end in 0 or 5; what is left over is called invalid."""
    votes = {
        name: number - number % 5 if number >= _DIGITS_LEAST else number
        for name, number in count.votes.items()
    }
    over = sum(count.votes.values()) - sum(votes.values())
    return msgspec.structs.replace(count, votes=votes, invalid=count.invalid + over)


CHANGES: Final[Mapping[str, Change]] = MappingProxyType(
    {
        "sum-broken": sum_broken,
        "extra-ballots": extra_ballots,
        "stock-broken": stock_broken,
        "roll-changed": roll_changed,
        "issued-changed": issued_changed,
        "candidate-unknown": candidate_unknown,
        "candidate-missing": candidate_missing,
        "empty-protocol": empty,
        "spoilt": spoilt,
        "ballots-lost": lost,
        "invented-digits": invented,
    }
)
"""What breaks in the protocol, by kind."""

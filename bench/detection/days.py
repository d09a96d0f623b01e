"""Days to judge the rules by: drawn, or made of real stations with nothing left to find."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from config.library import load_election, load_targets
from config.rulebook import thresholds
from sim.chance import stream
from sim.electorate import electorate
from sim.scaled import blocks
from stream.station_figures import NOBODY, Integers, StationFigures

PLACES: Final = 8  # the most candidates of a drawn contest
ELECTION: Final = "kz-2021-07-25"


def drawn(stations: int, seed: int) -> StationFigures:
    """Draw the figures of a scaled election's day, without the events of the day."""
    parts: list[tuple[Integers, ...]] = []
    rows = contests = 0
    for block in blocks(stations, seed):
        ground, day = block.ground, block.day
        at, ballots = ground.station_of, day.ballots[block.ground.station_of]
        standing = ground.nominated[ground.contest_of] != NOBODY
        votes = np.full((len(at), PLACES), NOBODY, dtype=np.int64)
        votes[:, : standing.shape[1]] = np.where(standing, day.votes[:, :-2], NOBODY)
        parts.append(
            (
                np.arange(len(at)) + rows,
                np.full(len(at), block.index),
                ground.contest_of + contests,
                ground.registered[at],
                ballots,
                ballots,
                day.votes[:, -1],
                votes,
            )
        )
        rows, contests = rows + len(at), contests + ground.contests
    return StationFigures(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def replayed(seed: int) -> StationFigures:
    """Draw the figures of 25 July 2021, with all published totals, region by region."""
    election, targets = load_election(ELECTION), load_targets(ELECTION)
    numbers = {contest.id: at for at, contest in enumerate(election.contests)}
    places = max(map(len, election.candidates_of.values()))
    parts: list[tuple[Integers, ...]] = []
    rows = 0
    for number, region in enumerate(election.regions):
        if not any(station.region == region.id for station in election.stations):
            continue
        part = electorate(election, targets, seed, region.id)
        for contest, votes in part.votes.items():
            at = np.array([contest in station.contests for station in part.stations]).nonzero()[0]
            told = np.full((len(at), places), NOBODY, dtype=np.int64)
            told[:, : votes.shape[1] - 2] = votes[:, :-2]
            roll = np.array([part.stations[each].registered for each in at], dtype=np.int64)
            ballots = part.ballots[at]
            same = np.ones(len(at), dtype=np.int64)
            parts.append(
                (
                    np.arange(rows, rows + len(at)),
                    same * number,
                    same * numbers[contest],
                    roll,
                    ballots,
                    ballots,
                    votes[:, -1],
                    told,
                )
            )
            rows += len(at)
    return StationFigures(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def looks(figures: StationFigures, seed: int) -> Iterator[StationFigures]:
    """Yield what is counted at each look; stations come in by lot."""
    order = stream(seed, "detection:looks").permutation(len(figures))
    for share in thresholds().looks:
        yield figures.at(order[: round(share * len(figures))])


@cache
def georgian(folder: Path) -> dict[str, StationFigures]:
    """Read the results of real Georgian stations, by election.

    Args:
        folder: of `georgia_stations.parquet` and `georgia_votes.parquet`.
    """
    from pyarrow import parquet

    stations: dict[str, list[Any]] = parquet.read_table(
        folder / "georgia_stations.parquet"
    ).to_pydict()
    told: dict[str, list[Any]] = parquet.read_table(folder / "georgia_votes.parquet").to_pydict()
    return {name: _election(name, stations, told) for name in dict.fromkeys(stations["election"])}


def _election(
    name: str, stations: dict[str, list[Any]], told: dict[str, list[Any]]
) -> StationFigures:
    here = np.array(stations["election"]) == name
    said = np.array(told["election"]) == name

    def column(which: str) -> Integers:
        values = np.array(stations[which], dtype=object)[here]
        return np.array([NOBODY if value is None else int(value) for value in values])

    row = column("row")
    order = np.argsort(row)
    candidates, who = np.unique(np.array(told["candidate"])[said], return_inverse=True)
    votes = np.full((len(row), len(candidates)), NOBODY, dtype=np.int64)
    where = order[np.searchsorted(row[order], np.array(told["row"])[said])]
    votes[where, who] = np.array(told["votes"])[said]
    district = np.unique(np.array(stations["district_id"])[here], return_inverse=True)[1]
    invalid = column("invalid_votes")
    # Where not everybody is on every ballot, each district votes on its own.
    contest = district if (votes == NOBODY).any() else np.zeros_like(district)
    return StationFigures(
        row=row,
        region=district,
        contest=contest,
        registered=column("possible_voters"),
        issued=np.maximum(column("ballots_signed_for"), 0),
        found=np.maximum(votes, 0).sum(axis=1) + np.maximum(invalid, 0),
        invalid=invalid,
        votes=votes,
    )


def redealt(figures: StationFigures, seed: int, window: int | None = None) -> StationFigures:
    """Return a day made of real stations in which nothing is left to be found.

    The stations of a contest and region exchange the shares of their candidates; then turnout
    and votes are drawn anew, binomially. So the spread of turnout, of shares and of sizes
    stays, while their bond, and every digit, goes.

    Args:
        figures: of the real stations.
        seed: of the lots.
        window: how many stations of like size exchange their shares; without it all of the
            region. With it what goes with size stays, so turnout and share are not quite free
            of each other.
    """
    dice = stream(seed, "detection:redealt")
    real = figures.counted()
    order = np.lexsort((real.registered, real.stratum))
    place = (np.arange(len(real)) + dice.integers(window)) // window if window else 0 * order
    # Shuffled inside windows of one stratum.
    mixed = order[np.lexsort((dice.random(len(real)), place, real.stratum[order]))]
    given = np.empty(len(real), dtype=np.int64)
    given[order] = mixed
    found = np.maximum(dice.binomial(real.registered, real.found / real.registered), 1)
    parts = np.concatenate([np.maximum(real.votes, 0), real.invalid[:, None]], axis=1)
    shares = (parts / parts.sum(axis=1, keepdims=True))[given]
    cast = dice.multinomial(found, shares)
    # Who stands goes with the shares.
    votes = np.where(real.votes[given] == NOBODY, NOBODY, cast[:, :-1])
    return StationFigures(
        real.row, real.region, real.contest, real.registered, found, found, cast[:, -1], votes
    )

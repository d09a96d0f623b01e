"""The hall: all showings of one board, and what else could be shown."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal

from config.errors import InputError
from config.library import (
    election_ids,
    load_election,
    load_scenario,
    scenario_ids,
)
from console.board.showing import Billing, Showing
from console.board.tape import Tape
from console.folder import JOURNAL, KEYS, free_folder, output_folder
from sim.journal import Journal
from stream.decision import Decision
from stream.keys import KeyRing

OUT: Final = Path("out")
MOST_SHOWINGS: Final = 8


class Hall:
    """Opens and keeps showings; each is moved by a task of its own.

    Args:
        remembered: returns the decisions that were made before on a run.
        out: where runs that are started, and those that are found, lie.
    """

    def __init__(
        self, remembered: Callable[[str], Iterable[Decision]] = lambda _: (), out: Path = OUT
    ) -> None:
        self.showings: dict[str, Showing] = {}
        self._remembered = remembered
        self._out = out
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._starting = asyncio.Lock()

    def open(self, journal: Path, election: str | None = None) -> Showing:
        """Show a journal from its beginning; one that is shown already stays as it is.

        Args:
            journal: the file, or the folder of a run.
            election: id or directory of what it is of; None takes what it names itself.

        Raises:
            InputError: it is not there, is none, or the hall is full.
        """
        path = journal / JOURNAL if journal.is_dir() else journal
        tape, billing = read_tape(path, election)
        for known in self.showings.values():
            if known.billing.folder == billing.folder and known.billing.run == billing.run:
                return known
        return self.add(billing, tape)

    def add(self, billing: Billing, tape: Tape) -> Showing:
        """Show a tape, under an id of its own, with the decisions there were on its run."""
        showing = Showing(self.billed(billing), tape)
        for decision in self._remembered(billing.run):
            showing.recall(decision)
        return self.admit(showing)

    def billed(self, billing: Billing) -> Billing:
        """Return a billing with an id of its own here.

        Raises:
            InputError: the hall is full.
        """
        if len(self.showings) >= MOST_SHOWINGS:
            raise InputError("board", f"{MOST_SHOWINGS} runs are shown", "one of them to be closed")
        return _named(billing, self.showings)

    def admit(self, showing: Showing) -> Showing:
        """Take a showing in whose billing is of here."""
        showing.restart()
        self.showings[showing.billing.id] = showing
        return showing

    async def start(self, election: str, scenario: str, seed: int) -> Showing:
        """Simulate a day in a process of its own, keep it in a folder, and show it.

        Raises:
            InputError: there is no such election or scenario.
        """
        load_scenario(scenario, load_election(election))
        async with self._starting:
            loop = asyncio.get_running_loop()
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, context) as pool:
                folder = await loop.run_in_executor(
                    pool, _simulate, election, scenario, seed, self._out
                )
        showing = self.open(folder)
        self.keep(showing)
        return showing

    def keep(self, showing: Showing) -> None:
        """Let a showing move, if it does not yet; needs a running event loop."""
        id_ = showing.billing.id
        if id_ not in self._tasks:
            self._tasks[id_] = asyncio.get_running_loop().create_task(showing.run())

    def keep_all(self) -> None:
        """Let all showings move."""
        for showing in self.showings.values():
            self.keep(showing)

    def end(self) -> None:
        """Let no viewer wait for changes any more."""
        for showing in self.showings.values():
            showing.documents.end()

    async def close(self) -> None:
        """Let nothing move any more."""
        tasks, self._tasks = [*self._tasks.values()], {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def shelf(self) -> dict[str, list[dict[str, Any]]]:
        """Return elections, scenarios and journals that can be shown, as plain data."""
        return {
            "elections": [
                {"id": name, "name": load_election(name).name.model_dump()}
                for name in election_ids()
            ],
            "scenarios": [
                {"id": name, "title": load_scenario(name).title.model_dump()}
                for name in scenario_ids()
            ],
            "journals": [
                {"id": str(path.parent), "run": path.parent.name}
                for path in sorted(self._out.glob(f"*/{JOURNAL}"))
            ],
        }

    def on_shelf(self, shelf: Literal["elections", "scenarios", "journals"], name: str) -> str:
        """Return what people named, if it is on a shelf; nothing else is opened.

        Raises:
            KeyError: it is not there.
        """
        if name not in (each["id"] for each in self.shelf()[shelf]):
            raise KeyError(f"no {shelf[:-1]} {name} on the shelf")
        return name


def _simulate(election: str, scenario: str, seed: int, out: Path) -> Path:
    """Simulate a day into a folder of its own; return that."""
    from console import compose
    from console.compose import Wish

    plan = compose.plan_of(Wish(election, scenario, seed, "max", 1, "en"))
    folder = out / plan.run
    if (folder / JOURNAL).is_file():
        return folder
    folder = free_folder(plan.run) if folder.exists() else folder
    with output_folder(folder) as staging:
        compose.simulate(plan, 1, staging)
    return folder


def read_tape(path: Path, election: str | None = None) -> tuple[Tape, Billing]:
    """Read a journal and what is known of its run; see `Hall.open`."""
    journal = Journal.open(path)
    billing = billing_of(journal, election)
    tape = Tape.between(billing.election.first_opening, billing.election.last_closing)
    for records in journal.batches():
        tape.extend(records)
    if journal.damage is not None:
        raise InputError(path, str(journal.damage), "a whole journal")
    tape.finish()
    return tape, billing


def billing_of(journal: Journal, ref: str | None = None) -> Billing:
    """Return what is known of the run of a journal; its keys if they lie beside it."""
    from console.compose import election_of, targets_of

    header = journal.header
    ref = ref or header.election
    election = election_of(ref)
    journal.check_election(election)
    keys = journal.path.with_name(KEYS)
    return Billing(
        id=header.run,
        kind="journal",
        election=election,
        targets=targets_of(ref),
        run=header.run,
        scenario=header.scenario,
        seed=header.seed,
        partitions=header.partitions,
        keys=KeyRing.read(keys) if keys.is_file() else None,
        folder=journal.path.parent,
    )


def _named(billing: Billing, taken: Iterable[str]) -> Billing:
    """Return a billing with an id that can stand in an address and is not taken."""
    name = re.sub(r"[^a-z0-9.-]+", "-", billing.run.lower()).strip("-.") or "run"
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return replace(billing, id=free)

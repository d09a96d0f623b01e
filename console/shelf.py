"""Elections and scenarios as text: what there is, and what is in one of them."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from config.injects import Inject
from config.library import (
    ELECTIONS,
    SCENARIOS,
    election_ids,
    load_election,
    load_scenario,
    load_targets,
    scenario_ids,
)
from config.rates import Delivery
from console.overview import Language, name_in


def elections(language: Language) -> str:
    """Return a line for each election."""
    lines = [("id", "date", "contests", "stations", "registered", "name")]
    for name in election_ids():
        election = load_election(name)
        lines.append(
            (
                name,
                f"{election.date}",
                f"{len(election.contests):,}",
                f"{len(election.stations):,}",
                f"{sum(station.registered for station in election.stations):,}",
                name_in(election.name, language),
            )
        )
    return _table(lines, right={2, 3, 4})


def election(ref: str, language: Language) -> str:
    """Return what an election is: calendar, regions, parties, what is published about it."""
    found, targets = load_election(ref), load_targets(ref)
    calendar = found.calendar
    regions = [("region", "zone", "stations", "registered", "contests", "candidates")]
    for region in found.regions:
        stations = [s for s in found.stations if s.region == region.id]
        contests = [c for c in found.contests if c.region == region.id]
        regions.append(
            (
                name_in(region.name, language),
                f"UTC{region.utc_offset}",
                f"{len(stations):,}",
                f"{sum(station.registered for station in stations):,}",
                f"{len(contests):,}",
                f"{sum(len(found.candidates_of[contest.id]) for contest in contests):,}",
            )
        )
    parties = ", ".join(f"{name_in(party.name, language)} ({party.id})" for party in found.parties)
    points = len(targets.checkpoints) + len(targets.leaders)
    bulletins = ", ".join(f"{at:%H:%M}" for at in (*calendar.bulletins, calendar.preliminary))
    return "\n".join(
        [
            f"{found.id}: {name_in(found.name, language)}, {found.date}",
            "",
            f"polls      {calendar.polls_open:%H:%M} to {calendar.polls_close:%H:%M} local time",
            f"bulletins  {bulletins} (UTC{calendar.official_offset})",
            _entry("parties", parties),
            f"published  {len(targets.published)} figures, {points} checkpoints",
            "",
            _table(regions, right={2, 3, 4, 5}),
            "",
            *(_entry("source", source) for source in found.sources),
            _entry("files", str(ELECTIONS / ref if ref in election_ids() else ref)),
        ]
    )


def scenarios(language: Language) -> str:
    """Return a line for each scenario."""
    lines = [("id", "incidents", "injects", "title")]
    for name in scenario_ids():
        scenario = load_scenario(name)
        numbers = f"{len(scenario.incidents)}", f"{len(scenario.injects)}"
        lines.append((name, *numbers, name_in(scenario.title, language)))
    return _table(lines, right={1, 2})


def scenario(ref: str, language: Language) -> str:
    """Return what happens in a scenario."""
    found = load_scenario(ref)
    mistakes, delivery = found.mistakes, found.delivery
    soonest, latest = mistakes.correction_minutes
    slips = (
        f"{mistakes.turnout_slips:.2%} of hourly reports, {mistakes.count_slips:.2%} of"
        f" protocols, mended after {soonest:g} to {latest:g} minutes"
    )
    delivered = (
        f"half within {delivery.median_seconds:g} s, {delivery.duplicates:.2%} delivered twice"
    )
    incidents = [("incident", "scope", "source", "where")]
    for incident in found.incidents:
        where = incident.station or ", ".join(incident.region) or "anywhere"
        incidents.append(
            (
                incident.category,
                incident.scope,
                "named" if incident.named_in_source else "planted",
                f"{where}: {incident.count} stations" if incident.count > 1 else where,
            )
        )
    return "\n".join(
        [
            f"{found.id}: {name_in(found.title, language)}",
            "",
            fill(found.description, 90),
            "",
            _entry("slips", slips),
            _entry("delivery", delivered),
            _entry("faults", _faults(found.delivery)),
            f"removed    {len(found.withdrawals)} candidates before the day",
            f"outages    {len(found.outages)}",
            *(_injects(found.injects) if found.injects else ()),
            *(("", _table(incidents, right=set())) if found.incidents else ()),
            "",
            _entry("file", str(SCENARIOS / f"{ref}.toml" if ref in scenario_ids() else ref)),
        ]
    )


def _faults(delivery: Delivery) -> str:
    """Return what goes wrong on the way beyond delays and duplicates."""
    words = {
        "losses": f"{delivery.losses:.2%} of sendings lost, sent again after"
        f" {delivery.resend_seconds:g} s",
        "reordering_seconds": f"held back for up to {delivery.reordering_seconds:g} s",
        "clock_skew_seconds": f"clocks wrong by {delivery.clock_skew_seconds:g} s (standard"
        " deviation)",
        "corrupted": f"{delivery.corrupted:.2%} of records come damaged too",
        "forged": f"{delivery.forged:.2%} forged",
        "misplaced": f"{delivery.misplaced:.2%} misplaced",
        "foreign": f"{delivery.foreign:.2%} from another run",
    }
    return "; ".join(words[name] for name in delivery.faults) or "none"


def _injects(injects: Sequence[Inject]) -> tuple[str, ...]:
    """Return a line that says how many violations are planted, and a table of them."""
    lines = [("planted", "raises", "where")]
    for inject in injects:
        share = f"{inject.share:.0%} of" if inject.share is not None else f"{inject.count}"
        some = "station" if inject.count == 1 else "stations"
        where = inject.station or f"{share} {some} in {', '.join(inject.region) or 'any region'}"
        lines.append((inject.kind, inject.what.raises, where))
    return (f"injects    {len(injects)}", "", _table(lines, right=set()))


def _entry(word: str, value: str) -> str:
    return fill(value, 90, initial_indent=f"{word:<11}", subsequent_indent=" " * 11)


def _table(rows: Sequence[tuple[str, ...]], right: set[int]) -> str:
    """Return rows as aligned columns, those of `right` flush right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            f"{cell:>{width}}" if number in right else f"{cell:<{width}}"
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )

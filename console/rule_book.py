"""The rule book for people: a list of the codes, and a page for each."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from config.errors import InputError
from config.near_miss import nearest
from config.rulebook import FAMILIES, IN_BRACES, Rule, reasons, rules
from config.thresholds import Threshold
from console.rehearsals import seen_with

PAGES: Final = "rules"
"""The folder of the pages beside the list, in docs/reference."""

HEADINGS: Final = {
    "checks": "What it checks",
    "why": "Why",
    "ground": "Ground",
    "action": "What staff do",
    "clears": "It clears",
}


def named(code: str) -> Rule:
    """Return the rule of a code; raises `InputError` if there is none."""
    found = rules().get(code.upper())
    if found is None:
        near = ", ".join(nearest(rules(), code.upper()))
        hint = f" (nearest: {near})" if near else ""
        raise InputError("CODE", f'"{code}"', f"a code that `saylau rules` lists{hint}")
    return found


def listed() -> str:
    """Return all codes by family, with severity and title, as text."""
    reasons()  # thresholds are part of the book: it is not listed where they are broken
    lines = []
    for letter, asks in FAMILIES.items():
        lines.append(f"{letter}  {asks}")
        lines += [
            f"   {code}  {rule.severity:<8} {rule.title}"
            for code, rule in rules().items()
            if code[0] == letter
        ]
    return "\n".join(lines)


def explained(rule: Rule) -> str:
    """Return all that is to be said of a rule, as text."""
    parts = [f"{rule.code}  {rule.severity}  {rule.title}"]
    parts += [f"{heading}\n  {text}" for heading, text in _sections(rule)]
    given = _thresholds(rule)
    if given:
        lines = [
            f"  {name} = {_value(each)} {each.unit}\n    {each.reason}" for name, each in given
        ]
        parts.append("\n".join(("Thresholds", *lines)))
    if command := seen_with(rule.code):
        parts.append(f"See it with\n  {command}")
    return "\n\n".join(parts)


def page(rule: Rule) -> str:
    """Return the page of a rule in the reference, Markdown."""
    parts = [f"# {rule.code}: {rule.title}", f"Severity: **{rule.severity}**"]
    parts += [f"**{heading}.** {text}" for heading, text in _sections(rule)]
    given = _thresholds(rule)
    if given:
        rows = [f"| {name} | {_value(each)} {each.unit} | {each.reason} |" for name, each in given]
        parts.append("\n".join(("| threshold | value | reason |", "|---|---|---|", *rows)))
    if command := seen_with(rule.code):
        parts.append(f"**See it with.** {_quoted(command)}")
    parts.append("[All rules](../rules.md)")
    return "\n\n".join(parts) + "\n"


def _quoted(command: str) -> str:
    """Return a command as code; what is said of it in brackets stays text."""
    line, bracket, rest = command.partition(" (")
    return f"`{line}`{bracket}{rest}"


def table() -> str:
    """Return the list of the rules in the reference, Markdown."""
    rows = [
        f"| [{code}]({PAGES}/{code}.md) | {rule.severity} | {rule.title} | {rule.why} |"
        for code, rule in rules().items()
    ]
    head = "| code | severity | raised when | why it matters |\n|---|---|---|---|"
    return "\n".join((head, *rows))


def write(folder: Path) -> list[Path]:
    """Write the pages of all rules into a folder; return them.

    Raises:
        InputError: that is not possible there.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for code, rule in rules().items():
            path = folder / f"{code}.md"
            path.write_text(page(rule), encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise InputError(folder, error.strerror or str(error), "a writable folder") from error
    return written


def texts(rule: Rule) -> dict[str, str]:
    """Return what there is to say of a rule, by `HEADINGS`; thresholds in braces."""
    return {name: getattr(rule, name) for name in HEADINGS}


def values(rule: Rule) -> dict[str, str]:
    """Return what stands for the names in braces in the texts of a rule."""
    known = {name: _value(given) for name, given in reasons().items()}
    known["category"] = rule.category or "any other"
    names = {name for text in texts(rule).values() for name in IN_BRACES.findall(text)}
    return {name: known[name] for name in sorted(names)}


def _sections(rule: Rule) -> list[tuple[str, str]]:
    known = values(rule)
    return [
        (HEADINGS[name], IN_BRACES.sub(lambda found: known[found[1]], text))
        for name, text in texts(rule).items()
    ]


def _thresholds(rule: Rule) -> list[tuple[str, Threshold]]:
    names = dict.fromkeys(IN_BRACES.findall(rule.checks))
    return [(name, reasons()[name]) for name in names if name in reasons()]


def _value(given: Threshold) -> str:
    value = given.value
    return f"{value:g}" if isinstance(value, float) else ", ".join(f"{each:g}" for each in value)

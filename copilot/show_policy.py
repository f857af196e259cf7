"""The policy for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from copilot.policy_report import Checked, Rule


def show_rules(rules: Sequence[Rule], changed: bool = False) -> None:
    """A paragraph a rule, under the heading of its section; lines are left whole for whoever pipes them on."""
    shown = [r for r in rules if r.default is not None or not changed]
    if not shown:
        typer.echo("Every rule is as it comes. A `policy.toml` in the data folder changes them; `nextplay policy show` lists what there is.")
    section = ""
    for rule in shown:
        if rule.section != section:
            section = rule.section
            typer.echo(("\n" if rule is not shown[0] else "") + typer.style(section, bold=True))
        typer.echo(f"  {_line(rule)}")
        typer.echo(typer.style(f"      {rule.meaning}", dim=True))


def _line(rule: Rule) -> str:
    value = rule.value.replace("\n", "\n        ")
    before = ""
    if rule.default is not None:
        first, *more = rule.default.splitlines()
        before = f" (without the file: {first}{' …' if more else ''})"
    return f"{rule.name}{before} =\n        {value}" if "\n" in value else f"{rule.name} = {value}{before}"


def show_checked(path: Path, found: Checked) -> None:
    """What can be used on stdout, what cannot on stderr."""
    if found.wrong:
        for line in found.wrong:
            typer.echo(f"nextplay: {path}: {line}", err=True)
        return
    typer.echo(f"{path}: every rule is known and in range.")
    for line in found.odd:
        typer.echo(f"  perhaps not meant: {line}")
    if found.changed:
        typer.echo("It changes:")
        for rule in found.changed:
            typer.echo(f"  {_line(rule)}")
            typer.echo(typer.style(f"      {rule.meaning}", dim=True))
    else:
        typer.echo("It changes nothing.")

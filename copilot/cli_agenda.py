"""`nextplay agenda`: the versions of an agenda, and what changed between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli_shared import Json, RepArgument, coach_of, print_json
from copilot.errors import InputError

if TYPE_CHECKING:
    from copilot.agenda_changes import AgendaChanges, Changed
    from copilot.domain import AgendaVersion

_MARKS = {"same": " ", "added": "+", "removed": "-"}


def agenda(
    ctx: typer.Context,
    rep: RepArgument,
    agenda_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="Which agenda (default: that of the newest meeting).")] = None,
    before: Annotated[int | None, typer.Option("--from", metavar="N", min=1, help="Compare this version (default: the one before --to).")] = None,
    after: Annotated[int | None, typer.Option("--to", metavar="N", min=1, help="With this one (default: the last).")] = None,
    as_json: Json = False,
) -> None:
    """The versions of a rep's agenda, and what changed between two of them."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        person = coach.records.find_rep(viewer, rep, coach.clock.today())
        kept = coach.records.agendas(viewer, person.id)
        chosen = next((a for a in kept if agenda_id in (None, a.id)), None)
        if chosen is None:
            raise InputError(f"{person.name} has no agenda {agenda_id!r}" if agenda_id else f"no agenda is kept for {person.name} yet: nextplay prepare {person.name!r}")
        versions = coach.records.agenda_versions(viewer, chosen.id)
        found = coach.agenda_changes(viewer, chosen.id, before, after)
    if as_json:
        print_json({"rep": person.name, **contract.agenda_changes(found, versions)})
    else:
        typer.echo(f"{person.name}, {found.after.meeting_on}, {found.after.state} ({found.after.id})")
        _show(found, versions)


def _show(found: AgendaChanges, versions: list[AgendaVersion]) -> None:
    for v in versions:
        typer.echo(f"  version {v.version}  {v.at:%Y-%m-%d %H:%M}  {v.by}")
    if found.before.version == found.after.version:
        typer.echo("There is no other version to compare it with.")
        return
    typer.echo(f"From version {found.before.version} to {found.after.version}: " + ("" if found.changed else "no section and no goal changed."))
    for c in found.changed:
        typer.echo(f"\n{_head(c)}")
        for line in c.lines:
            typer.echo(f"  {_MARKS[line.kind]} {line.text}")


def _head(c: Changed) -> str:
    minutes = f", {c.minutes[0]} to {c.minutes[1]} min" if c.minutes else ""
    return f"{c.what.capitalize()} {c.change}: {c.title}{minutes}"

"""`nextplay playbook`: the company's pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilot.cli_shared import Json, coach_of, print_json, progress
from copilot.errors import InputError

playbook_app = typer.Typer(help="The company's playbook: add pages, search them, index them anew.", no_args_is_help=True)


@playbook_app.command("add")
def playbook_add(ctx: typer.Context, paths: Annotated[list[Path], typer.Argument(metavar="PATH...")], as_json: Json = False) -> None:
    """Add or update pages: Markdown, text, HTML, PDF, Word, or a CSV of links. Of a folder, what is gone from it is deleted."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        report = coach.add_pages(viewer, paths, progress())
    if as_json:
        print_json(contract.playbook_report(report))
    else:
        from copilot.show import show_playbook_report

        show_playbook_report(report)
    raise typer.Exit(1 if report.rejected else 0)


@playbook_app.command("remove")
def playbook_remove(ctx: typer.Context, pages: Annotated[list[str], typer.Argument(metavar="ID...", help="As `playbook list` names them.")], as_json: Json = False) -> None:
    """Take pages out of the playbook."""
    pages = list(dict.fromkeys(pages))
    with coach_of(ctx) as (coach, viewer):
        coach.remove_pages(viewer, pages)
    if as_json:
        print_json({"removed": pages})
    else:
        typer.echo(f"{len(pages)} removed: {', '.join(pages)}.")


@playbook_app.command("search")
def playbook_search(
    ctx: typer.Context,
    query: str,
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="How many.")] = 5,
    piston: Annotated[str | None, typer.Option(help="Leave out pages of another piston.")] = None,
    stage: Annotated[str | None, typer.Option(help="Leave out pages of another stage.")] = None,
    segment: Annotated[str | None, typer.Option(help="Leave out pages for other segments.")] = None,
    audience: Annotated[str | None, typer.Option(help="Leave out pages for another audience.")] = None,
    as_json: Json = False,
) -> None:
    """The pages that fit a question best."""
    from copilot import contract

    if piston is not None:
        piston = _piston(piston)
    with coach_of(ctx) as (coach, viewer):
        hits = coach.search(viewer, query, k, piston, stage, segment, audience)
    if as_json:
        print_json(contract.hits(hits))
    else:
        from copilot.show import show_hits

        show_hits(hits)


def _piston(said: str) -> str:
    """As pages name it. Raises: InputError: none of them, which would leave out every page that names one."""
    from copilot.policy import PISTONS

    if (name := "_".join(said.casefold().replace("-", " ").split())) not in PISTONS:
        raise InputError(f"there is no piston {said!r}: it is one of {', '.join(PISTONS)}")
    return name


@playbook_app.command("list")
def playbook_list(ctx: typer.Context) -> None:
    """Every page there is, by title."""
    from copilot.show import show_contents

    with coach_of(ctx) as (coach, _):
        pages = coach.playbook.documents()
        show_contents(pages, coach.playbook.about(), coach.clock.today())
    if not pages:
        typer.echo("There is no page: `nextplay playbook add PATH` puts some in.")


@playbook_app.command("reindex")
def playbook_reindex(ctx: typer.Context, as_json: Json = False) -> None:
    """Make all vectors anew, as after a change of the embedding model; the old index serves until then."""
    import time

    began = time.monotonic()
    with coach_of(ctx) as (coach, viewer):
        passages = coach.reindex_pages(viewer, progress())
        pages = len(coach.playbook.documents())
    if as_json:
        print_json({"pages": pages, "passages": passages})
    else:
        typer.echo(f"{pages:,} pages in {passages:,} passages are indexed anew, in {time.monotonic() - began:.1f} seconds.")

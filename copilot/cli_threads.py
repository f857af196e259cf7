"""`nextplay chat` with one's own conversations: listed, recalled, renamed, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from copilot import contract
from copilot.cli_shared import print_json
from copilot.errors import InputError

if TYPE_CHECKING:
    from copilot.coach import Coach
    from copilot.coach_talks import Recall
    from copilot.domain import Thread, Viewer


async def manage(coach: Coach, viewer: Viewer, thread: str | None, as_json: bool, recall: bool, delete: bool, rename: str | None) -> None:
    """One of the four; the list where no other is asked for.

    Raises:
        InputError: no thread is named where one is needed, two things are asked for, or the viewer has no such thread.
    """
    if recall + delete + (rename is not None) > 1:
        raise InputError("--recall, --rename and --delete are three commands: give one at a time")
    if not (recall or delete or rename is not None):
        found = coach.records.threads(viewer)
        if as_json:
            print_json({"threads": [contract.thread(t) for t in found]})
        else:
            typer.echo("\n".join(_line(t) for t in found) or "No conversation yet. Begin one: nextplay chat")
        return
    if thread is None:
        raise InputError("say which conversation with --thread ID; 'nextplay chat --threads' lists yours")
    if recall:
        kept = await coach.recall(viewer, thread)
        if as_json:
            print_json({"thread": thread, **contract.recall(kept)})
        else:
            _show(kept)
        return
    if rename is not None:
        coach.rename_thread(viewer, thread, rename)
    else:
        await coach.delete_thread(viewer, thread)
    if as_json:
        print_json({"thread": thread, "deleted": delete, "title": " ".join((rename or "").split()) or None})
    else:
        typer.echo(
            f"The conversation {thread} is gone; agendas and goals made in it stay."
            if delete
            else f"The conversation {thread} has its new name."
            if rename
            else f"The conversation {thread} has no name now."
        )


def _line(t: Thread) -> str:
    about = f"  {t.rep_name}" if t.rep_name else ""
    return f"{t.id}  begun {t.begun:%Y-%m-%d %H:%M}  last {t.last:%Y-%m-%d %H:%M}{about}{f'  “{t.title}”' if t.title else ''}"


def _show(kept: Recall) -> None:
    typer.echo(f"{kept.turns} messages.")
    if kept.decided:
        typer.echo("Decided:")
    for d in kept.decided:
        typer.echo(f"  {d.on}  {d.what}: {d.goal}" + (f" ({d.words})" if d.words else ""))
    if kept.said:
        typer.echo("Said last:")
    for message in kept.said:
        typer.echo(f"  {message}")

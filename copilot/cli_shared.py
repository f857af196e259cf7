"""What the commands share: who asks, on which folder, and how answers are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.errors import InputError

if TYPE_CHECKING:
    from copilot.coach import Coach
    from copilot.domain import Viewer
    from copilot.ports import Progress


@dataclass
class Globals:
    """What the options before the command said."""

    data: Path | None = None
    manager: str | None = None


RepArgument = Annotated[str, typer.Argument(metavar="REP", help="A full name, an id, or an unambiguous part of a name.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Look as of this date (YYYY-MM-DD); later records do not exist.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def day_of(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{option} is {text!r}: write a date as YYYY-MM-DD, for example 2026-03-31") from None


@contextmanager
def coach_of(ctx: typer.Context) -> Iterator[tuple[Coach, Viewer]]:
    """The facade and who asks, opened for one command."""
    from copilot.bootstrap import open_coach
    from copilot.settings import load_settings

    given: Globals = ctx.obj
    coach = open_coach(load_settings(data=given.data))
    try:
        yield coach, coach.viewer(given.manager)
    finally:
        coach.close()


def print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1, default=str)
    sys.stdout.write("\n")


def progress() -> Callable[[Progress], None] | None:
    """A bar on stderr, only on a terminal."""
    if not sys.stderr.isatty():
        return None
    from copilot.show import ProgressBar

    return ProgressBar()

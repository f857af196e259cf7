"""`nextplay policy`: the company's rules, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilot.cli_shared import Json, coach_of, print_json

policy_app = typer.Typer(help="The company's coaching policy.", no_args_is_help=True)


@policy_app.command("show")
def policy_show(
    ctx: typer.Context,
    changed: Annotated[bool, typer.Option("--changed", help="Only what the company's file changes.")] = False,
    as_json: Json = False,
) -> None:
    """Every rule in force: its value, what it was before the company changed it, and what it does."""
    from copilot.policy_report import rules_in_words
    from copilot.show_policy import show_rules

    with coach_of(ctx) as (coach, _):
        policy = coach.policy
    if as_json:
        print_json(policy.model_dump(mode="json"))
    else:
        show_rules(rules_in_words(policy), changed)


@policy_app.command("check")
def policy_check(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Whether a policy file can be used, what is odd in it, and what it changes."""
    from copilot.policy_report import check_policy
    from copilot.show_policy import show_checked

    found = check_policy(file)
    show_checked(file, found)
    if found.wrong:
        raise typer.Exit(2)
    if found.odd:
        raise typer.Exit(1)

"""The commands that give figures; each is registered in `cli.py`."""

from __future__ import annotations

from typing import Annotated

import typer

from copilot.cli_shared import AsOf, Json, RepArgument, coach_of, day_of, print_json, progress
from copilot.domain import Role


def engine(
    ctx: typer.Context,
    rep: Annotated[str | None, typer.Argument(metavar="REP", help="One rep; everybody where left out.")] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of the window.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day of the window.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Starts, win rate, revenue per customer and speed, per rep."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        found = coach.engine(viewer, rep, day_of(start, "--from"), day_of(end, "--to"), day_of(as_of, "--as-of"))
    report = contract.engine(found)
    if as_json:
        print_json(report)
    else:
        from copilot.show_figures import show_engine

        show_engine(report, found.unknown)


def benchmark(ctx: typer.Context, rep: RepArgument, as_of: AsOf = None, as_json: Json = False) -> None:
    """What somebody at the next level does, and where to look first."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        found, policy = coach.benchmark(viewer, rep, day_of(as_of, "--as-of")), coach.policy
    if as_json:
        print_json(contract.benchmark(found))
    else:
        from copilot.show_figures import show_benchmark

        show_benchmark(found, policy)


def forecast(
    ctx: typer.Context,
    rep: RepArgument,
    change: Annotated[list[str] | None, typer.Option("--change", metavar="WHAT=+5%", help="A what-if, for example starts=+5% or demo=+2/week; may be given several times.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Where this period and the next four may land, the chance of the goal, and what a change would be worth."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        found = contract.forecast(coach.forecast(viewer, rep, change or [], day_of(as_of, "--as-of")))
    if as_json:
        print_json(found)
    else:
        from copilot.show_figures import show_forecast

        show_forecast(found)


def backtest(ctx: typer.Context, as_json: Json = False) -> None:
    """How the forecast would have done on past periods, with only what was known then."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        found = contract.backtest(coach.backtest(viewer, progress()))
    if as_json:
        print_json(found)
    else:
        from copilot.show_figures import show_backtest

        show_backtest(found)


def team(ctx: typer.Context, as_of: AsOf = None, as_json: Json = False) -> None:
    """Who is due for a 1:1, and which conversation suits whom."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        day = day_of(as_of, "--as-of")
        report = contract.team(*coach.team(viewer, day), None if viewer.role is Role.REP else coach.insights(viewer, day))
    if as_json:
        print_json(report)
    else:
        from copilot.show_figures import show_team

        show_team(report)

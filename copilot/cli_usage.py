"""`nextplay usage`: what the language model was used for, and what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from copilot.cli_shared import Json, coach_of, print_json

if TYPE_CHECKING:
    from copilot.accounting import MonthUse, Spent
    from copilot.metered import Budget


def usage(ctx: typer.Context, as_json: Json = False) -> None:
    """Calls, tokens, cost, waiting and plain wording, by month and model; and how far today is from its caps."""
    with coach_of(ctx) as (coach, viewer):
        months, today, budget = coach.model_use(viewer)
    if as_json:
        print_json({"months": [_month(m) for m in months], "today": _today(today, budget)})
        return
    if months:
        from copilot.show import new_console
        from copilot.show_table import Column, show_table

        show_table(new_console(), [Column(title, spare, right=number > 1) for number, (title, spare) in enumerate(_HEADS)], [_row(m) for m in months])
    typer.echo(_caps(today, budget) if months or budget.day_tokens is not None or budget.day_cost is not None else "No language model has been asked yet; docs/models.md says how to connect one.")


_HEADS = (("Month", 0), ("Model", 0), ("Turns", 4), ("Calls", 3), ("Tokens in", 1), ("Tokens out", 1), ("Cost", 0), ("A call", 2), ("Longest call", 5), ("Plain wording", 0))
"""With how readily each gives way on a narrow terminal."""


def _row(m: MonthUse) -> tuple[str, ...]:
    about = "~" if m.estimated else ""
    return (
        m.month,
        m.model,
        f"{m.turns:,}",
        f"{m.calls:,}" + (f" ({m.failed:,} failed)" if m.failed else ""),
        f"{about}{m.tokens_in:,}",
        f"{about}{m.tokens_out:,}",
        f"{about}{m.cost:,.2f} {m.currency}" if m.cost is not None else "no price",
        f"{m.seconds_per_call:.1f} s" if m.seconds_per_call is not None else "",
        f"{m.longest_s:.1f} s" if m.calls else "",
        f"{m.fallback_rate:.0%} of turns",
    )


def _caps(today: Spent, budget: Budget) -> str:
    tokens = f"{today.tokens:,}" + (f" of {budget.day_tokens:,}" if budget.day_tokens is not None else "") + " tokens"
    cost = f", {today.cost:,.2f}" + (f" of {budget.day_cost:,.2f}" if budget.day_cost is not None else "") + f" {budget.currency}" if budget.price else ""
    return f"Today: {tokens}{cost}."


def _month(m: MonthUse) -> dict[str, Any]:
    return {
        "month": m.month,
        "model": m.model,
        "turns": m.turns,
        "calls": m.calls,
        "calls_failed": m.failed,
        "calls_estimated": m.estimated,
        "tokens_in": m.tokens_in,
        "tokens_out": m.tokens_out,
        "cost": float(m.cost) if m.cost is not None else None,
        "currency": m.currency,
        "seconds_per_call": m.seconds_per_call,
        "seconds_longest_call": m.longest_s if m.calls else None,
        "seconds_per_turn": m.seconds_per_turn,
        "turns_fallen_back": m.fallbacks,
        "fallback_rate": m.fallback_rate,
        "turns_capped": m.capped,
    }


def _today(today: Spent, budget: Budget) -> dict[str, Any]:
    return {
        "tokens": today.tokens,
        "tokens_cap": budget.day_tokens,
        "cost": float(today.cost) if budget.price else None,
        "cost_cap": float(budget.day_cost) if budget.day_cost is not None else None,
        "currency": budget.currency if budget.price else None,
    }

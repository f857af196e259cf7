"""Figures from monthly aggregates beside the engine's own, for tests of both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from copilot import contract
from copilot.domain import Window
from copilot.errors import MixedCurrencies
from copilot.policy import CoachingPolicy
from copilot.ports import Company, Totals
from copilot.tools.engine import engine_table
from copilot.tools.engine_report import EngineReport, engine_report, totals_report
from copilot.tools.window import company_as_of, engine_window, period_of, previous_period

POLICY = CoachingPolicy()
COUNTS = ("started", "won", "lost", "open", "wins_with_value", "customers_won", "wins_without_account", "undated_closings")
EXACT = ("win_rate", "days_to_win_median", "days_to_win_mean")
MONEY = ("won_value", "revenue_per_customer", "revenue_per_win")
"""Money is summed exactly here and in floats, row by row, there: the last bits may differ."""


def windows_at(as_of: date, oldest: date) -> list[tuple[Window | None, date]]:
    """(window, as of): the engine's, quarters, months, within a month, a day, all history; now, and as it was at earlier days."""
    found: list[tuple[Window | None, date]] = []
    for day in (as_of, as_of - timedelta(days=100), date(as_of.year, as_of.month, 1) - timedelta(days=1)):
        if day < oldest:
            continue
        quarter, month = previous_period(period_of(day, "quarter")), previous_period(period_of(day, "month"))
        within = Window(day.replace(day=1) + timedelta(days=3), day.replace(day=1) + timedelta(days=17))
        found += [(w, day) for w in (None, engine_window(day, POLICY), quarter.window, month.window, within, Window(day, day), Window(None, day - timedelta(days=40)))]
    return found


def differences(figures: Any, company: Company, window: Window | None, as_of: date) -> list[str]:
    """What the aggregates say otherwise than `engine_table` does; empty where they agree on every figure of every rep."""
    then = company_as_of(company, as_of, POLICY)
    wanted = engine_table(replace(then, opportunities=then.opportunities.assign(currency=None)), window, POLICY)  # several would be refused; `report_differences` looks at them
    got = figures.table.reindex(wanted.index)
    found = []
    for name in (*COUNTS, *EXACT, *MONEY):
        mine, theirs = got[name].astype("float64"), wanted[name].astype("float64")
        if name in COUNTS or name == "won_value":
            mine = mine.fillna(0.0)  # nobody's row, no count
        same = (mine == theirs) | (mine.isna() & theirs.isna())
        if name in MONEY:
            same |= (mine - theirs).abs() <= 1e-12 * theirs.abs()
        found += [f"{window} at {as_of}: {name} of {i} is {mine[i]!r}, not {theirs[i]!r}" for i in wanted.index[~same]]
    done = figures.activities[figures.activities["rep_id"].isin(wanted.index)]
    mine_done = {(r, t): int(n) for r, t, n in done.itertuples(index=False)}
    theirs_done = {(str(r), t): n for r, counts in wanted["activities"].items() for t, n in counts.items()}
    if mine_done != theirs_done:
        found.append(f"{window} at {as_of}: activities {sorted(set(mine_done.items()) ^ set(theirs_done.items()))}")
    return found


def report_differences(totals: Totals, outline: Company, company: Company, window: Window | None, as_of: date) -> list[str]:
    """What `nextplay engine` says from totals otherwise than from rows: to the sixth decimal, for every rep."""
    policy = CoachingPolicy(cohort_by_region=True)
    asked = (window, as_of, policy, ("a note",))
    then, known = company_as_of(company, as_of, policy), company_as_of(outline, as_of, policy)
    one, other = outcome(lambda: engine_report(then, company.reps, *asked)), outcome(lambda: totals_report(known, totals, outline.reps, *asked))
    return [] if one == other else [f"{window} at {as_of}: {b} is not {a}" for a, b in zip(one, other, strict=False) if a != b] or [f"{window} at {as_of}: of other length"]


def outcome(report: Callable[[], EngineReport]) -> list[str]:
    """A line each of what is shown; or why nothing is."""
    try:
        made = report()
    except MixedCurrencies as e:
        return [str(e)]
    shown = contract.engine(made)
    return [json.dumps(_rounded(row), sort_keys=True) for row in (*shown.pop("reps"), shown, list(made.unknown))]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6) + 0.0
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return [_rounded(v) for v in value] if isinstance(value, list) else value


def whole_text(figures: Any) -> str:
    """Figures to the last bit, in an order of their own."""
    table: pd.DataFrame = figures.table
    return "\n".join(
        (
            table.sort_index(axis=1).sort_index().to_csv(float_format="%r"),
            figures.activities.sort_values(["rep_id", "type"]).to_csv(index=False),
        )
    )


def aggregate_files(folder: Path) -> dict[str, int]:
    """What is kept: path -> time of its making."""
    return {str(f.relative_to(folder)): f.stat().st_mtime_ns for f in sorted((folder / "aggregates").glob("*/*"))}

"""Figures from monthly aggregates beside the engine's own, for tests of both."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from copilot.domain import Window
from copilot.policy import CoachingPolicy
from copilot.ports import Company
from copilot.tools.engine import engine_table
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
    wanted = engine_table(company_as_of(company, as_of, POLICY), window, POLICY)
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

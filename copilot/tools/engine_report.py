"""The engine as a report: one row a rep with attainment by period, for the command, the API and the pages.

It comes from rows, or for a company of very many from totals, where they are left where they are: the same figures, to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from copilot.domain import Rep, Window
from copilot.tools.attainment import AttainmentRow, WonBook, attainment_rows
from copilot.tools.engine import engine_table, one_currency_each, row_of, within

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company, Totals


@dataclass(frozen=True, slots=True)
class EngineRow:
    """One rep's engine; a missing figure is None or NaN."""

    rep: Rep
    figures: dict[str, Any]
    """The row of `engine_table`; from totals without what counts from a rep's first day."""
    attainment: tuple[AttainmentRow, ...]


@dataclass(frozen=True, slots=True)
class EngineReport:
    """The engine of several reps over one window."""

    window: Window
    """`start` is None for all history."""
    as_of: date
    rows: tuple[EngineRow, ...]
    notes: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    """Columns that no record says anything about: nothing was counted, which is not zero."""


@dataclass(frozen=True, slots=True)
class _Known:
    """How much all deals on record say."""

    deals: int
    undated: int
    """Of them without a created date."""
    won: int
    valued: int
    """Of those won with a value other than zero."""

    @property
    def unknown(self) -> tuple[str, ...]:
        starts = () if not self.deals or self.undated < self.deals else ("started",)
        values = () if not self.won or self.valued else ("won_value", "revenue_per_customer")
        return (*starts, *values)


def engine_report(company: Company, reps: Sequence[Rep], window: Window | None, as_of: date, policy: CoachingPolicy, notes: Sequence[str] = ()) -> EngineReport:
    """Rows for the reps handed in, in that order.

    Args:
        company: as it was at `as_of`, everybody in it.
        reps: whom the viewer may see.
        window: None for all history, undated closings too.
        as_of: the day looked from.
        policy: what is one cohort.
        notes: what to say above the table.

    Raises:
        MixedCurrencies: two currencies in one cohort.
    """
    deals = company.opportunities
    won = deals[deals["status"] == "won"]
    known = _Known(len(deals), int(deals["created_on"].isna().sum()), len(won), int((won["value"].fillna(0) != 0).sum()))
    return _report(company, engine_table(company, window, policy), WonBook(company), known, reps, window, as_of, notes)


def totals_report(company: Company, totals: Totals, reps: Sequence[Rep], window: Window | None, as_of: date, policy: CoachingPolicy, notes: Sequence[str] = ()) -> EngineReport:
    """The same from totals.

    Args:
        company: its outline: reps, quotas and the day of the first record.
        totals: over that window, as it was known at `as_of`.
        reps, window, as_of, policy, notes: as of `engine_report`.

    Raises:
        MixedCurrencies: two currencies in one cohort.
    """
    wins = totals.wins
    known = _Known(totals.deals, totals.undated, int(wins["n"].sum()), int(wins["valued"].sum()))
    return _report(company, totals_table(company, totals, window, policy), WonBook.of_days(company.reps, wins), known, reps, window, as_of, notes)


def totals_table(company: Company, totals: Totals, window: Window | None, policy: CoachingPolicy) -> pd.DataFrame:
    """`engine_table` from totals, one row a rep of the company, without `months` and `starts_per_month`.

    Raises:
        MixedCurrencies: two currencies in one cohort.
    """
    ids = [rep.id for rep in company.reps]
    table = totals.table.reindex(ids)
    counts = [name for name in table.columns if name in _COUNTS]
    table[counts] = table[counts].fillna(0)
    table = table.astype({name: "int64" for name in counts if name != "won_value"})
    table.insert(0, "rep", [rep.name for rep in company.reps])
    places = {rep_id: i for i, rep_id in enumerate(ids)}
    valued = totals.wins[(totals.wins["valued"] > 0) & totals.wins["rep_id"].isin(ids) & totals.wins["currency"].notna()]
    valued = valued[within(valued["closed"], window)]
    pairs = sorted({(places[str(i)], str(name)) for i, name in zip(valued["rep_id"], valued["currency"], strict=True)})
    table["currency"] = pd.Series(one_currency_each(company.reps, pairs, totals.currencies, policy), index=table.index, dtype="object")
    done: dict[str, dict[str, int]] = {i: {} for i in ids}
    for rep_id, kind, n in totals.activities.itertuples(index=False):
        if rep_id in done:
            done[rep_id][str(kind)] = int(n)
    table["activities"] = pd.Series(done)
    return table


_COUNTS = frozenset({"started", "won", "lost", "open", "won_value", "wins_with_value", "customers_won", "wins_without_account", "undated_closings"})
"""What is nothing, not unknown, where no record names a rep."""


def _report(company: Company, table: pd.DataFrame, won: WonBook, known: _Known, reps: Sequence[Rep], window: Window | None, as_of: date, notes: Sequence[str]) -> EngineReport:
    rows = tuple(EngineRow(rep, row_of(table, rep.id), tuple(attainment_rows(company, rep, window, as_of, won))) for rep in reps)
    left_out = sum(int(r.figures["undated_closings"]) for r in rows) if window is not None else 0
    said = [*notes, *([f"{left_out:,} deals closed without a date; a window cannot hold them, so they are left out."] if left_out else [])]
    unknown = known.unknown
    if "started" in unknown:
        said.append("No deal on record says when it began, so starts and days to win are not known.")
    elif known.undated:
        said.append(f"{known.undated:,} of {known.deals:,} deals do not say when they began; they are in no count of starts.")
    if "won_value" in unknown:
        said.append("No won deal has a value on record, so what was won is not known.")
    return EngineReport(window or Window(company.oldest, as_of), as_of, rows, tuple(said), unknown)

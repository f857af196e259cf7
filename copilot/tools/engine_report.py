"""The engine as a report: one row a rep with attainment by period, for the command, the API and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from copilot.domain import Rep, Window
from copilot.tools.attainment import AttainmentRow, attainment_rows
from copilot.tools.engine import engine_table, row_of

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company


@dataclass(frozen=True, slots=True)
class EngineRow:
    """One rep's engine; a missing figure is None or NaN."""

    rep: Rep
    figures: dict[str, Any]
    """The row of `engine_table`."""
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
    table = engine_table(company, window, policy)
    rows = tuple(EngineRow(rep, row_of(table, rep.id), tuple(attainment_rows(company, rep, window, as_of))) for rep in reps)
    left_out = sum(int(r.figures["undated_closings"]) for r in rows) if window is not None else 0
    said = [*notes, *([f"{left_out:,} deals closed without a date; a window cannot hold them, so they are left out."] if left_out else [])]
    unknown = _unknown(company)
    if "started" in unknown:
        said.append("No deal on record says when it began, so starts and days to win are not known.")
    elif undated := int(company.opportunities["created_on"].isna().sum()):
        said.append(f"{undated:,} of {len(company.opportunities):,} deals do not say when they began; they are in no count of starts.")
    if "won_value" in unknown:
        said.append("No won deal has a value on record, so what was won is not known.")
    return EngineReport(window or Window(company.oldest, as_of), as_of, rows, tuple(said), unknown)


def _unknown(company: Company) -> tuple[str, ...]:
    deals = company.opportunities
    won = deals[deals["status"] == "won"]
    starts = () if len(deals) == 0 or deals["created_on"].notna().any() else ("started",)
    values = () if len(won) == 0 or (won["value"].fillna(0) != 0).any() else ("won_value", "revenue_per_customer")
    return (*starts, *values)

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
    return EngineReport(window or Window(company.oldest, as_of), as_of, rows, tuple(said))

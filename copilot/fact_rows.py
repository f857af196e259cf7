"""The rows a figure was computed from, so that a person can recognise them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from copilot.domain import Fact, Goal, OneOnOne, Quota
from copilot.facts import date_text, money_text
from copilot.tools.attainment import quota_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot.ports import Company

ROWS_SHOWN = 50
DEAL_COLUMNS = ("opportunity_id", "account", "name", "product", "status", "created_on", "closed_on", "value", "currency", "source_file", "source_row")
DEED_COLUMNS = ("activity_id", "on", "type", "account", "source_file", "source_row")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row behind a figure."""

    id: str
    what: str
    """An account with its product, a type of activity, a goal."""
    detail: str
    """Status, dates, value, in words."""
    where: str
    """File and line of the export; empty for what was written here."""


def source_rows(fact: Fact, company: Company, goals: Sequence[Goal], meetings: Sequence[OneOnOne]) -> tuple[SourceRow, ...]:
    """The rows of a Fact, at most `ROWS_SHOWN`, newest at the top; only those of the rep it is about.

    Args:
        fact: with its source; pooled figures carry no rows.
        company: holds the opportunities and activities.
        goals: of the rep the Fact is about.
        meetings: likewise.
    """
    source = fact.source
    if source is None or source.rep_id is None or not source.rows:
        return ()
    if source.table == "quotas":
        return (*_quotas(company.quotas, source.rep_id, source.rows), *_opportunities(company.opportunities, source.rep_id, source.rows))[:ROWS_SHOWN]
    if source.table == "opportunities":
        return _opportunities(company.opportunities, source.rep_id, source.rows)
    if source.table == "activities":
        return _activities(company.activities, source.rep_id, source.rows)
    if source.table == "goals":
        return tuple(SourceRow(g.id, g.draft.description, g.state.value, "") for g in goals if g.id in set(source.rows))[:ROWS_SHOWN]
    if source.table == "one_on_ones":
        return tuple(SourceRow(m.id, date_text(m.on), f"{m.state}, {m.minutes} minutes", "") for m in meetings if m.id in set(source.rows))[:ROWS_SHOWN]
    return ()


def _of(frame: pd.DataFrame, key: str, on: str, columns: Sequence[str], rep_id: str, rows: Sequence[str]) -> pd.DataFrame:
    """These rows of the rep, newest at the top, at most `ROWS_SHOWN`; whole rows are taken only of those."""
    at = np.flatnonzero((frame["rep_id"] == rep_id).to_numpy(dtype=bool))
    wanted = set(rows)
    at = at[np.fromiter((i in wanted for i in frame[key].take(at).tolist()), dtype=bool, count=len(at))]
    newest = frame[on].take(at).reset_index(drop=True).sort_values(ascending=False, kind="stable").index[:ROWS_SHOWN]
    return frame[list(columns)].take(at[newest.to_numpy()])


def _opportunities(frame: pd.DataFrame, rep_id: str, rows: Sequence[str]) -> tuple[SourceRow, ...]:
    found = _of(frame, "opportunity_id", "created_on", DEAL_COLUMNS, rep_id, rows)
    out = []
    for deal in found.to_dict("records"):
        named = [str(deal[k]) for k in ("account", "name", "product") if not pd.isna(deal[k]) and str(deal[k]).strip()]
        unique = [n for n in dict.fromkeys(named) if not any(n != other and n in other for other in named)]
        detail = [str(deal["status"])]
        if (created := _day(deal["created_on"])) is not None:
            detail.append(f"created {date_text(created)}")
        if (closed := _day(deal["closed_on"])) is not None:
            detail.append(f"closed {date_text(closed)}")
        if not pd.isna(deal["value"]):
            detail.append(money_text(float(deal["value"]), None if pd.isna(deal["currency"]) else str(deal["currency"])))
        out.append(SourceRow(str(deal["opportunity_id"]), ", ".join(unique[:2]) or str(deal["opportunity_id"]), ", ".join(detail), _where(deal)))
    return tuple(out)


def _quotas(quotas: Sequence[Quota], rep_id: str, rows: Sequence[str]) -> tuple[SourceRow, ...]:
    found = sorted((q for q in quotas if q.rep_id == rep_id and quota_row(q) in rows), key=lambda q: q.start, reverse=True)
    return tuple(SourceRow(quota_row(q), f"Quota of {money_text(float(q.value), q.currency or None)}", f"from {date_text(q.start)} to {date_text(q.end)}", "") for q in found)


def _activities(frame: pd.DataFrame, rep_id: str, rows: Sequence[str]) -> tuple[SourceRow, ...]:
    found = _of(frame, "activity_id", "on", DEED_COLUMNS, rep_id, rows)
    out = []
    for deed in found.to_dict("records"):
        on = _day(deed["on"])
        what = ", ".join(str(p).strip() for p in (str(deed["type"]).capitalize(), deed["account"]) if not pd.isna(p) and str(p).strip())
        out.append(SourceRow(str(deed["activity_id"]), what, date_text(on) if on else "", _where(deed)))
    return tuple(out)


def _day(value: object) -> date | None:
    return None if not isinstance(value, pd.Timestamp) or pd.isna(value) else value.date()


def _where(row: dict[object, object] | dict[str, object]) -> str:
    values = {str(k): v for k, v in row.items()}
    return f"{values['source_file']}, line {values['source_row']}"

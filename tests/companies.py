"""Small companies to test with: say only what matters, the rest is filled in.

company = make_company([deal("ana", won="2026-03-01", value=100)], [act("ana", "call", "2026-03-02")])
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from copilot.domain import ACTIVITY_COLUMNS, OPPORTUNITY_COLUMNS, STAGE_COLUMNS, Quota, Rep
from copilot.ports import Company


def day(text: str | date | None) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else text


def rep(rep_id: str, **other: Any) -> Rep:
    """A rep called like their id with a capital letter."""
    other["hired_on"] = day(other.get("hired_on"))
    return Rep(rep_id, other.pop("name", rep_id.title()), **other)


def veteran(rep_id: str, **other: Any) -> Rep:
    """A rep who has been there for years, so is not ramping."""
    return rep(rep_id, **{"hired_on": "2015-01-01"} | other)


def deal(
    rep_id: str,
    created: str | date | None = None,
    *,
    won: str | date | None = None,
    lost: str | date | None = None,
    value: float | None = None,
    days: float | None = None,
    **other: Any,
) -> dict[str, Any]:
    """A row of opportunities: won or lost on a date, else open; `days` sets created so many days before the closing."""
    closed = day(won or lost)
    started = day(created)
    if started is None and closed is not None and days is not None:
        started = (pd.Timestamp(closed) - pd.Timedelta(days=days)).date()
    cycle = float((closed - started).days) if closed and started and closed >= started else None
    status = "won" if won else "lost" if lost else "open"
    row = {"rep_id": rep_id, "created_on": started, "closed_on": closed, "status": status, "stage": status.title(), "value": value, "days_to_close": cycle, "currency": "USD"}
    return row | other


def book(rep_id: str, wins: int, losses: int = 0, *, value: float = 100.0, days: int = 30, last: str = "2026-06-30", every: int = 5, **other: Any) -> list[dict[str, Any]]:
    """Closings of one rep, wins first, newest on `last`, one each `every` days, each `days` old and for an account of its own."""
    end = pd.Timestamp(last)
    rows = []
    for i in range(wins + losses):
        closed = (end - pd.Timedelta(days=every * i)).date()
        how = {"won": closed} if i < wins else {"lost": closed}
        rows.append(deal(rep_id, value=value, days=days, account=f"{rep_id} {i}", **how, **other))  # type: ignore[arg-type]
    return rows


def act(rep_id: str, kind: str, on: str | date, **other: Any) -> dict[str, Any]:
    """A row of activities."""
    return {"rep_id": rep_id, "type": kind, "on": day(on)} | other


def acts(rep_id: str, kind: str, number: int, last: str | date, *, every: int = 1) -> list[dict[str, Any]]:
    """So many activities, one each `every` days, the newest on `last`."""
    end = pd.Timestamp(last)
    return [act(rep_id, kind, (end - pd.Timedelta(days=every * i)).date()) for i in range(number)]


def stage(opportunity_id: str, name: str, entered: str, status: str = "open") -> dict[str, Any]:
    """A row of stage history."""
    return {"opportunity_id": opportunity_id, "stage": name, "status": status, "entered_on": day(entered)}


def quota(rep_id: str, start: str, end: str, value: float, currency: str = "USD") -> Quota:
    return Quota(rep_id, date.fromisoformat(start), date.fromisoformat(end), Decimal(str(value)), currency)


def frame(rows: Iterable[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    """Rows with the columns and types of the domain; what a row does not name is missing."""
    listed = list(rows)
    data = {}
    for name, dtype in columns.items():
        values = [row.get(name) for row in listed]
        if dtype == "str":
            data[name] = pd.array(values, dtype="str")
        elif dtype.startswith("datetime"):
            data[name] = pd.to_datetime(pd.Series(values, dtype="object")).astype("datetime64[us]").array
        elif dtype == "int64":
            data[name] = pd.array([0 if v is None else v for v in values], dtype="int64")
        else:
            data[name] = pd.array(values, dtype="float64") if not values else pd.Series(values, dtype="float64").array
    return pd.DataFrame(data)


def make_company(
    deals: Sequence[dict[str, Any]] = (),
    activities: Sequence[dict[str, Any]] = (),
    *,
    reps: Sequence[Rep] = (),
    stages: Sequence[dict[str, Any]] = (),
    quotas: Sequence[Quota] = (),
) -> Company:
    """A company of these rows; reps that only rows name are added; ids are `o1`, `o2` ... and `a1`, `a2` ..."""
    opportunities = frame(({"opportunity_id": f"o{i}", "name": f"Deal {i}", "source_file": "deals.csv", "source_row": i + 1} | row for i, row in enumerate(deals, 1)), OPPORTUNITY_COLUMNS)
    done = frame(({"activity_id": f"a{i}", "source_file": "acts.csv", "source_row": i + 1} | row for i, row in enumerate(activities, 1)), ACTIVITY_COLUMNS)
    known = {r.id for r in reps}
    named = list(dict.fromkeys(row["rep_id"] for row in (*deals, *activities)))
    everyone = (*reps, *(rep(i) for i in named if i not in known))
    dates = pd.concat([opportunities["created_on"], opportunities["closed_on"], done["on"]]).dropna()
    newest, oldest = (dates.max().date(), dates.min().date()) if len(dates) else (None, None)
    return Company(everyone, opportunities, done, frame(stages, STAGE_COLUMNS), tuple(quotas), newest, oldest)

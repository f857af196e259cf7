"""A small company whose figures are worked out here in plain Python, apart from everything under test."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TODAY = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)
OPEN_STAGES = ("Prospecting", "Qualification", "Proposal", "Negotiation")
REPS = ("Ann Marchetti", "Bo Okafor", "Cécile Durand", "Dmitri Volkov", "Esra Yılmaz", "Frank O'Neill")
MANAGERS = ("Gail Thornton", "Hugo Sandberg")
FIRMS = (
    "Acme Corp", "Bolt & Sons", "Cyan Media", "Delta Steel", "Echo Foods", "Fjord Shipping", "Gamma Labs", "Halo Retail", "Ion Energy", "Juno Health", "Kite Airlines", "Lumen, Inc.",
    "Mosaic Bank", "Nova Motors", "Orbit Telecom", "Pine Paper", "Quartz Mining", "River Water", "Solar One", "Tundra Gear", "Umbra Films", "Vertex Law", "Willow Care", "Xenon Gas", "Yonder Travel",
)  # fmt: skip
PRODUCTS = ("Basic", "Plus", "Premium", "Enterprise")


@dataclass
class Deal:
    id: str
    rep: str
    account: str | None
    product: str
    created: dt.date | None
    closed: dt.date | None
    """None for open deals."""
    expected: dt.date
    status: str
    """won, lost, open."""
    stage: str
    value: float | None
    modified: dt.date

    @property
    def close_date(self) -> dt.date:
        """What most systems call the close date: when it closed, or is expected to."""
        return self.closed or self.expected

    @property
    def name(self) -> str:
        return f"{self.account or 'Walk-in'} - {self.product} {self.id[-2:]}"


@dataclass
class Activity:
    id: str
    rep: str
    type: str
    on: dt.date
    deal: Deal
    subject: str


@dataclass
class Company:
    deals: list[Deal]
    activities: list[Activity]
    quotas: dict[tuple[str, int, int], float]
    """Rep, year, quarter -> amount."""
    managers: dict[str, str]
    rng: random.Random = field(default_factory=lambda: random.Random(5))

    @property
    def reps(self) -> list[str]:
        return sorted(self.managers)


def company(seed: int = 1, n: int = 90, whole: bool = False) -> Company:
    """Deals of six reps over 2023 and 2024, and a few activities and quotas.

    Args:
        whole: values without cents.
    """
    rng = random.Random(seed)
    deals = []
    for i in range(n):
        created = dt.date(2023, 1, 9) + rng.randrange(0, 600) * DAY
        kind = rng.choices(("won", "lost", "open"), (45, 32, 23))[0]
        closed = created + rng.randrange(4, 130) * DAY
        value = round(rng.lognormvariate(8.8, 0.9), 0 if whole else 2)
        status = kind if closed <= dt.date(2024, 12, 20) else "open"
        stage = {"won": "Closed Won", "lost": "Closed Lost"}.get(status) or rng.choice(OPEN_STAGES)
        deals.append(
            Deal(
                id=f"{1001 + i}",
                rep=REPS[i % 6] if i < 12 else rng.choice(REPS),
                account=rng.choice(FIRMS),
                product=rng.choice(PRODUCTS),
                created=created,
                closed=closed if status != "open" else None,
                expected=dt.date(2025, 1, 6) + rng.randrange(0, 120) * DAY if status == "open" else closed,
                status=status,
                stage=stage,
                value=value,
                modified=closed if status != "open" else min(created + rng.randrange(1, 60) * DAY, dt.date(2024, 12, 31)),
            )
        )
    activities = []
    for i in range(70):
        deal = rng.choice(deals)
        assert deal.created is not None
        kind = rng.choice(("call", "email", "meeting"))
        activities.append(Activity(f"A{500 + i}", deal.rep, kind, min(deal.created + rng.randrange(0, 40) * DAY, dt.date(2024, 12, 31)), deal, f"{kind.title()} about {deal.product}"))
    quotas = {(rep, 2024, q): float(rng.randrange(20, 60) * 1000) for rep in REPS for q in (1, 2, 3, 4)}
    return Company(deals, activities, quotas, {rep: MANAGERS[i % 2] for i, rep in enumerate(REPS)})


Figures = dict[str, dict[str, float | None]]


def figures(deals: Iterable[Deal], activities: Iterable[Activity] = ()) -> Figures:
    """Rep -> figure -> value, as section 2 of the coaching model and the contract define them."""
    out: Figures = {}
    by_rep: dict[str, list[Deal]] = {}
    for d in deals:
        by_rep.setdefault(d.rep, []).append(d)
    for rep, mine in by_rep.items():
        won = [d for d in mine if d.status == "won"]
        lost = [d for d in mine if d.status == "lost"]
        customers = len({d.account.casefold() for d in won if d.account}) + sum(d.account is None for d in won)
        value = sum(d.value or 0.0 for d in won)
        days = [(d.closed - d.created).days for d in won if d.closed and d.created and d.closed >= d.created]
        out[rep] = {
            "started": sum(d.created is not None for d in mine),
            "won": len(won),
            "lost": len(lost),
            "open": len(mine) - len(won) - len(lost),
            "win_rate": len(won) / (len(won) + len(lost)) if won or lost else None,
            "won_value": value,
            "customers_won": customers,
            "revenue_per_customer": value / customers if customers else None,
            "days_to_win_median": statistics.median(days) if days else None,
            "days_to_win_mean": statistics.mean(days) if days else None,
        }
    for a in activities:
        mine_too = out.setdefault(a.rep, {})
        key = f"activities.{a.type}"
        mine_too[key] = (mine_too.get(key) or 0) + 1
    return out


def attainment(c: Company, out: Figures, by: str = "quarter") -> Figures:
    """Add `attainment.<period>` for each quota period: won value closed in it over the quota."""
    for (rep, year, q), quota in c.quotas.items():
        won = sum(d.value or 0.0 for d in c.deals if d.rep == rep and d.status == "won" and d.closed and d.closed.year == year and (by == "year" or (d.closed.month + 2) // 3 == q))
        out.setdefault(rep, {})[f"attainment.{year}-Q{q}" if by == "quarter" else f"attainment.{year}"] = won / quota
    return out


# ---------------------------------------------------------------- writing

Column = Callable[[Deal], Any]
Cells = Sequence[Sequence[Any]]


def text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return str(cell)


def write(path: Path, header: Sequence[str], rows: Cells, delimiter: str = ",", encoding: str = "utf-8", before: Cells = (), after: Cells = ()) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([[text(c) for c in r] for r in (*before, header, *rows, *after)])
    path.write_bytes(out.getvalue().encode(encoding))


def deals_csv(path: Path, deals: Iterable[Deal], columns: dict[str, Column], **how: Any) -> None:
    write(path, list(columns), [[f(d) for f in columns.values()] for d in deals], **how)


def book(path: Path, sheets: dict[str, Cells], hidden: Sequence[str] = ()) -> None:
    import openpyxl

    out = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = out.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    out.save(path)


def grid(deals: Iterable[Deal], columns: dict[str, Column]) -> list[list[Any]]:
    return [list(columns), *([f(d) for f in columns.values()] for d in deals)]


def fmt(day: dt.date | None, form: str) -> str:
    """strftime with `%-m` and `%-d` everywhere."""
    return "" if day is None else day.strftime(form)


def stamp(day: dt.date | None, hour: int = 14, form: str = "%Y-%m-%dT%H:%M:%S.000Z") -> str:
    return "" if day is None else dt.datetime.combine(day, dt.time(hour, 22, 31)).strftime(form)


def serial(day: dt.date | None) -> str:
    return "" if day is None else str((day - dt.date(1899, 12, 30)).days)


def money(value: float | None, thousands: str = ",", decimal: str = ".", before: str = "", after: str = "") -> str:
    if value is None:
        return ""
    whole, cents = f"{abs(value):,.2f}".split(".")
    return ("-" if value < 0 else "") + before + whole.replace(",", thousands) + decimal + cents + after

"""Won value against what was asked: quotas, personal goals, and the goal assumed where neither is known (section 3).

Goals that span other days than asked for are prorated by working days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from copilot.domain import Aspiration, Quota, Rep, Window
from copilot.errors import MixedCurrencies
from copilot.facts import money_text
from copilot.tools.columns import Deals
from copilot.tools.window import Period, period_of, span_label, working_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

Basis = Literal["quota", "personal", "assumed"]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PeriodGoal:
    """What a rep's period is measured by, and where that comes from."""

    value: float
    basis: Basis
    currency: str | None
    words: str
    """`the quota of $90,000`; an assumed one is `a working goal of about $87,000`."""
    rows: tuple[str, ...] = ()
    """The quotas it was added up from, as `quota_row` calls them."""


@dataclass(frozen=True, slots=True)
class AttainmentRow:
    """One period with a quota."""

    period: str
    quota: float
    won_value: float
    attainment: float | None
    """None for a quota of zero."""


class WonBook:
    """Who won how much on which day: one pass over the frame, then cheap sums."""

    def __init__(self, company: Company, deals: Deals | None = None) -> None:
        rows = deals or Deals.of(company)
        keep = rows.won & (rows.rep >= 0) & ~np.isnat(rows.closed) & np.isfinite(rows.value)
        days = rows.by_rep(rows.closed.astype("datetime64[D]"), keep)
        values = rows.by_rep(rows.value, keep)
        codes, names = pd.factorize(company.opportunities["currency"])
        money = rows.by_rep(codes, keep & (rows.value != 0))
        self._by_rep: dict[str, tuple[NDArray[Any], NDArray[Any]]] = {}
        self.currencies: dict[str, set[str]] = {}
        """By rep: what their wins are in."""
        for i, rep in enumerate(company.reps):
            self._by_rep[rep.id] = (days[i], values[i])
            self.currencies[rep.id] = {str(names[c]) for c in np.unique(money[i]) if c >= 0 and names[c]}

    @classmethod
    def of_days(cls, reps: Sequence[Rep], wins: pd.DataFrame) -> WonBook:
        """From what each rep won on each day instead of from deals.

        Args:
            reps: everybody.
            wins: `Totals.wins`.
        """
        book = cls.__new__(cls)
        dated = wins[wins["closed"].notna() & (wins["valued"] > 0)]
        by = {str(rep_id): rows for rep_id, rows in dated.groupby("rep_id")}
        none = dated.iloc[:0]
        book._by_rep = {rep.id: (by.get(rep.id, none)["closed"].to_numpy(dtype="datetime64[D]"), by.get(rep.id, none)["value"].to_numpy(dtype="float64")) for rep in reps}
        book.currencies = {rep.id: {str(name) for name in by.get(rep.id, none)["currency"].dropna() if name} for rep in reps}
        return book

    def revenue(self, rep_id: str, start: date, end: date) -> float:
        """Won value closed from `start` to `end`, both included."""
        days, values = self._by_rep[rep_id]
        return float(values[(days >= np.datetime64(start)) & (days <= np.datetime64(end))].sum())


_QUOTAS: WeakKeyDictionary[Company, dict[str, list[Quota]]] = WeakKeyDictionary()
"""By company and rep, oldest first."""


def quotas_of(company: Company, rep_id: str) -> list[Quota]:
    """This rep's quotas, oldest first.

    Raises:
        MixedCurrencies: they are in several currencies.
    """
    found = _QUOTAS.get(company)
    if found is None:
        found = _QUOTAS[company] = {}
        for q in sorted(company.quotas, key=lambda q: (q.start, q.end)):
            found.setdefault(q.rep_id, []).append(q)
    own = found.get(rep_id, [])
    names = {q.currency for q in own if q.currency}
    if len(names) > 1:
        raise MixedCurrencies(f"the quotas of {rep_id!r} are in {' and '.join(repr(c) for c in sorted(names))}: give them in one currency")
    return own


def quota_row(quota: Quota) -> str:
    """What a quota is called among the rows of a Fact: it has no id of its own, and a rep has one for the same days and value."""
    return f"quota {quota.start.isoformat()}..{quota.end.isoformat()}"


def _comparable(rep: Rep, quotas: Sequence[Quota], won: WonBook) -> None:
    """Refuse to measure wins in one currency by quotas in another."""
    names = {q.currency for q in quotas if q.currency} | won.currencies[rep.id]
    if quotas and len(names) > 1:
        raise MixedCurrencies(f"wins and quotas of {rep.name!r} are in {' and '.join(repr(c) for c in sorted(names))}: convert them to one currency before importing")


def attainment_rows(company: Company, rep: Rep, window: Window | None, as_of: date, won: WonBook | None = None) -> list[AttainmentRow]:
    """Won value against each quota as it was given, oldest first; several quotas for the same days are added up.

    Args:
        company: as it was at `as_of`.
        rep: whose quotas.
        window: only quotas that overlap it; None takes all.
        as_of: quotas for days that begin later are left out.
        won: the company's wins where the caller has them summed already.

    Raises:
        MixedCurrencies: wins are in another currency than quotas.
    """
    book = won or WonBook(company)
    quotas = quotas_of(company, rep.id)
    _comparable(rep, quotas, book)
    asked: dict[tuple[date, date], float] = {}
    for quota in quotas:
        outside = window is not None and (quota.start > window.end or (window.start is not None and quota.end < window.start))
        if quota.start <= as_of and not outside:
            asked[quota.start, quota.end] = asked.get((quota.start, quota.end), 0.0) + float(quota.value)
    rows = []
    for (start, end), value in asked.items():
        revenue = book.revenue(rep.id, start, min(end, as_of))
        rows.append(AttainmentRow(span_label(start, end), value, revenue, revenue / value if value > 0 else None))
    return rows


def quota_between(quotas: Iterable[Quota], start: date, end: date, policy: CoachingPolicy) -> float | None:
    """What these quotas ask between two days, prorated by working days; None where none of them covers a day."""
    touching = [q for q in quotas if q.start <= end and q.end >= start]
    if not touching:
        return None
    return sum(float(q.value) * working_share(start, end, q.start, q.end, policy) for q in touching)


def personal_goal(aspirations: Sequence[Aspiration], rep_id: str, day: date) -> float | None:
    """The revenue per quota period that the rep named last, up to a day."""
    named = [a for a in aspirations if a.rep_id == rep_id and a.kind == "performance" and a.amount is not None and a.said_on <= day]
    if not named:
        return None
    latest = max(named, key=lambda a: a.said_on)
    return float(latest.amount) if latest.amount is not None and latest.amount > 0 else None


def working_goal(revenues: Sequence[float]) -> float | None:
    """The goal assumed for a cohort: the median of what each won in a period, to two figures; None where that is nothing.

    In a cohort of an odd number the median is what one person won, to the cent. Rounded here, before anything is
    measured by it, no attainment can be turned round to that amount.
    """
    middle = float(np.median(revenues)) if len(revenues) else 0.0
    return float(f"{middle:.1e}") if middle > 0 else None


def period_goal(company: Company, rep: Rep, period: Period, as_of: date, policy: CoachingPolicy, aspirations: Sequence[Aspiration], assumed: float | None, currency: str | None) -> PeriodGoal | None:
    """The goal of one period: quota, else the rep's own, else the one assumed for their cohort (section 3).

    Args:
        company: for quotas.
        rep: whose goal.
        period: the period.
        as_of: a personal goal said later is not known yet.
        policy: working days.
        aspirations: those of the rep that the caller may read.
        assumed: the `working_goal` of the cohort, where it may be used.
        currency: what money is shown in where the quota does not say.
    """
    quotas = quotas_of(company, rep.id)
    quota = quota_between(quotas, period.start, period.end, policy)
    if quota:
        money = next((q.currency for q in quotas if q.currency), None) or currency
        return PeriodGoal(quota, "quota", money, f"the quota of {money_text(quota, money)}", tuple(quota_row(q) for q in quotas if q.start <= period.end and q.end >= period.start))
    own = personal_goal(aspirations, rep.id, as_of)
    if own:
        return PeriodGoal(own, "personal", currency, f"the personal goal of {money_text(own, currency)}")
    if assumed:
        return PeriodGoal(assumed, "assumed", currency, f"a working goal of about {money_text(assumed, currency)}")
    return None


def trailing_attainment(
    company: Company, rep: Rep, window: Window, won: WonBook, policy: CoachingPolicy, aspirations: Sequence[Aspiration], assumed: float | None
) -> tuple[float | None, Basis | None]:
    """Revenue of the window over the goals of the same days, and what kind of goal that was.

    Each quota is prorated by its working days inside the window; days without a goal drop from both sides. Whole
    quota periods without a quota take the personal goal. The assumed goal is used only where the rep has no goal of
    their own at all: filling a hole with it would compare one part of the year with other people's.
    """
    if window.start is None:
        raise ValueError(f"trailing attainment needs a bounded window, not {window}")
    quotas = [q for q in quotas_of(company, rep.id) if q.start <= window.end and q.end >= window.start]
    _comparable(rep, quotas, won)
    spans = [(max(q.start, window.start), min(q.end, window.end)) for q in quotas]
    asked = sum(float(q.value) * working_share(*span, q.start, q.end, policy) for q, span in zip(quotas, spans, strict=True))
    basis: Basis | None = "quota" if quotas else None
    amount: float | None = personal_goal(aspirations, rep.id, window.end)
    fill: Basis = "personal"
    if amount is None and not quotas:
        amount, fill = assumed, "assumed"
    if amount:
        for period in _periods(window.start, window.end, policy):
            if all(q.end < period.start or q.start > period.end for q in quotas):
                span = (max(period.start, window.start), min(period.end, window.end))
                spans.append(span)
                asked += amount * working_share(*span, period.start, period.end, policy)
                basis = basis or fill
    if asked <= 0:
        return None, None
    return sum(won.revenue(rep.id, *span) for span in _union(spans)) / asked, basis


def _periods(start: date, end: date, policy: CoachingPolicy) -> list[Period]:
    found = []
    day = start
    while day <= end:
        period = period_of(day, policy.quota_period)
        found.append(period)
        day = period.end + _DAY
    return found


def _union(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same days, none twice."""
    joined: list[tuple[date, date]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + _DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined

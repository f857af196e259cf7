"""The curve: attainment period by period, and each rep's own baseline, their new normal (section 8 [B]).

The curve is for whoever leads people; a rep sees their own periods and baseline, and nobody else's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from copilot.domain import Aspiration, Fact, Quota, Rep, Source, Window
from copilot.facts import POOLED, counted_source, make_fact, percent_text
from copilot.tools.attainment import Basis, personal_goal, quota_between, quotas_of, working_goal
from copilot.tools.columns import in_window
from copilot.tools.segments import Standings
from copilot.tools.window import Period, period_of, previous_period

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

CURVE_PERIODS = 8
"""Periods looked back over: two years of quarters."""
_LEAST = 2
"""A median of fewer periods is not a normal."""


@dataclass(frozen=True, slots=True)
class Attained:
    """One complete period of one rep."""

    period: Period
    revenue: float
    goal: float
    basis: Basis
    baseline: float | None
    """Median attainment of the last periods up to and including this one; None before there are two."""

    @property
    def attainment(self) -> float:
        return self.revenue / self.goal


@dataclass(frozen=True, slots=True)
class CurvePeriod:
    """Everybody's attainment in one period."""

    period: Period
    values: tuple[float, ...]
    """From low to high; whose they are is not said."""
    fact: Fact | None
    """`curve.<period>`; None below `min_pool` people."""


def attained(company: Company, rep: Rep, where: Standings, policy: CoachingPolicy, aspirations: Sequence[Aspiration]) -> tuple[Attained, ...]:
    """A rep's complete periods, oldest first, as far back as `CURVE_PERIODS`.

    A period counts where closings are on record for at least `ramp_days` before it (an export shows only what closed after it
    begins), the rep was there all through, and there was a goal: quota, else the personal goal said by its end,
    else, where neither was given, the `working_goal` by what the cohort won in the period before.

    Args:
        company: as it was at `where.as_of`.
        rep: whose.
        where: everybody's standing at the date.
        policy: what a period is, how many make a baseline.
        aspirations: the rep's own.
    """
    begun = where.yardsticks[rep.id].begun
    quotas = quotas_of(company, rep.id)
    found: list[Attained] = []
    for period in _complete(where, policy):
        if begun is None or begun > period.start:
            continue
        goal = _goal(quotas, rep, period, where, policy, aspirations)
        if goal is None:
            continue
        revenue = where.won.revenue(rep.id, period.start, period.end)
        since = _back(period, policy.baseline_periods - 1).start
        lately = [*(a.attainment for a in found if a.period.start >= since), revenue / goal[0]]
        found.append(Attained(period, revenue, *goal, median(lately) if len(lately) >= _LEAST else None))
    return tuple(found)


def new_normal(company: Company, rep: Rep, periods: Sequence[Attained], where: Standings, policy: CoachingPolicy) -> Fact | None:
    """`new_normal`: the median attainment of the last complete periods, with the wins it rests on; None below two of them."""
    since = _back(_last_complete(where, policy), policy.baseline_periods - 1).start
    lately = [p for p in periods if p.period.start >= since]
    if len(lately) < _LEAST:
        return None
    value = median(p.attainment for p in lately)
    window = Window(lately[0].period.start, lately[-1].period.end)
    small = "" if len(lately) == policy.baseline_periods else ", few to go by"
    assumed = any(p.basis == "assumed" for p in lately)
    what = "an assumed goal" if assumed else "the goal"
    text = f"{percent_text(value)} of {what}, the median of {len(lately)} complete {policy.quota_period}s{small}"
    how = f"The won value of each complete {policy.quota_period} over its goal; the one in the middle."
    if assumed:
        how += " There was neither a quota nor a goal of the rep's own in all of them: there, a working goal is assumed: what was usual in the same job in the period before, rounded."
    deals = where.deals
    mine = deals.won & (deals.rep == [r.id for r in company.reps].index(rep.id)) & in_window(deals.closed, window)
    source = counted_source("opportunities", how, rep.id, tuple(str(i) for i in company.opportunities["opportunity_id"].iloc[np.flatnonzero(mine)]))
    return make_fact("new_normal", value, "ratio", text, where.as_of, n=len(lately), window=window, source=source, rep_id=rep.id, looks_back=True)


def curve(by_rep: Mapping[str, Sequence[Attained]], where: Standings, policy: CoachingPolicy) -> tuple[CurvePeriod, ...]:
    """How attainment was spread over the people handed in, oldest period first; periods of nobody are left out.

    Args:
        by_rep: `attained` of each.
        where: for the day.
        policy: how many it takes to say anything pooled.
    """
    periods = sorted({a.period for rows in by_rep.values() for a in rows}, key=lambda p: p.start)
    out = []
    for period in periods:
        values = sorted(a.attainment for rows in by_rep.values() for a in rows if a.period == period)
        out.append(CurvePeriod(period, tuple(values), _spread(period, values, where, policy) if len(values) >= policy.min_pool else None))
    return tuple(out)


def _spread(period: Period, values: Sequence[float], where: Standings, policy: CoachingPolicy) -> Fact:
    low, middle, high = (float(v) for v in np.quantile(values, (0.25, 0.5, 0.75)))
    text = f"half of {len(values)} people landed at {percent_text(middle)} of their goal or more, the middle half between {percent_text(low)} and {percent_text(high)}"
    source = Source("quotas", f"The won value of {period.label} over the goal of each, from low to high: the middle one and the quarters beside it.", rows_note=POOLED)
    return make_fact(f"curve.{period.label}", middle, "ratio", text, where.as_of, n=len(values), window=period.window, source=source, looks_back=True)


def _complete(where: Standings, policy: CoachingPolicy) -> list[Period]:
    """Complete periods that the records cover, oldest first."""
    closed = where.deals.closed[~np.isnat(where.deals.closed)]
    if not len(closed):
        return []
    first = closed.min().astype("datetime64[D]").astype(date)
    period = _last_complete(where, policy)
    found: list[Period] = []
    while len(found) < CURVE_PERIODS and (period.start - first).days >= policy.ramp_days:
        found.append(period)
        period = previous_period(period)
    return found[::-1]


def _last_complete(where: Standings, policy: CoachingPolicy) -> Period:
    period = period_of(where.as_of, policy.quota_period)
    return period if period.end <= where.as_of else previous_period(period)


def _back(period: Period, steps: int) -> Period:
    for _ in range(steps):
        period = previous_period(period)
    return period


def _goal(quotas: Sequence[Quota], rep: Rep, period: Period, where: Standings, policy: CoachingPolicy, aspirations: Sequence[Aspiration]) -> tuple[float, Basis] | None:
    """What a past period is measured by: quota, else the personal goal said by its end, else what is assumed."""
    if quota := quota_between(quotas, period.start, period.end, policy):
        return quota, "quota"
    if own := personal_goal(aspirations, rep.id, period.end):
        return own, "personal"
    assumed = _assumed(rep, where, period, policy)
    return (assumed, "assumed") if assumed else None


def _assumed(rep: Rep, where: Standings, period: Period, policy: CoachingPolicy) -> float | None:
    """The `working_goal` by the period before; None for too few others."""
    cohort = where.cohorts[rep.id]
    if sum(i != rep.id for i in cohort) < policy.min_pool:
        return None
    known = _MEDIANS.setdefault(where, {})
    before = previous_period(period)
    if (cohort, before) not in known:
        known[cohort, before] = working_goal([where.won.revenue(i, before.start, before.end) for i in cohort])
    return known[cohort, before]


_MEDIANS: WeakKeyDictionary[Standings, dict[tuple[tuple[str, ...], Period], float | None]] = WeakKeyDictionary()
"""By standing: the working goal by what a cohort brought in a period; everybody of the cohort asks for the same."""

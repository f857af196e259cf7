"""Where everybody stands, and what the level they want does (section 3 [B]).

A standing is pooled knowledge: only a rep's own one, and target figures over at least `min_pool` others, leave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from copilot.domain import Aspiration, Fact, Rep, Source, Window
from copilot.facts import FROM_POLICY, make_fact, percent_text
from copilot.policy import SEGMENTS
from copilot.tools.attainment import Basis, WonBook, quota_row, quotas_of, trailing_attainment, working_goal
from copilot.tools.columns import Activities, Deals
from copilot.tools.engine import cohort_key, engine_table, horizon_of, own_rows, won_ids
from copilot.tools.shrinkage import Pistons, Sample, estimates
from copilot.tools.window import engine_window, months_text, period_of, previous_period

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

NO_QUOTA = "by revenue; no quota was given"
_OWN_GOAL = "by the personal goal; no quota was given"
_WORKING_GOAL = "by a working goal assumed from the group; no quota was given"
POOLED_TOO = "These are the rep's own; what they are held against is pooled over the group, and nobody else's rows are shown."
_DIGITS = 10
"""Sums that differ beyond these figures were added up in another order, and are the same."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one rep stands at a date."""

    rep_id: str
    ramping: bool
    revenue: float
    """Won value of the engine window."""
    trailing: float | None
    """Trailing attainment; None without any goal."""
    goal_basis: Basis | None
    segment: str | None
    """One of `SEGMENTS`; None while ramping or where there is too little to compare with."""
    by: Literal["attainment", "revenue"] | None
    """What the segment was decided by; `revenue` where no quota was given."""
    note: str | None
    """Why there is no segment."""

    @property
    def without_quota(self) -> str | None:
        """What the segment goes by where no quota was given; every text that mentions the segment says it."""
        if self.segment is None:
            return None
        if self.by == "revenue":
            return NO_QUOTA
        return {"quota": None, "personal": _OWN_GOAL, "assumed": _WORKING_GOAL}[self.goal_basis or "quota"]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a rep is measured by before their own wishes are known."""

    ramping: bool
    begun: date | None
    """The hire date, else the day of the first record."""
    revenue: float
    """Won value of the engine window."""
    any_quota: bool
    """Whether anybody of the cohort has a quota in the window."""
    enough: bool
    """Whether the cohort has `min_pool` others."""
    bounds: tuple[float, ...]
    """Lower bounds of the segments by revenue."""
    least: float
    """The smallest revenue of the cohort; 0 where nobody is in it."""
    alike: bool
    """Whether everybody of the cohort won the same."""
    assumed: float | None
    """The goal where neither quota nor personal goal is known."""


@dataclass(frozen=True, eq=False)
class Standings:
    """Everybody's standing at one date, computed once and asked often."""

    as_of: date
    window: Window
    table: pd.DataFrame
    """`engine_table` of the window."""
    won: WonBook
    cycles: Mapping[str, NDArray[Any]]
    """`won_cycles` of the window, by rep."""
    deals: Deals
    """All opportunities as columns."""
    acts: Activities
    """All activities as columns."""
    pistons: Mapping[str, Pistons]
    """By rep: raw, shrunk and posterior of each piston over the window."""
    by_rep: Mapping[str, Standing]
    cohorts: Mapping[str, tuple[str, ...]]
    """By rep: the ids of their cohort, nobody ramping; the rep among them unless ramping."""
    yardsticks: Mapping[str, Yardstick]
    """By rep."""

    @cached_property
    def assumed(self) -> Mapping[str, float | None]:
        """By rep: the goal assumed where neither quota nor personal goal is known."""
        return {rep_id: by.assumed for rep_id, by in self.yardsticks.items()}

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, Any]]:
        """The rows of `table`, by rep."""
        return {str(rep_id): {str(name): value for name, value in row.items()} for rep_id, row in self.table.to_dict("index").items()}

    def currency(self, rep_id: str) -> str | None:
        found = self.rows[rep_id]["currency"]
        return str(found) if isinstance(found, str) else None

    @cached_property
    def _horizons(self) -> dict[tuple[str, ...], tuple[CoachingPolicy, float]]:
        return {}

    def horizon(self, rep_id: str, policy: CoachingPolicy) -> float:
        """H of the rep's cohort (section 4.3)."""
        cohort = self.cohorts[rep_id]
        known = self._horizons.get(cohort)
        if known is None or known[0] is not policy:
            known = self._horizons[cohort] = (policy, horizon_of([self.cycles[i] for i in cohort], policy))
        return known[1]

    def others(self, rep_id: str) -> list[Standing]:
        """The cohort without the rep."""
        return [self.by_rep[i] for i in self.cohorts[rep_id] if i != rep_id]

    @cached_property
    def _by_segment(self) -> Mapping[tuple[str, ...], Mapping[str | None, Sequence[str]]]:
        """By cohort, by segment: the ids of those in it, in the order of the cohort."""
        found: dict[tuple[str, ...], dict[str | None, list[str]]] = {}
        for cohort in set(self.cohorts.values()):
            of = found[cohort] = {}
            for i in cohort:
                of.setdefault(self.by_rep[i].segment, []).append(i)
        return found

    def others_in(self, rep_id: str, segment: str) -> list[str]:
        """Ids of the cohort in a segment, without the rep."""
        return [i for i in self._by_segment[self.cohorts[rep_id]].get(segment, ()) if i != rep_id]


_SHARED: WeakKeyDictionary[Company, tuple[date, CoachingPolicy, Standings]] = WeakKeyDictionary()
"""By company, the standing last asked about, before anybody's wishes."""


def standings(company: Company, as_of: date, policy: CoachingPolicy, aspirations: Sequence[Aspiration] = ()) -> Standings:
    """Where every rep stands on a date. What hangs on nobody's wishes is worked out once for a company, day and policy.

    Args:
        company: as it was at `as_of`.
        as_of: the date.
        policy: bounds, windows, who is one cohort.
        aspirations: those the caller may read; a personal goal counts only for the rep who said it.

    Raises:
        MixedCurrencies: two currencies in one cohort.
    """
    kept = _SHARED.get(company)
    if kept is None or kept[0] != as_of or kept[1] is not policy:
        kept = _SHARED[company] = (as_of, policy, _before_wishes(company, as_of, policy))
    shared = kept[2]
    wishing = {a.rep_id for a in aspirations}
    if not wishing:
        return shared
    own = {rep.id: _placed(company, rep, shared.yardsticks[rep.id], shared.window, shared.won, policy, aspirations) for rep in company.reps if rep.id in wishing}
    found = replace(shared, by_rep={**shared.by_rep, **own})
    found.__dict__.update(rows=shared.rows, assumed=shared.assumed, _horizons=shared._horizons)  # these too hang on nobody's wishes
    return found


def _before_wishes(company: Company, as_of: date, policy: CoachingPolicy) -> Standings:
    window = engine_window(as_of, policy)
    deals, acts = Deals.of(company), Activities.of(company)
    table = engine_table(company, window, policy, deals, acts)
    won = WonBook(company, deals)
    first = first_records(company, deals, acts)
    ramping = {rep.id: is_ramping(rep, first.get(rep.id), as_of, policy) for rep in company.reps}
    members: dict[tuple[str | None, str | None], list[Rep]] = {}
    for rep in company.reps:
        members.setdefault(cohort_key(rep, policy), []).append(rep)
    by_rep: dict[str, Standing] = {}
    cohorts: dict[str, tuple[str, ...]] = {}
    yardsticks: dict[str, Yardstick] = {}
    revenue = dict(zip(table.index, table["won_value"].astype(float), strict=True))
    last = previous_period(period_of(as_of, policy.quota_period))
    for reps in members.values():
        pooled = tuple(rep.id for rep in reps if not ramping[rep.id])
        last_revenue = {i: won.revenue(i, last.start, last.end) for i in pooled}
        any_quota = any(q.start <= window.end and q.end >= window.start for i in pooled for q in quotas_of(company, i)) if window.start else False
        sums = [_plain(revenue[i]) for i in pooled]
        bounds = tuple(_plain(float(b)) for b in np.quantile(sums, policy.segment_quantiles)) if pooled else ()
        least, alike = min(sums, default=0.0), len(set(sums)) == 1
        for rep in reps:
            cohorts[rep.id] = pooled
            enough = len([i for i in pooled if i != rep.id]) >= policy.min_pool
            # Somebody new is measured by no one else's revenue.
            assumed = working_goal(list(last_revenue.values())) if enough and not ramping[rep.id] else None
            yardsticks[rep.id] = Yardstick(ramping[rep.id], rep.hired_on or first.get(rep.id), revenue[rep.id], any_quota, enough, bounds, least, alike, assumed)
            by_rep[rep.id] = _placed(company, rep, yardsticks[rep.id], window, won, policy, ())
    cycles = deals.cycles_won(window)
    pistons = cohort_pistons(company, table, deals.values_won(window), cycles, cohorts, policy)
    by_id = dict(zip(table.index, cycles, strict=True))
    return Standings(as_of, window, table, won, by_id, deals, acts, pistons, by_rep, cohorts, yardsticks)


def _placed(company: Company, rep: Rep, by: Yardstick, window: Window, won: WonBook, policy: CoachingPolicy, aspirations: Sequence[Aspiration]) -> Standing:
    """One rep's standing, by quotas and their own wishes where there are any, else by revenue among the cohort."""
    trailing, basis = trailing_attainment(company, rep, window, won, policy, aspirations, by.assumed)
    segment: str | None = None
    measure: Literal["attainment", "revenue"] | None = None
    note: str | None = None
    if by.ramping:
        note = f"Less than {policy.ramp_days} days of history: figures are shown, and compared with nobody's." if by.begun else "There are no records yet to compare with anything."
    elif by.any_quota:
        measure, segment = "attainment", None if trailing is None else segment_of(trailing, policy.segment_bounds)
        note = "There is no goal to measure by." if trailing is None else None
    elif by.enough and by.bounds[-1] <= 0:
        note = "No quota was given and next to nobody's wins have a value, so there is nothing to compare by."
    elif by.enough and by.alike:
        note = "No quota was given, and everybody in the same job won about the same, so there are no levels to tell apart."
    elif by.enough:
        measure, segment = "revenue", segment_by_revenue(by.revenue, by.bounds, by.least)
    else:
        note = "No quota was given, and there are too few others in the same job to compare with."
    return Standing(rep.id, by.ramping, by.revenue, trailing, basis, segment, measure if segment else None, note)


def cohort_pistons(
    company: Company, table: pd.DataFrame, values: Sequence[NDArray[Any]], cycles: Sequence[NDArray[Any]], cohorts: Mapping[str, tuple[str, ...]], policy: CoachingPolicy
) -> dict[str, Pistons]:
    """By rep: the four pistons shrunk towards their cohort, nobody ramping in what they are shrunk towards."""
    members: dict[tuple[str | None, str | None], list[int]] = {}
    for i, rep in enumerate(company.reps):
        members.setdefault(cohort_key(rep, policy), []).append(i)
    started, months, won, closed = (column.to_numpy(dtype="float64") for column in (table["started"], table["months"], table["won"], table["won"] + table["lost"]))
    found: dict[str, Pistons] = {}
    for places in members.values():
        ids = [company.reps[i].id for i in places]
        pool = np.array([i in cohorts[i] for i in ids], dtype=bool)
        horizon = horizon_of([cycles[i] for i, member in zip(places, pool, strict=True) if member], policy)
        sample = Sample(ids, started[places], months[places], won[places], closed[places], [values[i] for i in places], [cycles[i] for i in places], horizon)
        found |= estimates(sample, pool, policy)
    return found


def first_records(company: Company, deals: Deals | None = None, acts: Activities | None = None) -> dict[str, date]:
    """By rep: the day of their first dated record; `deals` and `acts` where the caller has the columns already."""
    rows, done = deals or Deals.of(company), acts or Activities.of(company)
    never = np.iinfo("int64").max
    earliest = np.full(len(company.reps), never)
    for rep, days in ((rows.rep, rows.created), (rows.rep, rows.closed), (done.rep, done.on)):
        keep = (rep >= 0) & ~np.isnat(days)
        np.minimum.at(earliest, rep[keep], days[keep].astype("datetime64[D]").astype("int64"))
    return {rep.id: date(1970, 1, 1) + timedelta(days=int(day)) for rep, day in zip(company.reps, earliest, strict=True) if day != never}


def is_ramping(rep: Rep, first: date | None, as_of: date, policy: CoachingPolicy) -> bool:
    """Less than `ramp_days` of history, counted from the hire date, else the first record; without either there is none."""
    start = rep.hired_on or first
    return start is None or (as_of - start).days < policy.ramp_days


def segment_of(value: float, lower_bounds: Sequence[float]) -> str:
    """The segment whose lower bound is the highest at or below the value; Poor has none."""
    return SEGMENTS[sum(value >= bound for bound in lower_bounds)]


def segment_by_revenue(revenue: float, lower_bounds: Sequence[float], least: float) -> str:
    """The segment among a cohort's revenue quantiles.

    Where many won the same, bounds coincide: such a value counts the first of them only, so that a crowd is not the
    top, and whoever won the least of all is in the bottom segment.

    Args:
        revenue: of somebody in the cohort.
        lower_bounds: quantiles of the cohort's revenue, low to high.
        least: the smallest revenue in the cohort.
    """
    value = _plain(revenue)
    if value <= least:
        return SEGMENTS[0]
    return SEGMENTS[sum(value > bound for bound in lower_bounds) + (value in lower_bounds)]


def _plain(money: float) -> float:
    """Without the last bits, which hang on the order of a sum."""
    return float(f"{money:.{_DIGITS}g}")


def segment_of_goal(policy: CoachingPolicy) -> str:
    """The segment that contains an attainment of 1.0."""
    return segment_of(1.0, policy.segment_bounds)


# ---------------------------------------------------------------- as Facts


def standing_facts(company: Company, standing: Standings, rep: Rep, target: str | None) -> list[Fact]:
    """`segment`, `target.segment` and `attainment.trailing` of one rep, as far as they are known."""
    own, span = standing.by_rep[rep.id], months_text(standing.window)
    facts = []
    rows = won_ids(own_rows(company, rep.id), standing.window)
    asked = tuple(quota_row(q) for q in quotas_of(company, rep.id) if standing.window.start is None or (q.end >= standing.window.start and q.start <= standing.window.end))
    nothing = "" if rows else f"Nothing was won in the last {span}, so no deals are listed."
    if own.trailing is not None and own.goal_basis != "assumed":  # against an assumed goal it would be a comparison with others
        goal = "the quotas" if own.goal_basis == "quota" else "the personal goal"
        how = f"The value won in the last {span}, divided by the goals for the same days."
        text = f"{percent_text(own.trailing)} of {goal} over the last {span}"
        facts.append(
            make_fact(
                "attainment.trailing", own.trailing, "ratio", text, standing.as_of, window=standing.window, source=Source("quotas", how, rep.id, rows + asked, nothing), rep_id=rep.id, looks_back=True
            )
        )
    if own.segment:
        extra = f" ({own.without_quota})" if own.without_quota else ""
        how = (
            f"This goes by the revenue of the last {span} beside people in the same job."
            if own.by == "revenue"
            else f"This goes by how much of the goal was won over the last {span}; the company's policy says where each level begins."
        )
        if own.by == "attainment" and own.goal_basis == "assumed":
            how += " Others in the same job have quotas and this rep has neither a quota nor a personal goal, so a working goal is assumed: what was usual in the same job in the last period, rounded."
        beside = nothing or (POOLED_TOO if own.by == "revenue" or own.goal_basis == "assumed" else "")
        source = Source("quotas", how, rep.id, rows + asked, beside) if own.by == "attainment" else Source("opportunities", how, rep.id, rows, beside)
        facts.append(make_fact("segment", own.segment, "text", own.segment + extra, standing.as_of, window=standing.window, source=source, kind="name", rep_id=rep.id))
        if target:
            wanted = Source("policy", "This is the next level up, or the higher one the rep named.", rep.id, rows_note=FROM_POLICY)
            facts.append(make_fact("target.segment", target, "text", target + extra, standing.as_of, source=wanted, kind="name", rep_id=rep.id))
    return facts

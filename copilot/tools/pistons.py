"""The four pistons against the level wanted, and how the gap in modelled revenue splits among them (section 4.3 [B]).

Modelled revenue E = starts x win rate x revenue per win x G; G is the share of a horizon H in which a start can still
land, so that speed counts. ln(E target / E rep) is exactly the sum of the four ln ratios.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from copilot.domain import Rep, Window
from copilot.policy import PISTONS
from copilot.tools.engine import engine_table, row_of, won_cycles
from copilot.tools.segments import Standings, best_year, geometric_target, people_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

TERMS = ("starts", "win_rate", "revenue_per_win", "landing")
"""The factors of E, in the order of `PISTONS`."""
MONTHS_A_YEAR = 12
OWN_BEST = "the best 12 months so far"


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to compare with."""

    value: float
    n: int
    """Reps pooled; 1 for the rep's own best 12 months."""
    whom: str
    """`people at High Core`; names what was pooled."""


@dataclass(frozen=True, slots=True)
class Piston:
    """One piston of one rep beside its target."""

    name: str
    raw: float | None
    shrunk: float | None
    low: float | None
    high: float | None
    """80 % interval."""
    n: int
    """Observations behind `raw`: starts, closings, customers, timed wins."""
    target: Target | None
    term: float | None
    """ln(target / own) of the factor it stands for in E; positive where the target brings more."""
    share_of_gap: float | None
    """`term` over the sum of all four; None where one of them is unknown or they add up to nothing."""


@dataclass(frozen=True, slots=True)
class Modelled:
    """The engine as four factors."""

    starts: float
    """Per month."""
    win_rate: float
    revenue_per_win: float
    landing: float
    """G: 0 to 1."""

    @property
    def monthly(self) -> float:
        return self.starts * self.win_rate * self.revenue_per_win * self.landing

    @property
    def yearly(self) -> float:
        return MONTHS_A_YEAR * self.monthly


@dataclass(frozen=True, slots=True)
class Engine:
    """One rep's modelled engine with the cycles behind it, so that one piston can be moved."""

    model: Modelled
    cycles: tuple[float, ...]
    horizon: float

    def moved(self, piston: str, factor: float) -> Modelled:
        """The model with one piston multiplied; win rate stops at 1, speed divides the days by the factor."""
        if piston == "starts":
            return replace(self.model, starts=self.model.starts * factor)
        if piston == "win_rate":
            return replace(self.model, win_rate=min(1.0, self.model.win_rate * factor))
        if piston == "revenue_per_customer":
            return replace(self.model, revenue_per_win=self.model.revenue_per_win * factor)
        if piston == "speed":
            return replace(self.model, landing=landing_share(np.array(self.cycles) / factor, self.horizon))
        raise ValueError(f"there is no piston {piston!r}: one of {', '.join(PISTONS)}")


@dataclass(frozen=True, slots=True)
class PistonGaps:
    """All four pistons and what they add up to."""

    pistons: tuple[Piston, ...]
    engine: Engine | None
    """None without starts, wins, values or cycles to model."""
    gap: float | None
    """ln(E target / E rep)."""
    wins_per_customer: bool
    """Revenue per customer and per win point opposite ways: it is wins per customer that differs."""
    best: Window | None
    """A Star's own best 12 months, where those are the target."""
    at_best: bool
    """A Star for whom the present 12 months are the best."""
    notes: tuple[str, ...]


def landing_share(cycles: NDArray[Any], horizon: float) -> float:
    """G = mean over won cycles T of max(0, H - T) / H."""
    return float(np.mean(np.maximum(0.0, horizon - cycles)) / horizon)


def horizon_of(cycles: Mapping[str, NDArray[Any]], cohort: tuple[str, ...], policy: CoachingPolicy) -> float:
    """H = max(365 days, twice the cohort's median cycle)."""
    pooled = np.concatenate([cycles[i] for i in cohort]) if cohort else np.array([])
    return max(float(policy.horizon_days), policy.horizon_cycles * float(np.median(pooled))) if len(pooled) else float(policy.horizon_days)


def engine_of(row: Mapping[str, Any], cycles: NDArray[Any], horizon: float) -> Engine | None:
    """The modelled engine of one row of the engine table; None where a factor is unknown or zero."""
    if not len(cycles):
        return None
    model = Modelled(float(row["starts_per_month"]), float(row["win_rate"]), float(row["revenue_per_win"]), landing_share(cycles, horizon))
    known = all(math.isfinite(x) and x > 0 for x in (model.starts, model.win_rate, model.revenue_per_win, model.landing))
    return Engine(model, tuple(float(c) for c in cycles), horizon) if known else None


def own_engine(rep: Rep, standing: Standings, policy: CoachingPolicy) -> Engine | None:
    """The rep's modelled engine of the trailing 12 months."""
    cycles = standing.cycles
    return engine_of(row_of(standing.table, rep.id), cycles[rep.id], horizon_of(cycles, standing.cohorts[rep.id], policy))


def piston_gaps(company: Company, rep: Rep, standing: Standings, target: str | None, policy: CoachingPolicy) -> PistonGaps:
    """The rep's pistons beside those of the level wanted.

    Args:
        company: as it was at `standing.as_of`.
        rep: whose pistons.
        standing: everybody's.
        target: the target segment; None gives own figures only. A Star's target is their own best 12 months.
        policy: windows, horizon, `min_pool`.
    """
    cycles = standing.cycles
    horizon = horizon_of(cycles, standing.cohorts[rep.id], policy)
    row = row_of(standing.table, rep.id)
    engine = engine_of(row, cycles[rep.id], horizon)
    own = _values(row, cycles[rep.id], horizon)
    star = standing.by_rep[rep.id].segment == "Star"
    best = best_year(company, rep, standing, policy) if star else None
    notes: list[str] = []
    targets: dict[str, Target] = {}
    if best is not None:
        then = row_of(engine_table(company, best, policy), rep.id)
        values = _values(then, won_cycles(company, best)[rep.id], horizon)
        targets = {name: Target(value, 1, OWN_BEST) for name, value in values.items() if value > 0}
    elif target is not None and not star:
        by = standing.by_rep[rep.id].by
        everybody = {s.rep_id: _values(row_of(standing.table, s.rep_id), cycles[s.rep_id], horizon) for s in standing.others(rep.id)}
        for name in (*TERMS, "revenue_per_customer", "speed"):
            pooled = geometric_target(standing, rep.id, target, {i: v[name] for i, v in everybody.items() if name in v}, policy)
            if pooled:
                targets[name] = Target(pooled.value, pooled.n, people_at(pooled.segments, target, by))
        if not targets:
            notes.append(f"No figures of the level wanted: fewer than {policy.min_pool} others are there or above, so nothing is said about them.")
        elif len(targets) < len(TERMS) + 2:
            notes.append(f"Some figures of the level wanted are missing: fewer than {policy.min_pool} others there have them.")
    terms = {name: math.log(targets[name].value / own[name]) for name in TERMS if name in targets and own.get(name, 0) > 0}
    gap = sum(terms.values()) if len(terms) == len(TERMS) else None
    pistons = []
    for name, term in zip(PISTONS, TERMS, strict=True):
        share = terms[term] / gap if gap else None
        pistons.append(Piston(name, own.get(name), None, None, None, _observations(name, row, cycles[rep.id]), targets.get(name), terms.get(term), share))
    per_customer = math.log(targets["revenue_per_customer"].value / own["revenue_per_customer"]) if "revenue_per_customer" in targets and own.get("revenue_per_customer", 0) > 0 else 0.0
    opposite = per_customer * terms.get("revenue_per_win", 0.0) < 0
    return PistonGaps(tuple(pistons), engine, gap, opposite, best, star and best is None, tuple(notes))


def _values(row: Mapping[str, Any], cycles: NDArray[Any], horizon: float) -> dict[str, float]:
    """What is known of one rep: the terms of E, revenue per customer and median days."""
    found = {
        "starts": float(row["starts_per_month"]),
        "win_rate": float(row["win_rate"]),
        "revenue_per_win": float(row["revenue_per_win"]),
        "revenue_per_customer": float(row["revenue_per_customer"]),
        "speed": float(row["days_to_win_median"]),
        "landing": landing_share(cycles, horizon) if len(cycles) else math.nan,
    }
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _observations(name: str, row: Mapping[str, Any], cycles: NDArray[Any]) -> int:
    counts = {"starts": row["started"], "win_rate": row["won"] + row["lost"], "revenue_per_customer": row["customers_won"], "speed": len(cycles)}
    return int(counts[name])

"""The four pistons against the level wanted, and how the gap in modelled revenue splits among them (section 4.3 [B]).

Modelled revenue E = starts x win rate x revenue per win x G; G is the share of a horizon H in which a start can still
land, so that speed counts. ln(E target / E rep) is exactly the sum of the four ln ratios. All of it is on shrunk values;
raw ones are what is shown and what is tested.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from copilot.domain import Rep, Window
from copilot.policy import PISTONS
from copilot.tools.columns import in_window
from copilot.tools.engine import engine_table, row_of
from copilot.tools.engine import landing_share as landing_share
from copilot.tools.level_wanted import best_year, people_at, pool_of
from copilot.tools.posteriors import NORMAL
from copilot.tools.segments import Standings
from copilot.tools.shrinkage import Estimate, Pistons
from copilot.tools.significance import count_below, level_below, mean_below, ratio_below, table_dispersion
from copilot.tools.window import months_between, months_text

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

TERMS = ("starts", "win_rate", "revenue_per_win", "landing")
"""The factors of E, in the order of `PISTONS`."""
LEVELS = (*TERMS, "revenue_per_customer", "log_days", "speed")
"""All that is compared: the factors, and what is shown or tested in their stead."""
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to compare with."""

    value: float
    n: int
    """Reps pooled; 1 for the rep's own best 12 months."""
    whom: str
    """`people at High Core`; names what was pooled."""

    @property
    def own_best(self) -> bool:
        """Whether it is what the rep did in their own best months: nobody else is ever alone in one."""
        return self.n == 1


def best_text(best: Window) -> str:
    """`the best 12 months so far`."""
    return f"the best {months_text(best)} so far"


@dataclass(frozen=True, slots=True)
class PerWin:
    """Revenue per win beside its target, where revenue per customer points the other way: it is wins per customer that differs."""

    raw: float
    n: int
    """Wins that have a value."""
    target: Target


@dataclass(frozen=True, slots=True)
class Piston:
    """One piston of one rep beside its target."""

    name: str
    raw: float | None
    shrunk: float | None
    low: float | None
    high: float | None
    """80 % interval of the shrunk value."""
    n: int
    """Observations behind `raw`: starts, closings, customers, timed wins."""
    target: Target | None
    term: float | None
    """ln(target / own) of the factor it stands for in E; positive where the target brings more."""
    share_of_gap: float | None
    """`term` over the sum of all four; None where one of them is unknown or they add up to nothing."""
    p: float | None = None
    """Of the one-sided test: how likely somebody at the target would come out this low."""
    term_low: float | None = None
    term_high: float | None = None
    """80 % interval of `term`."""
    agrees: bool = True
    """False where what is shown, what is tested and what is shrunk lie on different sides of the target: then no gap is stated."""
    per_win: PerWin | None = None
    """Of revenue per customer only: what to speak of instead."""

    @property
    def known(self) -> bool:
        """Whether there is a figure to show: no observation is one only where it could be tested, as no start in a year."""
        return self.raw is not None and (self.n > 0 or self.p is not None)


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
    """On shrunk values: what to expect of it."""
    as_was: Modelled
    """On raw ones: what the window itself showed."""
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
            cycles = np.array(self.cycles)
            return replace(self.model, landing=self.model.landing * landing_share(cycles / factor, self.horizon) / landing_share(cycles, self.horizon))
        raise ValueError(f"there is no piston {piston!r}: one of {', '.join(PISTONS)}")


@dataclass(frozen=True, slots=True)
class PistonGaps:
    """All four pistons and what they add up to."""

    pistons: tuple[Piston, ...]
    engine: Engine | None
    """None without starts, wins, values or cycles to model."""
    gap: float | None
    """ln(E target / E rep)."""
    best: Window | None
    """A Star's own best 12 months, where those are the target."""
    at_best: bool
    """A Star for whom the present 12 months are the best."""
    notes: tuple[str, ...]


def own_engine(rep: Rep, standing: Standings, policy: CoachingPolicy) -> Engine | None:
    """The rep's modelled engine of the trailing 12 months, on shrunk values and as it was; None where a factor is unknown or zero."""
    known = standing.pistons[rep.id]
    cycles = standing.cycles[rep.id]
    if known.starts is None or known.win_rate is None or known.value is None or known.landing is None:
        return None
    if not (known.starts.raw and known.win_rate.raw and known.value.raw and known.landing.raw):
        return None
    model = Modelled(known.starts.shrunk, known.win_rate.shrunk, known.value.shrunk, known.landing.shrunk)
    horizon = standing.horizon(rep.id, policy)
    as_was = Modelled(known.starts.raw, known.win_rate.raw, known.value.raw, known.landing.raw)
    return Engine(model, as_was, tuple(cycles.tolist()), horizon)


# ---------------------------------------------------------------- levels


@dataclass(frozen=True, slots=True)
class Level:
    """A shrunk value above zero, and how sure it is, in logarithms."""

    value: float
    variance: float
    """Of ln value, of the rep's own observations."""
    shared: float = 0.0
    """Standard deviation of ln value that comes with the cohort's centre, the same for all."""


def levels_of(known: Pistons, row: Mapping[str, Any]) -> dict[str, Level]:
    """What is known of one rep: the terms of E, and revenue per customer, days and log days as they are compared."""
    found: dict[str, Level] = {}
    for name, estimate in (("starts", known.starts), ("win_rate", known.win_rate), ("revenue_per_win", known.value), ("landing", known.landing)):
        if estimate is not None and estimate.raw is not None and estimate.shrunk > 0:
            found[name] = Level(estimate.shrunk, (estimate.posterior.sd / estimate.shrunk) ** 2, _shared(estimate) / estimate.shrunk)
    value = found.get("revenue_per_win")
    if value is not None and math.isfinite(row["revenue_per_customer"]) and row["revenue_per_win"] > 0:
        found["revenue_per_customer"] = replace(value, value=value.value * float(row["revenue_per_customer"] / row["revenue_per_win"]))
    if known.speed is not None and known.speed.raw is not None and known.median is not None:
        found["log_days"] = Level(math.exp(known.speed.shrunk), known.speed.posterior.sd**2, _shared(known.speed))
        days = math.expm1(known.median.shrunk)
        if days > 0:
            scale = (days + 1) / days  # d ln(days) / d ln(days + 1)
            found["speed"] = Level(days, (known.median.posterior.sd * scale) ** 2, _shared(known.median) * scale)
    return found


def _shared(estimate: Estimate[Any]) -> float:
    return (1 - estimate.weight) * math.sqrt(estimate.prior_variance)


def geometric_level(levels: Sequence[Level]) -> Level:
    """The geometric mean of the levels of several reps."""
    m = len(levels)
    logs = math.fsum(math.log(level.value) for level in levels) / m
    return Level(math.exp(logs), math.fsum(level.variance for level in levels) / m**2 + (math.fsum(level.shared for level in levels) / m) ** 2)


def piston_gaps(company: Company, rep: Rep, standing: Standings, target: str | None, policy: CoachingPolicy) -> PistonGaps:
    """The rep's pistons beside those of the level wanted.

    Args:
        company: as it was at `standing.as_of`.
        rep: whose pistons.
        standing: everybody's.
        target: the target segment; None gives own figures only. A Star's target is their own best 12 months.
        policy: windows, horizon, `min_pool`.
    """
    known = standing.pistons[rep.id]
    row = standing.rows[rep.id]
    own = levels_of(known, row)
    engine = own_engine(rep, standing, policy)
    star = standing.by_rep[rep.id].segment == "Star"
    best = best_year(company, rep, standing, policy) if star else None
    notes: list[str] = []
    aims: dict[str, Level] = {}
    targets: dict[str, Target] = {}
    if best is not None:
        then = row_of(engine_table(company, best, policy, standing.deals, standing.acts), rep.id)
        aims = _own_best(rep, standing, best, then, policy)
        # What one had then is said as it was; only what is compared is shrunk.
        had = _raw(then)
        targets = {name: Target(had.get(name, aim.value), 1, best_text(best)) for name, aim in aims.items()}
    elif target is not None and not star:
        by = standing.by_rep[rep.id].by
        everybody = {s.rep_id: levels_of(standing.pistons[s.rep_id], standing.rows[s.rep_id]) for s in standing.others(rep.id)}
        for name in LEVELS:
            pool = pool_of(standing, rep.id, target, {i for i, levels in everybody.items() if name in levels}, policy)
            if pool:
                aims[name] = geometric_level([everybody[i][name] for i in pool.rep_ids])
                targets[name] = Target(aims[name].value, len(pool.rep_ids), people_at(pool.segments, target, by))
        if not targets:
            notes.append(f"No figures of the level wanted: fewer than {policy.min_pool} others are there or above, so nothing is said about them.")
        elif len(targets) < len(LEVELS):
            notes.append(f"Some figures of the level wanted are missing: fewer than {policy.min_pool} others there have them.")
    terms = {name: math.log(aims[name].value / own[name].value) for name in TERMS if name in aims and name in own}
    gap = sum(terms.values()) if len(terms) == len(TERMS) else None
    raw = _raw(row)
    tested = piston_tests(rep, standing, aims, policy)
    sides = _sides(known, raw, own, targets, aims, terms)
    pistons = []
    for name, factor in zip(PISTONS, TERMS, strict=True):
        term, mine, aim = terms.get(factor), own.get(name), targets.get(name)
        low, high = _interval(name, known, mine) if mine else (None, None)
        spread = NORMAL * math.sqrt(own[factor].variance + aims[factor].variance) if term is not None else 0.0
        per_win = None
        both = name == "revenue_per_customer" and {name, "revenue_per_win"} <= raw.keys() & targets.keys()
        if both and sides[name][0] * sides["revenue_per_win"][0] < 0 and _one_way(sides["revenue_per_win"]):
            per_win = PerWin(raw["revenue_per_win"], int(row["wins_with_value"]), targets["revenue_per_win"])
        pistons.append(
            Piston(
                name,
                raw.get(name),
                mine.value if mine else None,
                low,
                high,
                _observations(name, row, len(standing.cycles[rep.id])),
                aim,
                term,
                term / gap if term is not None and gap else None,
                tested.get(name),
                term - spread if term is not None else None,
                term + spread if term is not None else None,
                per_win is not None or _one_way(sides[name]),
                per_win,
            )
        )
    return PistonGaps(tuple(pistons), engine, gap, best, star and best is None, tuple(notes))


def _sides(known: Pistons, raw: Mapping[str, float], own: Mapping[str, Level], targets: Mapping[str, Target], aims: Mapping[str, Level], terms: Mapping[str, float]) -> dict[str, tuple[float, ...]]:
    """By piston, and for revenue per win: how far the target lies above each figure that speaks of it, as far as known.

    First what is shown, then it shrunk, what is tested, and the term of E; of speed, where less is better, the sign is turned.
    """
    found: dict[str, tuple[float, ...]] = {}
    for name, factor in (*zip(PISTONS, TERMS, strict=True), ("revenue_per_win", "revenue_per_win")):
        sides = []
        if name in raw and name in targets:
            sides.append(_apart(targets[name].value, raw[name]))
        if name in own and name in aims:
            sides.append(_apart(aims[name].value, own[name].value))
        if name == "speed":
            if known.speed is not None and known.speed.raw is not None and "log_days" in aims:
                sides.append(_apart(aims["log_days"].value, math.exp(known.speed.raw)))
            sides = [-side for side in sides]
        elif name == "revenue_per_customer" and "revenue_per_win" in raw and "revenue_per_win" in targets:
            sides.append(_apart(targets["revenue_per_win"].value, raw["revenue_per_win"]))
        if factor in terms:
            sides.append(terms[factor])
        # What differs by rounding alone is on no side.
        found[name] = tuple(0.0 if abs(side) < 1e-9 else side for side in sides)
    return found


def _apart(aim: float, own: float) -> float:
    """By which share of the larger one the aim lies above."""
    return (aim - own) / max(abs(aim), abs(own)) if aim or own else 0.0


def _one_way(sides: Sequence[float]) -> bool:
    return not (min(sides, default=0.0) < 0 < max(sides, default=0.0))


def _own_best(rep: Rep, standing: Standings, best: Window, then: Mapping[str, Any], policy: CoachingPolicy) -> dict[str, Level]:
    """A rep's levels of another window, shrunk as those of now are."""
    place = list(standing.table.index).index(rep.id)
    cycles = standing.deals.cycles_won(best)[place]
    horizon = standing.horizon(rep.id, policy)
    known, dated = standing.pistons[rep.id], float(len(cycles))
    share, days, median = (landing_share(cycles, horizon), float(np.log1p(cycles).mean()), math.log1p(float(np.median(cycles)))) if len(cycles) else (math.nan,) * 3
    return levels_of(
        Pistons(
            known.starts and known.starts.again(float(then["starts_per_month"]), float(then["months"])),
            known.win_rate and known.win_rate.again(float(then["win_rate"]), float(then["won"] + then["lost"])),
            known.value and known.value.again(float(then["revenue_per_win"]), float(then["wins_with_value"])),
            known.speed and known.speed.again(days, dated),
            known.median and known.median.again(median, dated),
            known.landing and known.landing.again(share, dated),
        ),
        then,
    )


# ---------------------------------------------------------------- tests


def piston_tests(rep: Rep, standing: Standings, aims: Mapping[str, Level], policy: CoachingPolicy) -> dict[str, float]:
    """p of a one-sided test for each piston that has a target and observations: the rep's own raw figures against that target."""
    known = standing.pistons[rep.id]
    found: dict[str, float] = {}
    # No start at all is a figure like any other; a rep whose starts nobody dated has none.
    if known.starts is not None and known.starts.raw is not None and "starts" in aims and starts_known(rep, standing):
        aim, months = aims["starts"], known.starts.n
        found["starts"] = count_below(known.starts.raw * months, months, aim.value, aim.variance * aim.value**2, starts_dispersion(standing, rep.id))
    if known.win_rate is not None and known.win_rate.raw is not None and "win_rate" in aims:
        aim, closed = aims["win_rate"], known.win_rate.n
        found["win_rate"] = ratio_below(known.win_rate.raw * closed, closed, aim.value, aim.variance * aim.value**2)
    if known.value is not None and known.value.raw is not None and "revenue_per_win" in aims:
        aim = aims["revenue_per_win"]
        variation = known.value.within / (known.value.centre or known.value.raw) ** 2
        found["revenue_per_customer"] = level_below(known.value.raw, known.value.n, aim.value, variation, aim.variance)
    if known.speed is not None and known.speed.raw is not None and "log_days" in aims:
        aim = aims["log_days"]
        found["speed"] = mean_below(-known.speed.raw, known.speed.n, -math.log(aim.value), known.speed.within, aim.variance)
    return found


def starts_known(rep: Rep, standing: Standings) -> bool:
    """Whether how many this rep started can be told: none on record says something only where others' starts are, and none of the rep's own are undated."""
    if standing.rows[rep.id]["started"]:
        return True
    deals = standing.deals
    mine = deals.rep == list(standing.table.index).index(rep.id)
    return bool(standing.table["started"].any()) and not bool(np.isnat(deals.created[mine]).any())


def starts_dispersion(standing: Standings, rep_id: str) -> float:
    """How many times more monthly starts vary than Poisson's, over those of the cohort who were there all the time."""
    start = standing.window.start
    if start is None:
        return 1.0
    months, whole = standing.table["months"].to_numpy(), months_between(start, standing.window.end)
    cohort = set(standing.cohorts[rep_id])
    rows = np.array([i in cohort for i in standing.table.index], dtype=bool) & (months >= whole - 1e-9)
    deals = standing.deals
    keep = in_window(deals.created, standing.window) & (deals.rep >= 0)
    length = np.timedelta64((standing.window.end - start).days + 1, "D") / np.timedelta64(1, "D")
    place = ((deals.created[keep] - np.datetime64(start, "us")) / np.timedelta64(1, "D") / length * MONTHS_A_YEAR).astype("int64")
    counts = np.bincount(deals.rep[keep] * MONTHS_A_YEAR + place, minlength=deals.reps * MONTHS_A_YEAR).reshape(-1, MONTHS_A_YEAR)
    return table_dispersion(counts[rows])


# ---------------------------------------------------------------- what is shown


def _raw(row: Mapping[str, Any]) -> dict[str, float]:
    """The figures a person sees, those that are known; and revenue per win, which stands in for revenue per customer at times."""
    names = {"starts": "starts_per_month", "win_rate": "win_rate", "revenue_per_customer": "revenue_per_customer", "revenue_per_win": "revenue_per_win", "speed": "days_to_win_median"}
    return {name: float(row[column]) for name, column in names.items() if math.isfinite(row[column])}


def _interval(name: str, known: Pistons, level: Level) -> tuple[float, float]:
    """The 80 % interval of a piston, in the unit it is shown in."""
    if name == "starts" and known.starts is not None:
        return known.starts.posterior.interval()
    if name == "win_rate" and known.win_rate is not None:
        return known.win_rate.posterior.interval()
    if name == "revenue_per_customer" and known.value is not None:
        low, high = known.value.posterior.interval()
        return low * level.value / known.value.shrunk, high * level.value / known.value.shrunk
    if name == "speed" and known.median is not None:
        low, high = known.median.posterior.interval()
        return max(0.0, math.expm1(low)), math.expm1(high)
    raise ValueError(f"there is no piston {name!r}: one of {', '.join(PISTONS)}")


def _observations(name: str, row: Mapping[str, Any], dated: int) -> int:
    counts = {"starts": row["started"], "win_rate": row["won"] + row["lost"], "revenue_per_customer": row["customers_won"], "speed": dated}
    return int(counts[name])

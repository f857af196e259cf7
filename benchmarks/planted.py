"""Whether the place to look first is the cause that was planted, over generated companies.

    python -m benchmarks.planted [--companies 500] [--json]

A company has 12 to 30 reps for 30 months. Each rep's true pistons are the company's own (starts 6 to 14 a month, win rate
0.20 to 0.45, values log-normal with a coefficient of variation of 0.4 to 0.9, ln(days + 1) normal around 20 to 90 days)
with a few per cent of their own (log sd 0.03); starts are Poisson, wins binomial, activities of four types come in weeks
that vary 1.5 times as much as Poisson's. Quotas spread everybody else over all segments; the rep coached is set below.

- `gap`: one cause in turn, a piston or a type of activity, is moved away from the company's level by four standard errors of
  the difference between the rep and a target pooled over four others, both with their sampling error (see `ERRORS`); all else
  is level.
- `none`: nothing is moved; the rep's quota alone is larger.
- `luck`: nothing is moved and all quotas are alike, so that segments are chance and the level above consists of the lucky:
  the hard case, since whoever is there was picked by outcome.

Score: for `gap` the share of companies whose focus is the cause planted, for the others the share where it is none. Beside
it, on the same companies, what the largest difference from the average says: of the same raw figures the one that
lies furthest below the others' mean in proportion, where any does. Company `i` of a kind is seeded by (kind, i).
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import numpy as np
import pandas as pd

from copilot.domain import ACTIVITY_COLUMNS, OPPORTUNITY_COLUMNS, STAGE_COLUMNS, Quota, Rep
from copilot.policy import PISTONS, CoachingPolicy
from copilot.ports import Company
from copilot.tools.activities import weekly_counts
from copilot.tools.benchmark import benchmark
from copilot.tools.segments import Standings, standings
from copilot.tools.window import activity_window

Kind = Literal["gap", "none", "luck"]
KINDS: tuple[Kind, ...] = ("gap", "none", "luck")
AS_OF = date(2026, 6, 30)
FROM = date(2024, 1, 1)
MONTHS = 30
WEEKS = 13
ERRORS = 4.0
"""Standard errors of the difference, on the scale where they are the same at every level, so that two of them are what a test of
one known piston sees at a mean of 2: square roots of counts, arcsine of the root of a ratio, logarithms of values and days."""
POOLED = 4
OWN_SD = 0.03
DISPERSION = 1.5
WEEKLY = {"call": 12.0, "email": 16.0, "meeting": 6.0, "demo": 4.0}
CAUSES = (*PISTONS, *WEEKLY)
POLICY = CoachingPolicy()


@dataclass(frozen=True)
class Truth:
    """The true figures of the company."""

    starts: float
    win_rate: float
    value: float
    variation: float
    """Coefficient of variation of values."""
    days: float
    days_sd: float
    """Of ln(days + 1)."""


@dataclass(frozen=True)
class Planted:
    """One generated company and what is true of its first rep."""

    company: Company
    cause: str | None


@dataclass(frozen=True)
class Answer:
    """What was said of one company."""

    cause: str | None
    focus: str | None
    naive: str | None


def planted(kind: Kind, number: int) -> Planted:
    """Company `number` of a kind: the same each time."""
    rng = np.random.default_rng([KINDS.index(kind), number])
    reps = int(rng.integers(12, 31))
    truth = Truth(rng.uniform(6, 14), rng.uniform(0.2, 0.45), rng.uniform(2000, 50000), rng.uniform(0.4, 0.9), rng.uniform(20, 90), rng.uniform(0.35, 0.7))
    own = np.exp(rng.normal(0, OWN_SD, (reps, 4)))
    own[0] = 1.0
    rates = {name: np.full(reps, rate) for name, rate in WEEKLY.items()}
    cause = CAUSES[number % len(CAUSES)] if kind == "gap" else None
    if cause in PISTONS:
        own[0, PISTONS.index(cause)] = moved(cause, truth)
    elif cause:
        rates[cause][0] = _below(WEEKLY[cause] * WEEKS, DISPERSION) / WEEKS
    starts, chance, value, days = truth.starts * own[:, 0], np.minimum(truth.win_rate * own[:, 1], 0.95), truth.value * own[:, 2], truth.days * own[:, 3]
    aims = np.full(reps, 1.0) if kind == "luck" else np.concatenate([[0.72], rng.permutation(np.linspace(0.5, 1.5, reps - 1))])
    year = 12 * starts * chance * value
    ids = [f"r{i}" for i in range(reps)]
    quotas = tuple(Quota(i, date(2025, 7, 1), AS_OF, Decimal(round(float(q))), "EUR") for i, q in zip(ids, year / aims, strict=True))
    deals, acts = _deals(rng, ids, starts, chance, value, days, truth), _activities(rng, ids, rates)
    people = tuple(Rep(i, i.upper(), job="AE", hired_on=date(2020, 1, 1)) for i in ids)
    return Planted(Company(people, deals, acts, pd.DataFrame({c: pd.array([], dtype="str") for c in STAGE_COLUMNS}), quotas, AS_OF, FROM), cause)


def moved(piston: str, truth: Truth) -> float:
    """By what the piston is multiplied to lie so many standard errors off the company's level, on the scale of `ERRORS`."""
    closed = 12 * truth.starts
    wins = closed * truth.win_rate
    if piston == "starts":
        return _below(closed, 1.0) / closed
    if piston == "win_rate":
        root = math.asin(math.sqrt(truth.win_rate)) - ERRORS / 2 * math.sqrt((1 + 1 / POOLED) / closed)
        return math.sin(max(root, 0.0)) ** 2 / truth.win_rate
    if piston == "revenue_per_customer":
        return math.exp(-ERRORS * truth.variation * math.sqrt((1 + 1 / POOLED) / wins))
    return math.exp(ERRORS * truth.days_sd * math.sqrt((1 + 1 / POOLED) / wins))


def _below(expected: float, dispersion: float) -> float:
    """The count so many standard errors below one expected at the target, on the square-root scale."""
    return max(0.0, math.sqrt(expected) - ERRORS / 2 * math.sqrt(dispersion * (1 + 1 / POOLED))) ** 2


def _deals(rng: np.random.Generator, ids: list[str], starts: np.ndarray, chance: np.ndarray, value: np.ndarray, days: np.ndarray, truth: Truth) -> pd.DataFrame:
    counts = rng.poisson(starts * MONTHS)
    rep = np.repeat(np.arange(len(ids)), counts)
    n = len(rep)
    span = (AS_OF - FROM).days + 1
    created = np.datetime64(FROM) + rng.integers(0, span, n)
    cycle = np.rint(np.maximum(0, np.exp(rng.normal(np.log(days[rep] + 1), truth.days_sd)) - 1)).astype("int64")
    closed = created + cycle
    open_ = closed > np.datetime64(AS_OF)
    won = rng.random(n) < chance[rep]
    sigma = math.sqrt(math.log1p(truth.variation**2))
    amount = value[rep] * rng.lognormal(-(sigma**2) / 2, sigma, n)
    status = np.where(open_, "open", np.where(won, "won", "lost"))
    names = np.array(ids, dtype=object)
    found = {
        "opportunity_id": [f"o{i}" for i in range(n)],
        "rep_id": names[rep],
        "account": [f"c{i}" for i in range(n)],
        "status": status,
        "stage": status,
        "created_on": created,
        "closed_on": np.where(open_, np.datetime64("NaT"), closed),
        "value": np.where(won & ~open_, amount, np.nan),
        "currency": np.full(n, "EUR", dtype=object),
        "days_to_close": np.where(open_, np.nan, cycle),
    }
    return _frame(found, OPPORTUNITY_COLUMNS, n)


def _activities(rng: np.random.Generator, ids: list[str], rates: dict[str, np.ndarray]) -> pd.DataFrame:
    begin = np.datetime64(AS_OF - timedelta(weeks=WEEKS) + timedelta(days=1))
    people, kinds, days = [], [], []
    for kind, rate in rates.items():
        # A Poisson whose rate is drawn anew each week from a gamma: variance = DISPERSION x mean.
        weekly = rng.poisson(rng.gamma(np.repeat(rate[:, None], WEEKS, 1) / (DISPERSION - 1), DISPERSION - 1))
        rep, week = np.nonzero(weekly)
        n = weekly[rep, week]
        people.append(np.repeat(rep, n))
        kinds.append(np.full(int(n.sum()), kind, dtype=object))
        days.append(begin + np.repeat(week, n) * 7 + rng.integers(0, 7, int(n.sum())))
    rep, on = np.concatenate(people), np.concatenate(days)
    found = {"activity_id": [f"a{i}" for i in range(len(rep))], "rep_id": np.array(ids, dtype=object)[rep], "type": np.concatenate(kinds), "on": on}
    return _frame(found, ACTIVITY_COLUMNS, len(rep))


def _frame(found: dict[str, object], columns: dict[str, str], n: int) -> pd.DataFrame:
    """The frame with all columns of the domain; those not given are missing."""
    data: dict[str, object] = {}
    for name, dtype in columns.items():
        if name not in found:
            data[name] = np.zeros(n, dtype="int64") if dtype == "int64" else pd.array([None] * n, dtype="str") if dtype == "str" else np.full(n, np.nan).astype(dtype)
        elif dtype == "str":
            data[name] = pd.array(np.asarray(found[name], dtype=object), dtype="str")
        else:
            data[name] = np.asarray(found[name]).astype(dtype)
    return pd.DataFrame(data)


# ---------------------------------------------------------------- answers


def answer(case: Planted) -> Answer:
    """What the copilot and the plain comparison say about the first rep."""
    rep = case.company.reps[0]
    where = standings(case.company, AS_OF, POLICY)
    found = benchmark(case.company, rep, AS_OF, POLICY, (), where)
    return Answer(case.cause, found.focus.name if found.focus.kind != "none" else None, naive(case.company, where))


def naive(company: Company, where: Standings) -> str | None:
    """The largest difference from the average, in proportion: None where nothing lies below it."""
    table = where.table
    figures = {
        "starts": table["starts_per_month"].to_numpy(),
        "win_rate": table["win_rate"].to_numpy(),
        "revenue_per_customer": table["revenue_per_customer"].to_numpy(),
        "speed": 1 / np.maximum(table["days_to_win_median"].to_numpy(), 1),
    }
    window = activity_window(AS_OF, POLICY)
    weeks = weekly_counts(where.acts, [window.start] * len(company.reps), window)
    figures |= {kind: weeks[:, code].sum(axis=1) for code, kind in enumerate(where.acts.types)}
    short = {name: 1 - float(v[0]) / float(np.nanmean(v[1:])) for name, v in figures.items() if np.isfinite(v[0])}
    name = max(short, key=lambda k: short[k])
    return name if short[name] > 0 else None


def run(companies: int) -> dict[str, dict[str, object]]:
    """Both scores for each kind, over so many companies of each."""
    report: dict[str, dict[str, object]] = {}
    for kind in KINDS:
        began = time.process_time()
        answers = [answer(planted(kind, i)) for i in range(companies)]
        report[kind] = {
            "companies": companies,
            "focus": sum(a.focus == a.cause for a in answers) / companies,
            "largest_difference": sum(a.naive == a.cause for a in answers) / companies,
            "by_cause": {cause: sum(a.focus == a.cause for a in mine) / len(mine) for cause in CAUSES if (mine := [a for a in answers if a.cause == cause])},
            "wrong": dict(Counter(str(a.focus) for a in answers if a.focus != a.cause)),
            "seconds": round(time.process_time() - began, 1),
        }
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description="Whether the place to look first is the planted cause.")
    parser.add_argument("--companies", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    report = run(args.companies)
    if args.json:
        print(json.dumps(report, indent=1))
        return
    for kind, row in report.items():
        print(f"{kind:5} focus {row['focus']:.3f}   largest difference {row['largest_difference']:.3f}   wrong: {row['wrong']}   ({row['companies']} companies, {row['seconds']} s)")
        if row["by_cause"]:
            print("      " + "  ".join(f"{cause} {share:.2f}" for cause, share in row["by_cause"].items()))  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()

"""How long the team takes where it is large.

    python -m benchmarks.team [--reps 500] [--deals 400] [--activities 4000] [--json]

A made company: teams of eight, each rep with so many deals and activities over 24 months, stages, quotas of every quarter,
eight goals that the CRM judges, and 1:1s every other week. The company is in memory, as it is while the server runs. Timed in this
process by its CPU time, since other work may share the machine; the median of five runs after one that warms up imports.

- `first`: `team_rows` for everybody, with all that is worked out once for a company and a day: columns, standings, curves, weeks;
- `warm`: the same once more, as for the next manager who looks: every row is made anew, what hangs on nobody in particular is there;
- `standings`: of `first`, where everybody stands.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd

from copilot.domain import ACTIVITY_COLUMNS, ACTIVITY_TYPES, OPPORTUNITY_COLUMNS, STAGE_COLUMNS, Goal, GoalDraft, GoalState, OneOnOne, Quota, Rep
from copilot.policy import CoachingPolicy
from copilot.ports import Company
from copilot.tools.segments import standings
from copilot.tools.team import team_rows

AS_OF = date(2026, 5, 15)
DAYS = 730
TEAM = 8
STAGES = ("Discovery", "Demo", "Proposal")


@dataclass(frozen=True)
class Team:
    """What `team_rows` takes."""

    company: Company
    goals: dict[str, list[Goal]]
    meetings: dict[str, list[OneOnOne]]


def made_team(reps: int, deals: int, activities: int, seed: int = 5) -> Team:
    """Reps who differ: in how much they start, win and do."""
    rng = np.random.default_rng(seed)
    people = tuple(Rep(f"r{i:04}", f"Rep {i:04}", job="Account Executive", hired_on=date(2020, 1, 1), manager_id=f"m{i // TEAM}", manager_name=f"Manager {i // TEAM}") for i in range(reps))
    first = np.datetime64(AS_OF - timedelta(days=DAYS), "D")
    n = reps * deals
    owner = np.repeat(np.arange(reps), deals)
    created = first + rng.integers(0, DAYS, n)
    closed = created + rng.integers(10, 160, n)
    is_open = closed > np.datetime64(AS_OF, "D")
    won = ~is_open & (rng.random(n) < rng.uniform(0.2, 0.5, reps)[owner])
    value = np.round(rng.lognormal(9, 0.6, n), 2)
    value[is_open & (rng.random(n) < 0.5)] = np.nan
    opportunities = _frame(
        OPPORTUNITY_COLUMNS,
        n,
        opportunity_id=np.char.add("o", np.arange(n).astype(str)),
        rep_id=np.array([p.id for p in people])[owner],
        account=np.char.add("a", (owner * 40 + rng.integers(0, 40, n)).astype(str)),
        stage=np.where(is_open, np.array(STAGES)[rng.integers(0, 3, n)], np.where(won, "Won", "Lost")),
        status=np.where(is_open, "open", np.where(won, "won", "lost")),
        created_on=created.astype("datetime64[us]"),
        closed_on=np.where(is_open, np.datetime64("NaT"), closed).astype("datetime64[us]"),
        value=value,
        currency=np.full(n, "EUR"),
        days_to_close=np.where(is_open, np.nan, (closed - created).astype("int64")),
        source_row=np.arange(n),
    )
    m = reps * activities
    doer = np.repeat(np.arange(reps), activities)
    done = _frame(
        ACTIVITY_COLUMNS,
        m,
        activity_id=np.char.add("x", np.arange(m).astype(str)),
        rep_id=np.array([p.id for p in people])[doer],
        type=np.array(ACTIVITY_TYPES)[rng.choice(5, m, p=[0.4, 0.35, 0.15, 0.04, 0.06])],
        on=(first + (DAYS * rng.random(m) ** rng.uniform(0.8, 1.25, reps)[doer]).astype("int64")).astype("datetime64[us]"),
        source_row=np.arange(m),
    )
    places = np.repeat(np.arange(n), 2)
    entered = created[places] + np.tile([0, 8], n)
    stages = _frame(STAGE_COLUMNS, 2 * n, opportunity_id=np.char.add("o", places.astype(str)), stage=np.tile(STAGES[:2], n), status=np.full(2 * n, "open"), entered_on=entered.astype("datetime64[us]"))
    quarters = [(date(2024 + q // 4, q % 4 * 3 + 1, 1), date(2024 + (q + 1) // 4, (q + 1) % 4 * 3 + 1, 1) - timedelta(days=1)) for q in range(12)]
    asked = np.nansum(np.where(won, value, 0).reshape(reps, deals), axis=1).mean() / 8
    quotas = tuple(Quota(p.id, start, end, Decimal(int(asked)), "EUR") for p in people for start, end in quarters)
    company = Company(people, opportunities, done, stages[stages["entered_on"] <= pd.Timestamp(AS_OF)], quotas, AS_OF, AS_OF - timedelta(days=DAYS))
    return Team(company, {p.id: _goals(p.id, rng) for p in people}, {p.id: _meetings(p.id) for p in people})


def _frame(columns: dict[str, str], size: int, **given: object) -> pd.DataFrame:
    empty: dict[str, object] = {"float64": np.nan, "datetime64[us]": np.datetime64("NaT", "us"), "int64": 0, "str": None}
    return pd.DataFrame({name: pd.Series(given.get(name, [empty[kind]] * size), dtype=kind) for name, kind in columns.items()})  # type: ignore[call-overload]  # by columns of the domain


def _goals(rep_id: str, rng: np.random.Generator) -> list[Goal]:
    found = []
    for i in range(8):
        due = AS_OF - timedelta(days=30 * i + 5)
        at = datetime(due.year, due.month, due.day, tzinfo=UTC) - timedelta(days=14)
        draft = GoalDraft("activity", "Run two demos", "two demos held", "CRM", due, activity="demo", amount=2)
        found.append(Goal(f"g-{rep_id}-{i}", rep_id, draft, GoalState.KEPT if rng.random() < 0.7 else GoalState.MISSED, "m", at, at, due))
    return found


def _meetings(rep_id: str) -> list[OneOnOne]:
    return [OneOnOne(f"t-{rep_id}-{i}", rep_id, None, AS_OF - timedelta(days=14 * i + 3), 30, "held") for i in range(12)]


def fresh(company: Company) -> Company:
    """The same rows in other objects, so that nothing worked out before is found again."""
    return replace(company, opportunities=company.opportunities.copy(), activities=company.activities.copy(), stages=company.stages.copy())


def cpu_seconds(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


def measure(reps: int, deals: int, activities: int, runs: int = 5) -> dict[str, float]:
    policy, of = CoachingPolicy(), made_team(reps, deals, activities)
    times: dict[str, list[float]] = {"first": [], "warm": [], "standings": []}
    for _ in range(runs + 1):
        company = fresh(of.company)
        for name in ("first", "warm"):
            times[name].append(cpu_seconds(lambda company=company: team_rows(company, company.reps, AS_OF, policy, of.goals, of.meetings, {})))  # type: ignore[misc]
        company = fresh(of.company)
        times["standings"].append(cpu_seconds(lambda company=company: standings(company, AS_OF, policy)))  # type: ignore[misc]
    sizes = {"reps": float(reps), "deals": float(reps * deals), "activities": float(reps * activities)}
    return sizes | {f"{name}_s": round(statistics.median(taken[1:]), 3) for name, taken in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reps", type=int, default=500)
    parser.add_argument("--deals", type=int, default=400, help="of each rep")
    parser.add_argument("--activities", type=int, default=4000, help="of each rep")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.reps, given.deals, given.activities)
    print(json.dumps(found) if given.json else "\n".join(f"{name:>18} {value:,}" for name, value in found.items()))


if __name__ == "__main__":
    main()

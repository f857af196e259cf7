"""How long a forecast takes.

    python -m benchmarks.forecast [--reps 24] [--json]

A made company: so many reps of one job, each with 400 deals over 18 months, of which about 60 are open, 40 without a
value. Timed in this process, each figure the median over the reps and, beside it, the slowest of them:

- `forecast`: one rep, from what all forecasts share (curves, posteriors) to expected landing, interval and P(goal) of
  this period and the four after it, 10,000 draws;
- `what_if`: all four pistons and an activity at +5 %, one at a time, and all together, on both spans, the forecast's
  draws made already;
- `landing`: the expected landing alone, as the team page needs it: without draws;
- `shared`: what all forecasts of one day share, once.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from copilot.domain import ACTIVITY_COLUMNS, OPPORTUNITY_COLUMNS, STAGE_COLUMNS, Rep
from copilot.policy import PISTONS, CoachingPolicy
from copilot.ports import Company
from copilot.tools.draws import AS_IS
from copilot.tools.forecast import draws_of, forecast
from copilot.tools.landing import landing
from copilot.tools.prospects import prospects
from copilot.tools.segments import standings
from copilot.tools.what_if import Change, effects, moved

AS_OF = date(2026, 5, 15)
DEALS_EACH = 400
DAYS = 548


def made_company(reps: int, seed: int = 11) -> Company:
    """Reps alike, deals by chance."""
    rng = np.random.default_rng(seed)
    n = reps * DEALS_EACH
    created = np.datetime64(AS_OF - timedelta(days=DAYS), "D") + rng.integers(0, DAYS, n)
    closed = created + rng.integers(10, 160, n)
    is_open = closed > np.datetime64(AS_OF, "D")
    won = ~is_open & (rng.random(n) < 0.4)
    value = rng.lognormal(9, 0.6, n)
    value[is_open & (rng.random(n) < 0.66)] = np.nan
    frame = pd.DataFrame({name: pd.Series([None] * n, dtype=kind if kind != "int64" else "float64") for name, kind in OPPORTUNITY_COLUMNS.items()})
    frame = frame.assign(
        opportunity_id=[f"o{i}" for i in range(n)],
        rep_id=[f"r{i // DEALS_EACH}" for i in range(n)],
        account=[f"a{i}" for i in range(n)],
        stage="Proposal",
        status=np.where(is_open, "open", np.where(won, "won", "lost")),
        created_on=created.astype("datetime64[us]"),
        closed_on=pd.Series(closed.astype("datetime64[us]")).where(~is_open),
        value=value,
        currency="EUR",
        days_to_close=np.where(is_open, np.nan, (closed - created).astype("int64")),
    )
    empty = [pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in columns.items()}) for columns in (ACTIVITY_COLUMNS, STAGE_COLUMNS)]
    people = tuple(Rep(f"r{i}", f"Rep {i}", hired_on=date(2020, 1, 1)) for i in range(reps))
    return Company(people, frame, empty[0], empty[1], (), AS_OF, AS_OF - timedelta(days=DAYS))


def timed(do: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000


def measure(reps: int) -> dict[str, float]:
    policy = CoachingPolicy()
    company = made_company(reps)
    where = standings(company, AS_OF, policy)
    found: dict[str, float] = {"reps": reps, "deals": len(company.opportunities), "shared_ms": round(timed(lambda: prospects(company, company.reps[0], where, policy)), 1)}
    forecast(company, company.reps[0], where, policy).outlook()  # imports and first touches are not what is measured
    times: dict[str, list[float]] = {"forecast": [], "what_if": [], "landing": []}
    for rep in company.reps:
        draws_of.cache_clear()
        times["landing"].append(timed(lambda rep=rep: landing(company, rep, AS_OF, policy, (), where).expected))  # type: ignore[misc]
        times["forecast"].append(timed(lambda rep=rep: forecast(company, rep, where, policy).outlook()))  # type: ignore[misc]
        of = forecast(company, rep, where, policy)

        def all_changes(rep: Rep = rep) -> None:
            everything = AS_IS
            for what in (*PISTONS, "demo"):
                effects(of, moved(Change(what, 1.05), rep, company, where, policy)[0])  # noqa: B023
                everything, _, _ = moved(Change(what, 1.05), rep, company, where, policy, everything)
            effects(of, everything)  # noqa: B023

        times["what_if"].append(timed(all_changes))
    for name, taken in times.items():
        found[f"{name}_ms"] = round(statistics.median(taken), 1)
        found[f"{name}_slowest_ms"] = round(max(taken), 1)
    found["open_deals_each"] = round(float((company.opportunities["status"] == "open").sum()) / reps, 1)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reps", type=int, default=24)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.reps)
    print(json.dumps(found) if given.json else "\n".join(f"{name:>22} {value:,}" for name, value in found.items()))


if __name__ == "__main__":
    main()

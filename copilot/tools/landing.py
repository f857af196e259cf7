"""Where a period will land, plainly, until the forecast draws of section 5 exist.

Landed, plus open deals at their chance of being won in time, plus what new starts would still bring. One number, no
interval: it says which conversation suits (section 7), and its Fact says how it came about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from copilot.domain import Aspiration, Fact, Rep, Source
from copilot.errors import MixedCurrencies
from copilot.facts import about_money_text, date_text, make_fact, money_text, percent_text
from copilot.tools.attainment import PeriodGoal, period_goal
from copilot.tools.engine import own_rows, row_of, won_ids
from copilot.tools.pistons import landing_share
from copilot.tools.segments import Standings, standings
from copilot.tools.window import Period, months_between, period_of, working_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

HOW = "Landed, plus open deals by value x chance of being won by the end of the period, plus new starts at the present pace; a plain estimate without an interval."


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal as the landing counts it."""

    opportunity_id: str
    value: float
    """Its own, or the rep's revenue per win where none is given."""
    chance: float
    """Of being won at all."""
    in_time: float
    """Of being won by the end of the period."""


@dataclass(frozen=True)
class Landing:
    """The current period of one rep."""

    period: Period
    goal: PeriodGoal | None
    landed: float
    open_deals: tuple[OpenDeal, ...]
    new_starts: float
    """Money that starts still to come would land in the period."""
    expected: float | None
    """None where nothing is known to expect from."""
    attainment: float | None
    """Landed over goal."""
    pace: float | None
    """Landed over the goal prorated by working days; never to judge by while `early`."""
    early: bool
    facts: tuple[Fact, ...]


def landing(company: Company, rep: Rep, as_of: date, policy: CoachingPolicy, aspirations: Sequence[Aspiration] = (), standing: Standings | None = None) -> Landing:
    """Where the rep's current period is heading.

    An open deal's chance is the win rate of its stage where stage history has enough closings, else the rep's own. It
    counts in this period wholly where its expected date lies in what is left of it; else by the share of won cycles
    longer than its age that end in time. Deals older than every win, and those without a created date, count nothing.

    Args:
        company: as it was at `as_of`.
        rep: whose period.
        as_of: today's stand-in; the period is the one it lies in.
        policy: period, working days, what counts as few.
        aspirations: the rep's, where the caller may read them.
        standing: everybody's standing where the caller has it already.

    Raises:
        MixedCurrencies: the rep's open deals are in another currency than their wins.
    """
    where = standing or standings(company, as_of, policy, aspirations)
    period = period_of(as_of, policy.quota_period)
    currency = where.currency(rep.id)
    goal = period_goal(company, rep, period, as_of, policy, aspirations, where.assumed[rep.id], currency)
    rows = own_rows(company, rep.id)
    landed = where.won.revenue(rep.id, period.start, as_of)
    row = row_of(where.table, rep.id)
    cycles = where.cycles
    own_cycles = cycles[rep.id]
    if len(own_cycles) < policy.small_n and len(where.others(rep.id)) >= policy.min_pool:
        own_cycles = np.concatenate([cycles[i] for i in (rep.id, *(s.rep_id for s in where.others(rep.id)))])
    win_rate = float(row["win_rate"]) if np.isfinite(row["win_rate"]) else None
    per_win = float(row["revenue_per_win"]) if np.isfinite(row["revenue_per_win"]) else None
    _one_currency(rep, rows, currency)
    deals = _open_deals(company, rows, where, rep, as_of, period, own_cycles, win_rate, per_win, policy)
    left = (period.end - as_of).days
    new = 0.0
    if win_rate and per_win and left and len(own_cycles):
        months = months_between(as_of + timedelta(days=1), period.end)
        starts = float(row["starts_per_month"]) if np.isfinite(row["starts_per_month"]) else 0.0
        new = starts * months * win_rate * per_win * landing_share(own_cycles, float(left))
    expected = landed + sum(d.value * d.in_time for d in deals) + new if len(rows) else None
    elapsed = working_share(period.start, as_of, period.start, period.end, policy)
    attainment = landed / goal.value if goal else None
    pace = landed / (goal.value * elapsed) if goal and elapsed > 0 else None
    early = elapsed < policy.early_share
    facts = _facts(rep, rows, as_of, period, goal, landed, expected, attainment, pace, early, currency)
    return Landing(period, goal, landed, tuple(deals), new, expected, attainment, pace, early, facts)


def _one_currency(rep: Rep, rows: pd.DataFrame, currency: str | None) -> None:
    counted = (rows["status"] == "open").to_numpy(dtype=bool) & rows["value"].notna().to_numpy() & rows["currency"].notna().to_numpy()
    names = {c for c in rows["currency"].to_numpy(dtype="object")[counted] if c} | ({currency} if currency else set())
    if len(names) > 1:
        raise MixedCurrencies(f"the deals of {rep.name!r} are in {' and '.join(repr(c) for c in sorted(names))}: convert them to one currency before importing")


def stage_chances(company: Company, cohort: Sequence[str], policy: CoachingPolicy) -> dict[str, float]:
    """By stage: won, of the cohort's closed deals that were once in it; only stages with enough closings."""
    if company.stages.empty:
        return {}
    opps = company.opportunities
    closed = opps[(opps["status"] != "open").to_numpy(dtype=bool) & opps["rep_id"].isin(list(cohort)).to_numpy()]
    outcome = pd.Series((closed["status"] == "won").to_numpy(dtype=bool), index=closed["opportunity_id"].to_numpy())
    seen = company.stages[["opportunity_id", "stage"]].drop_duplicates()
    seen = seen[seen["opportunity_id"].isin(outcome.index)]
    by_stage = seen["opportunity_id"].map(outcome).astype(float).groupby(seen["stage"]).agg(["mean", "size"])
    return {str(name): float(mean) for name, mean, size in zip(by_stage.index, by_stage["mean"], by_stage["size"], strict=True) if size >= policy.small_n}


def _open_deals(
    company: Company,
    rows: pd.DataFrame,
    standing: Standings,
    rep: Rep,
    as_of: date,
    period: Period,
    cycles: NDArray[Any],
    win_rate: float | None,
    per_win: float | None,
    policy: CoachingPolicy,
) -> list[OpenDeal]:
    columns = ["opportunity_id", "created_on", "expected_close_on", "value", "stage"]
    still = rows.loc[(rows["status"] == "open").to_numpy(dtype=bool) & rows["created_on"].notna().to_numpy(), columns]
    chances = stage_chances(company, standing.cohorts[rep.id], policy) if len(still) else {}
    left = (period.end - as_of).days
    found = []
    for deal in still.to_dict("records"):
        value = float(deal["value"]) if np.isfinite(deal["value"]) else per_win
        chance = chances.get(str(deal["stage"]), win_rate)
        if value is None or chance is None:
            continue
        age = (as_of - deal["created_on"].date()).days
        later = cycles[cycles > age]
        close = None if pd.isna(deal["expected_close_on"]) else deal["expected_close_on"].date()
        if not len(later):
            chance = in_time = 0.0
        elif close is not None and close > as_of:
            in_time = 1.0 if close <= period.end else 0.0
        else:
            in_time = float((later <= age + left).mean())
        found.append(OpenDeal(str(deal["opportunity_id"]), value, chance, chance * in_time))
    return found


def _facts(
    rep: Rep,
    rows: pd.DataFrame,
    as_of: date,
    period: Period,
    goal: PeriodGoal | None,
    landed: float,
    expected: float | None,
    attainment: float | None,
    pace: float | None,
    early: bool,
    currency: str | None,
) -> tuple[Fact, ...]:
    unit = currency or "money"
    window = period.window
    won = won_ids(rows, period.window)
    still = tuple(rows["opportunity_id"].to_numpy(dtype="object")[(rows["status"] == "open").to_numpy(dtype=bool)])
    earned = Source("opportunities", "Won value closed in the period so far.", rep.id, won)
    facts = [
        make_fact("period.end", period.end, "date", date_text(period.end), as_of, source=Source("policy", "The last day of the period."), kind="date", rep_id=rep.id),
    ]
    if expected is not None:
        so_far = f"{money_text(landed, currency)} landed so far in {period.label}"
        facts.append(make_fact("landed", landed, unit, so_far, as_of, n=len(won), window=window, source=earned, rep_id=rep.id))
        text = f"about {about_money_text(expected, currency)} expected by {date_text(period.end)}"
        facts.append(make_fact("expected", expected, unit, text, as_of, window=window, source=Source("opportunities", HOW, rep.id, won + still), rep_id=rep.id))
    if goal is None:
        return tuple(facts)
    where_from = {"quota": "Given for these days, by working days.", "personal": "Named by the rep.", "assumed": "Assumed, for want of a quota and a personal goal."}[goal.basis]
    facts.append(make_fact("goal", goal.value, goal.currency or "money", goal.words, as_of, window=window, source=Source("quotas", where_from, rep.id), rep_id=rep.id))
    if goal.basis == "assumed" or attainment is None:
        return tuple(facts)  # nothing is measured by an assumed goal in words
    by_goal = Source("quotas", "Won value of the period by its goal.", rep.id, won)
    facts.append(make_fact("attainment", attainment, "ratio", f"{percent_text(attainment)} of the goal landed", as_of, n=len(won), window=window, source=by_goal, rep_id=rep.id))
    to_go = max(0.0, goal.value - landed)
    facts.append(make_fact("to_go", to_go, unit, f"{money_text(to_go, currency)} to go", as_of, window=window, source=by_goal, rep_id=rep.id))
    if expected is not None:
        ratio = expected / goal.value
        facts.append(
            make_fact("expected.attainment", ratio, "ratio", f"about {percent_text(ratio)} of the goal expected", as_of, window=window, source=Source("opportunities", HOW, rep.id), rep_id=rep.id)
        )
    if pace is not None and not early:
        by_days = Source("quotas", "Won value by the goal of the working days so far.", rep.id, won)
        facts.append(make_fact("pace", pace, "ratio", f"{percent_text(pace)} of the goal for the days so far", as_of, window=window, source=by_days, rep_id=rep.id))
    return tuple(facts)

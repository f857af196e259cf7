"""How the forecast would have done: past periods with only what was knowable then (section 5 [*]).

Each complete period is forecast on the evening of its first day, and when a third and two thirds of its days are over. What was created or
closed later does not exist then, a deal that closed later is open and without its final value. Left out are whoever
had less than `ramp_days` of history, and periods with less since the first closing on record. Where there was no quota the goal is what the rep landed in the period before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from copilot.domain import Rep
from copilot.errors import InputError
from copilot.tools.attainment import WonBook, quota_between, quotas_of
from copilot.tools.forecast import Forecast, chance_of, forecast
from copilot.tools.segments import standings
from copilot.tools.window import Period, company_as_of, next_period, period_of, previous_period, working_share

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

ELAPSED = (0.0, 1 / 3, 2 / 3)
"""Shares of a period's days after which it is forecast."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One rep's period, forecast once."""

    rep_id: str
    period: str
    as_of: date
    elapsed: float
    """One of `ELAPSED`."""
    landed: float
    """By then."""
    expected: float
    p10: float
    p90: float
    actual: float
    goal: float | None
    p_goal: float | None
    pace: float
    """What it would land if it went on as it had: landed over the share of working days that were over."""

    @property
    def inside(self) -> bool:
        return self.p10 <= self.actual <= self.p90

    @property
    def reached(self) -> bool | None:
        return None if self.goal is None else self.actual >= self.goal


@dataclass(frozen=True, slots=True)
class Score:
    """Many trials added up."""

    trials: int
    coverage: float
    """Share of trials in which the actual landing lay in the 80 % interval."""
    below: float
    """Share in which it was below the interval."""
    bias: float
    """Mean of expected minus actual, over the mean actual."""
    with_goal: int
    brier: float | None
    """Of P(goal); None where there was no goal. Lower is better."""
    brier_base: float | None
    """Of always giving the share that did reach it: known only afterwards, so hard to beat."""
    brier_pace: float | None
    """Of certainty that the pace goes on."""


@dataclass(frozen=True)
class Backtest:
    """All trials of a company."""

    trials: tuple[Trial, ...]
    goal: str
    """What P(goal) was held against, in words."""

    def score(self, elapsed: float | None = None) -> Score:
        """Over all trials, or over those at one share of the period."""
        return score([t for t in self.trials if elapsed is None or t.elapsed == elapsed])


def backtest(company: Company, policy: CoachingPolicy, on_progress: Callable[[int, int], None] = lambda done, total: None) -> Backtest:
    """Forecast every complete period that has enough history before it.

    Args:
        company: all that is known today.
        policy: periods, history it takes, draws.
        on_progress: told how many forecasts of how many dates are done.

    Raises:
        InputError: no period has enough history before it.
    """
    book = WonBook(company)
    days = [(period, share, as_of) for period in _periods(company, policy) for share in ELAPSED if (as_of := _evening(period, share)) is not None]
    trials: list[Trial] = []
    quotas = False
    for done, (period, share, as_of) in enumerate(days):
        known = company_as_of(company, as_of, policy)
        where = standings(known, as_of, policy)
        for rep in known.reps:
            if where.by_rep[rep.id].ramping or (rep.hired_on is not None and rep.hired_on > as_of):
                continue
            quota = quota_between(quotas_of(company, rep.id), period.start, period.end, policy)
            before = previous_period(period)
            goal = quota or book.revenue(rep.id, before.start, before.end) or None
            quotas = quotas or quota is not None
            ahead = forecast(known, rep, where, policy)
            trials.append(_trial(rep, period, share, as_of, ahead, goal, book.revenue(rep.id, period.start, period.end), policy))
        on_progress(done + 1, len(days))
    if not trials:
        raise InputError(f"there is nothing to test on yet: it takes a complete {policy.quota_period} with {policy.ramp_days} days of history before it")
    return Backtest(tuple(trials), "the quota, else what the period before landed" if quotas else "what the period before landed")


def score(trials: Sequence[Trial]) -> Score:
    """Coverage and Brier scores of some trials."""
    actual = np.array([t.actual for t in trials])
    judged = [t for t in trials if t.reached is not None and t.p_goal is not None]
    reached = np.array([bool(t.reached) for t in judged], dtype="float64")

    def brier(chances: Sequence[float]) -> float | None:
        return float(np.mean((np.array(chances) - reached) ** 2)) if judged else None

    return Score(
        len(trials),
        float(np.mean([t.inside for t in trials])),
        float(np.mean([t.actual < t.p10 for t in trials])),
        float(sum(t.expected for t in trials) - actual.sum()) / float(actual.sum()) if actual.sum() else 0.0,
        len(judged),
        brier([t.p_goal or 0.0 for t in judged]),
        brier([float(reached.mean())] * len(judged)) if judged else None,
        brier([float(t.pace >= (t.goal or 0.0)) for t in judged]),
    )


def _trial(rep: Rep, period: Period, share: float, as_of: date, ahead: Forecast, goal: float | None, actual: float, policy: CoachingPolicy) -> Trial:
    outlook, _ = replace(ahead, goal=None).outlook()
    chance = None if goal is None else chance_of(ahead.landings()[0], goal)
    over = working_share(period.start, as_of, period.start, period.end, policy)
    pace = ahead.landed / over if over > 0 else 0.0
    return Trial(rep.id, period.label, as_of, share, ahead.landed, outlook.expected, outlook.p10, outlook.p90, actual, goal, chance, pace)


def _evening(period: Period, share: float) -> date | None:
    length = (period.end - period.start).days + 1
    return period.start + timedelta(days=max(0, round(length * share) - 1))


def _periods(company: Company, policy: CoachingPolicy) -> list[Period]:
    """Complete ones with enough history before them. It counts from the first closing: before, an export shows only what closed after it."""
    closings = company.opportunities["closed_on"].dropna()
    if company.newest is None or not len(closings):
        return []
    found = []
    first = closings.min().date()
    period = period_of(first, policy.quota_period)
    while period.end <= company.newest:
        if (period.start - first).days >= policy.ramp_days:
            found.append(period)
        period = next_period(period)
    return found

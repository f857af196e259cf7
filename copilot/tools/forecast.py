"""Where the rest of this period and the four after it may land, and the chance of the goal (section 5 [A][B]).

    Forecast.outlook()                     as things are
    Forecast.outlook(Factors(starts=1.05)) the same draws with one thing changed

The expected landing is the mean the draws scatter around, worked out exactly; the interval and the chance of the goal
are counted in the draws, which are only made where somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from copilot.domain import Aspiration, Rep
from copilot.tools.attainment import PeriodGoal, period_goal
from copilot.tools.draws import AS_IS, Draws, Factors, expectation
from copilot.tools.prospects import Prospects, prospects
from copilot.tools.segments import Standings
from copilot.tools.window import period_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

_CENT = 0.005
"""Landing within half a cent of a goal reaches it: money is added up in floats."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one span of time may come to."""

    expected: float
    p10: float
    p50: float
    p90: float
    p_goal: float | None
    """None without a goal."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """One rep's present period, or the later one asked about, and those after it."""

    given: Prospects
    landed: float
    goal: PeriodGoal | None
    """Of the present period."""
    goal_ahead: float | None
    """Of the periods ahead together."""
    size: int
    """How many draws."""

    @property
    def draws(self) -> Draws:
        return draws_of(self.given, self.size)

    def expected(self, factors: Factors = AS_IS) -> tuple[float, float]:
        """Expected landing of this period, with what has landed, and of the periods ahead; takes no draws."""
        by_end = expectation(self.given, factors)
        return self.landed + float(by_end[0]), float(by_end[-1] - by_end[0])

    def landings(self, factors: Factors = AS_IS) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """This period with what has landed, and the periods ahead, in each draw."""
        soon, later = self.draws.landings(factors)
        return self.landed + soon, later

    def outlook(self, factors: Factors = AS_IS) -> tuple[Outlook, Outlook]:
        """The present period, and those ahead."""
        (now, ahead), (soon, later) = self.expected(factors), self.landings(factors)
        return _outlook(now, soon, self.goal.value if self.goal else None), _outlook(ahead, later, self.goal_ahead)


def forecast(company: Company, rep: Rep, standing: Standings, policy: CoachingPolicy, aspirations: Sequence[Aspiration] = (), on: date | None = None) -> Forecast:
    """What is to come for one rep.

    Args:
        company: as it was at `standing.as_of`.
        rep: whose.
        standing: everybody's.
        policy: periods, working days, how many draws.
        aspirations: the rep's, where the caller may read them.
        on: a day of the period looked at, which may be a later one than the present.

    Raises:
        MixedCurrencies: the rep's open deals are in another currency than their wins.
    """
    given = prospects(company, rep, standing, policy, on)
    currency, as_of = standing.currency(rep.id), standing.as_of
    goals = [period_goal(company, rep, p, as_of, policy, aspirations, standing.assumed[rep.id], currency) for p in given.periods]
    present = goals[0]
    if given.begins or given.periods[0].start > as_of:
        now = period_goal(company, rep, period_of(as_of, policy.quota_period), as_of, policy, aspirations, standing.assumed[rep.id], currency)
        if now is not None and now.basis == "quota" and (present is None or present.basis != "quota"):
            present = replace(now, words=f"{now.words}, as in {period_of(as_of, policy.quota_period).label}")
    # Where quotas are not given that far ahead, the present one is taken to go on.
    later = [goal if goal is not None and (present is None or goal.basis == present.basis) else present for goal in goals[1:]]
    ahead = sum(goal.value for goal in later if goal is not None) if all(later) else None
    return Forecast(given, standing.won.revenue(rep.id, given.periods[0].start, as_of), present, ahead, policy.draws)


@lru_cache(maxsize=4)
def draws_of(given: Prospects, size: int) -> Draws:
    """The draws of a forecast, made once for all that one turn asks of it."""
    return Draws(given, size)


def chance_of(landings: NDArray[np.float64], target: float) -> float:
    """Which share of the draws reaches a target."""
    return float(np.mean(landings >= target - _CENT))


def _outlook(expected: float, landings: NDArray[np.float64], goal: float | None) -> Outlook:
    low, middle, high = np.percentile(landings, (10, 50, 90))
    return Outlook(expected, float(low), float(middle), float(high), None if goal is None else chance_of(landings, goal))

"""What a piston gains where the activity behind it grows, as far as the rep's own months say (section 5 [*]).

piston x (1 + change)^e. e is the slope of ln(piston) on ln(activity) over the rep's own months, shrunk to what policy
assumes by how unsure the slope is, and never below 0 or above 1. A few months say little, so it stays near the policy's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from copilot.domain import Window
from copilot.tools.columns import in_window
from copilot.tools.window import add_months

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.tools.segments import Standings

_LEAST_MONTHS = 4
"""Two go into the line itself; with fewer than this its error is not known."""


@dataclass(frozen=True, slots=True)
class Elasticity:
    """How a piston follows an activity."""

    value: float
    months: int
    """Of the rep's own that had both; 0 where it is the policy's alone."""


def elasticity(place: int, activity: str, piston: str, standing: Standings, policy: CoachingPolicy) -> Elasticity:
    """e for one rep.

    Args:
        place: of the rep in `company.reps`.
        activity: a type of activity.
        piston: what it acts through.
        standing: everybody's, with the columns.
        policy: the slope assumed, and how far from it a rep's may lie.
    """
    if activity not in standing.acts.types:
        return Elasticity(policy.activity_elasticity, 0)
    done, follows = [], []
    end = standing.as_of
    for _ in range(policy.engine_months):
        start = add_months(end + timedelta(days=1), -1)
        level = _piston(place, piston, Window(start, end), standing)
        count = _count(place, activity, Window(start, end), standing)
        if level is not None and count:
            done.append(np.log(count))
            follows.append(np.log(level))
        end = start - timedelta(days=1)
    return Elasticity(_shrunk(np.array(done), np.array(follows), policy), len(done)) if len(done) >= _LEAST_MONTHS else Elasticity(policy.activity_elasticity, 0)


def _shrunk(x: NDArray[np.float64], y: NDArray[np.float64], policy: CoachingPolicy) -> float:
    spread = float(((x - x.mean()) ** 2).sum())
    if spread <= 1e-12:
        return policy.activity_elasticity
    slope = float(((x - x.mean()) * (y - y.mean())).sum()) / spread
    rest = y - y.mean() - slope * (x - x.mean())
    error = float((rest**2).sum()) / (len(x) - 2) / spread
    prior = policy.activity_elasticity_sd**2
    return min(1.0, max(0.0, (slope * prior + policy.activity_elasticity * error) / (prior + error)))


def _count(place: int, activity: str, month: Window, standing: Standings) -> int:
    acts = standing.acts
    return int(((acts.rep == place) & (acts.type == acts.types.index(activity)) & in_window(acts.on, month)).sum())


def _piston(place: int, piston: str, month: Window, standing: Standings) -> float | None:
    """A month's figure as a number above 0; None where the month has none. Faster is more speed."""
    deals = standing.deals
    own = deals.rep == place
    if piston == "starts":
        return float((own & in_window(deals.created, month) & ~np.isnat(deals.created)).sum()) or None
    closed = own & ~deals.is_open & in_window(deals.closed, month)
    won = closed & deals.won
    if piston == "win_rate":
        return (float(won.sum()) + 0.5) / (float(closed.sum()) + 1) if closed.any() else None
    if piston == "speed":
        days = deals.days[won & np.isfinite(deals.days)]
        return 1 / float(np.mean(days) + 1) if len(days) else None
    values = deals.value[won & np.isfinite(deals.value) & (deals.value > 0)]
    return float(values.mean()) if len(values) else None

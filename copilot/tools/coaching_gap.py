"""The coaching gap: how useful a manager thinks 1:1s are, and how useful they are to the reps (section 8 [A])."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from copilot.domain import Fact, Source, Window
from copilot.facts import POOLED, make_fact
from copilot.ratings import RatingPool

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy

_LEVEL = 0.05
"""Less than the decimal that is said."""


def coaching_gap(pool: RatingPool, window: Window, as_of: date, policy: CoachingPolicy) -> Fact:
    """`coaching_gap.<manager id>`: the manager's mean less the reps', over the same 1:1s.

    Args:
        pool: of one manager, at least `policy.min_pool` reps in it.
        window: the days it is from.
        as_of: the day.
        policy: what is few.
    """
    gap = pool.manager_mean - pool.rep_mean
    said = round(pool.manager_mean, 1) - round(pool.rep_mean, 1)  # of the means as they are shown, so that the sentence adds up
    apart = "the same on both sides" if abs(said) < _LEVEL else f"{abs(said):.1f} {'lower' if said > 0 else 'higher'} by the reps than by the manager"
    few = ", few to go by" if pool.meetings < policy.small_n else ""
    text = f"{pool.manager_mean:.1f} by the manager and {pool.rep_mean:.1f} by the reps: {apart}, from {pool.meetings} 1:1s with {pool.reps} people{few}"
    how = (
        f"How useful each 1:1 was, 1 to 5: means over the 1:1s that both sides answered. Answers of reps are pooled over at least {policy.min_pool} of them, and newer ones wait until so many are in."
    )
    return make_fact(f"coaching_gap.{pool.manager_id}", gap, "points", text, as_of, n=pool.meetings, window=window, source=Source("one_on_ones", how, rows_note=POOLED), looks_back=True)

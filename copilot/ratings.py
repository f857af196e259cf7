"""What may be said of answers after 1:1s: pooled over several reps, and in batches, so that nobody's answer shows (section 8 [A]).

Pure, shared by every adapter of Records: a rep's answer never leaves it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

from copilot.domain import OneOnOne


@dataclass(frozen=True, slots=True)
class RatingPool:
    """Both sides' answers to "how useful was it", 1 to 5, over the same 1:1s of one manager."""

    manager_id: str
    manager_name: str
    manager_mean: float
    rep_mean: float
    meetings: int
    reps: int


def pooled(meetings: Sequence[OneOnOne], min_reps: int) -> list[OneOnOne]:
    """The 1:1s that both sides answered, in whole batches of at least `min_reps` reps, oldest first.

    Days are added up until so many reps are in; what is left at the end waits. So one more answer never changes what is
    shown by itself: it is seen together with those of at least two others.

    Args:
        meetings: of one manager.
        min_reps: a figure pools at least so many.
    """
    both = sorted((m for m in meetings if m.state == "held" and m.rep_rating is not None and m.manager_rating is not None), key=lambda m: (m.on, m.id))
    shown: list[OneOnOne] = []
    batch: list[OneOnOne] = []
    for _, day in groupby(both, key=lambda m: m.on):
        batch += day
        if len({m.rep_id for m in batch}) >= min_reps:
            shown, batch = shown + batch, []
    return shown


def rating_pool(manager_id: str, manager_name: str, meetings: Sequence[OneOnOne], min_reps: int) -> RatingPool | None:
    """The pool of one manager; None where too few reps answered."""
    shown = pooled(meetings, min_reps)
    if not shown:
        return None
    reps = len({m.rep_id for m in shown})
    return RatingPool(manager_id, manager_name, fmean(m.manager_rating or 0 for m in shown), fmean(m.rep_rating or 0 for m in shown), len(shown), reps)

"""Whether closings bunch within a quarter, and how far months differ from what the age of deals would say (section 5 [*]).

Curves know how old deals are, not what day it is. Where the last month of a quarter has half again the wins that ages
would give it, and the first month fewer, days ahead count by their month: h in Fw(a+h) is then in days of such a
calendar. Whatever still differs from month to month is one more thing not known, and widens the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy

MONTHS_A_QUARTER = 3
_CLEAR = 0.01
"""How unlikely the bunching must be by chance before days stop counting alike."""


@dataclass(frozen=True, eq=False)
class Season:
    """How months go.

    Attributes:
        pace: of the first, second and third month of a quarter; ones where there is no clear bunching.
        noise: variance of a month's wins over what was to be expected, beyond chance.
    """

    pace: tuple[float, ...]
    noise: float

    def calendar(self, as_of: np.datetime64, days: int) -> NDArray[np.float64]:
        """Days ahead as they count: entry d is what the first d days come to, shape (days + 1,)."""
        ahead = (as_of + np.arange(1, days + 1)).astype("datetime64[M]").astype("int64") % MONTHS_A_QUARTER
        return np.concatenate([[0.0], np.cumsum(np.array(self.pace)[ahead])])


STEADY = Season((1.0,) * MONTHS_A_QUARTER, 0.0)


def season(months: Sequence[np.datetime64], by_age: NDArray[np.float64], foreseen: NDArray[np.float64], seen: NDArray[np.float64], policy: CoachingPolicy) -> Season:
    """The season of one cohort.

    Args:
        months: whole ones that were watched, as datetime64[M].
        by_age: wins of each rep in each month by the age of the deals that were open, shape (reps, months).
        foreseen: likewise, by what was known when the month began; NaN where too little was.
        seen: wins there were, shape (reps, months).
        policy: how many make a figure, and k.
    """
    place = np.array([int(m.astype("int64")) % MONTHS_A_QUARTER for m in months], dtype="int64")
    pace = _pace(place, by_age.sum(axis=0), seen.sum(axis=0), policy)
    known = np.isfinite(foreseen).all(axis=0)
    # Each rep wins more or less than the cohort all the time; that is their win rate, not the season.
    usual = by_age.sum(axis=1)
    own = usual > 0
    would = foreseen[own][:, known] * pace[place[known]] * (seen[own].sum(axis=1) / usual[own])[:, None]
    squares = float((would**2).sum())
    noise = float(((seen[own][:, known] - would) ** 2 - would).sum()) / squares if squares > 0 else 0.0
    return Season(tuple(float(p) for p in pace), max(0.0, noise))


def _pace(place: NDArray[np.int64], expected: NDArray[np.float64], seen: NDArray[np.float64], policy: CoachingPolicy) -> NDArray[np.float64]:
    from scipy.special import chdtrc

    by_age, there = (np.bincount(place, weights=w, minlength=MONTHS_A_QUARTER) for w in (expected, seen))
    if by_age.min() < policy.small_n:
        return np.ones(MONTHS_A_QUARTER)
    chi = float(((there - by_age) ** 2 / by_age).sum())
    if chdtrc(MONTHS_A_QUARTER - 1, chi) >= _CLEAR:
        return np.ones(MONTHS_A_QUARTER)
    return np.asarray((there + policy.shrink_k) / (by_age + policy.shrink_k))


def months_watched(first: np.datetime64, last: np.datetime64) -> list[np.datetime64]:
    """Whole calendar months from one day to another, both included."""
    begin = first.astype("datetime64[M]")
    begin = begin if begin.astype("datetime64[D]") == first else begin + 1
    end = (last + 1).astype("datetime64[M]")
    return list(np.arange(begin, end)) if end > begin else []


def wins_by_month(
    months: Sequence[np.datetime64],
    rep: NDArray[np.int64],
    reps: int,
    created: NDArray[Any],
    entered: NDArray[np.int64],
    left: NDArray[np.int64],
    won: NDArray[np.bool_],
    hazards: Sequence[NDArray[np.float64] | None],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wins that ages would give each rep and month, and those there were, each of shape (reps, months).

    Args:
        months: as datetime64[M].
        rep: code of whose deal it is, shape (deals,).
        reps: how many there are.
        created: datetime64[D], shape (deals,).
        entered: age from which on each deal was watched.
        left: age at which it was won, lost or last seen.
        won: whether it was won then.
        hazards: for each month, the share of the deals open at each age that is won at it, of shape (ages,); None where it is not known.
    """
    closed = created + left
    expected, seen = np.zeros((reps, len(months))), np.zeros((reps, len(months)))
    for i, month in enumerate(months):
        start, end = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
        low = np.maximum((start - created).astype("int64"), entered)
        high = np.maximum(np.minimum((end - created).astype("int64"), left + 1), low)
        seen[:, i] = np.bincount(rep[won & (closed >= start) & (closed < end)], minlength=reps)
        hazard = hazards[i]
        if hazard is None:
            expected[:, i] = np.nan
            continue
        added = np.concatenate([[0.0], np.cumsum(hazard)])
        last = len(added) - 1
        expected[:, i] = np.bincount(rep, weights=added[np.clip(high, 0, last)] - added[np.clip(low, 0, last)], minlength=reps)
    return expected, seen

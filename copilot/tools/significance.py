"""One-sided tests that keep a rep from being coached on noise (section 4 [*]).

Each asks: could somebody who really is at the target have come out this low? So the variance is that of somebody at the
target, with what is unsure about the target itself added; a rep's own low figure never makes its own test easier.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CONTINUITY = 0.5
"""Counts come in whole numbers."""


def upper_tail(z: float) -> float:
    """P(a standard normal is above z)."""
    return 0.5 * math.erfc(z / math.sqrt(2))


def holm(p_values: Sequence[float], alpha: float) -> list[bool]:
    """Which of these pass together at a family-wise level of `alpha` (Holm's step-down)."""
    passed = [False] * len(p_values)
    for step, i in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        if p_values[i] > alpha / (len(p_values) - step):
            break
        passed[i] = True
    return passed


def ratio_below(won: float, closed: float, target: float, target_variance: float) -> float:
    """p of so few wins, or fewer, of so many closings where the chance of each is the target's."""
    variance = closed * target * (1 - target) + closed**2 * target_variance
    return upper_tail((closed * target - won - _CONTINUITY) / math.sqrt(variance)) if variance > 0 else 1.0


def count_below(count: float, exposure: float, target: float, target_variance: float, dispersion: float) -> float:
    """p of so few starts, or fewer, in so many months at the target's rate; counts vary `dispersion` times as much as Poisson's."""
    variance = dispersion * target * exposure + exposure**2 * target_variance
    return upper_tail((target * exposure - count - _CONTINUITY) / math.sqrt(variance)) if variance > 0 else 1.0


def mean_below(mean: float, n: float, target: float, spread: float, target_variance: float) -> float:
    """p of so low a mean of n values around the target with variance `spread`."""
    variance = spread / n + target_variance
    if variance > 0:
        return upper_tail((target - mean) / math.sqrt(variance))
    return 0.0 if mean < target - 1e-9 * abs(target) else 1.0


def weekly_dispersion(counts: NDArray[np.int64], days: NDArray[np.int64]) -> tuple[float, int]:
    """How many times more the weekly counts vary than Poisson's (at least once), and with how many degrees of freedom.

    Args:
        counts: by week, shape (weeks,).
        days: working days of each week, shape (weeks,); weeks without any do not count.
    """
    y, d = counts[days > 0].astype("float64"), days[days > 0].astype("float64")
    freedom = len(y) - 1
    if freedom < 1 or y.sum() == 0:
        return 1.0, max(freedom, 0)
    expected = y.sum() / d.sum() * d
    return max(1.0, float(((y - expected) ** 2 / expected).sum() / freedom)), freedom


def weekly_below(counts: NDArray[np.int64], days: NDArray[np.int64], target: float, pooled: int) -> float:
    """One-sided quasi-Poisson test, dispersion from the rep's own weeks: p of so few at the target's rate.

    Args:
        counts: by week, shape (weeks,).
        days: working days of each week, shape (weeks,).
        target: per working day.
        pooled: how many reps' weeks the target is the mean of.
    """
    dispersion, freedom = weekly_dispersion(counts, days)
    expected = target * float(days.sum())
    if expected <= 0 or freedom < 1:
        return 1.0
    from scipy.special import stdtr

    t = (expected - float(counts[days > 0].sum()) - _CONTINUITY) / math.sqrt(dispersion * expected * (1 + 1 / pooled))
    return float(stdtr(freedom, -t))


def mix_differs(counts: NDArray[np.int64], target_shares: NDArray[np.float64], target_total: float) -> float:
    """Chi-square of the mix, corrected for overdispersion by the rep's own weeks: p of so different a mix.

    Args:
        counts: shape (types, weeks).
        target_shares: shape (types,), adding up to 1.
        target_total: activities that the target's shares were counted over.
    """
    total = float(counts.sum())
    kept = target_shares > 0
    types = int(kept.sum())
    if total == 0 or types < 2 or target_total <= 0:
        return 1.0
    expected = total * target_shares[kept]
    statistic = float(((counts.sum(axis=1)[kept] - expected) ** 2 / expected).sum())
    weeks = counts[:, counts.sum(axis=0) > 0]
    weeks = weeks[weeks.sum(axis=1) > 0].astype("float64")
    freedom = (weeks.shape[0] - 1) * (weeks.shape[1] - 1)
    dispersion = 1.0
    if freedom > 0:
        usual = np.outer(weeks.sum(axis=1), weeks.sum(axis=0)) / weeks.sum()
        dispersion = max(1.0, float(((weeks - usual) ** 2 / usual).sum() / freedom))
    from scipy.special import chdtrc

    return float(chdtrc(types - 1, statistic / dispersion / (1 + total / target_total)))


def table_dispersion(counts: NDArray[np.int64]) -> float:
    """How many times more counts vary than Poisson's, at least once, with levels of rows and seasons of columns taken out.

    Args:
        counts: reps by months, shape (reps, months).
    """
    table = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0].astype("float64")
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    if freedom < 1:
        return 1.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return max(1.0, float(((table - expected) ** 2 / expected).sum() / freedom))

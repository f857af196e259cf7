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

_ANSCOMBE = 3 / 8


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
    """p of so few wins, or fewer, of so many closings where the chance of each is the target's.

    On the arcsine scale, where a ratio varies alike at every level (Anscombe).
    """
    if not 0 < target < 1:
        return 1.0
    distance = 2 * (math.asin(math.sqrt(target)) - math.asin(math.sqrt((won + _ANSCOMBE) / (closed + 2 * _ANSCOMBE))))
    return upper_tail(distance / math.sqrt(1 / (closed + 0.5) + target_variance / (target * (1 - target))))


def count_below(count: float, exposure: float, target: float, target_variance: float, dispersion: float) -> float:
    """p of so few starts, or fewer, in so many months at the target's rate; counts vary `dispersion` times as much as Poisson's."""
    return upper_tail(_rooted(count, target * exposure) / math.sqrt(dispersion + exposure * target_variance / target))


def _rooted(count: float, expected: float) -> float:
    """How far a count lies below the one expected, on the square-root scale where a Poisson count varies by 1 (Anscombe)."""
    return 2 * (math.sqrt(expected + _ANSCOMBE) - math.sqrt(count + _ANSCOMBE))


def level_below(mean: float, n: float, target: float, variation: float, target_variance: float) -> float:
    """p of so low a mean of n amounts where the target's is theirs.

    Args:
        mean: above 0.
        n: how many.
        target: above 0.
        variation: variance of one amount by its squared level: it grows with the level, so the logarithm is compared.
        target_variance: of ln target.
    """
    return mean_below(math.log(mean), n, math.log(target), variation, target_variance)


def mean_below(mean: float, n: float, target: float, spread: float, target_variance: float) -> float:
    """p of so low a mean of n values around the target with variance `spread`."""
    variance = spread / n + target_variance
    if variance > 0:
        return upper_tail((target - mean) / math.sqrt(variance))
    return 0.0 if mean < target - 1e-9 * abs(target) else 1.0


def weekly_dispersions(counts: NDArray[np.int64], days: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
    """How many times more a rep's weekly counts vary than Poisson's, at least once, for each type; with its degrees of freedom.

    A dozen weeks say little about a variance, so each type's own is averaged with that of all the rep's types.

    Args:
        counts: shape (types, weeks).
        days: working days of each week, shape (weeks,); weeks without any do not count.

    Returns:
        Dispersion by type, shape (types,), and the degrees of freedom it has where all types vary alike.
    """
    y, d = counts[:, days > 0].astype("float64"), days[days > 0].astype("float64")
    freedom = len(d) - 1
    seen = y.sum(axis=1) > 0
    types = int(seen.sum())
    if freedom < 1 or not types:
        return np.ones(len(counts)), float(max(freedom, 0))
    expected = y.sum(axis=1, keepdims=True) / d.sum() * d
    own = ((y - expected) ** 2 / np.where(expected > 0, expected, 1)).sum(axis=1) / freedom
    shared = float(own[seen].mean())
    # Of (own + mean of all) / 2, by Satterthwaite: the mean has `types` times the freedom and holds the own one.
    joint = 4 * freedom * types / (types + 3)
    return np.maximum(1.0, np.where(seen, (own + shared) / 2, shared)), joint


def weekly_below(count: float, expected: float, pooled: int, dispersion: float, freedom: float) -> float:
    """One-sided quasi-Poisson test, the signed root of the deviance: p of so few where so many are expected at the target's rate.

    Args:
        count: of the rep.
        expected: at the target's rate over the rep's working days.
        pooled: how many reps' weeks the target is the mean of.
        dispersion: from the rep's own weeks.
        freedom: of the dispersion.
    """
    if expected <= 0 or freedom < 1:
        return 1.0
    from scipy.special import stdtr

    x, mean = count + _ANSCOMBE, expected + _ANSCOMBE
    distance = math.copysign(math.sqrt(max(0.0, 2 * (x * math.log(x / mean) - x + mean))), mean - x)
    return float(stdtr(freedom, -distance / math.sqrt(dispersion * (1 + 1 / pooled))))


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

"""How sure a mean is: a bootstrap that draws reps, since cases of one rep are not independent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2000
SEED = 20260701
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over cases that were scored, with its interval; all None where none was."""

    mean: float | None
    low: float | None
    high: float | None
    n: int
    """Cases scored."""


def mean_by_rep(scores: Sequence[tuple[str, float | None]]) -> Mean:
    """Mean of (rep, value) pairs with a 95 % percentile interval over reps drawn with replacement.

    Unscored values (None) are left out of the mean and of n. The same pairs give the same interval.
    """
    scored = [(rep, value) for rep, value in scores if value is not None]
    if not scored:
        return Mean(None, None, None, 0)
    reps = sorted({rep for rep, _ in scored})
    sums = np.array([sum(v for r, v in scored if r == rep) for rep in reps])
    counts = np.array([sum(1 for r, _ in scored if r == rep) for rep in reps])
    drawn = np.random.default_rng(SEED).integers(0, len(reps), size=(DRAWS, len(reps)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Mean(float(sums.sum() / counts.sum()), float(low), float(high), len(scored))
